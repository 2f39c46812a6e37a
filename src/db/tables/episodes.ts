// Episodes: one exchange, what was asked and what came of it. A later thumb or correction is a new row that replaces this one.

import { VERDICTS } from './attempts.ts';
import type { Verdict } from './attempts.ts';
import { isCount, isData, isFlag, isHash, isLevel, isNumber, isText, listOf, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';
import type { StoredTest } from './tasks.ts';

/** `unmatched`: the prompt fits no skill, so nothing was tested and nothing is trained from it. */
export const EPISODE_VERDICTS = [...VERDICTS, 'unmatched'] as const;
export const AUTHORS = ['model', 'user'] as const;
export type EpisodeVerdict = Verdict | 'unmatched';

export type Episode = {
  at: number;
  /** The night that asked, null when the user did. */
  night: string | null;
  prompt: string;
  /** Text of the model, whole. */
  answer: string;
  model: string;
  /** Checkpoint row that answered, null for the model as shipped. */
  checkpoint: string | null;
  skill: string | null;
  level: number | null;
  /** Matching scores of the best skill and of the best other one; 0 when nothing matched. */
  score: number;
  runnerUp: number;
  /** The task row that the answer was tested with. */
  task: string | null;
  verdict: EpisodeVerdict;
  passed: number;
  total: number;
  liked: boolean;
  disliked: boolean;
  /** Who wrote the answer: a model, or the user, who mended it. */
  author: (typeof AUTHORS)[number];
  /** What the user says that the function should give: `{args, expected}` each. */
  corrections: readonly StoredTest[];
  /** The row that this one takes the place of. */
  replaces: string | null;
};

export const episodes = log<Episode>()({
  versions: [{ version: 1, name: 'first', indexes: ['night', 'skill', 'verdict'] }],
  shape: {
    at: isCount,
    night: orNull(isHash),
    prompt: isText,
    answer: isText,
    model: isText,
    checkpoint: orNull(isHash),
    skill: orNull(isText),
    level: orNull(isLevel),
    score: isNumber,
    runnerUp: isNumber,
    task: orNull(isHash),
    verdict: oneOf(EPISODE_VERDICTS),
    passed: isCount,
    total: isCount,
    liked: isFlag,
    disliked: isFlag,
    author: oneOf(AUTHORS),
    corrections: listOf(isData),
    replaces: orNull(isHash),
  },
  defaults: {
    night: null,
    checkpoint: null,
    skill: null,
    level: null,
    score: 0,
    runnerUp: 0,
    task: null,
    passed: 0,
    total: 0,
    liked: false,
    disliked: false,
    author: 'model',
    corrections: [],
    replaces: null,
  },
});
