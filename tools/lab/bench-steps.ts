// What makes a training step cheap, each against its absence in one run: packing, and the kinds of steps. In a page, or in Node with the native runtime.

import path from 'node:path';
import type { PackingBench } from '../../bench/packing.ts';
import type { StepsBench } from '../../bench/steps.ts';
import type { Ratio } from '../../bench/timing.ts';
import { ROOT, run } from '../command.ts';
import { buildBenchPage, openBenchPage } from './bench-page.ts';
import { type BenchPart, markdownTable, type Measured } from './bench-part.ts';
import type { Invocation } from './command.ts';
import { mustHaveNodeRuntime } from './parity.ts';

type Benches = { packing: PackingBench; steps: StepsBench };

export const packingBench: BenchPart = {
  title: 'Packing',
  measure: async (invocation) => presentPacking(await measure(invocation, 'packing')),
};

export const stepsBench: BenchPart = {
  title: 'Kinds of steps',
  measure: async (invocation) => presentSteps(await measure(invocation, 'steps')),
};

async function measure<N extends keyof Benches>(invocation: Invocation, name: N): Promise<Benches[N]> {
  if (invocation.device === 'node') return onNode(invocation, name);
  await buildBenchPage(invocation);
  const browser = await openBenchPage(invocation);
  try {
    const options = { device: invocation.device as 'auto' };
    return (await (name === 'packing'
      ? browser.call('packing', options)
      : browser.call('steps', options))) as Benches[N];
  } finally {
    await browser.close();
  }
}

async function onNode<N extends keyof Benches>({ say, signal }: Invocation, name: N): Promise<Benches[N]> {
  mustHaveNodeRuntime();
  const script = path.join(ROOT, 'tools/lab/bench-steps-node.ts');
  const { code, output } = await run(process.execPath, ['--import', 'tsx', script, name], { signal });
  const lines = output.trimEnd().split('\n');
  if (code !== 0) throw new Error(`The bench of ${name} failed in Node:\n${output}`);
  for (const line of lines.slice(0, -1)) say(`  ${line}`);
  return JSON.parse(lines.at(-1) ?? '') as Benches[N];
}

const told = ({ median, low, high }: Ratio): string => `${median} (${low} to ${high})`;

function presentPacking(bench: PackingBench): Measured {
  const rows = Object.entries(bench.layouts).map(([name, { filled, tokensPerSecond, againstPadded }]) => [
    name,
    filled,
    tokensPerSecond,
    told(againstPadded),
  ]);
  const { count, mean, median, longest } = bench.examples;
  const about = `On ${bench.device}; ${count} examples of ${mean.toFixed(0)} tokens, median ${median}, longest ${longest}.`;
  const heads = ['layout', 'filled', 'real tokens/s', 'against padded (least to most)'];
  return { json: bench, table: [...markdownTable(heads, rows), '', about] };
}

function presentSteps(bench: StepsBench): Measured {
  const rows = bench.measured.map((one) => [
    one.model,
    one.ms['cross-entropy'],
    told(one.stepToForward),
    told(one.distilToCrossEntropy),
    told(one.upperToAll),
    told(one.upperToEveryToken),
  ]);
  const heads = ['model', 'step ms', 'step / forward', 'distil / cross-entropy', 'upper half, kept states / all'];
  const table = markdownTable([...heads, 'the same / all, loss on every token'], rows);
  return { json: bench, table: [...table, '', `On ${bench.device}; medians, least and most of the rounds.`] };
}
