// One measurement of training steps in this Node process: its name and options as JSON in, one JSON object on the last line. On one thread and by processor
// time, so that what else the machine does weighs little: only ratios are of interest.

import { benchPacking } from '../../bench/packing.ts';
import { benchSteps } from '../../bench/steps.ts';
import { node } from '../pretrain/runtime.ts';

const [name, options = '{}'] = process.argv.slice(2);
const bench = name === 'packing' ? benchPacking : benchSteps;
const now = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const parts = { executor: node(1), now };
console.log(JSON.stringify(await bench({ ...parts, ...(JSON.parse(options) as object) }, console.log)));
// Runtimes keep threads alive.
process.exit(0);
