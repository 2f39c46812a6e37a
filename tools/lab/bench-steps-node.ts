// One measurement of training steps in this Node process: its name and options as JSON in, one JSON object on the last line.

import { benchPacking } from '../../bench/packing.ts';
import { benchSteps } from '../../bench/steps.ts';
import { onProcessor } from '../pretrain/processor.ts';

const [name, options = '{}'] = process.argv.slice(2);
const bench = name === 'packing' ? benchPacking : benchSteps;
console.log(JSON.stringify(await bench({ ...onProcessor(), ...(JSON.parse(options) as object) }, console.log)));
// Runtimes keep threads alive.
process.exit(0);
