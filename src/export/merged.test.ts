import { describe, expect, it } from 'vitest';
import { tinyConfig, tinyWeights } from '../../tests/contracts/tiny-model.ts';
import { loraLayout, loraName } from '../../models/lora.ts';
import { unflatten } from '../../models/parameters.ts';
import { readSafetensors } from '../../models/safetensors.ts';
import { must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import { type BaseModel, exportMerged } from './merged.ts';

const weights = tinyWeights();
const base: BaseModel = {
  name: 'tiny',
  config: tinyConfig,
  json: { 'config.json': tinyConfig, 'generation_config.json': {}, 'tokenizer.json': {}, 'tokenizer_config.json': {} },
  tensor: async (name) => must(weights.get(name), name),
};
const lora = { r: 3, lora_alpha: 6 };
const never = new AbortController().signal;

function adapter(): { lora: typeof lora; flat: Float32Array } {
  const random = rng('merged');
  return { lora, flat: Float32Array.from({ length: loraLayout(tinyConfig, lora).size }, () => 0.3 * random.normal()) };
}

describe('exportMerged', () => {
  it('writes W + scale · B·A of every adapted matrix, and everything else as it was', async () => {
    const made = adapter();
    const files = await exportMerged('safetensors', base, made, never);
    const { tensors } = readSafetensors(must(files.get('model.safetensors'), 'weights'));
    expect([...tensors.keys()].sort()).toEqual([...weights.keys()].sort());
    const parts = unflatten(loraLayout(tinyConfig, lora), made.flat);
    const name = 'model.layers.0.mlp.down_proj';
    const [a, b] = (['A', 'B'] as const).map(
      (which) => must(parts.get(loraName(0, 'mlp.down_proj', which)), which).data,
    );
    const before = must(weights.get(`${name}.weight`), name);
    must(tensors.get(`${name}.weight`), name).data.forEach((value, i) => {
      const [row, column] = [Math.floor(i / (before.shape[1] ?? 1)), i % (before.shape[1] ?? 1)];
      const change = [0, 1, 2].reduce(
        (sum, k) => sum + 2 * (b?.[row * 3 + k] as number) * (a?.[k * (before.shape[1] ?? 1) + column] as number),
        0,
      );
      expect(value).toBeCloseTo((before.data[i] as number) + change, 2);
    });
    const norm = must(tensors.get('model.norm.weight'), 'norm').data;
    expect([...norm]).toEqual([...must(weights.get('model.norm.weight'), 'norm').data]);
  });

  it('says what is too large to be written here, before it begins', async () => {
    const large = { ...base, config: { ...tinyConfig, hidden_size: 4096, vocab_size: 300_000 } };
    await expect(exportMerged('onnx', large, null, never)).rejects.toMatchObject({ code: 'export/too-large' });
    await expect(exportMerged('safetensors', large, null, never)).rejects.toMatchObject({ code: 'export/too-large' });
  });

  it('stops when it is asked to', async () => {
    await expect(exportMerged('safetensors', base, null, AbortSignal.abort())).rejects.toMatchObject({
      code: 'abort/aborted',
    });
  });
});
