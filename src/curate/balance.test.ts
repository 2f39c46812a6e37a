import fc from 'fast-check';
import { expect, it } from 'vitest';
import { balanced, type Fact, waterline } from './balance.ts';

const facts = (skill: string, level: number, count: number, quality = 1): Fact[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${skill} ${i}`, skill, level, quality }));
function sizes(kept: readonly Fact[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { skill } of kept) found[skill] = (found[skill] ?? 0) + 1;
  return found;
}
const WIDE = { spread: 3, most: 1e6 };

it('leaves classes of like size, a single class, and nothing, as they are', () => {
  for (const rows of [[...facts('a', 1, 40), ...facts('b', 2, 60)], facts('a', 1, 500), []])
    expect(balanced(rows, WIDE)).toEqual(rows);
});

it('cuts a skill to three times the median one', () => {
  const rows = [...facts('a', 1, 10), ...facts('b', 1, 10), ...facts('c', 1, 500)];
  expect(sizes(balanced(rows, WIDE))).toEqual({ a: 10, b: 10, c: 30 });
});

it('cuts a level to three times the median one, its largest skills first', () => {
  const many = Array.from({ length: 12 }, (_, i) => facts(`many ${i}`, 3, i === 0 ? 4 : 10)).flat();
  const kept = balanced([...facts('a', 1, 10), ...facts('b', 2, 10), ...many], WIDE);
  expect(kept.filter(({ level }) => level === 3).length).toBeLessThanOrEqual(30);
  expect(sizes(kept)).toMatchObject({ a: 10, b: 10, 'many 0': 2 });
});

it('keeps the best of a skill, of equals the earlier, in the order of the table', () => {
  const rows = facts('a', 1, 6).map((fact, i) => ({ ...fact, quality: i % 2 ? 0.9 : 0.5 }));
  expect(balanced(rows, { spread: 3, most: 4 }).map(({ id }) => id)).toEqual(['a 0', 'a 1', 'a 3', 'a 5']);
});

it('shares what there is room for evenly, never leaves a skill out, and never adds a row', () => {
  const skill = fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(fc.array(skill, { maxLength: 20 }), fc.integer({ min: 20, max: 300 }), (skills, most) => {
      const rows = skills.flatMap(([level, count], i) => facts(`s${i}`, level, count));
      const kept = balanced(rows, { spread: 3, most });
      expect(kept.length).toBeLessThanOrEqual(most);
      expect(new Set(kept).size).toBe(kept.length);
      expect(Object.keys(sizes(kept))).toHaveLength(skills.length);
    }),
  );
});

it('the waterline is as high as there is room', () => {
  expect(waterline([5, 10, 20], 100)).toBe(Infinity);
  expect(waterline([5, 10, 20], 25)).toBe(10);
  expect(waterline([5, 10, 20], 15)).toBe(5);
  expect(waterline([5, 5, 5], 2)).toBe(1);
});
