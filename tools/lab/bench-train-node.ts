// One measurement of the training bench in this Node process: options as JSON in, one JSON object on the last line.

import { benchTrain, type TrainBenchOptions } from '../../bench/train.ts';
import { node } from '../pretrain/runtime.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as Partial<TrainBenchOptions>;
const memory = (): Promise<number> => Promise.resolve(process.memoryUsage().rss);
const bench = await benchTrain({ ...options, executor: node(2), memory, now: () => performance.now() }, (line) =>
  console.log(line),
);
console.log(JSON.stringify(bench));
// Runtimes keep threads alive.
process.exit(0);
