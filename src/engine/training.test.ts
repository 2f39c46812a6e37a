import { describe, expect, it } from 'vitest';
import { referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import { tinyConfig, tinyTokenizer, tinyWeights } from '../../tests/contracts/tiny-model.ts';
import { flatten, layoutOf } from '../../models/parameters.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { must } from '../lib/assert.ts';
import { pack, type Packed } from './packing.ts';
import { chatExample } from './tokenizer.ts';
import { selfCheck, type Session, type SessionSpec, TrainingSession } from './training.ts';

const adamw = { beta1: 0.9, beta2: 0.99, eps: 1e-8 };
const rates = { learningRate: 0.01, decay: 0.1, maxNorm: 0.5 };
const start = flatten(layoutOf(weightShapes(tinyConfig)), tinyWeights());

function batchOf(...answers: string[]): Packed {
  const examples = answers.map((content) =>
    chatExample(tinyTokenizer, [
      { role: 'user', content: 'ask' },
      { role: 'assistant', content },
    ]),
  );
  return must(pack(examples, 2, 16).batches[0], 'batch');
}

async function session(spec: Partial<SessionSpec> = {}, executor = referenceExecutor()): Promise<TrainingSession> {
  return TrainingSession.create(
    executor,
    { config: tinyConfig, trainable: { mode: 'full' }, buckets: [{ batch: 2, time: 16 }], adamw, ...spec },
    start,
  );
}

/** AdamW with clipping, written out once more: arXiv 1711.05101, algorithm 2, as PyTorch orders it. */
function adamwByHand(
  state: { p: Float64Array; m: Float64Array; v: Float64Array; t: number },
  gradient: readonly number[],
): number {
  state.t += 1;
  const norm = Math.hypot(...gradient);
  const clip = Math.min(1, rates.maxNorm / (norm + 1e-6));
  gradient.forEach((raw, i) => {
    const g = raw * clip;
    const [p, m, v] = [
      state.p[i] as number,
      adamw.beta1 * (state.m[i] as number) + (1 - adamw.beta1) * g,
      adamw.beta2 * (state.v[i] as number) + (1 - adamw.beta2) * g * g,
    ];
    const [mHat, vHat] = [m / (1 - adamw.beta1 ** state.t), v / (1 - adamw.beta2 ** state.t)];
    state.p[i] = p - rates.learningRate * rates.decay * p - (rates.learningRate * mHat) / (Math.sqrt(vHat) + adamw.eps);
    [state.m[i], state.v[i]] = [m, v];
  });
  return norm;
}

describe('TrainingSession', () => {
  it('makes the steps of AdamW written by hand, with clipping and decay', async () => {
    const trained = await session();
    const state = {
      p: Float64Array.from(start),
      m: new Float64Array(start.length),
      v: new Float64Array(start.length),
      t: 0,
    };
    for (const answers of [['one two'], ['three', 'four five six'], ['seven']]) {
      const batch = batchOf(...answers);
      await trained.accumulate(batch);
      const gradient = Array.from(await trained.gradient(), (g) => g / batch.supervised);
      const norm = await trained.apply(batch.supervised, rates);
      expect(norm).toBeCloseTo(adamwByHand(state, gradient), 4);
      (await trained.parameters()).forEach((p, i) => expect(p).toBeCloseTo(state.p[i] as number, 5));
    }
    expect((await trained.optimiser()).step).toBe(3);
    await trained.dispose();
  });

  it('adds up the gradients of several runs until the step ends', async () => {
    const trained = await session();
    const [one, two] = [batchOf('one'), batchOf('two three')];
    await trained.accumulate(one);
    const first = await trained.gradient();
    trained.clear();
    await trained.accumulate(two);
    const second = await trained.gradient();
    await trained.accumulate(one);
    (await trained.gradient()).forEach((g, i) =>
      expect(g).toBeCloseTo((first[i] as number) + (second[i] as number), 4),
    );
    await trained.apply(2, rates);
    expect((await trained.gradient()).every((g) => g === 0)).toBe(true);
    await trained.dispose();
  });

  it('goes on bit-equal from its parameters and optimiser state', async () => {
    const [whole, part] = [await session(), await session()];
    for (const each of [whole, part]) {
      await each.accumulate(batchOf('one two'));
      await each.apply(3, rates);
    }
    const resumed = await TrainingSession.create(
      referenceExecutor(),
      { config: tinyConfig, trainable: { mode: 'full' }, buckets: [{ batch: 2, time: 16 }], adamw },
      await part.parameters(),
      await part.optimiser(),
    );
    for (const each of [whole, resumed]) {
      await each.accumulate(batchOf('three'));
      await each.apply(2, rates);
    }
    expect(await resumed.parameters()).toEqual(await whole.parameters());
    expect(await resumed.optimiser()).toEqual(await whole.optimiser());
  });

  it('gives a row in a shared line the loss it has alone', async () => {
    const trained = await session();
    const loss = async (...answers: string[]): Promise<number> => (await trained.accumulate(batchOf(...answers))).loss;
    const apart = (await loss('one')) + (await loss('two three'));
    expect(await loss('one', 'two three')).toBeCloseTo(apart, 4);
  });

  it('refuses a number that is none and leaves the parameters as they were', async () => {
    const trained = await session();
    await trained.accumulate(batchOf('one'));
    await expect(trained.apply(Number.MIN_VALUE, rates)).rejects.toMatchObject({ code: 'train/not-finite' });
    expect(await trained.parameters()).toEqual(start);
    expect(trained.step).toBe(0);
  });

  it('holds at most three buckets and can let all but one go', async () => {
    const executor = referenceExecutor();
    const trained = await session({ buckets: [1, 2, 4].map((batch) => ({ batch, time: 16 })) }, executor);
    await expect(trained.addBucket({ batch: 8, time: 16 })).rejects.toThrow(/at most three/);
    await trained.keepBucket({ batch: 2, time: 16 });
    expect(executor.live.programs).toBe(2);
    await trained.addBucket({ batch: 8, time: 16 });
    await trained.dispose();
    expect(executor.live).toMatchObject({ programs: 0, tensors: 0 });
  });

  it('lets those go that are not needed where there is no room for another', async () => {
    const executor = referenceExecutor();
    const shape = (batch: number): { batch: number; time: number } => ({ batch, time: 16 });
    const trained = await session({ buckets: [1, 2].map(shape) }, executor);
    await trained.addBucket(shape(8), [2, 8].map(shape));
    expect(executor.live.programs, 'there was room').toBe(4);
    await trained.addBucket(shape(4), [2, 8, 4].map(shape));
    expect(executor.live.programs).toBe(4);
    await trained.addBucket(shape(8), []);
    await expect(trained.addBucket(shape(1))).rejects.toThrow(/at most three/);
    await trained.dispose();
    expect(executor.live).toMatchObject({ programs: 0, tensors: 0 });
  });
});

describe('selfCheck', () => {
  it('passes on right gradients and puts everything back', async () => {
    const trained = await session();
    expect(await selfCheck(trained, batchOf('one two'))).toBeLessThan(1e-3);
    expect(await trained.parameters()).toEqual(start);
    expect((await trained.gradient()).every((g) => g === 0)).toBe(true);
  });

  it('refuses a device that returns zeros as gradient', async () => {
    const zeros = referenceExecutor();
    const silent = {
      ...zeros,
      compile: async (...args: Parameters<typeof zeros.compile>) => {
        const program = await zeros.compile(...args);
        return {
          ...program,
          run: async (inputs: Parameters<typeof program.run>[0]) => {
            const out = await program.run(inputs);
            return out['gradient_out']
              ? { ...out, gradient_out: zeros.tensor(new Float32Array(start.length), [start.length]) }
              : out;
          },
        };
      },
    };
    const trained = await session({}, silent);
    await expect(selfCheck(trained, batchOf('one two'))).rejects.toMatchObject({ code: 'train/self-check' });
    expect(await trained.parameters()).toEqual(start);
  });

  it('passes where the loss is straight over short steps only', async () => {
    expect(await selfCheck(waves(1000), batchOf('one two'))).toBeLessThan(0.01);
  });

  it('refuses a slope that is wrong there', async () => {
    const check = selfCheck(waves(1000, 1.05), batchOf('one two'));
    await expect(check).rejects.toMatchObject({ code: 'train/self-check' });
  });
});

/** Its loss is a sum of sines of the parameters: the higher the pitch, the shorter the stretch in which it is straight. @param wrong factor of the gradient */
function waves(pitch: number, wrong = 1): Session {
  let at = new Float32Array(64);
  const unused = (): never => expect.fail('a check neither steps nor ends');
  return {
    ...{ size: at.length, step: 0, apply: unused, optimiser: unused, dispose: unused, clear: () => undefined },
    accumulate: () =>
      Promise.resolve({
        loss: at.reduce((sum, p) => sum + Math.sin(pitch * p), 0),
        ...{ manifoldLoss: 0, anchorLoss: 0 },
      }),
    parameters: () => Promise.resolve(at),
    gradient: () => Promise.resolve(at.map((p) => wrong * pitch * Math.cos(pitch * p))),
    setParameters: (parameters) => void (at = Float32Array.from(parameters)),
  };
}
