// Whether a solution does what its tests demand, decided by running it.
//
// Every claim is run at least twice in fresh instances, in different orders, with different chance and time. A test is passed
// when every call of it gave plain data equal to what is expected; the sandbox gives results as data and never sees what
// is expected, so there is nothing in it to tamper with. Results that differ between calls of one test make the claim
// unscorable. A solution that looked at chance or the clock is run more often, as only then can it be right by luck.
import { throwIfAborted } from '../lib/abort.ts';
import { canonical, type Json } from '../lib/json.ts';
import { rng } from '../lib/rng.ts';
import { banOf } from './bans.ts';
import { orderOf } from './orders.ts';
import { equalPlain, isPlain } from './plain.ts';
import { DEFAULT_LIMITS, type CallResult, type Job, type Limits, type RunResult, type Sandbox } from './sandbox.ts';

/** One test: arguments in, plain data out. The same shape as a task's tests. */
export type Case = { args: readonly Json[]; expected: Json };

/** `entry` names the function that `solution` defines. */
export type Claim = { language: string; entry: string; solution: string; tests: readonly Case[] };

/** That a solution does what a task asks for, by all of its tests. */
export const claimOf = (
  { entry, shown, hidden }: { entry: string; shown: readonly Case[]; hidden: readonly Case[] },
  solution: string,
): Claim => ({ language: 'javascript', entry, solution, tests: [...shown, ...hidden] });

export type VerdictStatus =
  /** Every test passed in every run. */
  | 'pass'
  /** It ran, and at least one answer is wrong. */
  | 'fail'
  /** It cannot be run, throws in every test, or goes over a limit. */
  | 'error'
  | 'timeout'
  /** Nothing can be said: tests missing or not plain data, or results that differ from run to run. Counts as failed. */
  | 'unscorable';

/** `passed` of `total` tests; `ms` spent in runs; `reason` is one sentence for people. */
export type Verdict = { status: VerdictStatus; passed: number; total: number; ms: number; reason: string };

export type VerifyOptions = {
  signal: AbortSignal;
  /** Decides orders, chance and time; the same seed gives the same verdict. */
  seed: number | string;
  limits?: Limits;
};

/** Half as deep again as the default stack: in Chromium's workers the engine's own check still comes before the host's. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, stackBytes: 128 << 10 };
/** Longest solution that is judged, characters. */
const MAX_SOLUTION = 64 << 10;
const MAX_TESTS = 1000;
const RUNS = 2;
/** Luck at the start of a run that is right half of the time survives this many runs once in 65,000. */
const RUNS_WITH_CHANCE = 16;

/** @throws AppError abort/aborted, sandbox/gone. Bad claims give a verdict, whatever their shape. */
export async function verify(claim: Claim, sandbox: Sandbox, options: VerifyOptions): Promise<Verdict> {
  throwIfAborted(options.signal);
  const total = Array.isArray(claim.tests) ? claim.tests.length : 0;
  const judged = faultOf(claim) ?? (await judge(claim, sandbox, options));
  return { passed: 0, ms: 0, ...judged, total };
}

type Judged = { status: VerdictStatus; reason: string; passed?: number; ms?: number };

/** What can be said without running it. */
function faultOf({ language, entry, solution, tests }: Claim): Judged | null {
  const unscorable = (reason: string): Judged => ({ status: 'unscorable', reason });
  if (language !== 'javascript') return unscorable('Only javascript can be judged.');
  if (typeof entry !== 'string' || entry === '') return unscorable('The name of the function is missing.');
  if (!Array.isArray(tests) || tests.length === 0) return unscorable('There are no tests.');
  if (tests.length > MAX_TESTS) return unscorable(`There are ${tests.length} tests, at most ${MAX_TESTS} are judged.`);
  const bad = tests.findIndex((test) => !isCase(test));
  if (bad >= 0) return unscorable(`Test ${bad + 1} is not plain data: it needs a list of args and an expected value.`);
  if (contradict(tests)) return unscorable('The tests contradict each other: the same args, other expected values.');
  if (typeof solution !== 'string' || solution.trim() === '')
    return { status: 'error', reason: 'There is no solution.' };
  if (solution.length <= MAX_SOLUTION) return null;
  return {
    status: 'error',
    reason: `The solution is ${solution.length} characters long, at most ${MAX_SOLUTION} are judged.`,
  };
}

function isCase(test: unknown): test is Case {
  if (typeof test !== 'object' || test === null || !('args' in test) || !('expected' in test)) return false;
  return Array.isArray(test.args) && isPlain(test.args) && isPlain(test.expected);
}

function contradict(tests: readonly Case[]): boolean {
  const expected = new Map<string, Json>();
  return tests.some((test) => {
    const key = canonical(test.args);
    const known = expected.get(key);
    expected.set(key, test.expected);
    return known !== undefined && !equalPlain(known, test.expected);
  });
}

async function judge(claim: Claim, sandbox: Sandbox, options: VerifyOptions): Promise<Judged> {
  const ban = banOf(claim.solution);
  if (ban !== null) return { status: 'error', reason: ban };
  const outcomes: CallResult[][] = claim.tests.map(() => []);
  let [runs, ms] = [RUNS, 0];
  for (let run = 0; run < runs; run++) {
    const order = orderOf(run, claim.tests.length, rng(options.seed));
    const result = await runOnce(claim, order, run, sandbox, options);
    ms += result.ms;
    if (result.status !== 'done') return { ...endingOf(result, run), ms };
    order.forEach((test, call) => outcomes[test]?.push(result.results[call] as CallResult));
    if (result.chance === true) runs = RUNS_WITH_CHANCE;
  }
  return { ...weigh(claim.tests, outcomes, runs), ms };
}

function runOnce(
  claim: Claim,
  order: readonly number[],
  run: number,
  sandbox: Sandbox,
  options: VerifyOptions,
): Promise<RunResult> {
  const job: Job = {
    language: 'javascript',
    solution: claim.solution,
    entry: claim.entry,
    calls: order.map((test) => claim.tests[test]?.args ?? []),
    seed: rng(options.seed)
      .derive(`run ${run}`)
      .int(0, 2 ** 32 - 1),
  };
  return sandbox.run(job, options.limits ?? LIMITS, options.signal);
}

function endingOf(result: Exclude<RunResult, { status: 'done' }>, run: number): Judged {
  if (result.status === 'timeout') return { status: 'timeout', reason: result.reason };
  if (run > 0 && result.status === 'error')
    return { status: 'unscorable', reason: `Nondeterministic: run ${run + 1} failed: ${result.reason}` };
  return { status: 'error', reason: result.reason };
}

function weigh(tests: readonly Case[], outcomes: readonly (readonly CallResult[])[], runs: number): Judged {
  const shaky = outcomes.findIndex((calls) => new Set(calls.map(outcomeOf)).size > 1);
  if (shaky >= 0)
    return { status: 'unscorable', reason: `Nondeterministic: test ${shaky + 1} gave different results.` };
  const right = outcomes.map(([call], i) => call?.kind === 'value' && equalPlain(call.value, tests[i]?.expected));
  const passed = right.filter((one) => one).length;
  if (passed === tests.length)
    return { status: 'pass', passed, reason: `Right in ${runs} runs, each in another order.` };
  const allThrow = outcomes.every(([call]) => call?.kind === 'throw');
  const first = right.indexOf(false);
  return { status: allThrow ? 'error' : 'fail', passed, reason: `Test ${first + 1} ${wrongOf(outcomes[first]?.[0])}` };
}

/** The same text for the same outcome. What an error says may differ from call to call without harm. */
function outcomeOf(call: CallResult): string {
  if (call.kind === 'value') return `value ${canonical(call.value)}`;
  return call.kind === 'foreign' ? `foreign ${call.what}` : 'throw';
}

function wrongOf(call: CallResult | undefined): string {
  if (call?.kind === 'throw') return `failed: ${call.message}`;
  if (call?.kind === 'foreign') return `gave no plain data, but this: ${call.what}`;
  return 'gave a wrong answer.';
}
