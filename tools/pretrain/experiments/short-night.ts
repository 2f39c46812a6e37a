// A short night: everything that a night does, in at most 40 s on one core, so that nights can be slept by the dozen.

import { median } from '../../../bench/timing.ts';
import { mean } from '../../../src/lib/stats.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';

export const SHORT_NIGHT: NightSettings = {
  ...NIGHT_SETTINGS,
  ...{ tasks: 75, skills: 3, tries: 0 },
  train: { ...NIGHT_SETTINGS.train, repeat: 2, replay: 10 },
  consolidate: { ...NIGHT_SETTINGS.consolidate, least: 1500 },
  items: { ...NIGHT_SETTINGS.items, weak: 20, earlier: 120 },
};

/** Nights that last no longer are short. */
const MOST_SECONDS = 40;

export type NightSeconds = { mean: number; median: number; most: number; within40: number };

/** How long nights took, and the share of them that were short; null of none. */
export const secondsOf = (seconds: readonly number[]): NightSeconds | null =>
  seconds.length === 0
    ? null
    : {
        mean: mean(seconds),
        median: median(seconds),
        most: Math.max(...seconds),
        within40: seconds.filter((each) => each <= MOST_SECONDS).length / seconds.length,
      };
