// All experiments. To add one: its file, and one line here.

import { distill } from './distill.ts';
import type { Experiment } from './experiment.ts';
import { weights } from './weights.ts';

export const experiments = { distill, weights } satisfies Record<string, Experiment>;
