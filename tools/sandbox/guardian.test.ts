// The Guardian with real code, on Node: what the scripted sandbox of src/sandbox/verify.test.ts cannot show.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { acceptable, verify, type Claim } from '../../src/sandbox/guardian.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/sandbox.ts';
import { ROOT } from '../command.ts';
import { nodeSandbox } from './node.ts';

// A machine that is busy with other work may take ten times as long.
vi.setConfig({ testTimeout: 60_000 });
const sandbox = nodeSandbox();
afterAll(() => sandbox.dispose());
const signal = new AbortController().signal;

const claim = (solution: string, tests: [unknown[], unknown][]): Claim =>
  ({
    language: 'javascript',
    entry: 'f',
    solution,
    tests: tests.map(([args, expected]) => ({ args, expected })),
  }) as Claim;

const fixture = (name: string): (Claim & { id: string })[] =>
  readFileSync(path.join(ROOT, `tests/fixtures/guard/${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Claim & { id: string });

describe('verify', () => {
  it('accepts nobody for being lucky', async () => {
    const lucky = fixture('hostile').filter(({ id }) => /coin|mostly|clock|chance/.test(id));
    expect(lucky.length).toBeGreaterThan(8);
    for (const row of lucky) {
      for (let seed = 0; seed < 4; seed++) {
        expect(await verify(row, sandbox, { signal, seed }), row.id).not.toMatchObject({ status: 'pass' });
      }
    }
  });

  it('does not hold chance against a solution that is right whatever it draws', async () => {
    const random = fixture('honest').filter(({ solution }) => /Math\.random|Date\.now/.test(solution));
    expect(random.length).toBeGreaterThan(3);
    for (const row of random) {
      for (let seed = 0; seed < 3; seed++) {
        expect(await verify(row, sandbox, { signal, seed }), row.id).toMatchObject({ status: 'pass' });
      }
    }
  });

  it('takes the limits it is given', async () => {
    const endless = claim('function f() { for (;;); }', [[[], 1]]);
    const limits = { ...DEFAULT_LIMITS, wallMs: 100 };
    expect(await verify(endless, sandbox, { signal, seed: 1, limits })).toMatchObject({ status: 'timeout' });
  });
});

describe('acceptable', () => {
  const REFERENCE = 'const f = (xs, n) => xs.filter((x) => x > n).map((x) => x * 2 + 1);';
  const STRONG: [unknown[], unknown][] = [
    [
      [[1, 2, 3, 4], 2],
      [7, 9],
    ],
    [[[], 1], []],
    [[[5], 5], []],
    [
      [[-3, 0, 6], -4],
      [-5, 1, 13],
    ],
  ];

  it('accepts tests that find wrong solutions', async () => {
    const gate = await acceptable(claim(REFERENCE, STRONG), sandbox, { signal, seed: 1 });
    expect(gate).toMatchObject({ accepted: true });
    expect(gate.differing).toBeGreaterThanOrEqual(5);
    expect(gate.killed / gate.differing).toBeGreaterThanOrEqual(0.8);
  });

  it.each<[string, string, [unknown[], unknown][], RegExp]>([
    ['a reference that is wrong', REFERENCE.replace('2', '3'), STRONG, /does not pass/],
    [
      'tests that a constant passes',
      'const f = (n) => n > 0;',
      [
        [[1], true],
        [[2], true],
        [[9], true],
      ],
      /constant/,
    ],
    [
      'tests that an echo passes',
      'const f = (s) => s.trim();',
      [
        [['a'], 'a'],
        [['b c'], 'b c'],
        [[''], ''],
      ],
      /argument/,
    ],
    [
      'tests that hardly look',
      'const f = (a, b, c) => (a > b ? a + c : a < 3 ? b - c : b * c);',
      [
        [[9, 1, 0], 9],
        [[8, 2, 0], 8],
        [[4, 5, 0], 0],
      ],
      /only/,
    ],
  ])('refuses %s', async (_, reference, tests, reason) => {
    const gate = await acceptable(claim(reference, tests), sandbox, { signal, seed: 1 });
    expect(gate).toMatchObject({ accepted: false, reason: expect.stringMatching(reason) as unknown });
  });

  it('finds enough wrong solutions even of a very short one', async () => {
    const tests: [unknown[], unknown][] = [
      [['aXb'], 'axb'],
      [[''], ''],
      [['Q'], 'q'],
    ];
    expect(
      await acceptable(claim('const f = (s) => s.toLowerCase();', tests), sandbox, { signal, seed: 1 }),
    ).toMatchObject({
      accepted: true,
    });
  });
});
