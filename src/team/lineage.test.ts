import { expect, it } from 'vitest';
import type { Json } from '../lib/json.ts';
import { lineageOf, partingOf } from './lineage.ts';

const made = (parent: string | null, config: Json = {}): { parent: string | null; config: Json } => ({
  parent,
  config,
});

/** `p`: learned first; a and b on top of it; c on top of a; m and n of a and b; alone: of nothing. */
const rows = new Map(
  Object.entries({
    ...{ p: made(null), a: made('p', { r: 8 }), b: made('p', null), c: made('a') },
    ...{ m: made('a', { parts: ['a', 'b'] }), n: made('a', { parts: ['a', 'b'] }) },
    ...{ alone: made(null, { parts: 'nonsense' }), lost: made('gone') },
  }),
);

it('knows what an adapter was made of', () => {
  expect([...lineageOf(rows, 'c')]).toEqual(['c', 'a', 'p']);
  expect(new Set(lineageOf(rows, 'm'))).toEqual(new Set(['m', 'a', 'b', 'p']));
  expect([...lineageOf(rows, 'lost')]).toEqual(['lost', 'gone']);
  const ring = new Map(Object.entries({ x: made('y'), y: made('x') }));
  expect([...lineageOf(ring, 'x')]).toEqual(['x', 'y']);
});

it('knows where the ways of two parted', () => {
  expect(partingOf(rows, 'a', 'b')).toEqual(['p']);
  expect(partingOf(rows, 'c', 'b')).toEqual(['p']);
  expect(partingOf(rows, 'c', 'm')).toEqual(['a']);
  expect(partingOf(rows, 'a', 'alone')).toEqual([]);
  expect(partingOf(rows, 'a', 'c')).toEqual(['a']);
  expect(partingOf(rows, 'm', 'b')).toEqual(['b']);
  expect(partingOf(rows, 'm', 'n')).toEqual(['a', 'b']);
});
