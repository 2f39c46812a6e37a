// All experiments. To add one: its file, one line here, and its name in names.ts.

import { consolidation } from './consolidation.ts';
import { distill } from './distill.ts';
import type { Experiment } from './experiment.ts';
import { held } from './held.ts';
import { library } from './library.ts';
import { merge } from './merge.ts';
import { month } from './month.ts';
import type { ExperimentName } from './names.ts';
import { packing } from './packing.ts';
import { poison } from './poison.ts';
import { preferences } from './preferences.ts';
import { steps } from './steps.ts';
import { targets } from './targets.ts';
import { topLayers } from './top-layers.ts';
import { week } from './week.ts';
import { weights } from './weights.ts';

export const experiments = {
  ...{
    consolidation,
    distill,
    held,
    library,
    merge,
    month,
    packing,
    poison,
    preferences,
    steps,
    targets,
    week,
    weights,
  },
  'top-layers': topLayers,
} satisfies Record<ExperimentName, Experiment>;
