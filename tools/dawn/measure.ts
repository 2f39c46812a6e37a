// Measures on the GPU of this machine, in Node: what bench.ts bundles and runs. Each row in a process of its own, so that one that fails, hangs or loses the
// device takes nothing with it; a process that was asked for one row (--only) is where it is measured. Results go to stdout as they come, with --json a line
// each and all of them on the last; what happens meanwhile goes to stderr. Exit code 1 when a row failed.

import { messageOf } from '../../src/lib/errors.ts';
import { run, runMain, stopSignal } from '../command.ts';
import { type Adapter, openGpu } from './gpu.ts';
import { options, type Options } from './options.ts';
import type { Found, RowName } from './rows.ts';

type Outcome = Found | { error: string };
type Outcomes = { adapter: Adapter; node: string; rows: Record<string, Outcome> };

const say = (line: string): void => void process.stderr.write(`  ${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const asked = options();
  const adapter = await openGpu();
  say(`${adapter.vendor} ${adapter.description}, ${adapter.halves ? 'with' : 'without'} half precision`);
  const measure = asked.only === undefined ? measureApart : measureHere;
  const [stop, rows] = [stopSignal(), {} as Outcomes['rows']];
  for (const name of await namesOf(asked)) {
    if (stop.aborted) break;
    const row = await measure(name, asked, stop);
    rows[name] = row;
    print(asked.json ? JSON.stringify({ row: name, ...row }) : `${name.padEnd(16)}${lineOf(row)}`);
  }
  if (asked.json) print(JSON.stringify({ adapter, node: process.version, rows } satisfies Outcomes));
  if (Object.values(rows).some((row) => 'error' in row)) process.exitCode = 1;
}

const lineOf = (row: Outcome): string => ('told' in row ? row.told : row.error);

async function namesOf({ only }: Options): Promise<readonly RowName[]> {
  const names = Object.keys((await import('./rows.ts')).ROWS) as RowName[];
  const chosen = names.filter((name) => only === undefined || name === only);
  if (chosen.length === 0) throw new Error(`--only is one of ${names.join(', ')}, not ${only}.`);
  return chosen;
}

/** In this process, on its device. */
async function measureHere(name: RowName, { wish }: Options): Promise<Outcome> {
  const { ROWS } = await import('./rows.ts');
  const { webExecutor } = await import('../../src/engine/executor/web.ts');
  const { setUpRuntime } = await import('../../workers/ort-env.ts');
  setUpRuntime();
  try {
    return await ROWS[name]({ executor: webExecutor('webgpu'), now: () => performance.now(), say }, wish);
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function measureApart(name: RowName, { limitMs }: Options, stop: AbortSignal): Promise<Outcome> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(limitMs)]);
  const args = [...process.argv.slice(1), '--only', name, '--json'];
  const { output } = await run(process.execPath, args, { signal, cwd: process.cwd() });
  const lines = output.trimEnd().split('\n');
  try {
    const { rows } = JSON.parse(lines.at(-1) ?? '') as Outcomes;
    for (const line of lines.slice(0, -2)) say(line.trim());
    return rows[name] as Outcome;
  } catch {
    if (stop.aborted) return { error: 'stopped' };
    return { error: signal.aborted ? `no result within ${limitMs / 1000} s` : `it ended: ${output.slice(-600)}` };
  }
}

runMain(async () => {
  await main();
  // The device would keep the process.
  process.exit();
});
