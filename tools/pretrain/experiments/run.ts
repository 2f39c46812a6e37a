// One experiment: `tsx tools/pretrain/experiments/run.ts NAME [--seeds N] [--quick] [--arms NAME,…] [--fresh] [--publish] [--resume-published] [--device wasm]`.
// Each arm and seed is measured in a process of its own, two at a time, and kept in .lab/experiments; what is there is not measured again, and what of it was
// measured at other settings is said. One JSON object on the last line.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, run, runMain, stopSignal } from '../../command.ts';
import { computeOnWasm } from '../runtime.ts';
import { type ArmRows, armsOf, asNative, type Experiment, like, mustNotUndo, type Row, seedsOf } from './experiment.ts';
import { marked, settingsLines, settingsTold } from './fingerprint.ts';
import { experiments } from './index.ts';
import { dated, publish, published, withRows, writeFindings } from './published.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    'resume-published': { type: 'boolean', default: false },
    arm: { type: 'string' },
    arms: { type: 'string' },
    seed: { type: 'string' },
    device: { type: 'string', default: 'node' },
  },
});
const [name = ''] = positionals;
const onWasm = values.device === 'wasm';
const folderOf = (device: 'node' | 'wasm'): string =>
  path.join(ROOT, '.lab', 'experiments', device === 'wasm' ? `${name}-wasm` : name);
const FOLDER = folderOf(onWasm ? 'wasm' : 'node');
const LANES = 2;

const fileOf = (arm: string, seed: string): string => path.join(FOLDER, `${arm}-${seed}.json`);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** In a process of its own: models and threads go with it. */
async function measureOne(experiment: Experiment, arm: string, seed: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  if (onWasm) await computeOnWasm();
  const row = dated(await marked(await experiment.measure(arm, seed, say), name, arm), hereOn(new Date()));
  writeFileSync(`${fileOf(arm, seed)}.part`, JSON.stringify(row));
  renameSync(`${fileOf(arm, seed)}.part`, fileOf(arm, seed));
}

async function measureAll(arms: readonly string[], seeds: readonly string[]): Promise<void> {
  // Seed by seed: what was measured when it is cut short is a smaller experiment.
  const jobs = seeds
    .flatMap((seed) => arms.map((arm) => ({ arm, seed })))
    .filter(({ arm, seed }) => !existsSync(fileOf(arm, seed)));
  const signal = stopSignal();
  const lane = async (): Promise<void> => {
    for (let job = jobs.shift(); job && !signal.aborted; job = jobs.shift()) {
      const { arm, seed } = job;
      const began = Date.now();
      const script = ['--import', 'tsx', import.meta.filename, name];
      const args = [...script, '--arm', arm, '--seed', seed, '--device', String(values.device)];
      const { code, output } = await run(process.execPath, args, { signal });
      if (code !== 0) throw new Error(`${arm}, seed ${seed} failed:\n${output.slice(-4000)}`);
      say(`${arm}, seed ${seed}: ${Math.round((Date.now() - began) / 1000)} s`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** What was measured of these arms and seeds, in other sittings, too. */
function rowsIn(folder: string, arms: readonly string[], seeds: readonly string[]): ArmRows {
  const file = (arm: string, seed: string): string => path.join(folder, `${arm}-${seed}.json`);
  // Rows that do not say when they were measured were when their file was written.
  const read = (arm: string, seed: string): Row =>
    dated(JSON.parse(readFileSync(file(arm, seed), 'utf8')) as Row, hereOn(statSync(file(arm, seed)).mtime));
  return Object.fromEntries(
    arms.map((arm) => [arm, seeds.filter((seed) => existsSync(file(arm, seed))).map((seed) => read(arm, seed))]),
  );
}

/** Native rows of the same arms and seeds: measured here, or published. */
function nativeRows(wasm: ArmRows): ArmRows {
  const seeds = Object.values(wasm).flatMap((rows) => rows.map(({ seed }) => String(seed)));
  const here = like(rowsIn(folderOf('node'), Object.keys(wasm), [...new Set(seeds)]), wasm);
  const isMeasured = Object.values(here).some((rows) => rows.length > 0);
  return isMeasured ? here : like(published(name)?.rows ?? {}, wasm);
}

/** Rows that were measured elsewhere, or before this folder was empty, are not measured again. */
function takePublished(): void {
  const found = published(name);
  if (!found) return;
  for (const [arm, rows] of Object.entries(found.rows))
    for (const row of rows) {
      const file = fileOf(arm, String(row['seed']));
      if (!existsSync(file)) writeFileSync(file, JSON.stringify(dated(row, found)));
    }
}

const countsOf = (rows: ArmRows): Record<string, number> =>
  Object.fromEntries(Object.entries(rows).map(([arm, own]) => [arm, own.length]));

const hereOn = (day: Date): { date: string; machine: string } => ({
  date: day.toISOString().slice(0, 10),
  machine: `${cpus().length} cores (${(cpus()[0]?.model ?? '').trim()})`,
});

function experimentOf(): Experiment {
  if (!Object.hasOwn(experiments, name))
    throw new Error(`There is no experiment ${name}. There are: ${Object.keys(experiments).join(', ')}.`);
  return experiments[name as keyof typeof experiments];
}

function seedsAsked({ seeds: { quick, full } }: Experiment): string[] {
  const count = Number(values.seeds ?? (onWasm ? 1 : values.quick ? quick : full));
  if (!(Number.isInteger(count) && count >= 1 && count <= 100))
    throw new Error(`--seeds is a whole number from 1 to 100, not ${values.seeds}.`);
  return Array.from({ length: count }, (_, i) => String(i + 1));
}

async function main(): Promise<void> {
  const experiment = experimentOf();
  if (values.arm !== undefined) return measureOne(experiment, values.arm, String(values.seed));
  mustNotUndo(values);
  const seeds = seedsAsked(experiment);
  const arms = armsOf(experiment, { quick: values.quick, only: values.arms?.split(',') });
  mkdirSync(FOLDER, { recursive: true });
  if (values.fresh) for (const arm of arms) for (const seed of seeds) rmSync(fileOf(arm, seed), { force: true });
  if (values['resume-published'] && !onWasm) takePublished();
  // Before the hours that the others take.
  settingsLines(name, await settingsTold(name, rowsIn(FOLDER, arms, seeds))).forEach(say);
  await measureAll(arms, seeds);
  const rows = rowsIn(FOLDER, arms, seeds);
  const found = {
    ...{ experiment: name, seeds: seedsOf(rows).length, seedsByArm: countsOf(rows), device: values.device },
    ...(await settingsTold(name, rows)),
    ...experiment.conclude(rows),
    ...(onWasm ? { asNative: asNative(experiment, rows, nativeRows(rows)) } : {}),
  };
  writeFileSync(path.join(FOLDER, 'rows.json'), JSON.stringify(rows, null, 1));
  if (values.publish && !onWasm) {
    await publish(name, withRows(published(name), rows));
    writeFindings();
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

runMain(async () => {
  try {
    await main();
  } catch (error) {
    // Of a measurement that failed, where: the run that waits for it tells.
    if (values.arm !== undefined && error instanceof Error) say(String(error.stack));
    throw error;
  } finally {
    // Runtimes keep threads alive. Behind what runMain has to say of a failure.
    setImmediate(() => process.exit());
  }
});
