// A small domain for tests of the night: two skills a level, each a sentence with one constant. A sentence can be read back, which is how the doubles
// of models know what was asked. `l9-weak` has tests that tell nothing, so the gold and mutant gate refuses it.

import type { Domain, Level, Match, Split, Task, Test } from '../../src/domains/domain.ts';
import { LEVELS } from '../../src/domains/domain.ts';
import { fractionOf } from '../../src/lib/hash.ts';
import { rng, type Rng } from '../../src/lib/rng.ts';

type Kind = { code: (c: number) => string; run: (n: number, c: number) => number };

const KINDS: Readonly<Record<string, Kind>> = {
  add: { code: (c) => `return n + ${c};`, run: (n, c) => n + c },
  times: { code: (c) => `return n * ${c};`, run: (n, c) => n * c },
  weak: { code: () => 'return 1;', run: () => 1 },
};

export const skills = [
  ...LEVELS.flatMap((level) =>
    ['add', 'times'].map((kind) => ({ id: `l${level}-${kind}`, level, title: `${kind} at level ${level}` })),
  ),
  { id: 'l9-weak', level: 9 as Level, title: 'tests that tell nothing' },
];

const FORMS = ['', 'please ', 'now ', 'could you '];
const SENTENCE = /^(?:please |now |could you )?(l\d+-\w+) (\d+)$/;

/** What a sentence asks for; null for one that this domain does not know. */
export function read(sentence: string): { skill: string; level: Level; constant: number; reference: string } | null {
  const [, skill = '', digits = ''] = SENTENCE.exec(sentence) ?? [];
  const found = skills.find(({ id }) => id === skill);
  const kind = KINDS[skill.split('-')[1] ?? ''];
  if (!found || !kind) return null;
  const constant = Number(digits);
  return { skill, level: found.level, constant, reference: `function solve(n) { ${kind.code(constant)} }` };
}

function tests(skill: string, constant: number, random: Rng): Test[] {
  const run = KINDS[skill.split('-')[1] as string]?.run as Kind['run'];
  return Array.from({ length: 5 }, (_, i) => {
    const n = i * 100 + random.int(2, 90);
    return { args: [n], expected: run(n, constant) };
  });
}

function taskOf(prompt: string, form: string, seed: string): Task {
  const asked = read(prompt);
  if (!asked) throw new Error(`no such sentence: ${prompt}`);
  const { skill, level, constant, reference } = asked;
  const all = tests(skill, constant, rng(seed));
  const key = `${skill} | ${form} | ${constant}`;
  return {
    ...{ domain: 'doubles', skill, level, form, key, prompt, entry: 'solve', reference },
    ...{ shown: all.slice(0, 2), hidden: all.slice(2) },
  };
}

export const isHeldOut = (skill: string, constant: number): boolean => fractionOf(`${skill} ${constant}`) < 0.2;

function generate(skill: string, split: Split, seed: number | string): Task {
  const random = rng(`${seed}/${skill}/${split}`);
  let constant: number;
  do constant = random.int(2, 9_999);
  while (isHeldOut(skill, constant) !== (split !== 'train'));
  const form = random.pick(FORMS);
  return taskOf(`${form}${skill} ${constant}`, form, `${seed}`);
}

function match(prompt: string): Match | null {
  const asked = read(prompt);
  if (!asked) return null;
  return { skill: asked.skill, level: asked.level, score: 9, runnerUp: 2, task: taskOf(prompt, 'asked', prompt) };
}

export const domain: Domain = {
  name: 'doubles',
  skills,
  generate,
  match,
  rank: (prompt) => [read(prompt)].flatMap((asked) => (asked ? [{ skill: asked.skill, probability: 0.9 }] : [])),
  refusal: (seed) => ({ name: `refusal ${seed}`, prompt: `what is the weather ${seed}`, answer: 'I only write code.' }),
};
