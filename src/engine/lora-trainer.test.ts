import { afterEach, describe, expect, it } from 'vitest';
import { rateAt } from './schedule.ts';
import { stepsOf } from '../lib/trace.ts';
import {
  tinyAutoencoder,
  tinyConfig,
  tinyLessons,
  tinyTokenizer,
  tinyWeights,
} from '../../tests/contracts/tiny-model.ts';
import { importedName } from '../../models/catalog.ts';
import { gradients } from '../../models/graph/gradients.ts';
import { must } from '../lib/assert.ts';
import { writeSafetensors } from '../../models/safetensors.ts';
import { importedFile } from './import/memory.ts';
import { chatExample } from './tokenizer.ts';
import { scale } from '../../models/graph/ops.ts';
import { beginAt, type TrainerModel } from './trainer-parts.ts';
import { plainFlag } from '../lib/flag.ts';
import { plan, state, train } from '../../tests/doubles/tiny-training.ts';

describe('LoRA trainer', () => {
  it('learns the lessons and reports every step', async () => {
    const { result, progress } = await train({ epochs: 12 });
    expect(result).toMatchObject({
      status: 'completed',
      steps: progress.length,
      aeLoss: null,
      aeError: null,
      unit: { rows: 2, ms: 60 },
    });
    expect(result.losses.at(-1)).toBeLessThan(0.7 * (result.losses[0] as number));
    expect(result.selfCheck).toBeLessThan(0.02);
    expect(progress.at(-1)).toMatchObject({ step: result.steps, steps: result.steps, tokens: result.tokens });
  });

  it('gives the same adapter for the same seed and another for another', async () => {
    const [{ result: one }, { result: two }, { result: other }] = [
      await train(),
      await train(),
      await train({ seed: 'night 2' }),
    ];
    expect(state(two)).toEqual(state(one));
    expect(other.parameters).not.toEqual(one.parameters);
  });

  it('visits the lessons in a new order every epoch', async () => {
    const { result } = await train({ epochs: 2, learningRate: 0 });
    const half = result.losses.length / 2;
    expect(result.losses.slice(0, half)).not.toEqual(result.losses.slice(half));
  });

  it('takes units of at most 80 ms as measured, whatever the result', async () => {
    for (const [msPerRow, rows] of [
      [10, 4],
      [30, 2],
      [70, 1],
      [500, 1],
    ] as const) {
      const { result } = await train({}, null, { msPerRow });
      expect(result.unit).toEqual({ rows, ms: rows * msPerRow });
    }
  });
});

describe('what a step tells', () => {
  const consolidating = {
    manifold: 0.5,
    lessons: tinyLessons(10).map((lesson, i) => ({ ...lesson, replay: i % 2 === 0 })),
  };
  const withAutoencoder = { model: { autoencoder: tinyAutoencoder() } };

  it('is its rate, its gradient before clipping, its losses and its place in the course, and is kept', async () => {
    const { result, progress } = await train({ ...consolidating, maxNorm: 1e-3 }, null, withAutoencoder);
    expect(progress.map(({ step }) => step)).toEqual(Array.from({ length: result.steps }, (_, i) => i + 1));
    progress.forEach(({ step, rate, norm, loss, error, consolidation, epoch }) => {
      expect(rate).toBe(rateAt(step - 1, result.steps, plan.learningRate));
      // Clipped to 0.001 for the update, told as it was.
      expect(norm).toBeGreaterThan(0.01);
      expect(loss).toBe(result.losses[step - 1]);
      expect(consolidation).toBe(0.5 * must(error, 'error'));
      expect(epoch).toBeCloseTo((plan.epochs * step) / result.steps, 12);
    });
    const { steps: _, ...last } = must(progress.at(-1), 'the last step');
    expect(stepsOf(must(result.trace, 'trace')).at(-1)).toEqual(last);
    expect(result.trace?.step).toHaveLength(result.steps);
  });

  it('has the mean error of its replay, which is that of the whole epoch when all is replay', async () => {
    const all = { manifold: 0.1, epochs: 1, lessons: tinyLessons(4).map((lesson) => ({ ...lesson, replay: true })) };
    const { result, progress } = await train(all, null, withAutoencoder);
    expect(progress.length).toBe(1);
    expect(progress[0]?.error).toBeCloseTo(must(result.aeError, 'error'), 12);
  });

  it('has no reconstruction error without autoencoder', async () => {
    const { progress } = await train();
    for (const { error, consolidation } of progress) expect([error, consolidation]).toEqual([null, 0]);
  });
});

describe('a stopped training', () => {
  it.each([0, 3, 5, 7, 8, 9, 14, 21])('stopped before run %i goes on to the bit-equal end', async (run) => {
    const { result: whole } = await train({ manifold: 0.1 }, null, { model: { autoencoder: tinyAutoencoder() } });
    const stop = plainFlag();
    const halted = await train({ manifold: 0.1 }, null, {
      model: { autoencoder: tinyAutoencoder() },
      stop,
      options: { onRun: (runs) => runs === run && stop.raise() },
    });
    expect(halted.result.status).toBe('interrupted');
    expect(halted.executor.live.runs, 'the run in flight ends, none follows').toBe(run + 1);
    expect(halted.result.steps).toBe(halted.result.optimiser.step);
    const { result } = await train({ manifold: 0.1 }, structuredClone(halted.result), {
      model: { autoencoder: tinyAutoencoder() },
    });
    expect(result.status).toBe('completed');
    expect(state(result)).toEqual(state(whole));
    expect([result.aeLoss, result.aeError]).toEqual([whole.aeLoss, whole.aeError]);
  });

  it('by the signal ends in the same way', async () => {
    const end = new AbortController();
    const { result, executor } = await train({}, null, {
      signal: end.signal,
      options: { onRun: (runs) => runs === 16 && end.abort() },
    });
    expect(result.status).toBe('interrupted');
    expect(executor.live.runs).toBe(17);
  });

  it('that is stopped at once has done nothing', async () => {
    const stop = plainFlag();
    stop.raise();
    const { result, executor } = await train({}, null, { stop });
    expect(result).toMatchObject({
      status: 'interrupted',
      steps: 0,
      losses: [],
      selfCheck: null,
      unit: { rows: 0, ms: 0 },
    });
    expect(executor.live.runs).toBe(0);
  });

  it('can go on from the points that were stored', async () => {
    const { result: whole, points } = await train({}, null, { msPerRow: 2_000 });
    expect(points.length).toBeGreaterThan(1);
    const { result } = await train({}, points[0]);
    expect(state(result)).toEqual(state(whole));
  });

  it('that had ended is ended at once', async () => {
    const { result: whole } = await train();
    const { result, executor } = await train({}, whole);
    expect(state(result)).toEqual(state(whole));
    expect([result.status, executor.live.runs]).toEqual(['completed', 0]);
  });
});

describe('a loss that is given more than the words', () => {
  /** A teacher that says the same of every token: id 3, sometimes 5, seldom anything else. */
  const taught = plan.lessons.map((lesson) => {
    const { ids } = chatExample(tinyTokenizer, lesson.turns);
    const given = { top_ids: ids.flatMap(() => [3, 5]), top_logs: ids.flatMap(() => [Math.log(0.7), Math.log(0.2)]) };
    return { ...lesson, given };
  });
  const distilled = { lessons: taught, loss: 'forward-kl', lossOptions: { top: 2 }, epochs: 8 } as const;
  /** Two answers to each question, of which the first is the better one. */
  const paired = plan.lessons.map((lesson, i) => ({
    ...lesson,
    weight: 1,
    group: i >> 1,
    given: { better: Number(i % 2 === 0), sequence_weights: Number(i % 2 === 0), base_logs: 0 },
  }));

  it('learns what the teacher says by its likeliest ids and their tail', async () => {
    const { losses, selfCheck } = (await train(distilled)).result;
    expect(losses.at(-1)).toBeLessThan(0.3 * must(losses[0], 'first'));
    expect(selfCheck).toBeLessThan(0.02);
  });

  // JSD is at most log 2, however far a learner is from what it learns: there is less to lose, and it pulls less from afar.
  it.each([
    ['jsd', 0.9],
    ['logit-mse', 0.7],
  ] as const)('learns it by %s, too, and the answers where no teacher spoke', async (loss, share) => {
    for (const lessons of [taught, plan.lessons]) {
      const { losses, selfCheck } = (await train({ ...distilled, lessons, loss })).result;
      expect(losses.at(-1)).toBeLessThan(share * must(losses[0], 'first'));
      expect(selfCheck).toBeLessThan(0.02);
    }
  });

  it('learns the answers themselves where no teacher spoke', async () => {
    const hard = { loss: 'forward-kl', lossOptions: { top: 2 }, epochs: 8 } as const;
    const { losses, selfCheck } = (await train(hard)).result;
    expect(losses.at(-1)).toBeLessThan(0.7 * must(losses[0], 'first'));
    expect(selfCheck).toBeLessThan(0.02);
    await expect(train({ ...hard, lossOptions: { top: 32 } })).rejects.toMatchObject({ code: 'train/taught' });
  });

  it('learns them as a model that was brought was made, by plain cross-entropy', async () => {
    const hard = { loss: 'forward-kl', lossOptions: { top: 2 } } as const;
    const plain = (await train()).result.losses;
    const brought = (await train({ ...hard, model: importedName('a'.repeat(64)) })).result.losses;
    brought.forEach((loss, i) => expect(loss).toBeCloseTo(must(plain[i], 'loss'), 4));
    expect((await train(hard)).result.losses[0]).not.toBeCloseTo(must(plain[0], 'loss'), 2);
  });

  it('learns it layer by layer as in one graph', async () => {
    const layers = (await train(distilled, null, { model: await imported() })).result;
    const whole = (await train(distilled)).result;
    layers.losses.forEach((loss, i) => expect(loss).toBeCloseTo(whole.losses[i] as number, 5));
    layers.parameters.forEach((value, i) => expect(value).toBeCloseTo(whole.parameters[i] as number, 4));
  });

  it('learns to prefer one answer of each pair, and counts in pairs', async () => {
    const pairs = { lessons: paired, loss: 'dpo', time: 48 } as const;
    const { losses } = (await train({ ...pairs, lossOptions: { beta: 0.5 }, epochs: 8 })).result;
    expect(losses.at(-1)).toBeLessThan(0.5 * must(losses[0], 'first'));
    const still = (await train({ ...pairs, lossOptions: { beta: 0.01 }, learningRate: 0 })).result;
    for (const loss of still.losses) expect(loss).toBeCloseTo(Math.log(2), 1);
  });

  it('goes on from a learner that already prefers them for certain, though the loss is flat there', async () => {
    const pairs = { lessons: paired, loss: 'dpo', time: 48, lossOptions: { beta: 20 } } as const;
    const sure = (await train({ ...pairs, epochs: 15, learningRate: 0.1 })).result;
    expect(sure.losses.at(-1)).toBeLessThan(1e-4);
    const { status, selfCheck } = (await train(pairs, beginAt(sure.parameters))).result;
    expect(status).toBe('completed');
    expect(selfCheck).toBeLessThan(0.02);
  });

  it('is refused lessons that lack it', async () => {
    await expect(train({ loss: 'dpo' })).rejects.toMatchObject({ code: 'train/no-input' });
  });
});

async function imported(): Promise<Partial<TrainerModel>> {
  const json = new TextEncoder().encode(JSON.stringify(tinyConfig));
  const files = new Map([
    ['config.json', json],
    ['model.safetensors', writeSafetensors(tinyWeights(), 'F32')],
  ]);
  return { weights: await importedFile(files, 'f32') };
}

describe('an imported model', () => {
  it('learns layer by layer what it would learn in one graph', async () => {
    const layers = await train({}, null, { model: await imported() });
    const whole = await train();
    expect(layers.result.losses.length).toBe(whole.result.losses.length);
    layers.result.losses.forEach((loss, i) => expect(loss).toBeCloseTo(whole.result.losses[i] as number, 5));
    layers.result.parameters.forEach((value, i) => expect(value).toBeCloseTo(whole.result.parameters[i] as number, 4));
    expect(layers.result.selfCheck).toBeLessThan(0.02);
    layers.progress.forEach(({ norm }, i) => expect(norm).toBeCloseTo(must(whole.progress[i], 'step').norm, 4));
  });

  it('goes on bit by bit as if it had never been stopped, stopped between two layers', async () => {
    const model = await imported();
    const whole = await train({}, null, { model });
    const runs = whole.executor.live.runs;
    for (const at of [0.2, 0.55, 0.9].map((share) => Math.floor(share * runs))) {
      const stop = plainFlag();
      const options = { onRun: (run: number) => void (run === at && stop.raise()) };
      const cut = await train({}, null, { model, options, stop });
      expect(cut.result.status).toBe('interrupted');
      const { result } = await train({}, cut.result, { model });
      expect(result.parameters).toEqual(whole.result.parameters);
    }
  });

  it('says what it cannot learn by', async () => {
    const model = await imported();
    await expect(train({ loss: 'smoothed' }, null, { model })).rejects.toMatchObject({ code: 'train/objective' });
  });
});

describe('what cannot be trained', () => {
  afterEach(() => void Object.assign(gradients, correct));
  const correct = { ...gradients };

  it.each(['rmsNorm', 'gatedSilu', 'attend', 'adapted', 'crossEntropy', 'rotary'])(
    'a device whose %s has a wrong gradient is refused by the self-check',
    async (op) => {
      const right = must(correct[op], op);
      const wrong: typeof right = (...call) => right(...call).map((piece) => piece && scale(piece, 1.5));
      Object.assign(gradients, { [op]: wrong });
      await expect(train()).rejects.toMatchObject({ code: 'train/self-check' });
    },
  );

  it('so is one whose softCrossEntropy has, where there is an anchor', async () => {
    const lessons = plan.lessons.map((lesson) => ({ ...lesson, replay: true }));
    const right = must(correct['softCrossEntropy'], 'softCrossEntropy');
    const wrong: typeof right = (...call) => right(...call).map((piece) => piece && scale(piece, 1.5));
    Object.assign(gradients, { softCrossEntropy: wrong });
    await expect(train({ lessons, anchor: 1 })).rejects.toMatchObject({ code: 'train/self-check' });
  });

  it('a loss that is not a number ends it with an error', async () => {
    const base = tinyWeights();
    base.get('model.norm.weight')?.data.fill(NaN);
    await expect(train({}, null, { model: { base } })).rejects.toMatchObject({ code: 'train/not-finite' });
    await expect(train({ learningRate: 1e30 })).rejects.toMatchObject({ code: 'train/not-finite' });
  });

  it('lessons that do not fit are left out, and named when none does', async () => {
    const long = { turns: [{ role: 'assistant' as const, content: 'word '.repeat(40) }], weight: 1, replay: false };
    const [with_, without] = [await train({ lessons: [...plan.lessons, long] }), await train()];
    expect(with_.result.tokens).toBe(without.result.tokens);
    await expect(train({ lessons: [long, long] })).rejects.toMatchObject({
      code: 'train/too-long',
      facts: { lessons: [0, 1], time: 32 },
    });
  });

  it('no lessons, or none with a weight, is said', async () => {
    await expect(train({ lessons: [] })).rejects.toMatchObject({ code: 'train/no-lessons' });
    await expect(train({ lessons: plan.lessons.map((lesson) => ({ ...lesson, weight: 0 })) })).rejects.toMatchObject({
      code: 'train/no-lessons',
    });
  });
});
