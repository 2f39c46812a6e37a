// Learning from own answers: what is asked of whom, what is learned, and when a round is not kept.

import { describe, expect, it } from 'vitest';
import { read } from '../../tests/doubles/domain.ts';
import { attentive, type ScriptedEngine, scriptedEngine } from '../../tests/doubles/engine.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { scriptedTrainer } from '../../tests/doubles/trainer.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import type { TopK } from '../engine/top-k.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import { hintFor } from './look.ts';

const reflecting = {
  rounds: 2,
  prompts: 6,
  temperature: 1,
  sees: 'both',
  top: 4,
  learningRate: 0.01,
  replay: 1,
} as const;
const settings = { ...SETTINGS, reflect: reflecting };
const prompts = ['l6-add 17', 'l7-times 5'];

async function reflected(given: Partial<World> = {}) {
  const [trainer, engine] = [scriptedTrainer(), attentive()];
  const world = await makeWorld({ trainer, engine, settings, ...given });
  const { end, report } = await sleepThrough(world, { prompts });
  expect(end).toBe('completed');
  return { world, engine, report, plans: trainer.plans, runs: await rowsOf(world, 'runs') };
}

const looks = async (world: World) => (await rowsOf(world, 'steps')).filter(({ step }) => step.startsWith('look '));

describe('a night that reflects', { timeout: 30_000 }, () => {
  it('learns by reverse KL from its own answers, each round from the checkpoint before it', async () => {
    const { plans, runs, world } = await reflected();
    expect(plans.map(({ loss }) => loss)).toEqual(['smoothed', 'reverse-kl', 'reverse-kl', 'smoothed']);
    const checkpoints = await rowsOf(world, 'checkpoints');
    const made = runs.map(({ id }) => checkpoints.find(({ run }) => run === id)?.id);
    expect(runs.map(({ parent }) => parent)).toEqual([null, ...made.slice(0, 3)]);
    for (const { lessons, lossOptions, learningRate } of plans.slice(1, 3)) {
      expect([lossOptions, learningRate]).toEqual([{ top: 4, temperature: 1 }, 0.01]);
      const own = lessons.filter(({ replay }) => !replay);
      expect(own).toHaveLength(6);
      expect(lessons.filter(({ replay }) => replay)).toHaveLength(6);
      for (const { turns, taught } of own) {
        expect(taught?.k).toBe(4);
        expect(turns).toHaveLength(2);
        expect(read(turns[0]?.content ?? ''), 'the plain question').not.toBeNull();
      }
    }
  });

  it('asks the model of before the night, not the teacher, and shows it what helps', async () => {
    const seen: string[] = [];
    const [trainer, engine] = [scriptedTrainer(), attentive()];
    const { likely } = engine;
    engine.likely = (drafts, options, signal) => {
      expect(options.model).toBe('dream-s');
      // Behind the consolidation the gate's general prompts are asked about.
      const isLook = trainer.plans.length < 4;
      if (isLook && !options.adapter) seen.push(...drafts.map(({ messages }) => messages[0]?.content ?? ''));
      return likely(drafts, options, signal);
    };
    const { world } = await reflected({ trainer, engine });
    // Three looks: the last one only measures, but measures the same.
    expect(seen).toHaveLength(18);
    for (const text of seen) expect(text).toMatch(/^This passes all tests:\nfunction solve/);
    expect(seen.some((text) => text.includes('This does not pass:'))).toBe(true);
    for (const { state } of await looks(world)) {
      const { entropy, hint, sampled } = state as { entropy: number; hint: { with: number }; sampled: number };
      expect(entropy).toBeGreaterThan(0);
      expect(hint.with).toBeGreaterThan(0);
      expect(sampled).toBe(6);
    }
  });

  it('keeps its own attempts, judged, and counts them to nobody', async () => {
    const { world, report } = await reflected();
    const attempts = await rowsOf(world, 'attempts');
    const own = attempts.filter(({ model }) => model === 'dream-s');
    expect(own.length).toBeGreaterThan(6);
    expect(own.every(({ checkpoint }) => checkpoint !== null)).toBe(true);
    expect(report.attempts).toBe(attempts.length - own.length);
    expect(new Set(own.map(({ verdict }) => verdict)).size).toBeGreaterThan(1);
  });

  it('is the same night, taken up again after any look or round, and asks nobody twice', async () => {
    const whole = await reflected();
    for (const cut of ['append attempts steps', 'append runs checkpoints steps'] as const)
      for (const at of [1, 2, 3]) {
        const trainer = scriptedTrainer();
        const world = await makeWorld({ trainer, engine: attentive(), settings });
        const first = await enter(world);
        let [count, looked] = [0, false];
        world.onCall = (what) => {
          looked ||= what === 'engine.likely';
          if (looked && what === cut && ++count === at) first.controller.abort();
        };
        const { end } = await nightIn(world, first, { prompts });
        first.close();
        world.onCall = () => undefined;
        expect([cut, at, end]).toEqual([cut, at, 'interrupted']);
        expect((await sleepThrough(world, { prompts, resume: true })).end).toBe('completed');
        const runs = await rowsOf(world, 'runs');
        expect([cut, at, runs.map(({ losses }) => losses.length)]).toEqual([
          cut,
          at,
          whole.runs.map(({ losses }) => losses.length),
        ]);
        const files = async (of: World) =>
          (await rowsOf(of, 'checkpoints')).flatMap(({ kind, file }) => (kind === 'lora' ? [file] : []));
        expect([cut, at, await files(world)]).toEqual([cut, at, await files(whole.world)]);
        expect((await looks(world)).map(({ step }) => step)).toEqual(['look 0', 'look 1', 'look 2']);
        expect(world.violations).toEqual([]);
      }
  });
});

it('learns nothing from one that knows less with the solution before its eyes than the learner without', async () => {
  const { plans, world } = await reflected({ engine: scriptedEngine() });
  expect(plans.map(({ loss }) => loss)).toEqual(['smoothed', 'smoothed']);
  expect((await looks(world)).map(({ step }) => step)).toEqual(['look 0']);
  const told = world.log.find(({ message }) => message.startsWith('reflect:'));
  const { with: shown = 0, learner = 1 } = (told?.facts ?? {}) as { with?: number; learner?: number };
  expect(shown).toBeGreaterThanOrEqual(learner);
});

describe('a night that cannot reflect', { timeout: 30_000 }, () => {
  it.each([
    { name: 'nothing that it answers can be read by who is shown the solution', tokens: 0 },
    { name: 'all of it is longer than a row', tokens: 33 },
  ])('keeps what it trained: $name', async ({ tokens }) => {
    const engine = attentive();
    const { likely } = engine;
    engine.likely = async (drafts, options, signal) => {
      const found = await likely(drafts, options, signal);
      if (!drafts[0]?.messages[0]?.content.startsWith('This passes')) return found;
      return found.map((each) => (each && tokens ? repeated(each, tokens) : null));
    };
    const { plans, world } = await reflected({ engine });
    expect(plans.map(({ loss }) => loss)).toEqual(['smoothed', 'smoothed']);
    expect((await looks(world)).map(({ step }) => step)).toEqual(['look 0']);
  });

  it('goes over as much of what it knew as there are answers that fit', async () => {
    const engine = attentive();
    const { likely } = engine;
    engine.likely = async (drafts, options, signal) => {
      const found = await likely(drafts, options, signal);
      if (!drafts[0]?.messages[0]?.content.startsWith('This passes')) return found;
      return found.map((each, i) => (each && i > 0 ? repeated(each, 33) : each));
    };
    const { plans, runs } = await reflected({ engine });
    const rounds = plans.flatMap(({ loss, lessons }, i) =>
      loss === 'reverse-kl' ? [{ lessons, data: runs[i]?.data ?? [] }] : [],
    );
    expect(rounds.length).toBeGreaterThan(0);
    for (const { lessons, data } of rounds) {
      const own = lessons.filter(({ replay }) => !replay).length;
      expect(own).toBeLessThan(6);
      expect(lessons).toHaveLength(2 * own);
      expect(data).toHaveLength(2 * own);
    }
  });

  it('keeps it where the trainer finds that nothing fits', async () => {
    const trainer = scriptedTrainer();
    const { train } = trainer;
    trainer.train = async (...args) => {
      if (args[0].loss === 'reverse-kl') throw new AppError('train/too-long', 'All are too long.');
      return train(...args);
    };
    const { runs, world } = await reflected({ trainer });
    expect(runs).toHaveLength(2);
    const made = (await rowsOf(world, 'checkpoints')).find(({ run }) => run === runs[0]?.id);
    expect(runs[1]?.parent).toBe(made?.id);
  });
});

/** The same distribution at so many places. */
function repeated({ k, ids, logs, tails }: TopK, places: number): TopK {
  const all = Array.from({ length: places }, () => [ids, logs, tails] as const);
  return {
    k,
    ids: Uint32Array.from(all.flatMap(([each]) => [...each])),
    logs: Float32Array.from(all.flatMap(([, each]) => [...each])),
    tails: Float32Array.from(all.flatMap(([, , each]) => [...each])),
  };
}

/** An engine that answers loudly once it is asked under another adapter than the first. */
function loud(): ScriptedEngine {
  const engine = attentive();
  const { generateBatch } = engine;
  let first: string | undefined;
  engine.generateBatch = async (conversations, options, signal) => {
    const said = await generateBatch(conversations, options, signal);
    if (!options.temperature) return said;
    first ??= options.adapter?.hash;
    return options.adapter?.hash === first ? said : said.map((each) => ({ ...each, text: '!'.repeat(80) }));
  };
  return engine;
}

describe('a learner that collapses', { timeout: 30_000 }, () => {
  it('loses the round that did it, and goes on from what was before', async () => {
    const { runs, world } = await reflected({ engine: loud() });
    expect(runs).toHaveLength(3);
    const [trained, , consolidated] = runs;
    const checkpoints = await rowsOf(world, 'checkpoints');
    expect(consolidated?.parent).toBe(checkpoints.find(({ run }) => run === trained?.id)?.id);
    expect(world.log.find(({ message }) => message.startsWith('reflect:'))?.facts).toMatchObject({ round: 1 });
  });

  it('is seen in what it gets right too', async () => {
    const engine = attentive();
    const { generateBatch } = engine;
    let first: string | undefined;
    engine.generateBatch = async (conversations, options, signal) => {
      const said = await generateBatch(conversations, options, signal);
      if (!options.temperature) return said;
      first ??= options.adapter?.hash;
      return said.map((each, i) => ({
        ...each,
        text:
          options.adapter?.hash === first ? (read(conversations[i]?.[0]?.content ?? '')?.reference ?? '') : 'no idea',
      }));
    };
    const { runs, world } = await reflected({ engine });
    expect(runs).toHaveLength(3);
    expect(world.log.find(({ message }) => message.includes('gets less right'))?.facts).toMatchObject({
      rightBefore: 1,
      right: 0,
    });
  });

  it('is seen in its entropy too', async () => {
    const engine = attentive();
    const { likely } = engine;
    let first: string | undefined;
    engine.likely = async (drafts, options, signal) => {
      const found = await likely(drafts, options, signal);
      const { hash } = options.adapter ?? {};
      first ??= hash;
      if (hash === undefined || hash === first) return found;
      return found.map(
        (each) =>
          each && { ...each, logs: each.logs.map((_, i) => (i % each.k ? -40 : 0)), tails: each.tails.map(() => -40) },
      );
    };
    const { runs, world } = await reflected({ engine });
    expect(runs).toHaveLength(3);
    expect(world.log.some(({ message }) => message.includes('is sure of everything'))).toBe(true);
  });
});

describe('what the model of before the night sees', () => {
  const lesson = { prompt: 'add 2', code: 'function solve(n) { return n + 2; }' };
  const attempt = (verdict: 'pass' | 'fail') =>
    ({ verdict, reason: '[3] gave 4', code: 'function solve(n) { return n + 1; }' }) as never;
  const words = (sees: 'solution' | 'error' | 'both', verdict: 'pass' | 'fail'): string | null =>
    hintFor({ lesson, attempt: attempt(verdict) }, sees)
      ?.map(({ content }) => content)
      .join('|') ?? null;

  it('is the verified solution, what went wrong, or both, and the question at the end', () => {
    const [right, wrong] = [
      `This passes all tests:\n${lesson.code}`,
      'This does not pass:\nfunction solve(n) { return n + 1; }\n[3] gave 4',
    ];
    expect(words('solution', 'fail')).toBe(`${right}\n\nadd 2`);
    expect(words('error', 'fail')).toBe(`${wrong}\n\nadd 2`);
    expect(words('both', 'fail')).toBe(`${right}\n\n${wrong}\n\nadd 2`);
    expect(words('both', 'pass')).toBe(`${right}\n\nadd 2`);
  });

  it('is nothing where nothing went wrong and only that is shown', () => {
    expect(words('error', 'pass')).toBeNull();
    expect(must(words('solution', 'pass'), 'words')).toContain('passes');
  });
});
