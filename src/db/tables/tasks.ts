// Tasks: what was woven to practise on, or matched to a prompt. The reference and the tests come from the domain.

import type { Json } from '../../lib/json.ts';
import { isCount, isData, isHash, isLevel, isText, listOf, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';

export const SPLITS = ['train', 'held-out', 'unseen-form'] as const;
export type Split = (typeof SPLITS)[number];

/** Arguments in, expected plain data out. */
export type StoredTest = { args: readonly Json[]; expected: Json };

export type StoredTask = {
  at: number;
  night: string | null;
  domain: string;
  skill: string;
  level: number;
  form: string;
  /** Identifies skill, form and constants: equal keys are the same question. */
  key: string;
  split: Split;
  prompt: string;
  entry: string;
  reference: string;
  shown: readonly StoredTest[];
  hidden: readonly StoredTest[];
  /** Rows that this task was woven from: episodes, memories. */
  seeds: readonly string[];
};

export const tasks = log<StoredTask>()({
  versions: [{ version: 1, name: 'first', indexes: ['night', 'skill', 'key'] }],
  shape: {
    at: isCount,
    night: orNull(isHash),
    domain: isText,
    skill: isText,
    level: isLevel,
    form: isText,
    key: isText,
    split: oneOf(SPLITS),
    prompt: isText,
    entry: isText,
    reference: isText,
    shown: listOf(isData),
    hidden: listOf(isData),
    seeds: listOf(isHash),
  },
  defaults: { night: null, split: 'train', seeds: [] },
});
