// Lessons: solutions that this device has executed and found right. Only these are trained on.

import { isCount, isHash, isLevel, isNumber, isText, orNull } from './shape.ts';
import { IN_NIGHT, log } from './table.ts';

export type Lesson = {
  at: number;
  night: string | null;
  task: string;
  /** The attempt whose code passed. */
  attempt: string;
  skill: string;
  level: number;
  prompt: string;
  code: string;
  /** How much this lesson counts in training, at least 0. */
  weight: number;
  /** How much that matters which it was woven from, in [0, 1]; between much and little where nobody measured it. */
  salience: number;
};

export const lessons = log<Lesson>()({
  versions: [
    { version: 1, name: 'first', indexes: ['night', 'skill'] },
    { version: 4, name: 'streamed by night', indexes: ['night', 'skill', IN_NIGHT] },
  ],
  shape: {
    at: isCount,
    night: orNull(isHash),
    task: isHash,
    attempt: isHash,
    skill: isText,
    level: isLevel,
    prompt: isText,
    code: isText,
    weight: isNumber,
    salience: isNumber,
  },
  defaults: { night: null, weight: 1, salience: 0.5 },
});
