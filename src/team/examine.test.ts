// Rows from outside, answered or already solved, judged in order.

import { describe, expect, it } from 'vitest';
import { scriptedEngine } from '../../tests/doubles/engine.ts';
import { openSandbox } from '../../tests/doubles/sandbox.ts';
import { codeOf } from '../lib/errors.ts';
import { type Asker, type AskResult, askRows, type AskRow, guardRows, type GuardResult } from './examine.ts';

const signal = new AbortController().signal;
const plusThree = [1, 5, 9].map((n) => ({ args: [n], expected: n + 3 }));

function asker(engine = scriptedEngine()): Asker {
  let now = 0;
  const clock = { now: (): number => (now += 10) };
  return {
    engine,
    sandbox: openSandbox(),
    clock,
    model: 'dream-l',
    adapter: null,
    batch: 2,
    maxNewTokens: 40,
    entry: 'solve',
  };
}

async function ask(it: Asker, rows: readonly AskRow[]): Promise<AskResult[]> {
  const results: AskResult[] = [];
  await askRows(it, rows, 'seed', (result) => results.push(result), signal);
  return results;
}

describe('askRows', () => {
  const rows: AskRow[] = [
    { id: 'a', prompt: 'l1-add 3', tests: plusThree },
    { id: 'b', prompt: 'l1-add 4', tests: plusThree },
    { id: 'c', prompt: 'what is love', tests: plusThree },
    { id: 'd', prompt: 'l1-add 3', tests: [] },
    { id: 'e', prompt: 'l1-add 3', tests: plusThree, entry: 'add' },
  ];

  it('answers in batches and judges in order, with the rows own tests', async () => {
    const engine = scriptedEngine();
    const results = await ask(asker(engine), rows);
    expect(results.map(({ id, status, passed, total }) => [id, status, passed, total])).toEqual([
      ['a', 'pass', 3, 3],
      ['b', 'fail', 0, 3],
      ['c', 'error', 0, 3],
      ['d', 'unscorable', 0, 0],
      ['e', 'error', 0, 3],
    ]);
    expect(engine.calls.map(({ count }) => count)).toEqual([2, 2, 1]);
    expect(results[0]?.code).toBe('function solve(n) { return n + 3; }');
    for (const { ms } of results) expect(Number.isInteger(ms) && ms > 0).toBe(true);
  });

  it('judges no answer that was cut short', async () => {
    const stop = new AbortController();
    const seen: AskResult[] = [];
    stop.abort();
    expect(await askRows(asker(), rows, 'seed', (row) => seen.push(row), stop.signal).catch(codeOf)).toBe(
      'abort/aborted',
    );
    expect(seen).toEqual([]);
  });
});

describe('guardRows', () => {
  it('gives one verdict a row, in order, whatever its shape', async () => {
    const results: GuardResult[] = [];
    const right = 'function f(n) { return n + 3; }';
    const row = { language: 'javascript', entry: 'f', solution: right, tests: plusThree };
    const rows = [
      { ...row, id: '1' },
      { ...row, id: '2', solution: 'function f(n) { return n + 4; }' },
      { ...row, id: '3', solution: 'function f(' },
      { ...row, id: '4', language: 'cobol' },
      { ...row, id: '5', tests: [] },
      { ...row, id: '6', tests: [{ args: [1], expected: 4 }] },
    ];
    await guardRows(openSandbox(), rows, 'seed', (result) => results.push(result), signal);
    expect(results.map(({ id, status, passed, total }) => [id, status, passed, total])).toEqual([
      ['1', 'pass', 3, 3],
      ['2', 'fail', 0, 3],
      ['3', 'error', 0, 3],
      ['4', 'unscorable', 0, 3],
      ['5', 'unscorable', 0, 0],
      ['6', 'pass', 1, 1],
    ]);
    for (const { ms, reason } of results) expect([typeof ms, reason === '']).toEqual(['number', false]);
  });
});
