// `lab experiment`: what a method is worth, measured against its absence, over several seeds. The experiments are in tools/pretrain/experiments, with the native
// runtime; their rows are kept, so that one that was cut short goes on.

import path from 'node:path';
import { ROOT, run } from '../command.ts';
import { EXPERIMENTS } from '../pretrain/experiments/names.ts';
import { type Command, UsageError } from './command.ts';
import { mustHaveNodeRuntime } from './parity.ts';

export const experiment: Command = {
  usage: 'NAME [--seeds N] [--arms NAME,…] [--quick] [--fresh] [--publish] [--resume-published]',
  about: `An experiment: ${EXPERIMENTS.join(', ')}. Prints what it found, and writes its rows to .lab/experiments. --quick: fewer seeds, and arms or days where those take long; --arms: only these, for a sitting of its own; --fresh: measures again what is there; --publish: keeps the rows in docs/experiments, from which the Lab page tells; --resume-published: goes on from those; --device wasm: one seed on WebAssembly, compared with native rows of the same seed where they are there.`,
  options: {
    seeds: { type: 'string' },
    arms: { type: 'string' },
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    'resume-published': { type: 'boolean', default: false },
  },
  words: [1, 1],
  node: true,
  run: async ({ positionals, values, device, signal, say, print, json }) => {
    const name = String(positionals[0]);
    if (!EXPERIMENTS.some((each) => each === name))
      throw new UsageError(`There is no experiment ${name}. There are: ${EXPERIMENTS.join(', ')}.`);
    if (device === 'webgpu') throw new UsageError('Experiments run on --device node or wasm.');
    const { seeds, arms } = values;
    if (seeds !== undefined && !/^[1-9]\d?$/.test(String(seeds)))
      throw new UsageError(`--seeds is a whole number from 1 to 99, not ${String(seeds)}.`);
    mustHaveNodeRuntime();
    const script = path.join(ROOT, 'tools/pretrain/experiments/run.ts');
    const options = [
      ...(device === 'wasm' ? ['--device', 'wasm'] : []),
      ...(seeds ? ['--seeds', String(seeds)] : []),
      ...(arms ? ['--arms', String(arms)] : []),
      ...['quick', 'fresh', 'publish', 'resume-published'].flatMap((option) => (values[option] ? [`--${option}`] : [])),
    ];
    const { code, output } = await run(process.execPath, ['--import', 'tsx', script, name, ...options], {
      signal,
      echo: (text) => say(text.trimEnd()),
    });
    const last = output.trimEnd().split('\n').at(-1) ?? '';
    if (code !== 0) throw new Error(`The experiment ended: ${last}`);
    const found = JSON.parse(last) as object;
    if (!json) print(JSON.stringify(found, null, 2));
    return { json: found };
  },
};
