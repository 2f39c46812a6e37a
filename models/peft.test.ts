import { describe, expect, it } from 'vitest';
import { tinyConfig } from '../tests/contracts/tiny-model.ts';
import { rng } from '../src/lib/rng.ts';
import { loraLayout, loraName, loraScale, PEFT_PREFIX } from './lora.ts';
import { type Tensor, unflatten } from './parameters.ts';
import { readPeft } from './peft.ts';
import { linears } from './qwen/weights.ts';
import { writeSafetensors } from './safetensors.ts';

const config = { ...tinyConfig, num_hidden_layers: 2 };
const usual = { r: 8, lora_alpha: 16 };
const plain = { peft_type: 'LORA', r: 4, lora_alpha: 4, bias: 'none' };

type Ranks = (name: string) => number;

function adapter(rankOf: Ranks = () => 4, modules = linears(config).map(([module]) => module)): Map<string, Tensor> {
  const random = rng('peft');
  const tensors = new Map<string, Tensor>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++)
    for (const [module, out, input] of linears(config).filter(([name]) => modules.includes(name))) {
      const rank = rankOf(`model.layers.${layer}.${module}`);
      const drawn = (shape: readonly [number, number]): Tensor => ({
        shape,
        data: Float32Array.from({ length: shape[0] * shape[1] }, () => random.normal()),
      });
      tensors.set(PEFT_PREFIX + loraName(layer, module, 'A'), drawn([rank, input]));
      tensors.set(PEFT_PREFIX + loraName(layer, module, 'B'), drawn([out, rank]));
    }
  return tensors;
}

/** scale · B·A of one map. */
function change(a: Tensor, b: Tensor, scale: number): number[] {
  const [[rank = 0, input = 0], [out = 0]] = [a.shape, b.shape];
  return Array.from({ length: out * input }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < rank; k++)
      sum += (b.data[Math.floor(i / input) * rank + k] as number) * (a.data[k * input + (i % input)] as number);
    return scale * sum;
  });
}

const bytesOf = (tensors: Map<string, Tensor>): Uint8Array => writeSafetensors(tensors, 'F32');

describe('readPeft', () => {
  it.each([
    ['one rank', plain, () => 4, () => 1],
    ['a scale of its own', { ...plain, lora_alpha: 32 }, () => 4, () => 8],
    ['a root in its scale', { ...plain, lora_alpha: 6, use_rslora: true }, () => 4, () => 3],
    [
      'ranks and scales by pattern',
      {
        ...plain,
        rank_pattern: { 'self_attn.q_proj': 2, 'model.layers.1.mlp.up_proj': 6 },
        alpha_pattern: { up_proj: 12 },
      },
      (name: string) => (name.endsWith('q_proj') ? 2 : name === 'model.layers.1.mlp.up_proj' ? 6 : 4),
      (name: string) =>
        name === 'model.layers.1.mlp.up_proj' ? 2 : name.endsWith('up_proj') ? 3 : name.endsWith('q_proj') ? 2 : 1,
    ],
    ['more than our rank', { ...plain, r: 12, lora_alpha: 12 }, () => 12, () => 1],
  ] as const)('changes every map by what it changed there: %s', (_, settings, rankOf: Ranks, scaleOf: Ranks) => {
    const tensors = adapter(rankOf);
    const { lora, flat } = readPeft(config, settings, bytesOf(tensors), usual);
    expect(lora.r).toBe(Math.max(8, settings.r));
    const found = unflatten(loraLayout(config, lora), flat);
    for (let layer = 0; layer < 2; layer++)
      for (const [module] of linears(config)) {
        const at = (matrix: 'A' | 'B'): string => loraName(layer, module, matrix);
        const [a, b] = [tensors.get(PEFT_PREFIX + at('A')), tensors.get(PEFT_PREFIX + at('B'))] as [Tensor, Tensor];
        const [ours, theirs] = [
          change(found.get(at('A')) as Tensor, found.get(at('B')) as Tensor, loraScale(lora)),
          change(a, b, scaleOf(`model.layers.${layer}.${module}`)),
        ];
        ours.forEach((value, i) => expect(value).toBeCloseTo(theirs[i] as number, 4));
      }
  });

  it('leaves maps alone that it does not adapt, and knows the names of older files', () => {
    const tensors = new Map(
      [...adapter(() => 4, ['self_attn.q_proj'])].map(([name, tensor]) => [
        name.replace('.weight', '.default.weight'),
        tensor,
      ]),
    );
    const { lora, flat } = readPeft(config, plain, bytesOf(tensors), usual);
    const found = unflatten(loraLayout(config, lora), flat);
    expect(found.get(loraName(0, 'mlp.up_proj', 'B'))?.data.every((value) => value === 0)).toBe(true);
    expect(found.get(loraName(0, 'self_attn.q_proj', 'B'))?.data.some((value) => value !== 0)).toBe(true);
  });

  it.each([true, false, 'gaussian'])('takes what began as %s: the base is as it was', (init_lora_weights) => {
    expect(readPeft(config, { ...plain, init_lora_weights }, bytesOf(adapter()), usual).lora).toEqual(usual);
  });

  it.each([
    ['no object', null],
    ['another method', { ...plain, peft_type: 'IA3' }],
    ['DoRA', { ...plain, use_dora: true }],
    ['a beginning that took a part of the base', { ...plain, init_lora_weights: 'pissa_niter_4' }],
    ['biases', { ...plain, bias: 'all' }],
    ['whole modules', { ...plain, modules_to_save: ['lm_head'] }],
    ['a rank of 4096', { ...plain, r: 4096 }],
    ['a rank of 4096 by pattern', { ...plain, rank_pattern: { q_proj: 4096 } }],
    ['a pattern that is an expression', { ...plain, rank_pattern: { '(a+)+$': 2 } }],
    ['no alpha', { ...plain, lora_alpha: 'many' }],
    ['another rank than the file has', { ...plain, r: 2 }],
  ])('refuses settings: %s', (_, settings) => {
    expect(() => readPeft(config, settings, bytesOf(adapter()), usual)).toThrow(
      expect.objectContaining({ code: 'model/adapter' }),
    );
  });

  it.each([
    ['one of two matrices', (t: Map<string, Tensor>) => void t.delete([...t.keys()][0] as string)],
    [
      'a matrix of another model',
      (t: Map<string, Tensor>) =>
        void t.set('base_model.model.lm_head.lora_A.weight', { shape: [1, 1], data: Float32Array.of(1) }),
    ],
    [
      'a layer that is not there',
      (t: Map<string, Tensor>) =>
        void t.set(PEFT_PREFIX + loraName(7, 'mlp.up_proj', 'A'), { shape: [1, 1], data: Float32Array.of(1) }),
    ],
    ['NaN', (t: Map<string, Tensor>) => void [...t.values()][3]?.data.fill(NaN)],
    ['nothing', (t: Map<string, Tensor>) => void t.clear()],
  ])('refuses a file with %s', (_, spoil) => {
    const tensors = adapter();
    spoil(tensors);
    expect(() => readPeft(config, plain, bytesOf(tensors), usual)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^model\/(adapter|safetensors)$/) as string }),
    );
  });
});
