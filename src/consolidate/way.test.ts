import { expect, it } from 'vitest';
import { partOfTheWay } from './way.ts';

it('weights lie on the line between both, and at its ends', () => {
  const [start, end] = [Float32Array.of(1, -2, 0), Float32Array.of(3, -2, -4)];
  expect([...partOfTheWay(start, end, 0)]).toEqual([...start]);
  expect([...partOfTheWay(start, end, 1)]).toEqual([...end]);
  expect([...partOfTheWay(start, end, 0.25)]).toEqual([1.5, -2, -1]);
  expect(() => partOfTheWay(start, Float32Array.of(1), 0.5)).toThrow('adapters of one shape');
});
