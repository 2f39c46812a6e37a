// Texts as they are compared: what people vary at will (case, quotes, the last mark) is gone, signs stay, for `x * y` and `x ** y` are two questions.

import { hash53 } from '../lib/hash.ts';

/** Words and single signs of a prompt, lower case. */
export function tokensOf(prompt: string): string[] {
  const plain = prompt
    .toLowerCase()
    .replace(/["'`“”‘’]/g, '')
    .replace(/[.?!]\s*$/, '');
  return plain.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/** Hashes of all runs of `size` tokens, in order; of the whole when it is shorter. */
export function gramsOf(tokens: readonly string[], size: number): number[] {
  const last = Math.max(0, tokens.length - size);
  return Array.from({ length: last + 1 }, (_, i) => hash53(tokens.slice(i, i + size).join(' ')));
}

/** Code as it is compared: how it is indented and broken into lines does not matter. */
export function normalCode(code: string): string {
  return code.trim().replace(/\s+/g, ' ');
}
