// `npm run check`: every gate on this repository, two at a time, then the canary. Prints one line a gate, and what a failed
// one had to say. Exit code 1 when any failed.
import { plantAndDemand } from './canary.ts';
import { isMain, ROOT, runMain, stopSignal } from './command.ts';
import { GATES, runGate } from './gates.ts';

type Outcome = { name: string; passed: boolean; seconds: number; output: string };
type Job = { name: string; run: () => Promise<{ code: number | null; output: string }> };

const AT_ONCE = 2;

/** Runs all gates to their end. An abort kills what runs and counts it as failed. */
export async function check(signal: AbortSignal): Promise<Outcome[]> {
  const jobs: Job[] = [
    ...GATES.map((gate) => ({ name: gate.name, run: () => runGate(gate, ROOT, signal) })),
    { name: 'canary', run: () => plantAndDemand(signal) },
  ];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined && !signal.aborted; job = jobs.shift()) {
      outcomes.push(await judge(job));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return outcomes;
}

async function judge({ name, run }: Job): Promise<Outcome> {
  const begin = performance.now();
  const { code, output } = await run();
  const outcome = { name, passed: code === 0, seconds: (performance.now() - begin) / 1000, output };
  console.log(`${outcome.passed ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${outcome.seconds.toFixed(1)} s`);
  if (!outcome.passed) console.log(output.trimEnd());
  return outcome;
}

async function main(): Promise<void> {
  const outcomes = await check(stopSignal());
  const failed = outcomes.filter(({ passed }) => !passed).map(({ name }) => name);
  if (failed.length === 0) return console.log('check: all gates passed');
  process.exitCode ||= 1;
  console.log(`check: failed: ${failed.join(', ')}`);
}

if (isMain(import.meta.url)) runMain(main);
