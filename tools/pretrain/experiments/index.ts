// All experiments. To add one: its file, and one line here.

import { consolidation } from './consolidation.ts';
import { distill } from './distill.ts';
import type { Experiment } from './experiment.ts';

export const experiments = { consolidation, distill } satisfies Record<string, Experiment>;
