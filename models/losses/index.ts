// All losses. To add one: its file, and one line here.

import { crossEntropy } from './cross-entropy.ts';
import type { Loss } from './loss.ts';
import { smoothed } from './smoothed.ts';

export const losses = { 'cross-entropy': crossEntropy, smoothed } satisfies Record<string, Loss>;
export type LossName = keyof typeof losses;
