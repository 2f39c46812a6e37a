// Learning by trying: which answers count for how much, what they are held to, and when a round is not kept.

import { describe, expect, it } from 'vitest';
import { referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import { tinyConfig, tinyTokenizer, tinyWeights } from '../../tests/contracts/tiny-model.ts';
import { read } from '../../tests/doubles/domain.ts';
import { type ScriptedEngine, scriptedEngine } from '../../tests/doubles/engine.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { scriptedTrainer } from '../../tests/doubles/trainer.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { createLoraTrainer } from '../engine/lora-trainer.ts';
import { createScorer } from '../engine/scoring.ts';
import type { Lesson } from '../engine/trainer.ts';
import { must } from '../lib/assert.ts';
import { fakeTime } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { plainFlag } from '../lib/flag.ts';
import { advantagesOf, reinforcedLessons } from './reinforce.ts';

const how = {
  ...{ rounds: 2, prompts: 6, tries: 4, temperature: 1, minP: 0.05 },
  ...{ learningRate: 0.01, clip: 0.2, kl: 0.04 },
};
const settings = { ...SETTINGS, reinforce: how };
const prompts = ['l6-add 17', 'l7-times 5'];
const WRONG = 'function solve(n) { return 0; }';

/** An engine that, when it is warm, answers rightly every `each`th time; `later` under another adapter than the first. */
function warm(each: number, later = each): ScriptedEngine {
  const engine = scriptedEngine();
  const { generateBatch } = engine;
  let first: string | undefined;
  engine.generateBatch = async (conversations, options, signal) => {
    const said = await generateBatch(conversations, options, signal);
    if (!options.temperature) return said;
    first ??= options.adapter?.hash;
    const period = options.adapter?.hash === first ? each : later;
    return said.map((answer, i) => {
      const right = read(conversations[i]?.[0]?.content ?? '')?.reference ?? WRONG;
      return { ...answer, text: i % period === 0 ? right : WRONG };
    });
  };
  return engine;
}

async function reinforced(engine = warm(4)) {
  const trainer = scriptedTrainer();
  const world = await makeWorld({ trainer, engine, settings });
  expect((await sleepThrough(world, { prompts })).end).toBe('completed');
  return { world, engine, plans: trainer.plans, runs: await rowsOf(world, 'runs') };
}

describe('a night that reinforces', { timeout: 30_000 }, () => {
  it('learns by policy gradient from tries that differ, each round from the checkpoint before it', async () => {
    const { world, plans, runs } = await reinforced();
    expect(plans.map(({ loss }) => loss)).toEqual(['smoothed', 'policy-gradient', 'policy-gradient', 'smoothed']);
    const checkpoints = await rowsOf(world, 'checkpoints');
    const made = runs.map(({ id }) => checkpoints.find(({ run }) => run === id)?.id);
    expect(runs.map(({ parent }) => parent)).toEqual([null, ...made.slice(0, 3)]);
    for (const { lessons, lossOptions, learningRate } of plans.slice(1, 3)) {
      expect([lossOptions, learningRate]).toEqual([{ clip: 0.2, kl: 0.04 }, 0.01]);
      expect(lessons).toHaveLength(6 * 4);
      for (const { turns, given, weight, perToken } of lessons) {
        const right = turns[1]?.content === read(turns[0]?.content ?? '')?.reference;
        expect(Number(given?.['advantages'])).toBeCloseTo(right ? Math.sqrt(3) : -1 / Math.sqrt(3), 6);
        expect(weight * (perToken?.['old_logs']?.length ?? 0)).toBeCloseTo(1, 9);
      }
    }
  });

  it('is held to what it set out from, and measured by what it said then', async () => {
    const { engine, runs, world } = await reinforced();
    const checkpoints = await rowsOf(world, 'checkpoints');
    const [trained, once, twice] = runs.map(({ id }) => must(checkpoints.find(({ run }) => run === id)?.file, 'file'));
    const asked = engine.calls.filter(({ what, count, adapter }) => what === 'score' && count === 24 && adapter);
    // Each round first whether its tries can be read, then who gave them and who is held to; the last one only looks.
    const names = asked.map(({ adapter }) => [trained, once, twice].indexOf(adapter ?? ''));
    expect(names).toEqual([0, 0, 1, 1, 0, 2]);
  });

  it('learns nothing where all tries came to the same', async () => {
    const { plans, world } = await reinforced(warm(1));
    expect(plans.map(({ loss }) => loss)).toEqual(['smoothed', 'smoothed']);
    const steps = (await rowsOf(world, 'steps')).filter(({ step }) => step.startsWith('rollout'));
    expect(steps.map(({ state }) => state)).toMatchObject([{ tries: [], passed: 24, sampled: 24 }]);
  });

  it('does not keep a round after which less passes', async () => {
    const { runs, world } = await reinforced(warm(2, 4));
    expect(runs).toHaveLength(3);
    const [trained, , consolidated] = runs;
    const checkpoints = await rowsOf(world, 'checkpoints');
    expect(consolidated?.parent).toBe(checkpoints.find(({ run }) => run === trained?.id)?.id);
    expect(world.log.find(({ message }) => message.startsWith('reinforce:'))?.facts).toMatchObject({ round: 1 });
  });

  it('learns from no try that is too long to score', async () => {
    const engine = warm(4);
    const { score } = engine;
    engine.score = async (drafts, options, signal) =>
      (await score(drafts, options, signal)).map((each, i) =>
        options.each && drafts[i]?.draft === WRONG ? { ...each, nll: Infinity, logs: [] } : each,
      );
    const { plans } = await reinforced(engine);
    const advantages = plans[1]?.lessons.map(({ given }) => Number(given?.['advantages']).toFixed(6));
    expect(advantages).toEqual(Array(6).fill('1.732051'));
  });

  it('leaves out what is longer than a row, and learns nothing where all is', async () => {
    const engine = warm(4);
    const { score } = engine;
    engine.score = async (drafts, options, signal) =>
      (await score(drafts, options, signal)).map((each) => (each.logs ? { ...each, logs: Array(33).fill(-1) } : each));
    const { plans } = await reinforced(engine);
    expect(plans.map(({ loss }) => loss)).toEqual(['smoothed', 'smoothed']);
  });

  it('keeps what it was where the trainer finds that nothing fits', async () => {
    const trainer = scriptedTrainer();
    const { train } = trainer;
    trainer.train = async (...args) => {
      if (args[0].loss === 'policy-gradient') throw new AppError('train/too-long', 'All are too long.');
      return train(...args);
    };
    const world = await makeWorld({ trainer, engine: warm(4), settings });
    expect((await sleepThrough(world, { prompts })).end).toBe('completed');
    const [trained, consolidated] = await rowsOf(world, 'runs');
    const made = (await rowsOf(world, 'checkpoints')).find(({ run }) => run === trained?.id);
    expect(consolidated?.parent).toBe(made?.id);
  });

  it('keeps its tries, judged, as its own', async () => {
    const { world } = await reinforced();
    const own = (await rowsOf(world, 'attempts')).filter((row) => row.own);
    expect(own).toHaveLength(3 * 24);
    expect(own.filter(({ verdict }) => verdict === 'pass')).toHaveLength(3 * 6);
  });

  it('is the same night, taken up again after any round, and tries nothing twice', async () => {
    const whole = await reinforced();
    const files = async (of: World) =>
      (await rowsOf(of, 'checkpoints')).flatMap(({ kind, file }) => (kind === 'lora' ? [file] : []));
    for (const cut of ['append attempts steps', 'append runs checkpoints steps'] as const)
      for (const at of [1, 2, 3]) {
        const engine = warm(4);
        const world = await makeWorld({ trainer: scriptedTrainer(), engine, settings });
        const first = await enter(world);
        let [count, trying] = [0, false];
        const { generateBatch } = engine;
        engine.generateBatch = (conversations, options, signal) => {
          trying ||= Boolean(options.temperature);
          return generateBatch(conversations, options, signal);
        };
        world.onCall = (what) => {
          if (trying && what === cut && ++count === at) first.controller.abort();
        };
        expect((await nightIn(world, first, { prompts })).end).toBe('interrupted');
        first.close();
        world.onCall = () => undefined;
        expect((await sleepThrough(world, { prompts, resume: true })).end).toBe('completed');
        expect([cut, at, await files(world)]).toEqual([cut, at, await files(whole.world)]);
        expect((await rowsOf(world, 'attempts')).filter((row) => row.own)).toHaveLength(3 * 24);
        expect(world.violations).toEqual([]);
      }
  });
});

describe('what the trainer is given', { timeout: 30_000 }, () => {
  const executor = referenceExecutor();
  const signal = new AbortController().signal;
  const tries = [
    { prompt: 'ask 1', answer: 'say 1 2', advantage: 1 },
    { prompt: 'ask 1', answer: 'say nothing', advantage: -1 },
    { prompt: 'ask more 2', answer: 'tell 2', advantage: 1.5 },
  ];
  const trainer = createLoraTrainer({
    ...{ executor, clock: fakeTime(), stop: plainFlag(), breathe: () => Promise.resolve() },
    load: async () => ({ config: tinyConfig, base: tinyWeights(), tokenizer: tinyTokenizer, autoencoder: null }),
  });

  async function trained(lessons: readonly Lesson[], learningRate: number, epochs = 1) {
    const { losses } = await trainer.train(
      {
        ...{ model: 'dream-s', lora: { r: 2, lora_alpha: 4 }, seed: 's', lessons, loss: 'policy-gradient' },
        ...{ epochs, decay: 0, maxNorm: 1, batch: 2, time: 48, learningRate },
      },
      null,
      () => undefined,
      async () => undefined,
      signal,
    );
    return losses;
  }

  it('is what it said: the ratio is one at first, and what did better becomes likelier', async () => {
    const scorer = createScorer(
      executor,
      { config: tinyConfig, frozen: tinyWeights(), multiplications: 1e5 },
      tinyTokenizer,
      1e9,
    );
    const drafts = tries.map(({ prompt, answer }) => ({
      messages: [{ role: 'user' as const, content: prompt }],
      draft: answer,
    }));
    const logs = (await scorer.score(drafts, null, () => undefined, true)).map((score) => must(score.logs, 'logs'));
    const lessons = reinforcedLessons(tries, logs, logs);
    const chance = -(1 - 1 + 1.5) / 3;
    expect((await trained(lessons, 0))[0]).toBeCloseTo(chance, 4);
    expect((await trained(lessons, 0.02, 3)).at(-1)).toBeLessThan(chance - 0.05);
  });

  it('is refused where the numbers are of another text', async () => {
    const short = tries.map(() => [-1]);
    await expect(trained(reinforcedLessons(tries, short, short), 0)).rejects.toMatchObject({ code: 'train/taught' });
  });
});

describe('how much better a try did than its group', () => {
  it('is told in deviations of the group', () => {
    expect(advantagesOf([1, 0, 0, 0]).map((each) => Math.round(each * 1000))).toEqual([1732, -577, -577, -577]);
    expect(advantagesOf([1, 1])).toEqual([0, 0]);
    expect(advantagesOf([])).toEqual([]);
  });
});
