// All experiments. To add one: its file, and one line here.

import { distill } from './distill.ts';
import type { Experiment } from './experiment.ts';
import { preferences } from './preferences.ts';

export const experiments = { distill, preferences } satisfies Record<string, Experiment>;
