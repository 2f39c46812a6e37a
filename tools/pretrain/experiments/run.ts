// One experiment: `tsx tools/pretrain/experiments/run.ts NAME [--seeds N] [--quick] [--fresh] [--publish] [--resume-published]`. Each arm and seed is measured in a
// process of its own, two at a time, and kept in .lab/experiments; what is there is not measured again. One JSON object on the last line.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, run, stopSignal } from '../../command.ts';
import type { Experiment, Row } from './experiment.ts';
import { experiments } from './index.ts';
import { publish, published, writeFindings } from './published.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    'resume-published': { type: 'boolean', default: false },
    arm: { type: 'string' },
    seed: { type: 'string' },
  },
});
const [name = ''] = positionals;
if (!Object.hasOwn(experiments, name))
  throw new Error(`There is no experiment ${name}. There are: ${Object.keys(experiments).join(', ')}.`);
const experiment: Experiment = experiments[name as keyof typeof experiments];
const FOLDER = path.join(ROOT, '.lab', 'experiments', name);
const LANES = 2;

const fileOf = (arm: string, seed: string): string => path.join(FOLDER, `${arm}-${seed}.json`);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** In a process of its own: models and threads go with it. */
async function measureOne(arm: string, seed: string): Promise<void> {
  const row = await experiment.measure(arm, seed, say);
  writeFileSync(`${fileOf(arm, seed)}.part`, JSON.stringify(row));
  renameSync(`${fileOf(arm, seed)}.part`, fileOf(arm, seed));
}

async function measureAll(seeds: readonly string[]): Promise<void> {
  // Seed by seed: what was measured when it is cut short is a smaller experiment.
  const jobs = seeds
    .flatMap((seed) => experiment.arms.map((arm) => ({ arm, seed })))
    .filter(({ arm, seed }) => !existsSync(fileOf(arm, seed)));
  const signal = stopSignal();
  const lane = async (): Promise<void> => {
    for (let job = jobs.shift(); job && !signal.aborted; job = jobs.shift()) {
      const { arm, seed } = job;
      const began = Date.now();
      const args = ['--import', 'tsx', import.meta.filename, name, '--arm', arm, '--seed', seed];
      const { code, output } = await run(process.execPath, args, { signal });
      if (code !== 0) throw new Error(`${arm}, seed ${seed} failed:\n${output.slice(-4000)}`);
      say(`${arm}, seed ${seed}: ${Math.round((Date.now() - began) / 1000)} s`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** Rows that were measured elsewhere, or before this folder was empty, are not measured again. */
function takePublished(): void {
  for (const [arm, rows] of Object.entries(published(name)?.rows ?? {}))
    for (const row of rows) {
      const file = fileOf(arm, String(row['seed']));
      if (!existsSync(file)) writeFileSync(file, JSON.stringify(row));
    }
}

const machineWords = (): string => `${cpus().length} cores (${(cpus()[0]?.model ?? '').trim()})`;

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  if (values.arm !== undefined) return measureOne(values.arm, String(values.seed));
  if (values.fresh) rmSync(FOLDER, { recursive: true });
  mkdirSync(FOLDER, { recursive: true });
  if (values['resume-published']) takePublished();
  const count = Number(values.seeds ?? experiment.seeds[values.quick ? 'quick' : 'full']);
  if (!(Number.isInteger(count) && count >= 1 && count <= 100))
    throw new Error(`--seeds is a whole number from 1 to 100, not ${values.seeds}.`);
  const seeds = Array.from({ length: count }, (_, i) => String(i + 1));
  await measureAll(seeds);
  const read = (arm: string, seed: string): Row => JSON.parse(readFileSync(fileOf(arm, seed), 'utf8')) as Row;
  const rows = Object.fromEntries(experiment.arms.map((arm) => [arm, seeds.map((seed) => read(arm, seed))]));
  const found = { experiment: name, seeds: count, ...experiment.conclude(rows) };
  writeFileSync(path.join(FOLDER, 'rows.json'), JSON.stringify(rows, null, 1));
  if (values.publish) {
    publish(name, { date: new Date().toISOString().slice(0, 10), machine: machineWords(), seeds: count, rows });
    writeFindings();
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

await main();
// Runtimes keep threads alive.
process.exit(0);
