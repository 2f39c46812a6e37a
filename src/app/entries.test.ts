import { describe, expect, it } from 'vitest';
import { HASH_A, HASH_B, samples } from '../../tests/contracts/row-samples.ts';
import type { RowOf } from '../db/tables/index.ts';
import { entriesOf } from './entries.ts';

const started = { ...samples.nights, event: 'started', night: null, id: HASH_A } as RowOf<'nights'>;
const move = (changes: Partial<RowOf<'moves'>>): RowOf<'moves'> =>
  ({ ...samples.moves, checkpoint: HASH_B, night: HASH_A, ...changes }) as RowOf<'moves'>;
const promoted = move({ action: 'promote', reason: 'promoted' });

describe('a night that taught something', () => {
  it.each([
    ['Learned', []],
    ['Learned, taken back', [move({ action: 'rollback', reason: 'user', from: HASH_B, night: null })]],
    ['Learned, taken back by itself', [move({ action: 'rollback', reason: 'watch', from: HASH_B })]],
    [
      'Learned, taken back by itself',
      [move({ action: 'rollback', reason: 'watch', from: HASH_A, checkpoint: HASH_A, detail: { below: [HASH_B] } })],
    ],
    [
      'Learned',
      [
        move({ action: 'rollback', reason: 'user', from: HASH_B, to: null, night: null }),
        move({ action: 'rollback', reason: 'user', from: null, to: HASH_B, night: null }),
      ],
    ],
    [
      'Learned',
      [
        move({ action: 'rollback', reason: 'user', from: HASH_B, to: null, night: null }),
        move({ action: 'promote', reason: 'chosen', from: null, to: HASH_B, night: null }),
      ],
    ],
  ] as const)('%s', (summary, later) => {
    expect(entriesOf([started], [promoted, ...later])).toMatchObject([{ id: HASH_A, summary }]);
  });
});

describe('a night that failed', () => {
  const failed = (code: string, id: string): RowOf<'nights'> =>
    ({ ...started, event: 'error', id, night: HASH_A, options: { code } }) as RowOf<'nights'>;
  const resumed = { ...started, event: 'resumed', night: HASH_A } as RowOf<'nights'>;

  it.each([
    ['Failed', ['a/b']],
    ['Failed', ['a/b', 'c/d']],
    ['Failed, not tried again', ['a/b', 'a/b']],
    ['Failed, not tried again', ['a/b', 'c/d', 'a/b']],
  ] as const)('%s after %j', (summary, codes) => {
    const rows = [started, ...codes.flatMap((code, i) => [...(i ? [resumed] : []), failed(code, `${i}`)])];
    expect(entriesOf(rows, [])).toMatchObject([{ summary }]);
    expect(entriesOf([...rows, resumed], [])).toMatchObject([{ summary: 'Cut short', unended: true }]);
  });
});
