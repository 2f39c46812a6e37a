// On one thread and by processor time, so that what else the machine does weighs little: for measurements of which only ratios are of interest.

import type { Executor } from '../../src/engine/executor/executor.ts';
import { node } from './runtime.ts';

export const onProcessor = (): { executor: Executor; now(): number } => ({
  executor: node(1),
  now: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
});
