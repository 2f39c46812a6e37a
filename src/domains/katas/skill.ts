// What one kata skill is: a kind of small JavaScript function, its constants, its reference and the phrases that ask for it.
// Skills are data: one array per level (level-01.ts to level-10.ts), collected in skills.ts. Rendering is phrase.ts, tasks are tasks.ts.

import type { Json } from '../../lib/json.ts';
import type { Rng } from '../../lib/rng.ts';
import type { Level } from '../domain.ts';

/** What a constant in a prompt can be. `word` is a lower-case (pseudo-)word, `char` one letter or sign, `field` a record key, `text` one to three words, `date` YYYY-MM-DD. */
export type SlotKind =
  | { kind: 'int'; low: number; high: number }
  | { kind: 'word' }
  | { kind: 'char' }
  | { kind: 'field' }
  | { kind: 'text' }
  | { kind: 'date' };

/** The constants of one task by slot name. */
export type Constants = Readonly<Record<string, number | string>>;

/**
 * Surface forms by grammatical role. Mini-language: `[a|b|]` alternatives (nestable, may be empty), `{x}` the constant x, `@name` a shared macro
 * (macros.ts), `<verb>` a finite verb in its base form (conjugated when a lead-in needs "adds" or "adding").
 */
export type Forms = {
  /** Imperatives: "<add> {a} to @n". */
  do?: readonly string[];
  /** Noun phrases for the result: "the sum of @n and {a}". */
  noun?: readonly string[];
  /** Yes/no clauses for "check whether …": "@n is [even|divisible by 2]". */
  whether?: readonly string[];
  /** Complete requests, used as they stand: "is @n even?", "n + {a}", "how many vowels are in @s?". */
  raw?: readonly string[];
};

export type Skill = {
  /** kebab-case, unique over all levels. */
  id: string;
  level: Level;
  /** One plain phrase for people: "add a constant". */
  title: string;
  /** Parameter names of the function, comma separated, by type: n, a, b (numbers), s, t (text), list (numbers), words (texts), items (any list), o (record), records, d, e (dates as YYYY-MM-DD text). */
  params: string;
  slots: Readonly<Record<string, SlotKind>>;
  /** Two constants that must differ, or other conditions on them; drawn again until true. */
  accept?: (constants: Constants) => boolean;
  /** The expression that the function returns, or, with `body: true`, the statements between its braces. Quote text constants with JSON-like single quotes: q(c.w). */
  code: (constants: Constants) => string;
  body?: boolean;
  /** The same function in TypeScript, independent of `code`: the contract suite demands that both agree on many arguments. */
  run: (constants: Constants, ...args: never[]) => Json;
  /** One argument list; must reach every branch of the function over ten draws (boundary values included). */
  args: (random: Rng, constants: Constants) => Json[];
  forms: Forms;
};

/** Text constant as a single-quoted JavaScript literal. */
export function q(text: string | number | undefined): string {
  return `'${String(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
