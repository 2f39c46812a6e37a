// What was dreamed in a day: all of it, however many rows it has, and none of it twice.

import { describe, expect, it } from 'vitest';
import type { Store } from '../db/db.ts';
import { Spent } from './spent.ts';

type Row = { seq: number; at: number; seconds: number };
const HOUR = 3_600_000;

/** Rows of one second each, `gap` ms apart, oldest first; `read` counts what was asked for. */
function storeOf(rows: Row[]): { store: Pick<Store, 'list'>; read: () => number } {
  let count = 0;
  const list = async (_: string, { after = 0, newest = false, limit = Infinity }): Promise<Row[]> => {
    const all = rows.filter(({ seq }) => seq > after).sort((a, b) => (newest ? b.seq - a.seq : a.seq - b.seq));
    count += Math.min(all.length, limit);
    return all.slice(0, limit);
  };
  return { store: { list } as never, read: () => count };
}

const rowsOf = (count: number, from: number, gap: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ seq: i + 1, at: from + i * gap, seconds: 1 }));

describe('minutes dreamed in a day', () => {
  it('are of the whole day, however many rows it has', async () => {
    const { store } = storeOf(rowsOf(6000, 40 * HOUR, 2000));
    expect(await new Spent().minutes(store, 50 * HOUR)).toBe(100);
  });

  it('forget what is older than a day', async () => {
    const { store } = storeOf(rowsOf(120, 10 * HOUR, HOUR / 60));
    const spent = new Spent();
    expect(await spent.minutes(store, 12 * HOUR)).toBe(2);
    expect(await spent.minutes(store, 35 * HOUR)).toBe(1);
    expect(await spent.minutes(store, 40 * HOUR)).toBe(0);
  });

  it('are counted on with what came since, and nothing is read twice', async () => {
    const rows = rowsOf(600, 10 * HOUR, 1000);
    const { store, read } = storeOf(rows);
    const spent = new Spent();
    await spent.minutes(store, 11 * HOUR);
    const before = read();
    rows.push({ seq: 601, at: 11 * HOUR, seconds: 60 });
    expect(await spent.minutes(store, 11 * HOUR)).toBe(11);
    expect(await spent.minutes(store, 11 * HOUR)).toBe(11);
    expect(read() - before).toBe(1);
  });

  it('are none where nothing was stored', async () => {
    expect(await new Spent().minutes(storeOf([]).store, 0)).toBe(0);
  });
});
