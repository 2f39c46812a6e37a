// How a night's lessons are learned: from solutions, or from what the teacher would have said at every token of them.

import { describe, expect, it } from 'vitest';
import { scriptedEngine } from '../../tests/doubles/engine.ts';
import { scriptedTrainer } from '../../tests/doubles/trainer.ts';
import { makeWorld, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { must } from '../lib/assert.ts';
import { NIGHT_SETTINGS } from '../team/context.ts';

async function trained(
  given: Partial<World>,
): Promise<{ world: World; plans: ReturnType<typeof scriptedTrainer>['plans'] }> {
  const trainer = scriptedTrainer();
  const world = await makeWorld({ trainer, ...given });
  await sleepThrough(world, { prompts: ['l6-add 17', 'l7-times 5'] });
  return { world, plans: trainer.plans };
}

describe('a night', { timeout: 30_000 }, () => {
  it('that distils learns from the teacher at every token, each lesson asked about once, and replays as ever', async () => {
    const engine = scriptedEngine();
    const settings = { ...SETTINGS, distil: { top: 4 } };
    const { plans } = await trained({ engine, settings });
    const [first, second] = [must(plans[0], 'training'), must(plans[1], 'consolidation')];
    expect(first).toMatchObject({ loss: 'forward-kl', lossOptions: { top: 4 } });
    expect(first.lessons.every(({ taught, replay }) => (taught !== undefined) === !replay)).toBe(true);
    const asked = engine.calls.filter(({ what, model }) => what === 'likely' && model === 'dream-l');
    const own = first.lessons.filter(({ replay }) => !replay);
    expect(asked).toEqual([
      {
        what: 'likely',
        model: 'dream-l',
        adapter: null,
        count: new Set(own.map(({ turns }) => JSON.stringify(turns))).size,
      },
    ]);
    expect(second.loss).toBe(NIGHT_SETTINGS.loss);
    expect(second.lessons.every(({ taught }) => taught === undefined)).toBe(true);
  });

  it('learns in the top layers alone where its settings say so, each training by its own', async () => {
    const settings = { ...SETTINGS, train: { ...NIGHT_SETTINGS.train, topLayers: 1 } };
    const { plans } = await trained({ settings });
    expect(plans.map(({ topLayers }) => topLayers)).toEqual([1, undefined]);
  });

  it('whose teacher tells no probabilities learns from its solutions', async () => {
    const engine = scriptedEngine();
    const answering = {
      ...engine,
      generateBatch: (conversations, options, signal) =>
        engine.generateBatch(
          conversations.map((each) => each.map((said) => ({ ...said, content: said.content.split('\n')[0] ?? '' }))),
          options.model === 'endpoint' ? { ...options, model: 'dream-l' } : options,
          signal,
        ),
    } satisfies typeof engine;
    const { plans } = await trained({
      engine: answering,
      settings: { ...SETTINGS, distil: { top: 4 } },
      extra: { teacher: 'endpoint' },
    });
    expect(plans[0]?.loss).toBe(NIGHT_SETTINGS.loss);
    expect(engine.calls.some(({ what, model }) => what === 'likely' && model !== 'dream-s')).toBe(false);
  });
});
