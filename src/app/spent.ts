// How much was dreamed in the last 24 hours, from the steps that are stored. Counted row by row as they come: every row that is read is hashed, and a
// night stores one every few seconds.

import type { Store } from '../db/db.ts';

const DAY_MS = 86_400_000;
/** Rows of the first reading; doubled until they reach back a day. */
const FIRST = 500;

export class Spent {
  #steps: readonly { at: number; seconds: number }[] = [];
  #seq: number | null = null;

  /** Minutes. @param now milliseconds since 1970 @throws AppError storage/… */
  async minutes(store: Pick<Store, 'list'>, now: number): Promise<number> {
    const since = now - DAY_MS;
    const fresh = this.#seq === null ? await lastDay(store, since) : await store.list('steps', { after: this.#seq });
    this.#seq = Math.max(this.#seq ?? 0, ...fresh.map(({ seq }) => seq));
    this.#steps = [...this.#steps, ...fresh]
      .filter(({ at }) => at >= since)
      .map(({ at, seconds }) => ({ at, seconds }));
    return this.#steps.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  }
}

async function lastDay(store: Pick<Store, 'list'>, since: number): ReturnType<typeof store.list<'steps'>> {
  for (let limit = FIRST; ; limit *= 2) {
    const rows = await store.list('steps', { newest: true, limit });
    if (rows.length < limit || (rows.at(-1)?.at ?? 0) < since) return rows;
  }
}
