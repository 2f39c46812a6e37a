// When two prompts are the same question, and the short name of a question under which trainings remember what they have seen: whole prompts of the
// ten thousand rows of a night would not fit into its record.

import { hash53 } from '../lib/hash.ts';

/** A prompt without what people vary at will, its first letter's case and its last mark: equal ones are the same question. */
export function questionOf(prompt: string): string {
  return prompt.charAt(0).toLowerCase() + prompt.slice(1).replace(/[.?!]$/, '');
}

/** At most 11 characters. Different questions share one about once in 2^53 pairs; a night would then be stopped for nothing, no harm done. */
export function questionName(prompt: string): string {
  return hash53(questionOf(prompt)).toString(36);
}
