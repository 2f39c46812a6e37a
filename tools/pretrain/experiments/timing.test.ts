import { describe, expect, it } from 'vitest';
import { packing } from './packing.ts';
import { steps } from './steps.ts';

describe('experiments of what a step costs', () => {
  const layouts = (packed: number) => ({
    padded: { filled: 0.4, tokensPerSecond: 100, againstPadded: 1 },
    runs: { filled: 0.4, tokensPerSecond: 90, againstPadded: 0.9 },
    packed: { filled: 0.9, tokensPerSecond: 100 * packed, againstPadded: packed },
  });

  it('packing: the best layout against padded batches, over all rounds', () => {
    const rows = { layouts: [2.6, 2.8].map((packed, i) => ({ seed: `${i + 1}`, layouts: layouts(packed) })) };
    expect(packing.conclude(rows)).toMatchObject({
      ...{ best: 'packed', bound: 2.5, holds: true, againstPadded: { mean: expect.closeTo(2.7) as number } },
      layouts: { runs: { againstPadded: { mean: 0.9 } }, packed: { filled: 0.9 } },
    });
    expect(packing.signs?.(rows)).toEqual({
      'runs: times padded, less 1': expect.closeTo(-0.1) as number,
      'packed: times padded, less 1': expect.closeTo(1.7) as number,
    });
    expect(packing.conclude({})).toMatchObject({ best: null, holds: false });
  });

  it('steps: every ratio beside what is asked of it', () => {
    const row = { stepToForward: 3.4, distilToCrossEntropy: 1.04, upperToEveryToken: 0.41, upperToAll: 0.6 };
    const rows = { 'dream-s': [{ seed: '1', ...row }] };
    const { arms } = steps.conclude(rows);
    expect(arms).toMatchObject({
      'dream-s': {
        stepToForward: { mean: 3.4, bound: 3, holds: false },
        distilToCrossEntropy: { mean: 1.04, bound: 1.1, holds: true },
        upperToAll: { mean: 0.6 },
      },
    });
    expect(Object.keys(arms as object)).toEqual(['dream-s']);
    expect(steps.signs?.(rows)).toMatchObject({
      'dream-s: what is left to the bound of stepToForward': expect.closeTo(-0.4) as number,
    });
  });
});
