// Memories: what was kept of episodes, with why it stands out. Reflections name their evidence.

import { isCount, isData, isHash, isLevel, isNumber, isText, listOf, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';

export const MEMORY_KINDS = ['episode', 'reflection', 'fact'] as const;

/** Parts of salience, each in [0, 1]. */
export type Snarc = { surprise: number; novelty: number; arousal: number; reward: number; conflict: number };

export type Memory = {
  at: number;
  kind: (typeof MEMORY_KINDS)[number];
  text: string;
  /** Rows that this memory was made from: episodes, or memories for a reflection. */
  sources: readonly string[];
  skill: string | null;
  level: number | null;
  /** Total salience in [0, 1]. */
  salience: number;
  /** What the total was made from, where it was measured. */
  snarc: Snarc | null;
  replaces: string | null;
};

export const memories = log<Memory>()({
  versions: [{ version: 1, name: 'first', indexes: ['kind', 'skill'] }],
  shape: {
    at: isCount,
    kind: oneOf(MEMORY_KINDS),
    text: isText,
    sources: listOf(isHash),
    skill: orNull(isText),
    level: orNull(isLevel),
    salience: isNumber,
    snarc: isData,
    replaces: orNull(isHash),
  },
  defaults: { skill: null, level: null, snarc: null, replaces: null },
});
