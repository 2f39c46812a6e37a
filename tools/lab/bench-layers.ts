// Training layer by layer at the shape of a real model, with random weights: on this device in a page, and in Node beside it.

import path from 'node:path';
import type { LayersBench } from '../../bench/layers.ts';
import type { ShapeName } from '../../bench/shapes.ts';
import { ROOT, run } from '../command.ts';
import { buildBenchPage, openBenchPage } from './bench-page.ts';
import { type BenchPart, markdownTable } from './bench-part.ts';
import type { Invocation } from './command.ts';
import { mustHaveNodeRuntime } from './parity.ts';

const MODEL: ShapeName = 'qwen2.5-0.5b';
const STEPS = 4;
const STEP = { model: MODEL, batch: 1, time: 128, steps: STEPS } as const;

export const layersBench: BenchPart = {
  title: 'Real shapes, layer by layer',
  measure: async (invocation) => {
    await buildBenchPage(invocation);
    const jax = invocation.device === 'webgpu' ? [] : [await inPage(invocation, 'jax')];
    const found = [await inPage(invocation, 'ours'), ...jax, await onNode(invocation)];
    return { json: { measured: found }, table: markdownTable(HEADS, found.map(rowOf)) };
  },
};

/** Each in a page of its own, whose memory is then its own. */
async function inPage(invocation: Invocation, engine: 'ours' | 'jax'): Promise<LayersBench> {
  const browser = await openBenchPage(invocation);
  try {
    return await browser.call('layers', { ...STEP, engine, precision: 'int4', device: invocation.device as 'auto' });
  } finally {
    await browser.close();
  }
}

/** The runtime for Node takes no int4, so there the base is float32. */
async function onNode({ say, signal }: Invocation): Promise<LayersBench> {
  mustHaveNodeRuntime();
  const script = path.join(ROOT, 'tools/lab/bench-layers-node.ts');
  const options = { ...STEP, precision: 'f32' };
  const { code, output } = await run(process.execPath, ['--import', 'tsx', script, JSON.stringify(options)], {
    signal,
  });
  const lines = output.trimEnd().split('\n');
  if (code !== 0) throw new Error(`The bench of real shapes failed in Node:\n${output}`);
  for (const line of lines.slice(0, -1)) say(`  ${line}`);
  return JSON.parse(lines.at(-1) ?? '') as LayersBench;
}

const HEADS = [
  'engine',
  'base',
  'step s',
  'first s',
  'tokens/s',
  'longest wait of a stop ms',
  'memory MiB',
  'operations',
  'losses',
];

const rowOf = (one: LayersBench): (string | number)[] => [
  one.device,
  one.precision,
  +(one.stepMs / 1000).toFixed(2),
  +(one.firstMs / 1000).toFixed(2),
  +one.tokensPerSecond.toFixed(1),
  Math.round(one.gapMs),
  one.memory === null ? '' : Math.round(one.memory / 2 ** 20),
  one.work?.operations ?? '',
  one.losses.map((loss) => loss.toFixed(3)).join(', '),
];
