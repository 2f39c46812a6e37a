// What makes scores of few and of many items of a level comparable: of one seed the few are the first of the many, now and in all rows that were ever stored.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { katas } from '../domains/katas.ts';
import { LEVELS } from '../domains/domain.ts';
import type { BaseScores } from '../team/context.ts';
import { itemsHash, ITEM_SEED, levelItems } from './items.ts';

const shipped = JSON.parse(
  readFileSync(new URL('../../public/weights/dream-s/scores.json', import.meta.url), 'utf8'),
) as Required<BaseScores>;

it(
  'the seed of items changes when what it draws does: what is drawn now is what the shipped scores are of',
  { timeout: 120_000 },
  async () => {
    expect(ITEM_SEED).toBe('gate 1');
    for (const level of LEVELS) {
      const { outcomes, items } = shipped[level];
      expect([level, await itemsHash(levelItems(katas, level, outcomes.length))]).toEqual([level, items]);
    }
  },
);
