// A short night: everything that a night does, in at most 40 s on one core, so that nights can be slept by the dozen.

import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';

export const SHORT_NIGHT: NightSettings = {
  ...NIGHT_SETTINGS,
  ...{ tasks: 75, skills: 3, tries: 0 },
  train: { ...NIGHT_SETTINGS.train, repeat: 2, replay: 10 },
  consolidate: { ...NIGHT_SETTINGS.consolidate, least: 1500 },
  items: { ...NIGHT_SETTINGS.items, weak: 20, earlier: 120 },
};
