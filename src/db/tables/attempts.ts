// Attempts: code that a model wrote for a task, and the verdict of executing it on this device.

import { isCount, isFlag, isHash, isNumber, isText, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';
import { SPLITS } from './tasks.ts';
import type { Split } from './tasks.ts';

/** What executing gave. `unscorable` counts as failed. */
export const VERDICTS = ['pass', 'fail', 'error', 'timeout', 'unscorable'] as const;
export type Verdict = (typeof VERDICTS)[number];

export type Attempt = {
  at: number;
  night: string | null;
  task: string;
  model: string;
  /** Checkpoint row that wrote it, null for the model as shipped. */
  checkpoint: string | null;
  code: string;
  verdict: Verdict;
  passed: number;
  total: number;
  ms: number;
  /** Why it did not pass, one line; empty when it did. */
  reason: string;
  split: Split;
  /** A try of the learner itself, to be compared with solutions: no lesson comes of it. */
  own: boolean;
};

export const attempts = log<Attempt>()({
  versions: [{ version: 1, name: 'first', indexes: ['night', 'task', 'verdict'] }],
  shape: {
    at: isCount,
    night: orNull(isHash),
    task: isHash,
    model: isText,
    checkpoint: orNull(isHash),
    code: isText,
    verdict: oneOf(VERDICTS),
    passed: isCount,
    total: isCount,
    ms: isNumber,
    reason: isText,
    split: oneOf(SPLITS),
    own: isFlag,
  },
  defaults: { night: null, checkpoint: null, ms: 0, reason: '', split: 'train', own: false },
});
