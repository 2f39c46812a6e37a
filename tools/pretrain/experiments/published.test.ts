import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FINDINGS, findingsText, withRows } from './published.ts';

it('the Lab page tells what the published rows say', () => {
  expect(readFileSync(FINDINGS, 'utf8')).toBe(findingsText());
});

describe('rows that are published', () => {
  const [then, now] = [
    { date: '2026-11-01', machine: 'old' },
    { date: '2026-11-20', machine: 'new' },
  ];
  const row = (seed: string, gain: number) => ({ seed, gain });
  const old = { ...then, rows: { a: [row('1', 0.1), row('10', 0.2)], b: [row('1', 0.3)], c: [] } };

  it('replace those of the same arm and seed, and no others', () => {
    const rows = {
      a: [
        { ...row('2', 0.5), ...now },
        { ...row('1', 0.4), ...now },
      ],
      b: [],
    };
    expect(withRows(old, rows)).toEqual({
      date: '2026-11-20',
      machine: 'new; old',
      rows: {
        a: [
          { ...row('1', 0.4), ...now },
          { ...row('2', 0.5), ...now },
          { ...row('10', 0.2), ...then },
        ],
        b: [{ ...row('1', 0.3), ...then }],
      },
    });
  });

  it('are measured anew where they say the same at other settings', () => {
    const anew = { ...row('1', 0.1), ...now, of: 'x' };
    for (const before of [row('1', 0.1), { ...row('1', 0.1), of: 'w' }])
      expect(withRows({ ...then, rows: { a: [before] } }, { a: [anew] })).toEqual({ ...now, rows: { a: [anew] } });
  });

  it('keep their day when they are published again', () => {
    const again = withRows(old, { a: [{ ...row('1', 0.1), ...now }] });
    expect(again).toEqual(withRows(old, {}));
    expect(again).toMatchObject({ date: '2026-11-01', machine: 'old' });
    const said = { ...then, rows: { a: [{ ...row('1', 0.1), of: 'x' }] } };
    expect(withRows(said, { a: [{ ...row('1', 0.1), ...now }] })).toEqual(withRows(said, {}));
    expect(withRows(null, { a: [{ ...row('1', 0.1), ...now }] })).toMatchObject({
      ...now,
      rows: { a: [{ seed: '1' }] },
    });
  });
});
