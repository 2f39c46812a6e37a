// Values as people type them: JSON, with single quotes and bare words forgiven where nothing else can be meant.

import type { Json } from '../../../lib/json.ts';

export type Read<T> = { value: T } | { fault: string };

const EXAMPLE = 'Write numbers, "texts" or [lists], as in 3, "b" or [1, 20, 3].';

/** Arguments between commas. */
export function readArguments(text: string): Read<readonly Json[]> {
  const read = parse(`[${text}]`);
  return read === undefined ? { fault: `This cannot be read. ${EXAMPLE}` } : { value: read as Json[] };
}

/** One value. A bare word is a text. */
export function readValue(text: string): Read<Json> {
  const read = parse(text);
  if (read !== undefined) return { value: read };
  return /^[\p{L}_][\p{L}\p{N} _-]*$/u.test(text.trim())
    ? { value: text.trim() }
    : { fault: `This cannot be read. ${EXAMPLE}` };
}

function parse(text: string): Json | undefined {
  for (const form of [text, text.replace(/'([^'"\\]*)'/g, '"$1"')]) {
    try {
      return JSON.parse(form) as Json;
    } catch {
      // The next form may do.
    }
  }
  return undefined;
}
