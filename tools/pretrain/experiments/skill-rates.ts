// What a night did to each skill that it learned: pass rates on the skill's held-out items, before and after, from the night's own evals.

import type { Store } from '../../../src/db/db.ts';

export type Rates = { before: number; after: number };

/** By skill. Empty for a night that did not come so far. */
export async function skillRates(store: Store, night: string): Promise<Record<string, Rates>> {
  const rates: Record<string, Rates> = {};
  for (const { skill, phase, passes, total } of await store.list('evals', { where: ['night', night] }))
    if (skill !== null) rates[skill] = { ...(rates[skill] ?? { before: 0, after: 0 }), [phase]: passes / total };
  return rates;
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean gain over skills; not a number when there is none. */
export const gainOf = (rates: readonly Rates[]): number => meanOf(rates.map(({ before, after }) => after - before));
