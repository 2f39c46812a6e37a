import { describe, expect, it } from 'vitest';
import { chooseLoss } from '../../models/losses/build.ts';
import { losses } from '../../models/losses/index.ts';
import { must } from '../lib/assert.ts';
import { lossFeeds, lossWeight } from './loss-feeds.ts';
import { type Example, pack, type Packed } from './packing.ts';
import { supervisedOf } from './training.ts';

/** A prompt token and an answer of some tokens. */
const answer = (tokens: number, given: Example['given'], group?: number): Example => ({
  ids: Array.from({ length: tokens + 1 }, (_, i) => i),
  weights: Array.from({ length: tokens + 1 }, (_, i) => Number(i > 0)),
  ...(given ? { given } : {}),
  ...(group === undefined ? {} : { group }),
});

const packed = (...examples: readonly Example[]): Packed => must(pack(examples, 2, 5).batches[0], 'batch');

const feeds = (
  name: keyof typeof losses,
  batch: Packed,
  options = {},
): Record<string, { data: number[]; shape: readonly number[] }> =>
  Object.fromEntries(
    Object.entries(lossFeeds(chooseLoss(name, options).inputs, batch, supervisedOf(batch, {}))).map(
      ([input, { data, shape }]) => [input, { data: Array.from(data as ArrayLike<number | bigint>, Number), shape }],
    ),
  );

describe('lossFeeds', () => {
  it('gives what each token was given, where it is predicted, in the order of the supervised positions', () => {
    const teacher = (first: number): Example['given'] => ({
      top_ids: [0, 0, first, first + 1, first + 2, first + 3],
      top_logs: [0, 0, -1, -2, -3, -4],
    });
    const batch = packed(answer(2, teacher(10)), answer(2, teacher(20)));
    expect(feeds('forward-kl', batch, { top: 2 })).toEqual({
      top_ids: { data: [10, 11, 12, 13, 20, 21, 22, 23], shape: [4, 2] },
      top_logs: { data: [-1, -2, -3, -4, -1, -2, -3, -4], shape: [4, 2] },
      weights: { data: [1, 1, 1, 1], shape: [4] },
    });
  });

  it('says which sequence a position is of, and which sequences are compared', () => {
    const pair = (group: number): Example[] => [
      answer(2, { better: 1, sequence_weights: 0.5, base_logs: -3 }, group),
      answer(1, { better: 0, sequence_weights: 0, base_logs: -4 }, group),
    ];
    const batch = packed(...pair(7), ...pair(8));
    expect(feeds('dpo', batch)).toMatchObject({
      members: { data: [1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1], shape: [6, 4] },
      groups: { data: [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1], shape: [4, 4] },
      better: { data: [1, 0, 1, 0], shape: [4] },
      base_logs: { data: [-3, -4, -3, -4], shape: [4] },
    });
    expect(lossWeight(losses.dpo, batch)).toBe(1);
    expect(lossWeight(losses['forward-kl'], batch)).toBe(6);
  });

  it('takes examples without a group as compared with none', () => {
    const given = { better: 1, sequence_weights: 1, base_logs: 0 };
    const { groups } = feeds('info-nce', packed(answer(1, given, 3), answer(1, given), answer(1, given)));
    expect(groups?.data).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('refuses a batch that lacks what the loss needs', () => {
    const refused = expect.objectContaining({ code: 'train/no-input' }) as Error;
    expect(() => feeds('forward-kl', packed(answer(2, undefined)))).toThrow(refused);
    const short = packed(answer(1, { top_ids: [0, 0, 1, 2], top_logs: [0, 0, -1, -1] }));
    expect(() => feeds('forward-kl', short, { top: 4 })).toThrow(refused);
    expect(() => lossWeight(losses.dpo, packed(answer(2, undefined)))).toThrow(refused);
  });
});
