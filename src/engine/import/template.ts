// What a chat template may do. It is a program, made by whoever made the model, and it is run before every answer: one that loops for ever would hang what runs
// it. Templates of Qwen go through messages and tools and no more, so anything else that repeats is refused; the text of a template is never shown or stored elsewhere.

import { AppError } from '../../lib/errors.ts';

const LONGEST = 64 << 10;
const DEEPEST = 3;
/** Ways to repeat that depend on nothing that was said. */
const REPEATERS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['range', /\brange\s*\(/],
  ['a macro', /\{%-?\s*macro\b/],
  ['a recursive loop', /\brecursive\b/],
  ['an endless helper', /\b(cycler|joiner|lipsum)\s*\(/],
  ['another template', /\{%-?\s*(include|import|from|extends)\b/],
];

/** @throws AppError model/tokenizer naming what it does */
export function checkTemplate(template: string): void {
  if (template.length > LONGEST) throw wrong(`has ${template.length} characters, at most ${LONGEST} are taken`);
  const found = REPEATERS.find(([, pattern]) => pattern.test(template));
  if (found) throw wrong(`uses ${found[0]}, which no template of Qwen needs`);
  let depth = 0;
  for (const [, word] of template.matchAll(/\{%-?\s*(for|endfor)\b/g)) {
    depth += word === 'for' ? 1 : -1;
    if (depth > DEEPEST) throw wrong(`has loops ${depth} deep`);
  }
}

function wrong(why: string): AppError {
  return new AppError(
    'model/tokenizer',
    `The chat template of this model cannot be used: it ${why}. Fetch the model from its publisher.`,
  );
}
