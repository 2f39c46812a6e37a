// Training speed and memory, as bench/train.ts measures them: in a page of its own, or in Node. Memory is that of a whole process, so each engine's is
// measured in a fresh one.

import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import type { Measured, TrainBench, TrainBenchOptions } from '../../bench/train.ts';
import { ROOT, run } from '../command.ts';
import type { BenchCalls } from './bench-page/page.ts';
import { type BenchPart, markdownTable, type Measured as Part } from './bench-part.ts';
import { openLab } from './browser.ts';
import type { Invocation } from './command.ts';
import { mustHaveNodeRuntime } from './parity.ts';
import { rendererMemory } from './processes.ts';

type Options = Pick<TrainBenchOptions, 'parts' | 'engine'>;
type Bench = TrainBench & { memories: Readonly<Record<'ours' | 'jax', number>> };

const DIST = path.join(ROOT, '.lab', 'dist-bench');

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

/** A page of our own, because the app holds no peer. */
async function inBrowser({ say }: Invocation): Promise<Measure> {
  say('Building the training bench …');
  rmSync(DIST, { recursive: true, force: true });
  const root = path.join(ROOT, 'tools/lab/bench-page');
  const configFile = path.join(ROOT, 'vite.config.ts');
  await build({ root, configFile, publicDir: false, logLevel: 'error', build: { outDir: DIST, emptyOutDir: true } });
  return async (invocation, options) => {
    const { signal, device } = invocation;
    let profile = '';
    const bindings = {
      benchLine: (line: unknown) => invocation.say(`  ${String(line)}`),
      benchMemory: () => rendererMemory(profile),
    };
    const browser = await openLab<BenchCalls>({ device, dist: DIST, bindings, signal, say });
    profile = browser.profile;
    try {
      return await browser.call('train', { ...options, device: device as 'auto' });
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
