// Training speed and memory, as bench/train.ts measures them: in a page of its own, or in Node. Memory is that of a whole process, so each engine's is
// measured in a fresh one.

import path from 'node:path';
import type { Measured, TrainBench, TrainBenchOptions } from '../../bench/train.ts';
import { ROOT, run } from '../command.ts';
import { type BenchPart, markdownTable, type Measured as Part } from './bench-part.ts';
import { buildBenchPage, openBenchPage } from './bench-page.ts';
import type { Invocation } from './command.ts';
import { mustHaveNodeRuntime } from './parity.ts';

type Options = Pick<TrainBenchOptions, 'parts' | 'engine'>;
type Bench = TrainBench & { memories: Readonly<Record<'ours' | 'jax', number>> };

export const trainBench: BenchPart = {
  title: 'Training',
  measure: async (invocation) => {
    const measureOn = invocation.device === 'node' ? onNode : await inBrowser(invocation);
    const speed = await measureOn(invocation, {});
    const memory = async (engine: 'ours' | 'jax'): Promise<number> => {
      const { memory: found } = await measureOn(invocation, { parts: ['memory'], engine });
      return found?.bytes ?? 0;
    };
    return present({ ...speed, memories: { ours: await memory('ours'), jax: await memory('jax') } });
  },
};

type Measure = (invocation: Invocation, options: Options) => Promise<TrainBench>;

async function inBrowser(invocation: Invocation): Promise<Measure> {
  await buildBenchPage(invocation);
  return async (invocation, options) => {
    const browser = await openBenchPage(invocation);
    try {
      return await browser.call('train', { ...options, device: invocation.device as 'auto' });
    } finally {
      await browser.close();
    }
  };
}

/** A process of its own for each measurement. */
async function onNode({ say, signal }: Invocation, options: Options): Promise<TrainBench> {
  mustHaveNodeRuntime();
  const script = path.join(ROOT, 'tools/lab/bench-train-node.ts');
  const { code, output } = await run(process.execPath, ['--import', 'tsx', script, JSON.stringify(options)], {
    signal,
  });
  const lines = output.trimEnd().split('\n');
  if (code !== 0) throw new Error(`The training bench failed in Node:\n${output}`);
  for (const line of lines.slice(0, -1)) say(`  ${line}`);
  return JSON.parse(lines.at(-1) ?? '') as TrainBench;
}

function present(bench: Bench): Part {
  const rows = bench.measured.map((one: Measured) => [
    `${one.model}, ${one.mode}`,
    one.ours.tokensPerSecond,
    one.jax?.tokensPerSecond ?? '',
    one.againstJax ?? '',
    one.stepToForward,
    `${one.units.againstOneRun} (${one.units.rows} rows, ${one.units.runMs} ms)`,
  ]);
  const heads = ['model', 'tokens/s', 'jax-js tokens/s', 'ours / jax-js', 'step / forward', 'small units / one run'];
  const { ours, jax } = bench.memories;
  const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  const { endurance } = bench;
  const late = endurance ? `steps 150-200 at ${endurance.speed} of the speed of steps 20-70` : '';
  const held = `memory of the process: ours ${mebibytes(ours)}, jax-js ${mebibytes(jax)}`;
  return { json: bench, table: [...markdownTable(heads, rows), '', `On ${bench.device}; ${held}; ${late}.`] };
}
