import { expect, it } from 'vitest';
import { DEFAULTS } from '../team/meta.ts';
import { nightOptions } from './night.ts';

it('a night is told what the user set', () => {
  expect(nightOptions(DEFAULTS)).toEqual({
    methods: [],
    settings: {
      tasks: 240,
      skills: 6,
      weights: 'salience',
      against: 'none',
      gate: { keep: 0.95, mended: 0.15 },
    },
  });
  expect(nightOptions({ ...DEFAULTS, salience: false, keep: 98, legs: true })).toMatchObject({
    methods: ['legs'],
    settings: { weights: 'equal', gate: { keep: 0.98 } },
  });
});
