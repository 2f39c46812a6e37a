// All experiments. To add one: its file, and one line here.

import { consolidation } from './consolidation.ts';
import { distill } from './distill.ts';
import type { Experiment } from './experiment.ts';
import { held } from './held.ts';
import { library } from './library.ts';
import { month } from './month.ts';
import { poison } from './poison.ts';
import { preferences } from './preferences.ts';
import { targets } from './targets.ts';
import { topLayers } from './top-layers.ts';
import { week } from './week.ts';
import { weights } from './weights.ts';

export const experiments = {
  ...{ consolidation, distill, held, library, month, poison, preferences, targets, week, weights },
  'top-layers': topLayers,
} satisfies Record<string, Experiment>;
