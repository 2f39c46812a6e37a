// Trains layer by layer in Node and prints what it measured as one JSON line: a process of its own, so that memory is that of this alone.

import { benchLayers, type LayersOptions } from '../../bench/layers.ts';
import { node } from '../pretrain/runtime.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as Omit<LayersOptions, 'executor' | 'now'>;
const result = await benchLayers(
  { ...options, executor: node(2), now: () => performance.now(), memory: async () => process.memoryUsage().rss },
  (line) => process.stdout.write(`${line}\n`),
);
process.stdout.write(`${JSON.stringify(result)}\n`);
// The runtime's threads would keep the process.
process.exit(0);
