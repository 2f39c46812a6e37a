// One whole night on Node, with the product's own stages: `tsx tools/pretrain/night.ts [--ask FILE] [--seed S] [--tasks N] [--set NAME=VALUE ...]`.
// For trying settings at full speed: tables in memory, models from public/weights. Prints each score and what the gate measured;
// one JSON object on the last line. The product's night is `lab night`.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { readSafetensors } from '../../models/safetensors.ts';
import { cycle } from '../../src/cycle.ts';
import { openStore } from '../../src/db/db.ts';
import { becomeDreamer } from '../../src/db/fence.ts';
import { memoryFiles } from '../../src/db/memory-files.ts';
import { katas } from '../../src/domains/katas.ts';
import { must } from '../../src/lib/assert.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { makeLog } from '../../src/lib/log.ts';
import { memoryLocks } from '../../src/lib/locks.ts';
import type { BaseScores, Context, NightSettings } from '../../src/team/context.ts';
import { NIGHT_SETTINGS } from '../../src/team/context.ts';
import { beginNight } from '../../src/team/night.ts';
import { nightReport } from '../../src/team/report.ts';
import { SAMPLE } from '../lab/sample.ts';
import { nodeSandbox } from '../sandbox/node.ts';
import { node } from './runtime.ts';
import { folderWeights, nodeEngine, nodeTrainer } from './team.ts';
import { WEIGHTS } from './tokenizer.ts';

const { values } = parseArgs({
  options: {
    ask: { type: 'string' },
    seed: { type: 'string', default: '1' },
    tasks: { type: 'string' },
    threads: { type: 'string', default: '1' },
    set: { type: 'string', multiple: true, default: [] },
  },
});

/** Settings from the command line: `--set train.learningRate=0.01`. */
function settings(): NightSettings {
  const chosen = structuredClone(NIGHT_SETTINGS) as unknown as Record<string, unknown>;
  for (const assignment of values.set) {
    const [path = '', value] = assignment.split('=');
    const names = path.split('.');
    const last = must(names.pop(), 'a setting');
    const target = names.reduce((at, name) => at[name] as Record<string, unknown>, chosen);
    target[last] = Number(value);
  }
  return { ...(chosen as unknown as NightSettings), ...(values.tasks ? { tasks: Number(values.tasks) } : {}) };
}

const clock = systemClock;
const prompts = values.ask
  ? readFileSync(values.ask, 'utf8')
      .split('\n')
      .filter((line) => line.trim())
  : SAMPLE;
const executor = node(Number(values.threads));
const chosen = settings();
const autoencoderFile = join(WEIGHTS, 'dream-s', 'autoencoder.safetensors');
const autoencoder = existsSync(autoencoderFile)
  ? readSafetensors(new Uint8Array(readFileSync(autoencoderFile))).tensors
  : null;
const base = await folderWeights('dream-s');
const log = makeLog(
  ({ level, message, facts }) => process.stderr.write(`${level} ${message} ${JSON.stringify(facts)}\n`),
  clock,
);
const store = await openStore({ name: 'night', backend: { indexedDB: new IDBFactory(), IDBKeyRange }, log });
const dreamer = must(await becomeDreamer(store.session, memoryLocks(), 'try'), 'the dreamer');
const context: Context = {
  store,
  files: memoryFiles(clock),
  fence: dreamer.fence,
  engine: nodeEngine(executor, folderWeights, chosen.lora),
  trainer: nodeTrainer(executor, folderWeights, autoencoder),
  sandbox: nodeSandbox(),
  domain: katas,
  learner: { model: 'dream-s', base: base.hash, adapter: null, checkpoint: null },
  teacher: 'dream-l',
  baseScores: JSON.parse(readFileSync(join(WEIGHTS, 'dream-s', 'scores.json'), 'utf8')) as BaseScores,
  settings: chosen,
  clock,
  log,
  report: ({ step, done, of, note }) => process.stderr.write(`${step} ${done}/${of} ${note}\n`),
  signal: new AbortController().signal,
};
const started = clock.now();
const night = await beginNight(store, dreamer.fence, clock, { prompts, seed: values.seed, settings: chosen });
await cycle(context, { ...night, config: base.config });
const decision = (await store.list('moves')).at(-1);
process.stderr.write(`${JSON.stringify(decision?.detail)}\n`);
process.stdout.write(`${JSON.stringify(await nightReport(store, night.id, (clock.now() - started) / 1000))}\n`);
process.exit(0);
