// `lab bench`: measurements, printed and written into docs/bench.md between the markers of their part. Each part is one sibling file.

import type { BenchPart } from './bench-part.ts';
import { appBench } from './bench-app.ts';
import { decodeBench } from './bench-decode.ts';
import { layersBench } from './bench-layers.ts';
import { hostedBench } from './bench-hosted.ts';
import { importBench } from './bench-import.ts';
import { packingBench, stepsBench } from './bench-steps.ts';
import { trainBench } from './bench-train.ts';
import { wakeBench } from './bench-wake.ts';
import { writeBench } from './bench-report.ts';
import { type Command, UsageError } from './command.ts';

const PARTS = {
  train: trainBench,
  decode: decodeBench,
  wake: wakeBench,
  app: appBench,
  import: importBench,
  layers: layersBench,
  hosted: hostedBench,
  packing: packingBench,
  steps: stepsBench,
} satisfies Record<string, BenchPart>;
type PartName = keyof typeof PARTS;

export const bench: Command = {
  usage: '[train|decode|wake|app|import|layers|hosted|packing|steps|all] [--seed S] [--count N] [--phase P]',
  about:
    'Speed, memory and stop times. All of them, or `train`, `decode`, `wake`, `app`, `import`, `layers`, `hosted`, `packing`, `steps` alone; `all` also writes docs/bench.md. --count: stops in each phase, --phase: only in this one.',
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    phase: { type: 'string' },
  },
  words: [0, 1],
  node: true,
  run: async (invocation) => {
    const asked = invocation.positionals[0] ?? 'all';
    if (asked !== 'all' && !Object.hasOwn(PARTS, asked))
      throw new UsageError(`lab bench knows ${Object.keys(PARTS).join(', ')} and all, not ${asked}.`);
    if (invocation.device === 'node' && !['train', 'packing', 'steps'].includes(asked))
      throw new UsageError('--device node works with bench train, packing and steps; the others run in the browser.');
    const names = asked === 'all' ? (Object.keys(PARTS) as PartName[]) : [asked as PartName];
    const results: Record<string, object> = {};
    for (const name of names) {
      const part = PARTS[name];
      invocation.say(`bench ${name} …`);
      const { json, table } = await part.measure(invocation);
      results[name] = json;
      for (const line of table) invocation.print(line);
      if (asked === 'all')
        await writeBench(name, {
          title: part.title,
          json,
          table,
          seed: String(invocation.values['seed']),
          browser: await version(invocation),
        });
    }
    return { json: asked === 'all' ? results : (results[asked] as object) };
  },
};

async function version({ device, open }: Parameters<Command['run']>[0]): Promise<string> {
  return device === 'node' ? `Node ${process.version}` : `Chrome ${(await open()).version()}`;
}
