// What a practice domain must give us: tasks with ground truth, seeded, checked by running them. Instances are siblings, registered in index.ts.

import type { Json } from '../lib/json.ts';

/** One test: arguments in, expected plain data out. Expected values never enter the sandbox. */
export type Test = { args: readonly Json[]; expected: Json };

export type Level = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
export const LEVELS: readonly Level[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** One practice task. `form` names the surface form its prompt was made from; `key` identifies the combination of skill, form and constants. */
export type Task = {
  domain: string;
  skill: string;
  level: Level;
  form: string;
  key: string;
  prompt: string;
  /** Name of the function that an answer must define. */
  entry: string;
  /** A solution that passes all tests. */
  reference: string;
  /** Tests that may be shown to whoever solves the task. */
  shown: readonly Test[];
  /** Tests that only the Guardian sees. */
  hidden: readonly Test[];
};

/** Which pool a task is drawn from: `train`; `held-out` = unseen combination of a trained form and unseen constants; `unseen-form` = a form never trained on. */
export type Split = 'train' | 'held-out' | 'unseen-form';

export type Match = {
  skill: string;
  level: Level;
  /** Score of the best match and of the best match of another skill; both are stored with the episode. */
  score: number;
  runnerUp: number;
  task: Task;
};

/** A skill that a prompt may ask for. */
export type Asked = { skill: string; probability: number };

export type SkillInfo = { id: string; level: Level; /** One plain phrase for people. */ title: string };

export type Domain = {
  name: string;
  skills: readonly SkillInfo[];
  /** Same arguments, same task. Never reads the clock or Math.random. @throws AppError domain/unknown-skill */
  generate(skill: string, split: Split, seed: number | string): Task;
  /** The skill a free prompt asks for, with a task whose tests come from that skill's reference; null when nothing matches well enough. */
  match(prompt: string): Match | null;
  /** Every skill that a free prompt may ask for, best first; what their probabilities lack to 1 is for none of them. */
  rank(prompt: string): readonly Asked[];
  /** A prompt that is none of this domain's business, and the honest answer to it. Same seed, same exchange. */
  refusal(seed: number | string): { name: string; prompt: string; answer: string };
};
