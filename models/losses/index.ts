// All losses. To add one: its file, and one line here.

import { crossEntropy } from './cross-entropy.ts';
import type { Loss } from './loss.ts';

export const losses = { 'cross-entropy': crossEntropy } satisfies Record<string, Loss>;
export type LossName = keyof typeof losses;
