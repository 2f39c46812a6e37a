// All experiments. To add one: its file, and one line here.

import { distill } from './distill.ts';
import type { Experiment } from './experiment.ts';

export const experiments = { distill } satisfies Record<string, Experiment>;
