import { describe, expect, it } from 'vitest';
import { lossContract } from '../../tests/contracts/losses.ts';
import { type ReferenceExecutor, referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import { chunkedLossOn, consolidationOn, lossOn } from '../../tests/fixtures/loss-checks.ts';
import type { QwenConfig } from '../qwen/config.ts';
import { chunkedLoss } from '../qwen/chunked-loss.ts';
import { chooseLoss } from './build.ts';
import { losses, type LossName } from './index.ts';

const live: ReferenceExecutor['live'][] = [];
function executor(): ReferenceExecutor {
  const made = referenceExecutor();
  live.push(made.live);
  return made;
}

lossContract('the reference interpreter', {
  loss: (_, job, runs) => lossOn(executor(), job, runs),
  chunkedLoss: (_, job, runs) => chunkedLossOn(executor(), job, runs),
  consolidation: (_, job, runs) => consolidationOn(executor(), job, runs),
});

describe('a loss', () => {
  it.each(Object.entries(losses))('%s is registered under its name', (name, loss) => {
    expect(loss.name).toBe(name);
  });

  it('refuses an option that it does not have', () => {
    expect(() => chooseLoss('forward-kl', { beta: 1 })).toThrow(expect.objectContaining({ code: 'train/loss-option' }));
    expect(() => chooseLoss('cross-entropy', { temperature: 2 })).toThrow(
      expect.objectContaining({ code: 'train/loss-option' }),
    );
  });

  it.each((Object.keys(losses) as LossName[]).filter((name) => !losses[name].chunks))(
    '%s, which needs all logits, is refused where they come in chunks',
    (name) => {
      const config = { hidden_size: 4, vocab_size: 8 } as QwenConfig;
      expect(() => chunkedLoss(config, chooseLoss(name), () => 'f32')).toThrow(
        expect.objectContaining({ code: 'train/objective' }),
      );
    },
  );

  it('frees every tensor and program that the contract made', () => {
    expect(live.length).toBeGreaterThan(0);
    for (const each of live) expect(each).toMatchObject({ tensors: 0, programs: 0 });
  });
});
