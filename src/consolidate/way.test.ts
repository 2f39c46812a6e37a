import { expect, it } from 'vitest';
import { loraLayout } from '../../models/lora.ts';
import { config, lora } from '../../tests/doubles/mind.ts';
import { partOfTheWay, withoutWay } from './way.ts';

it('weights lie on the line between both, and at its ends', () => {
  const [start, end] = [Float32Array.of(1, -2, 0), Float32Array.of(3, -2, -4)];
  expect([...partOfTheWay(start, end, 0)]).toEqual([...start]);
  expect([...partOfTheWay(start, end, 1)]).toEqual([...end]);
  expect([...partOfTheWay(start, end, 0.25)]).toEqual([1.5, -2, -1]);
  expect(() => partOfTheWay(start, Float32Array.of(1), 0.5)).toThrow('adapters of one shape');
});

it('a night that set out from no adapter began with the same directions, and nothing added', () => {
  const layout = loraLayout(config, lora);
  const end = Float32Array.from({ length: layout.size }, (_, i) => i + 1);
  const start = withoutWay(layout, end);
  for (const { name, offset, size } of layout.entries) {
    const isB = name.endsWith('lora_B.weight');
    expect([...start.slice(offset, offset + size)]).toEqual(
      isB ? Array(size).fill(0) : [...end.slice(offset, offset + size)],
    );
  }
  expect(end.every((value) => value > 0)).toBe(true);
});
