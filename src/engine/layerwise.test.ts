import { describe, expect, it } from 'vitest';
import { layerwiseContract } from '../../tests/contracts/layerwise.ts';
import { referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import { layerwiseAgreement } from '../../bench/layerwise-checks.ts';

const live: ReturnType<typeof referenceExecutor>['live'][] = [];

layerwiseContract('the reference interpreter', {
  layerwise: (_, what) => {
    const executor = referenceExecutor();
    live.push(executor.live);
    return layerwiseAgreement(executor, what);
  },
});

describe('LayerwiseSession', () => {
  it('frees every tensor and program that it made', () => {
    expect(live.length).toBeGreaterThan(0);
    for (const each of live) expect(each).toMatchObject({ tensors: 0, programs: 0 });
  });
});
