// Imported models at work: how fast they read and answer, how long a stop waits while a long prompt is read, and whether memory stays where it was. Random
// weights; on a GPU at the size of a real model, on the processor at that of the family.

import type { DecodeBench, HeldBench } from '../../bench/decode.ts';
import type { ShapeName } from '../../bench/shapes.ts';
import { buildBenchPage, openBenchPage } from './bench-page.ts';
import { type BenchPart, markdownTable } from './bench-part.ts';
import type { Invocation } from './command.ts';

const READ = { precision: 'int4', numbers: 'float32', prompt: 2000, tokens: 64, stops: 50 } as const;
const HELD = { precision: 'int4', numbers: 'float32', prompt: 24, tokens: 12, generations: 200, cycles: 50 } as const;

export const hostedBench: BenchPart = {
  title: 'Imported models at work',
  measure: async (invocation) => {
    await buildBenchPage(invocation);
    const model: ShapeName = invocation.device === 'webgpu' ? 'qwen2.5-0.5b' : 'dream-l';
    const device = invocation.device as 'auto';
    const read = await inPage(invocation, (page) => page.call('decode', { ...READ, model, device }));
    const held = await inPage(invocation, (page) => page.call('held', { ...HELD, model: 'dream-l', device }));
    return { json: { read, held }, table: tableOf(read, held) };
  },
};

type BenchPage = Awaited<ReturnType<typeof openBenchPage>>;

async function inPage<T>(invocation: Invocation, work: (page: BenchPage) => Promise<T>): Promise<T> {
  const page = await openBenchPage(invocation);
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

function tableOf(read: DecodeBench, { generations, cycles }: HeldBench): string[] {
  const stops = [...read.stopMs].sort((a, b) => a - b);
  const growth = ({ early, late, growth: more }: HeldBench['cycles']): string =>
    `${Math.round(early / 2 ** 20)} to ${Math.round(late / 2 ** 20)} MiB, ${(100 * more).toFixed(1)} %`;
  return markdownTable(
    ['what', read.device],
    [
      [`${read.model}, ${read.precision}: reading ${read.prompt} tokens, tokens/s`, Math.round(read.prefillPerSecond)],
      ['new tokens/s after them', +read.decodePerSecond.toFixed(1)],
      [
        `stop while they are read, ms: median, p95, longest of ${stops.length}`,
        [0.5, 0.95, 1].map((share) => Math.round(stops[Math.ceil(share * stops.length) - 1] ?? 0)).join(', '),
      ],
      [`memory from answer ${HELD.generations / 5} to ${HELD.generations}`, growth(generations)],
      [`memory from load ${HELD.cycles / 5} to ${HELD.cycles}`, growth(cycles)],
    ],
  );
}
