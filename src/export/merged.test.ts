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

async function cardOf(name: string, merging: Parameters<typeof exportMerged>[2]): Promise<string> {
  const files = await exportMerged('safetensors', { ...base, name }, merging, never);
  return new TextDecoder().decode(files.get('README.md'));
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

  it.each([
    ['here', 'the adapter that it learned in Dream Lab', true],
    ['upon', 'learned in Dream Lab on top of one that was brought from elsewhere', false],
    ['elsewhere', 'brought to Dream Lab from elsewhere. It was not learned here', false],
    ['unknown', 'Dream Lab does not know any more', false],
    [undefined, 'Dream Lab does not know any more', false],
  ] as const)('claims no more than is so of an adapter from: %s', async (origin, claim, licenced) => {
    const card = await cardOf('tiny', { ...adapter(), ...(origin ? { origin } : {}) });
    expect(card).toContain(claim);
    expect(card.includes('Its licence is that of tiny.')).toBe(licenced);
  });

  it.each([
    ['dream-s', 'base_model: "dream-s"\n'],
    ['Qwen/Qwen3-0.6B', 'base_model: "Qwen/Qwen3-0.6B"\n'],
    ['qwen: tuned\n# mine', ''],
  ])('names its base where others know it: %s', async (name, line) => {
    const card = await cardOf(name, null);
    expect(card.startsWith(`---\n${line}library_name: transformers\ntags: [dream-lab]\n---\n`)).toBe(true);
    expect(card).toContain(`This is ${name.replace('\n', ' ')} as Dream Lab keeps it.`);
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
