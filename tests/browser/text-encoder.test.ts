// A published text autoencoder as it comes from a folder: the encoder of a tiny T5, opened by transformers.js, against a plain computation of the same.

import { beforeAll, describe, expect, it } from 'vitest';
import { type Against, encoderName } from '../../models/catalog.ts';
import { webExecutor } from '../../src/engine/executor/web.ts';
import { readFacts } from '../../src/engine/import/facts.ts';
import { chooseOnnx, importOnnx, onnxFilesOf } from '../../src/engine/import/onnx-files.ts';
import { blobSource, readConfigJson } from '../../src/engine/import/source.ts';
import { createLoraTrainer } from '../../src/engine/lora-trainer.ts';
import type { ReadyMade } from '../../src/engine/ready-made.ts';
import { openTextEncoder } from '../../src/engine/text-encoder.ts';
import type { TextEncoder } from '../../src/engine/text-states.ts';
import { createTokenizer } from '../../src/engine/tokenizer.ts';
import type { TrainingResult } from '../../src/engine/trainer.ts';
import { createTurns } from '../../src/engine/turns.ts';
import { must } from '../../src/lib/assert.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { plainFlag } from '../../src/lib/flag.ts';
import { setUpRuntime } from '../../workers/ort-env.ts';
import { tinyAutoencoder, tinyConfig, tinyLessons, tinyTokenizer, tinyWeights } from '../contracts/tiny-model.ts';
import { tinyT5Config, tinyT5Folder, tinyT5States, tinyT5Weights } from '../doubles/tiny-t5.ts';

const { signal } = new AbortController();
const TEXT = 'user\nsay the number 42\nassistant\nfunction solve(x) { return x + 42; }';

/** What importing keeps of a folder. */
async function kept(folder: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<ReadyMade> {
  const source = blobSource('tiny-t5', new Map([...folder].map(([name, bytes]) => [name, new Blob([bytes])])));
  const { model_type: type } = await readConfigJson(source, signal);
  const { facts } = must(await readFacts(source, signal), 'facts');
  const choice = await chooseOnnx({ name: 'tiny-t5', type }, ['fp32'], async (file) => folder.has(file));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const sink = { write: async (part: Uint8Array) => void parts.push(part.slice()) };
  const { index, hash } = await importOnnx(source, choice, {
    sink,
    clock: systemClock,
    signal,
    onProgress: () => undefined,
  });
  return { hash, facts, dtype: index.dtype, files: onnxFilesOf(index, new Blob(parts)) };
}

const open = async (model: ReadyMade): Promise<TextEncoder> =>
  openTextEncoder(model, { device: 'wasm', turns: createTurns(() => performance.now()) });

beforeAll(setUpRuntime);

/** A training of a tiny learner that holds what it knew against the encoder. */
async function train(model: ReadyMade): Promise<TrainingResult> {
  const trainer = createLoraTrainer({
    executor: webExecutor('wasm'),
    load: async () => ({
      config: tinyConfig,
      tokenizer: tinyTokenizer,
      base: tinyWeights(),
      autoencoder: tinyAutoencoder(),
    }),
    openEncoder: () => open(model),
    clock: { now: () => performance.now() },
    stop: plainFlag(),
    breathe: async () => undefined,
  });
  const plan = {
    model: 'dream-s' as const,
    lora: { r: 2, lora_alpha: 4 },
    seed: 'text',
    lessons: tinyLessons(24),
    epochs: 2,
  };
  const rates = { learningRate: 0.02, decay: 0, maxNorm: 1, batch: 2, time: 32 };
  const held = { manifold: 0.1, against: encoderName({ file: model.hash, config: tinyT5Config }) as Against };
  return trainer
    .train(
      { ...plan, ...rates, ...held },
      null,
      () => undefined,
      async () => undefined,
      signal,
    )
    .finally(() => trainer.dispose());
}

describe('a text autoencoder', () => {
  it('says of a text what a plain computation of its encoder says', async () => {
    const model = await kept(tinyT5Folder());
    const encoder = await open(model);
    const { states, tokenOf } = await encoder.read(TEXT);
    const tokenizer = createTokenizer(model.facts['tokenizer.json'], model.facts['tokenizer_config.json']);
    // Its tokenizer never joins over a word's end, and ends the text with the end of a turn.
    const ids = [...tokenizer.encode(TEXT), ...tokenizer.encode('<|im_end|>')];
    const expected = tinyT5States(tinyT5Weights(), ids);
    expect(states).toHaveLength(ids.length * tinyT5Config.d_model);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.5);
    // float32 sums of some tens of products.
    expected.forEach((value, i) => expect(Math.abs(value - (states[i] as number))).toBeLessThan(1e-4));
    expect(tokenOf(0)).toBe(0);
    const place = tokenizer.encode(TEXT.slice(0, TEXT.indexOf(' 42\n'))).length;
    expect(tokenOf(TEXT.indexOf('42'))).toBe(place + 1);
    expect((await encoder.read(TEXT)).states).toEqual(states);
    await encoder.release();
  });

  it('holds hidden states in a training, the same way every time', { timeout: 60_000 }, async () => {
    const model = await kept(tinyT5Folder());
    const [first, second] = [await train(model), await train(model)];
    expect(first.mapping?.unexplained).toBeGreaterThan(0);
    expect(first.aeError).toBeGreaterThan(0);
    expect(second.mapping).toEqual(first.mapping);
    // How many rows a run has is measured, and decides in which order sums are added.
    expect(second.aeError).toBeCloseTo(first.aeError as number, 4);
    second.parameters.forEach((value, i) => expect(value).toBeCloseTo(first.parameters[i] as number, 3));
  });

  it('of another kind is refused in plain words', async () => {
    const model = await kept(tinyT5Folder());
    const facts = { ...model.facts, 'config.json': { ...tinyT5Config, model_type: 'llama' } };
    await expect(open({ ...model, facts })).rejects.toMatchObject({
      code: 'model/text-autoencoder',
      message: expect.stringContaining('is a llama model, and neither bart nor t5'),
    });
  });

  it('whose files are of two models is refused when it speaks', async () => {
    const encoder = await open(await kept(tinyT5Folder({ ...tinyT5Config, d_model: 32 })));
    await expect(encoder.read(TEXT)).rejects.toMatchObject({
      code: 'model/text-autoencoder',
      message: expect.stringContaining('config.json asks for float32 [1,'),
    });
    await encoder.release();
  });

  it('without its encoder, or its width, is not taken', async () => {
    const folder = tinyT5Folder();
    folder.delete('onnx/encoder_model.onnx');
    await expect(kept(folder)).rejects.toMatchObject({ code: 'model/no-onnx' });
    const model = await kept(tinyT5Folder());
    await expect(open({ ...model, files: new Map() })).rejects.toMatchObject({ code: 'engine/compile' });
    const { d_model: _, ...wide } = tinyT5Config;
    await expect(kept(tinyT5Folder(wide)).then(open)).rejects.toMatchObject({ code: 'model/config' });
  });
});
