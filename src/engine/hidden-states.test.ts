import { describe, expect, it } from 'vitest';
import { referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import { tinyConfig, tinyTokenizer, tinyWeights } from '../../tests/contracts/tiny-model.ts';
import { type LoraConfig, loraLayout } from '../../models/lora.ts';
import { must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import { keepHiddenStates, withKeptPlaces } from './hidden-states.ts';
import { type Example, pack, type Packed } from './packing.ts';
import { chatExample } from './tokenizer.ts';
import { ADAMW, TrainingSession } from './training.ts';

const shape = { batch: 2, time: 24 };
const lora: LoraConfig = { r: 2, lora_alpha: 4 };
const config = { ...tinyConfig, num_hidden_layers: 3 };
const base = tinyWeights('tiny', config);
const layout = loraLayout(config, lora);
const random = rng('hidden states');
/** Both matrices of every layer are away from zero: the layers under the trained ones have an adapter, too. */
const adapter = Float32Array.from({ length: layout.size }, () => 0.1 * random.normal());
const examples = ['one', 'three two', 'four', 'one', 'two one'].map((content) =>
  chatExample(tinyTokenizer, [
    { role: 'user', content: 'ask' },
    { role: 'assistant', content },
  ]),
);
const noPause = async (): Promise<void> => {};

async function upper(from: number, placed: ReturnType<typeof withKeptPlaces>): Promise<TrainingSession> {
  const begins = layout.size - loraLayout(config, lora, from).size;
  const parameters = adapter.subarray(0, begins);
  const executor = referenceExecutor();
  const under = { config, lora, base, from, parameters, time: shape.time };
  const below = await keepHiddenStates(executor, under, placed, noPause);
  const trainable = { mode: 'lora' as const, lora, base, from };
  const spec = { config, trainable, buckets: [shape], adamw: ADAMW, below };
  return TrainingSession.create(executor, spec, adapter.slice(begins));
}

function plain(): Promise<TrainingSession> {
  const trainable = { mode: 'lora' as const, lora, base };
  return TrainingSession.create(referenceExecutor(), { config, trainable, buckets: [shape], adamw: ADAMW }, adapter);
}

const first = (some: readonly Example[]): Packed => must(pack(some, shape.batch, shape.time).batches[0], 'batch');

describe('layers above kept hidden states', () => {
  it.each([1, 2])('from layer %i: loss and gradients of the whole model', async (from) => {
    const placed = withKeptPlaces(examples);
    const [whole, top] = [await plain(), await upper(from, placed)];
    // Packed otherwise than they were when their states were computed.
    const batch = first([...placed.placed].reverse());
    expect((await top.accumulate(batch)).loss).toBeCloseTo((await whole.accumulate(batch)).loss, 5);
    const [expected, found] = [await whole.gradient(), await top.gradient()];
    const own = expected.subarray(expected.length - found.length);
    const largest = Math.max(...own.map(Math.abs));
    expect(largest).toBeGreaterThan(0.01);
    for (const [i, value] of found.entries()) expect(Math.abs(value - (own[i] as number)) / largest).toBeLessThan(1e-6);
  });

  it('keeps equal examples once', () => {
    const { placed, distinct, places } = withKeptPlaces(examples);
    expect(distinct).toHaveLength(4);
    expect(placed[3]?.given).toEqual(placed[0]?.given);
    expect(places).toBe(1 + distinct.reduce((sum, { ids }) => sum + ids.length - 1, 0));
  });

  it('stops between runs, and frees what it held', async () => {
    const executor = referenceExecutor();
    const under = { config, lora, base, from: 1, parameters: adapter.subarray(0, layout.size / 3), time: 24 };
    const stop = async (): Promise<void> => {
      throw new Error('stopped');
    };
    await expect(keepHiddenStates(executor, under, withKeptPlaces(examples), stop)).rejects.toThrow('stopped');
    expect(executor.live).toMatchObject({ tensors: 0, programs: 0 });
  });
});
