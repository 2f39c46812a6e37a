import { describe, expect, it } from 'vitest';
import { encodeJob, MAX_RESULT, readFromGuest, readResult, readToGuest } from './protocol.ts';
import { DEFAULT_LIMITS, type Job } from './sandbox.ts';

const job: Job = {
  language: 'javascript',
  solution: 'function f() {}',
  entry: 'f',
  calls: [[1, { a: [null] }]],
  seed: 3,
};
const text = encodeJob(job, DEFAULT_LIMITS);

describe('the sandbox protocol', () => {
  it('carries a job', () => {
    expect(readToGuest({ type: 'run', id: 1, text })).toEqual({ id: 1, job, limits: DEFAULT_LIMITS });
  });

  it.each([
    undefined,
    null,
    'run',
    [],
    { type: 'run', id: -1, text },
    { type: 'run', id: 1, text: 7 },
    { type: 'run', id: 1, text: '{' },
    { type: 'run', id: 1, text: '{"job": {}, "limits": {}}' },
    { type: 'run', id: 1, text: text.replace('[[1,', '[1,[') },
    { type: 'run', id: 1, text: text.replace('javascript', 'python') },
    { type: 'run', id: 1, text: text.replace('"wallMs":', '"other":') },
  ])('refuses a job like %j', (data) => {
    expect(readToGuest(data)).toBeNull();
  });

  it('takes over only the fields it knows', () => {
    const data = JSON.parse('{"type": "started", "id": 1, "__proto__": {"x": 1}, "extra": 1}') as unknown;
    expect(readFromGuest(data)).toStrictEqual({ type: 'started', id: 1 });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it.each([
    undefined,
    'ready',
    { type: 'SET', path: ['x'] },
    { type: 'started' },
    { type: 'result', id: 1 },
    { type: 'result', id: 1, text: 'x'.repeat(MAX_RESULT + 1) },
    { type: 'broken', reason: { toString: 1 } },
  ])('refuses a message like %#', (data) => {
    expect(readFromGuest(data)).toBeNull();
  });

  const results = [
    { kind: 'value', value: [1] },
    { kind: 'foreign', what: 'NaN' },
    { kind: 'throw', message: 'no' },
  ];
  const done = { status: 'done', results, chance: true, ms: 1 };

  it('reads results', () => {
    expect(readResult(JSON.stringify(done), 3)).toEqual(done);
    const late = { status: 'timeout', reason: 'time', ms: 5 };
    expect(readResult(JSON.stringify(late), 3)).toEqual(late);
  });

  it.each<[string, unknown, number]>([
    ['another number of results', done, 2],
    ['a result of no kind', { ...done, results: [...results.slice(1), { kind: 'pass' }] }, 3],
    ['a value that is missing', { ...done, results: [{ kind: 'value' }] }, 1],
    ['no time', { ...done, ms: null }, 3],
    ['an unknown status', { ...done, status: 'pass' }, 3],
    ['an end without a reason', { status: 'error', ms: 1 }, 3],
  ])('refuses %s', (_, result, calls) => {
    expect(readResult(JSON.stringify(result), calls)).toBeNull();
  });
});
