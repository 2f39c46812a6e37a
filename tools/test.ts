// `npm test`: the check, then the suites unit, gpu, browser and e2e, each to its end whatever the others do. Unit and gpu
// run at the same time, for each keeps one core busy; the others have bounds on time, and the machine for themselves. The
// last line is `N passed, N failed`, counting tests, and the gates of the check as one each. Exit code 1 when any failed.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { check } from './check.ts';
import { isMain, ROOT, runMain, runNode, stopSignal } from './command.ts';
import { ensureBrowser } from './ensure-browser.ts';

type Counts = { passed: number; failed: number; skipped: number };
type Say = (text: string) => void;
type Suite = {
  name: string;
  needsBrowser: boolean;
  run: (report: string, signal: AbortSignal, say: Say) => Promise<Counts>;
};
type Result = Counts & { name: string };

const REPORTS = path.join(ROOT, '.lab', 'test-reports');

/** One group after the other; the suites of a group at the same time. */
const GROUPS: readonly (readonly Suite[])[] = [
  [
    { name: 'unit', needsBrowser: false, run: vitest('unit') },
    { name: 'gpu', needsBrowser: true, run: vitest('gpu') },
  ],
  [{ name: 'browser', needsBrowser: true, run: vitest('browser') }],
  [{ name: 'e2e', needsBrowser: true, run: playwright }],
];

async function main(): Promise<void> {
  const signal = stopSignal();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const results: Result[] = [{ name: 'check', ...(await runCheck(signal)) }];
  const browserFault = await ensureBrowser((line) => console.error(line)).then(() => undefined, String);
  for (const group of GROUPS)
    results.push(
      ...(await Promise.all(group.map((suite, i) => runSuite(suite, { signal, browserFault, live: i === 0 })))),
    );
  summarise(results);
}

type Circumstances = { signal: AbortSignal; browserFault: string | undefined; live: boolean };

/** What the first suite of a group says is shown while it runs; that of the others when they have ended. */
async function runSuite(
  { name, needsBrowser, run }: Suite,
  { signal, browserFault, live }: Circumstances,
): Promise<Result> {
  let held = `\n== ${name}\n`;
  const hold: Say = (text) => void (held += text);
  if (live) echo(held);
  const say = live ? echo : hold;
  let counts = ONE_FAILED;
  if (needsBrowser && browserFault !== undefined) say(`${browserFault}\n`);
  else if (!signal.aborted) counts = await run(path.join(REPORTS, `${name}.json`), signal, say);
  if (!live) echo(held);
  return { name, ...counts };
}

const ONE_FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

async function runCheck(signal: AbortSignal): Promise<Counts> {
  console.log('== check');
  const outcomes = await check(signal);
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  return { passed, failed: outcomes.length - passed, skipped: 0 };
}

function vitest(project: string): Suite['run'] {
  return async (report, signal, say) => {
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { code } = await runNode('vitest/vitest.mjs', args, { signal, echo: say });
    const json = readReport(report);
    return settle(code, {
      passed: Number(json?.numPassedTests ?? 0),
      failed: Number(json?.numFailedTests ?? 0),
      skipped: Number(json?.numPendingTests ?? 0),
    });
  };
}

async function playwright(report: string, signal: AbortSignal, say: Say): Promise<Counts> {
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const { code } = await runNode('@playwright/test/cli.js', ['test', '--reporter=line,json'], {
    signal,
    echo: say,
    env,
  });
  const stats = readReport(report)?.stats as Record<string, number> | undefined;
  return settle(code, {
    passed: stats?.expected ?? 0,
    failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
    skipped: stats?.skipped ?? 0,
  });
}

// A suite that ended badly without a failed test (it did not start, or an error outside of tests) counts as one failure;
// so does one that ran nothing at all.
function settle(code: number | null, counts: Counts): Counts {
  const ran = counts.passed + counts.failed + counts.skipped > 0;
  if (counts.failed > 0 || (code === 0 && ran)) return counts;
  return { ...counts, failed: 1 };
}

function readReport(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function summarise(results: readonly Result[]): void {
  console.log('');
  for (const { name, passed, failed, skipped } of results) {
    const note = skipped === 0 ? '' : `, ${skipped} SKIPPED`;
    console.log(`${name.padEnd(8)} ${passed} passed, ${failed} failed${note}`);
  }
  const sum = (key: keyof Counts) => results.reduce((total, counts) => total + counts[key], 0);
  if (sum('failed') > 0) process.exitCode ||= 1;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}

function echo(text: string): void {
  process.stdout.write(text);
}

if (isMain(import.meta.url)) runMain(main);
