// How far one distribution over tokens is from another, from what is told of both: their k likeliest tokens and the mass of all others. Pure.
//
// Tokens that both tell are compared one by one. Those that p alone tells are one group: q gives each of them at most what it gives the least likely token
// that it tells. All others are another group. Grouping and the most that q can give can only hide a difference, so this is a lower bound of the KL over the
// whole vocabulary, and close to it where k tokens hold nearly all mass.

import { assert } from '../lib/assert.ts';
import { sum } from '../lib/stats.ts';
import type { TopK } from '../engine/top-k.ts';

/** Σ over n positions of KL(p‖q), nats; a lower bound, see above. */
export function divergence(p: TopK, q: TopK): number {
  assert(p.tails.length === q.tails.length, 'distributions at the same positions');
  return p.tails.reduce((sum, _, row) => sum + rowDivergence(rowOf(p, row), rowOf(q, row)), 0);
}

/** Probabilities of the told tokens, and the mass of all others. */
type Row = { told: ReadonlyMap<number, number>; tail: number };

function rowOf({ k, ids, logs, tails }: TopK, row: number): Row {
  const own = Array.from(
    { length: k },
    (_, i) => [ids[row * k + i] as number, Math.exp(logs[row * k + i] as number)] as const,
  );
  return { told: new Map(own), tail: Math.exp(tails[row] as number) };
}

/** Never below 0: that would be rounding. */
function rowDivergence(p: Row, q: Row): number {
  let [named, alone, ofAlone] = [0, 0, 0];
  for (const [id, mass] of p.told) {
    const other = q.told.get(id);
    if (other === undefined) [alone, ofAlone] = [alone + mass, ofAlone + 1];
    else named += term(mass, other);
  }
  const rest = q.tail + sum([...q.told].map(([id, mass]) => (p.told.has(id) ? 0 : mass)));
  // Where q may share out its rest as p does, nothing is known of a difference; else it gives the group all that it can.
  const most = Math.min(q.tail, ofAlone * Math.min(...q.told.values()));
  const share = Math.min(most, (rest * alone) / (alone + p.tail));
  return Math.max(0, named + term(alone, share) + term(p.tail, rest - share));
}

/** p·log(p/q); nothing where p is 0, and finite where q is too small for a number. */
const term = (p: number, q: number): number => (p > 0 ? p * Math.log(p / Math.max(q, Number.MIN_VALUE)) : 0);
