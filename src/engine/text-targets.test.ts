// Hidden states that are held against a text autoencoder's: on the reference executor, with encoders that know what the base says, nothing, or are a tiny T5.

import { describe, expect, it } from 'vitest';
import { standardised } from '../../models/autoencoder/autoencoder.ts';
import { hiddenGraph } from '../../models/qwen/graphs.ts';
import { interpret } from '../../tests/contracts/reference-interpreter.ts';
import { plain } from '../../tests/contracts/reference-tensors.ts';
import { tinyAutoencoder, tinyConfig, tinyLessons, tinyWeights } from '../../tests/contracts/tiny-model.ts';
import { state, train } from '../../tests/doubles/tiny-training.ts';
import { tinyT5Config, tinyT5States, tinyT5Weights } from '../../tests/doubles/tiny-t5.ts';
import { codeOf } from '../lib/errors.ts';
import { plainFlag } from '../lib/flag.ts';
import { rng } from '../lib/rng.ts';
import type { TextEncoder } from './text-states.ts';
import type { TrainingPlan } from './trainer.ts';

const HASH = 'a'.repeat(64);
const plan: Partial<TrainingPlan> = { manifold: 0.1, against: `encoder:${HASH}`, lessons: tinyLessons(24) };
const model = { autoencoder: tinyAutoencoder() };

/** An encoder of ids as the tiny tokenizer writes them: digits between blanks, which take no place in a token. */
function encoderOf(
  width: number,
  states: (ids: readonly number[]) => ArrayLike<number>,
): TextEncoder & { live: number } {
  const encoder = {
    width,
    live: 1,
    read: async (text: string) => {
      const words = text.split(' ');
      const starts = words.map((_, i) => words.slice(0, i).join('').length);
      return {
        states: Float32Array.from(states(words.map(Number))),
        tokenOf: (character: number) => starts.findLastIndex((start) => start <= character),
      };
    },
    release: async () => void (encoder.live -= 1),
  };
  return encoder;
}

/** What the base says before each token, turned around, so that there is a map to be found. */
const knowing = (): TextEncoder & { live: number } =>
  encoderOf(tinyConfig.hidden_size, (ids) => {
    const [T, d] = [ids.length, tinyConfig.hidden_size];
    const graph = hiddenGraph({ ...tinyConfig, max_position_embeddings: T }, { batch: 1, time: T }, tinyWeights());
    const out = interpret(graph, {
      ids: plain([1, T], (i) => ids[i] as number),
      positions: plain([1, T], (i) => i),
      segments: plain([1, T], () => 0),
    });
    const hidden = standardised(Float32Array.from(out['hidden']?.data ?? []), model.autoencoder);
    return Float32Array.from({ length: T * d }, (_, i) => {
      const [token, place] = [Math.floor(i / d), i % d];
      return token === 0 ? 0 : 3 - 2 * (hidden[(token - 1) * d + (d - 1 - place)] as number);
    });
  });

const noise = (): TextEncoder & { live: number } => {
  const random = rng('noise');
  return encoderOf(4, (ids) => ids.flatMap(() => Array.from({ length: 4 }, () => random.normal())));
};

const t5 = (): TextEncoder & { live: number } =>
  encoderOf(tinyT5Config.d_model, (ids) => tinyT5States(tinyT5Weights(), ids));

describe('hidden states held against a text autoencoder', () => {
  it('are where they should be when it says what the base says', async () => {
    const encoder = knowing();
    const { result } = await train({ ...plan, learningRate: 0 }, null, { model, encoder });
    expect(result.mapping?.strength).toBe(1e-4);
    expect(result.mapping?.unexplained).toBeLessThan(1e-3);
    expect(result.aeError).toBeLessThan(1e-3);
    expect(encoder.live).toBe(0);
  });

  it('are far from it when it says nothing of them', async () => {
    const { result } = await train({ ...plan, learningRate: 0 }, null, { model, encoder: noise() });
    expect(result.mapping?.strength).toBe(1);
    expect(result.mapping?.unexplained).toBeGreaterThan(0.9);
    expect(result.aeError).toBeGreaterThan(0.3);
  });

  it('are pulled to it', async () => {
    const error = async (manifold: number): Promise<number> =>
      (await train({ ...plan, manifold, epochs: 6 }, null, { model, encoder: t5() })).result.aeError as number;
    expect(await error(5)).toBeLessThan(0.9 * (await error(1e-6)));
  });

  it('make the same steps every time, and go on bit-equally after a stop', async () => {
    // Runs are counted where somebody hears of them.
    const whole = await train(plan, null, { model, encoder: t5(), options: { onRun: () => undefined } });
    expect(state((await train(plan, null, { model, encoder: t5() })).result)).toEqual(state(whole.result));
    const stop = plainFlag();
    const late = whole.executor.live.runs - 2;
    const onRun = (runs: number): void => void (runs === late && stop.raise());
    const { result: part } = await train(plan, null, { model, encoder: t5(), stop, options: { onRun } });
    expect(part.status).toBe('interrupted');
    expect(part.steps).toBeGreaterThan(0);
    expect(state((await train(plan, structuredClone(part), { model, encoder: t5() })).result)).toEqual(
      state(whole.result),
    );
  });

  it('go with the training of top layers alone', async () => {
    const config = { ...tinyConfig, num_hidden_layers: 2 };
    const given = { ...model, config, base: tinyWeights('tiny', config) };
    const ran = await train({ ...plan, topLayers: 1 }, null, { model: given, encoder: t5() });
    expect(ran.result.aeError).toBeGreaterThan(0);
    expect(Number.isFinite(ran.result.aeError)).toBe(true);
  });

  it('are not measured where nothing keeps what was known', async () => {
    const lessons = tinyLessons(10).map((lesson) => ({ ...lesson, replay: false }));
    const { result } = await train({ ...plan, lessons }, null, { model, encoder: t5() });
    expect([result.aeError, result.mapping]).toEqual([null, undefined]);
  });

  it('need one that is there, and the statistics of the family’s autoencoder', async () => {
    expect(await train(plan, null, { model }).catch(codeOf)).toBe('model/missing');
    expect(await train(plan, null, { encoder: t5() }).catch(codeOf)).toBe('train/no-autoencoder');
    expect(await train({ ...plan, unfrozen: true }, null, { model, encoder: t5() }).catch(codeOf)).toBe(
      'train/objective',
    );
  });
});
