// What the Guardian makes of results; real code is judged in tests/browser/guard.test.ts and tools/sandbox/guardian.test.ts.
import { describe, expect, it } from 'vitest';
import { codeOf } from '../lib/errors.ts';
import { verify, type Claim, type Verdict } from './guardian.ts';
import type { CallResult, Job, RunResult, Sandbox } from './sandbox.ts';

const CLAIM: Claim = {
  language: 'javascript',
  entry: 'f',
  solution: 'const f = (n) => n * 2;',
  tests: [1, 2, 3].map((n) => ({ args: [n], expected: n * 2 })),
};
const signal = new AbortController().signal;

type Answer = (n: number, run: number, call: number) => CallResult;

/** A sandbox that answers calls as told and keeps what it was asked. */
function scripted(answer: Answer, chance = false): Sandbox & { jobs: Job[] } {
  const jobs: Job[] = [];
  return {
    jobs,
    run: (job) => {
      const results = job.calls.map(([n], call) => answer(n as number, jobs.length, call));
      jobs.push(job);
      return Promise.resolve({ status: 'done', results, chance, ms: 1 });
    },
    dispose: () => Promise.resolve(),
  };
}

const value = (n: number): CallResult => ({ kind: 'value', value: n });
const right: Answer = (n) => value(n * 2);
const judge = (answer: Answer, claim: Partial<Claim> = {}): Promise<Verdict> =>
  verify({ ...CLAIM, ...claim }, scripted(answer), { signal, seed: 1 });

describe('verify', () => {
  it('passes what is right, after two runs in different orders with different seeds', async () => {
    const sandbox = scripted(right);
    expect(await verify(CLAIM, sandbox, { signal, seed: 1 })).toMatchObject({
      status: 'pass',
      passed: 3,
      total: 3,
      ms: 2,
    });
    const [first, second, ...more] = sandbox.jobs;
    expect(more).toEqual([]);
    expect(first?.calls.slice(0, 3)).toEqual(second?.calls.slice(0, 3).toReversed());
    expect(first?.seed).not.toBe(second?.seed);
  });

  it('never hands an expected value to the sandbox', async () => {
    const sandbox = scripted(() => value(1));
    const tests = [{ args: ['a'], expected: 'the secret' }];
    await verify({ ...CLAIM, tests }, sandbox, { signal, seed: 1 });
    expect(JSON.stringify(sandbox.jobs)).not.toContain('secret');
  });

  it('calls a single test more than once in each run, never equally often', async () => {
    const sandbox = scripted(right);
    await verify({ ...CLAIM, tests: CLAIM.tests.slice(0, 1) }, sandbox, { signal, seed: 1 });
    expect(sandbox.jobs.map(({ calls }) => calls.length)).toEqual([2, 3]);
  });

  it('runs a solution that looks at chance far more often', async () => {
    const sandbox = scripted(right, true);
    expect(await verify(CLAIM, sandbox, { signal, seed: 1 })).toMatchObject({ status: 'pass' });
    expect(sandbox.jobs.length).toBeGreaterThan(10);
    expect(new Set(sandbox.jobs.map(({ seed }) => seed)).size).toBe(sandbox.jobs.length);
  });

  it.each<[string, Answer, Partial<Verdict>]>([
    ['a wrong answer', (n) => value(n === 2 ? 0 : n * 2), { status: 'fail', passed: 2 }],
    ['no data', (n) => (n === 2 ? { kind: 'foreign', what: 'NaN' } : value(n * 2)), { status: 'fail', passed: 2 }],
    ['one throw', (n) => (n === 2 ? { kind: 'throw', message: 'no' } : value(n * 2)), { status: 'fail', passed: 2 }],
    ['throwing always', () => ({ kind: 'throw', message: 'no' }), { status: 'error', passed: 0 }],
    ['another answer in the second run', (n, run) => value(n * 2 + run), { status: 'unscorable', passed: 0 }],
    ['another answer to the same test', (n, _, call) => value(call > 2 ? 0 : n * 2), { status: 'unscorable' }],
    [
      'throwing now and then',
      (n, run) => (run ? { kind: 'throw', message: 'no' } : value(n * 2)),
      { status: 'unscorable' },
    ],
  ])('does not pass %s', async (_, answer, verdict) => {
    expect(await judge(answer)).toMatchObject({ ...verdict, total: 3 });
  });

  it.each<[string, Partial<RunResult>, Partial<RunResult>, string]>([
    ['a run over time', { status: 'timeout' }, { status: 'timeout' }, 'timeout'],
    ['a run over a limit', { status: 'limit' }, { status: 'limit' }, 'error'],
    ['a run that cannot begin', { status: 'error' }, { status: 'error' }, 'error'],
    ['a second run that cannot begin', {}, { status: 'error' }, 'unscorable'],
    ['a second run over time', {}, { status: 'timeout' }, 'timeout'],
  ])('says of %s what it was', async (_, first, second, status) => {
    const sandbox = scripted(right);
    const { run } = sandbox;
    sandbox.run = async (job, limits, stop) => {
      const change = sandbox.jobs.length === 0 ? first : second;
      return { reason: 'x', ...(await run(job, limits, stop)), ...change } as RunResult;
    };
    expect(await verify(CLAIM, sandbox, { signal, seed: 1 })).toMatchObject({ status, passed: 0, total: 3 });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['another language', { language: 'python' }, /javascript/],
    ['no name', { entry: '' }, /name/],
    ['no tests', { tests: [] }, /no tests/],
    ['tests that are no list', { tests: 'x' }, /no tests/],
    ['a test without expected value', { tests: [{ args: [] }] }, /plain/],
    ['an expected value that is not plain', { tests: [{ args: [], expected: NaN }] }, /plain/],
    ['arguments that are not plain', { tests: [{ args: [undefined], expected: 1 }] }, /plain/],
    ['arguments that are no list', { tests: [{ args: { 0: 1 }, expected: 1 }] }, /plain/],
    [
      'tests that contradict',
      {
        tests: [
          { args: [1], expected: 1 },
          { args: [1], expected: 2 },
        ],
      },
      /contradict/,
    ],
    ['far too many tests', { tests: Array(2000).fill({ args: [1], expected: 1 }) }, /at most/],
  ])('cannot score %s', async (_, change, reason) => {
    const verdict = await judge(right, change);
    expect(verdict).toMatchObject({
      status: 'unscorable',
      passed: 0,
      reason: expect.stringMatching(reason) as unknown,
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', '  ', /no solution/],
    ['no text', 7, /no solution/],
    ['far too much', `const f = 1;${' '.repeat(70_000)}`, /70012 characters/],
    ['what is banned', 'const f = () => fetch("x");', /fetch/],
  ])('does not run %s', async (_, solution, reason) => {
    const sandbox = scripted(right);
    const verdict = await verify({ ...CLAIM, solution: solution as string }, sandbox, { signal, seed: 1 });
    expect(verdict).toMatchObject({ status: 'error', reason: expect.stringMatching(reason) as unknown });
    expect(sandbox.jobs).toEqual([]);
  });

  it('stops for an aborted signal', async () => {
    expect(await verify(CLAIM, scripted(right), { signal: AbortSignal.abort(), seed: 1 }).catch(codeOf)).toBe(
      'abort/aborted',
    );
  });
});
