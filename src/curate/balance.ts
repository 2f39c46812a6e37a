// Class balance: no skill, and no level, has so many more rows than others that a training is about it alone. A limit for each skill, and the best rows
// of each up to it.

import { must } from '../lib/assert.ts';
import { grouped } from '../lib/group.ts';
import { sum } from '../lib/stats.ts';

/** What is held of a row while rows stream by. */
export type Fact = { readonly id: string; readonly skill: string; readonly level: number; readonly quality: number };

/** `spread`: a skill, or a level, has at most so many times the rows of the median one. `most`: rows in all. */
export type Bounds = { readonly spread: number; readonly most: number };

/** The facts that stay, in their order; of a skill with too many the best, of equals the earlier. */
export function balanced(facts: readonly Fact[], bounds: Bounds): Fact[] {
  const limits = limitsOf(facts, bounds);
  const kept = new Set<Fact>();
  for (const [skill, own] of grouped(facts, ({ skill }) => skill)) {
    const best = own.toSorted((a, b) => b.quality - a.quality);
    for (const fact of best.slice(0, limits.get(skill))) kept.add(fact);
  }
  return facts.filter((fact) => kept.has(fact));
}

/** Rows of each skill at most. */
function limitsOf(facts: readonly Fact[], { spread, most }: Bounds): Map<string, number> {
  const sizes = sizesOf(facts);
  const all = Math.min(spread * median(sizes.values()), waterline(sizes.values(), most));
  const levels = grouped(facts, ({ level }) => level);
  const capped = [...levels].map(([level, own]) => ({ level, sizes: [...sizesOf(own).values()] }));
  const room = spread * median(capped.map((each) => sum(each.sizes.map((size) => Math.min(size, all)))));
  const ofLevel = new Map(capped.map((each) => [each.level, Math.min(all, waterline(each.sizes, room))]));
  return new Map(facts.map(({ skill, level }) => [skill, must(ofLevel.get(level), 'limit of a level')]));
}

/** The highest limit, at least 1, under which sizes sum to no more than `room`. */
export function waterline(sizes: Iterable<number>, room: number): number {
  const ascending = [...sizes].sort((a, b) => a - b);
  let left = room;
  for (const [i, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - i));
    if (size > share) return Math.max(1, share);
    left -= size;
  }
  return Infinity;
}

function sizesOf(facts: readonly Fact[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { skill } of facts) sizes.set(skill, (sizes.get(skill) ?? 0) + 1);
  return sizes;
}

/** The upper of the two in the middle; 0 of nothing. */
function median(values: Iterable<number>): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? 0;
}
