// Learning to prefer: from which answers, against which reference, and that nothing of it happens unless it is switched on.

import { describe, expect, it } from 'vitest';
import { referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import { tinyConfig, tinyTokenizer, tinyWeights } from '../../tests/contracts/tiny-model.ts';
import { read } from '../../tests/doubles/domain.ts';
import { scriptedEngine, type ScriptedEngine } from '../../tests/doubles/engine.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { scriptedTrainer } from '../../tests/doubles/trainer.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { loraLayout } from '../../models/lora.ts';
import type { Adapter, Draft } from '../engine/engine.ts';
import { createLoraTrainer } from '../engine/lora-trainer.ts';
import { createScorer } from '../engine/scoring.ts';
import { beginAt } from '../engine/trainer-parts.ts';
import type { TrainingPlan } from '../engine/trainer.ts';
import { fakeTime } from '../lib/clock.ts';
import { plainFlag } from '../lib/flag.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import { rng } from '../lib/rng.ts';
import type { Pair } from '../team/pairs.ts';
import { comparedLessons, groupsOf } from './prefer.ts';

const WHOLE = { timeout: 60_000 };
const HOW = { beta: 0.1, tasks: 24, epochs: 2, learningRate: 0.01 };
const prompts = ['l6-add 17', 'l7-times 5'];

async function slept(
  loss: 'dpo' | 'info-nce' | null,
  tries = 16,
  engine = scriptedEngine(),
): Promise<{ world: World; plans: TrainingPlan[]; engine: ScriptedEngine }> {
  const trainer = scriptedTrainer();
  const prefer = loss && { prefer: { loss, ...HOW } };
  const world = await makeWorld({ trainer, engine, settings: { ...SETTINGS, tries, ...prefer } });
  const { report } = await sleepThrough(world, { prompts });
  expect(report.status).toBe('completed');
  return { world, plans: trainer.plans, engine };
}

const answerOf = ({ lessons }: TrainingPlan, i: number): string => must(lessons[i]?.turns[1], 'answer').content;

describe('a night that prefers', WHOLE, () => {
  it('that had too little to compare has too little when it is taken up, whatever was tried since', async () => {
    const trainer = scriptedTrainer();
    const settings = { ...SETTINGS, tries: 0, prefer: { loss: 'dpo' as const, ...HOW, tasks: 2 } };
    const world = await makeWorld({ trainer, settings });
    const { train } = trainer;
    let trainings = 0;
    world.trainer = {
      ...trainer,
      train: async (...args) => {
        if (++trainings === 2) throw new AppError('engine/device-lost', 'The device was lost.');
        return train(...args);
      },
    };
    expect((await sleepThrough(world, { prompts })).end).toBe('error');
    const { context, close } = await enter(world);
    const { store } = context;
    const tasks = await store.list('tasks');
    const wrong = { model: 'dream-s', own: true, code: 'function solve(n) { return -1; }', verdict: 'fail' as const };
    const tries = tasks.map(({ id, night }) => ({
      ...{ at: world.clock.now(), night, task: id, checkpoint: null, ...wrong, passed: 0, total: 5 },
    }));
    await store.append('attempts', tries, null);
    close();
    expect(await sleepThrough(world, { prompts, resume: true })).toMatchObject({ resumed: true, end: 'completed' });
    expect(trainer.plans.map(({ loss }) => loss)).toEqual(['smoothed', 'smoothed']);
  });

  it('compares each of the learner’s failures with the solution, against itself as it was just trained', async () => {
    const { world, plans, engine } = await slept('dpo');
    const [first, second, third] = plans;
    expect([first?.loss, second?.loss, third?.loss]).toEqual(['smoothed', 'dpo', 'smoothed']);
    const plan = must(second, 'plan');
    expect(plan).toMatchObject({ lossOptions: { beta: 0.1 }, epochs: 2, learningRate: 0.01, batch: 1, time: 64 });
    const pairs = plan.lessons.length / 2;
    expect(pairs).toBeGreaterThanOrEqual(14);
    for (let i = 0; i < pairs; i++) {
      const [better, worse] = [must(plan.lessons[2 * i], 'better'), must(plan.lessons[2 * i + 1], 'worse')];
      const reference = read(better.turns[0]?.content ?? '')?.reference;
      expect([answerOf(plan, 2 * i) === reference, answerOf(plan, 2 * i + 1) === reference]).toEqual([true, false]);
      expect([better.turns[0], better.group, worse.group]).toEqual([worse.turns[0], i, i]);
      expect([better.given?.['better'], worse.given?.['better']]).toEqual([1, 0]);
      // The double's base is at 2.01 nats a token or more, twelve tokens each; it has just learned this.
      expect(better.given?.['base_logs']).toBeGreaterThan(-20);
      expect(better.replay || worse.replay).toBe(false);
    }
    const [run, preferring, last] = await rowsOf(world, 'runs');
    const checkpoints = await rowsOf(world, 'checkpoints');
    const adapter = must(checkpoints.find((row) => row.run === run?.id)?.file, 'what was trained');
    const reference = engine.calls.filter(({ what, count }) => what === 'score' && count === plan.lessons.length);
    expect(reference).toEqual([{ what: 'score', model: 'dream-s', adapter, count: plan.lessons.length }]);
    const madeBy = (id: string | undefined): string | undefined => checkpoints.find((row) => row.run === id)?.id;
    expect([preferring?.parent, last?.parent]).toEqual([madeBy(run?.id), madeBy(preferring?.id)]);
  });

  it('tries its tasks as it was just trained', async () => {
    const { world } = await slept('dpo');
    const [trained] = await rowsOf(world, 'runs');
    const made = (await rowsOf(world, 'checkpoints')).find((row) => row.run === trained?.id);
    const own = (await rowsOf(world, 'attempts')).filter((row) => row.own);
    expect(own.filter(({ checkpoint }) => checkpoint === null)).toHaveLength(16);
    expect(own.filter(({ checkpoint }) => checkpoint === made?.id)).toHaveLength(24);
  });

  it('keeps to what this night trained as reference when the learner has learned before', async () => {
    const { world, engine } = await slept('dpo');
    engine.calls.length = 0;
    await sleepThrough(world, { prompts: ['l8-add 17', 'l9-times 5'], seed: 'second' });
    const count = must(world.trainer.plans.at(-2), 'plan').lessons.length;
    const reference = engine.calls.find((call) => call.what === 'score' && call.count === count);
    expect(world.trainer.plans.at(-2)?.loss).toBe('dpo');
    const trained = (await rowsOf(world, 'runs')).at(-3);
    const made = (await rowsOf(world, 'checkpoints')).find(({ run }) => run === trained?.id);
    expect(reference).toMatchObject({ model: 'dream-s', adapter: must(made, 'what was trained').file });
  });

  it('by InfoNCE compares all answers to a task at once', async () => {
    const engine = scriptedEngine();
    const { generateBatch } = engine;
    // Wrong again after the training, in another way.
    engine.generateBatch = async (conversations, options, signal) =>
      (await generateBatch(conversations, options, signal)).map((said) =>
        options.adapter ? { ...said, text: 'function solve(n) { return 0; }' } : said,
      );
    const { plans } = await slept('info-nce', 16, engine);
    const plan = must(plans[1], 'plan');
    expect(plan.loss).toBe('info-nce');
    const groups = new Map<number, number[]>();
    for (const { group = -1, given } of plan.lessons)
      groups.set(group, [...(groups.get(group) ?? []), Number(given?.['better'])]);
    expect(groups.size).toBe(24);
    for (const sides of groups.values()) expect(sides.filter((side) => side === 1)).toHaveLength(1);
    expect([...groups.values()].filter((sides) => sides.length === 3).length).toBeGreaterThanOrEqual(14);
  });

  it('goes on where it was when it was stopped between trying and comparing', async () => {
    const [trainer, undisturbed] = [scriptedTrainer(), await slept('dpo')];
    const world = await makeWorld({ trainer, settings: { ...SETTINGS, tries: 16, prefer: { loss: 'dpo', ...HOW } } });
    const session = await enter(world);
    let tried = 0;
    world.onCall = (what) => {
      if (what === 'engine.generateBatch') tried++;
      if (what === 'engine.score' && tried > 0) session.controller.abort();
    };
    expect((await nightIn(world, session, { prompts })).end).toBe('interrupted');
    session.close();
    world.onCall = () => undefined;
    expect((await sleepThrough(world, { resume: true })).end).toBe('completed');
    expect((await rowsOf(world, 'attempts')).filter((row) => row.own)).toHaveLength(16 + 24);
    const essence = ({ lessons }: TrainingPlan): object => lessons.map(({ turns, given }) => [turns, given]);
    expect(essence(must(trainer.plans[1], 'plan'))).toEqual(essence(must(undisturbed.plans[1], 'plan')));
  });
});

describe('a night that cannot', WHOLE, () => {
  /** A night in which answers have so many tokens, and none that failed can be read. */
  async function scored(tokens: number, nll?: number): Promise<{ world: World; plans: TrainingPlan[] }> {
    const engine = scriptedEngine();
    const { score } = engine;
    engine.score = async (drafts, options, signal) =>
      (await score(drafts, options, signal)).map((each, i) => ({
        ...each,
        tokens,
        ...(nll === undefined || read(drafts[i]?.messages[0]?.content ?? '')?.reference === drafts[i]?.draft
          ? {}
          : { nll }),
      }));
    return slept('dpo', 16, engine);
  }

  it.each([
    { name: 'what failed cannot be read', tokens: 12, nll: Infinity },
    { name: 'two answers are longer than a row', tokens: 33, nll: undefined },
  ])('keeps what it trained: $name', async ({ tokens, nll }) => {
    const { world, plans } = await scored(tokens, nll);
    expect(plans.map(({ loss }) => loss)).toEqual(['smoothed', 'smoothed']);
    const steps = await rowsOf(world, 'steps');
    expect(steps.find(({ step }) => step === 'pairs')).toMatchObject({ state: false, done: true });
    expect(steps.some(({ step }) => step === 'prefer')).toBe(false);
  });

  it.each(['train/too-long', 'train/no-lessons'] as const)(
    'keeps what it trained where the trainer says %s, also when it is taken up behind that',
    async (code) => {
      const trainer = scriptedTrainer();
      const settings = { ...SETTINGS, tries: 16, prefer: { loss: 'dpo' as const, ...HOW } };
      const world = await makeWorld({ trainer, settings });
      const { train } = trainer;
      const losses: (string | undefined)[] = [];
      world.trainer = {
        ...trainer,
        train: async (...args) => {
          losses.push(args[0].loss);
          if (losses.length === 2) throw new AppError(code, 'None of it can be learned.');
          if (losses.length === 3) throw new AppError('engine/device-lost', 'The device was lost.');
          return train(...args);
        },
      };
      expect((await sleepThrough(world, { prompts })).end).toBe('error');
      expect(await sleepThrough(world, { prompts, resume: true })).toMatchObject({ resumed: true, end: 'completed' });
      expect(losses).toEqual(['smoothed', 'dpo', 'smoothed', 'smoothed']);
      const [trained, consolidated] = await rowsOf(world, 'runs');
      const made = (await rowsOf(world, 'checkpoints')).find(({ run }) => run === trained?.id);
      expect(consolidated?.parent).toBe(made?.id);
    },
  );
});

describe('a night that does not', WHOLE, () => {
  it('trains as ever: by default, and where there is too little to compare', async () => {
    const [off, few] = [await slept(null), await slept('dpo', 0)];
    expect(off.plans.map(({ loss }) => loss)).toEqual(['smoothed', 'smoothed']);
    expect((await rowsOf(off.world, 'steps')).some(({ step }) => step === 'try' || step === 'prefer')).toBe(false);
    expect(few.plans.map(({ loss }) => loss)).toEqual(['smoothed', 'smoothed']);
  });
});

it('groups have each answer once', () => {
  const pair = (task: string, chosen: string, rejected: string): Pair =>
    ({ prompt: `about ${task}`, task, chosen, rejected }) as Pair;
  expect(groupsOf([pair('a', 'x', 'y'), pair('b', 'x', 'y'), pair('a', 'x', 'z')])).toEqual([
    { prompt: 'about a', better: ['x'], worse: ['y', 'z'] },
    { prompt: 'about b', better: ['x'], worse: ['y'] },
  ]);
});

it('groups of what the user said go by question, and have an answer on the worse side alone once it is worse than any', () => {
  const pair = (prompt: string, chosen: string, rejected: string, task: string | null): Pair =>
    ({ prompt, task, chosen, rejected, source: 'chat' }) as Pair;
  const said = [pair('Add 1.', 'mine', 'its', 't1'), pair('add 1', 'its', 'wrong', 't2')];
  expect(groupsOf(said)).toEqual([{ prompt: 'Add 1.', better: ['mine'], worse: ['its', 'wrong'] }]);
  expect(groupsOf([pair('a', 'x', 'y', null), pair('a', 'y', 'x', null)])).toEqual([]);
});

it('where the reference cannot read all answers of one side nothing is compared', async () => {
  const engine = scriptedEngine();
  const { score } = engine;
  engine.score = async (drafts, options, signal) =>
    (await score(drafts, options, signal)).map((each, i) =>
      drafts[i]?.draft === 'long' ? { ...each, nll: Infinity } : each,
    );
  const signal = new AbortController().signal;
  const learner = { model: 'dream-s', base: '', adapter: null, checkpoint: null } as const;
  const groups = [
    { prompt: 'a', better: ['long'], worse: ['x', 'y'] },
    { prompt: 'b', better: ['z'], worse: ['long', 'w'] },
    { prompt: 'c', better: ['p'], worse: ['q', 'r'] },
  ];
  const compared = async (room?: number): Promise<(string | undefined)[]> =>
    (await comparedLessons({ engine, learner, signal }, groups, adapterOf(new Float32Array()), room)).map(
      ({ turns }) => turns[1]?.content,
    );
  expect(await compared()).toEqual(['z', 'w', 'p', 'q', 'r']);
  // Each of them has twelve tokens.
  expect(await compared(36)).toEqual(['z', 'w', 'p', 'q', 'r']);
  expect(await compared(35)).toEqual(['z', 'w']);
  expect(await compared(23)).toEqual([]);
});

/** Both halves of every adapter, so that it changes what the base says. */
function drawn(): Float32Array {
  const random = rng('reference');
  return Float32Array.from({ length: loraLayout(tinyConfig, { r: 2, lora_alpha: 4 }).size }, () => random.normal() / 4);
}

const adapterOf = (flat: Float32Array): Adapter => ({ hash: 'a'.repeat(64), lora: { r: 2, lora_alpha: 4 }, flat });

describe('what the reference says', { timeout: 60_000 }, () => {
  const executor = referenceExecutor();
  const model = { config: tinyConfig, frozen: tinyWeights(), multiplications: 1000 };
  const reference = adapterOf(drawn());
  const scorer = createScorer(executor, model, tinyTokenizer, 1e6, reference.lora);
  const engine = {
    ...scriptedEngine(),
    score: (drafts: readonly Draft[], { adapter }: { adapter?: Adapter }) =>
      scorer.score(drafts, must(adapter, 'the reference').flat, () => undefined),
  };
  const learner = { model: 'dream-s', base: '', adapter: null, checkpoint: null } as const;
  const signal = new AbortController().signal;
  const groups = [
    { prompt: 'ask 1', better: ['say 1 2'], worse: ['say nothing at all', 'say'] },
    { prompt: 'ask more 2', better: ['say 2 3', 'tell 2'], worse: ['no'] },
  ];

  it.each([
    ['dpo', Math.log(2)],
    // One of the two questions has two worse answers, and one answer that is right; the other has two right ones and one worse.
    ['info-nce', (Math.log(3) + 2 * Math.log(2)) / 3],
  ] as const)(
    'is what the trainer measures %s against: where it sets out nothing is preferred yet, however far from the base that is',
    async (loss, chance) => {
      const sides =
        loss === 'dpo'
          ? groups.map(({ better, worse, ...group }) => ({
              ...group,
              better: better.slice(0, 1),
              worse: worse.slice(0, 1),
            }))
          : groups;
      const lessons = await comparedLessons({ engine, learner, signal }, sides, reference);
      const trainer = createLoraTrainer({
        ...{ executor, clock: fakeTime(), stop: plainFlag(), breathe: () => Promise.resolve() },
        load: async () => ({ config: tinyConfig, base: tinyWeights(), tokenizer: tinyTokenizer, autoencoder: null }),
      });
      const plan = {
        model: 'dream-s' as const,
        lora: reference.lora,
        seed: 's',
        lessons,
        loss,
        lossOptions: { beta: 5 },
      };
      const course = { epochs: 1, decay: 0, maxNorm: 1, batch: 2, time: 48 };
      const train = async (learningRate: number, epochs = 1): Promise<readonly number[]> => {
        const all = { ...plan, ...course, learningRate, epochs };
        return (
          await trainer.train(
            all,
            beginAt(reference.flat),
            () => undefined,
            async () => undefined,
            signal,
          )
        ).losses;
      };
      expect((await train(0))[0]).toBeCloseTo(chance, 4);
      expect((await train(0.05, 4)).at(-1)).toBeLessThan(0.7 * chance);
    },
  );
});
