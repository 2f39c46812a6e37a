import { describe, expect, it } from 'vitest';
import { tinyAutoencoder, tinyComponents, tinyConfig, tinyWeights } from '../tests/contracts/tiny-model.ts';
import { interpret } from '../tests/contracts/reference-interpreter.ts';
import { plain } from '../tests/contracts/reference-tensors.ts';
import { rng } from '../src/lib/rng.ts';
import { corrections } from './adamw.ts';
import { autoencoderWeights, imageOf, reconstructionLoss } from './autoencoder/autoencoder.ts';
import { Graph } from './graph/ir.ts';
import { initLora, loraLayout, loraScale } from './lora.ts';
import { flatten, layoutOf, sliceParameters, unflatten } from './parameters.ts';
import { chatPieces, promptText, type Turn } from './qwen/chat.ts';
import { parseConfig, type QwenConfig } from './qwen/config.ts';
import { parameterCount, weightShapes } from './qwen/weights.ts';

const half: QwenConfig = {
  model_type: 'qwen2',
  vocab_size: 151_936,
  hidden_size: 896,
  intermediate_size: 4864,
  num_hidden_layers: 24,
  num_attention_heads: 14,
  num_key_value_heads: 2,
  head_dim: 64,
  rope_theta: 1_000_000,
  rms_norm_eps: 1e-6,
  tie_word_embeddings: true,
  max_position_embeddings: 32_768,
};

describe('parameters', () => {
  const shapes = [
    ['a', [2, 3]],
    ['b', [4]],
  ] as const;
  const tensors = new Map([
    ['b', { shape: [4], data: Float32Array.of(6, 7, 8, 9) }],
    ['a', { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) }],
  ]);

  it('are one vector in the order of the layout, and named views of it', () => {
    const layout = layoutOf(shapes);
    const flat = flatten(layout, tensors);
    expect(Array.from(flat)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const views = unflatten(layout, flat);
    expect(views).toEqual(tensors);
    flat[6] = -1;
    expect(views.get('b')?.data[0]).toBe(-1);
  });

  it('are the same in a graph', () => {
    const layout = layoutOf(shapes);
    const graph = new Graph();
    for (const [name, value] of sliceParameters(graph.input('flat', [layout.size]), layout)) graph.output(name, value);
    const out = interpret(graph, { flat: plain([10], (i) => i) });
    expect(out['a']).toMatchObject({ shape: [2, 3], data: Float64Array.of(0, 1, 2, 3, 4, 5) });
    expect(out['b']?.data).toEqual(Float64Array.of(6, 7, 8, 9));
  });

  it('are refused when one is missing or has another shape', () => {
    expect(() => flatten(layoutOf([...shapes, ['c', [1]]]), tensors)).toThrow(
      expect.objectContaining({ code: 'model/tensor', facts: { name: 'c' } }),
    );
    expect(() => flatten(layoutOf([['a', [3, 2]]]), tensors)).toThrow(
      expect.objectContaining({ code: 'model/tensor' }),
    );
  });
});

describe('LoRA', () => {
  it('has the published number of parameters: rank 4 on q and v of Qwen2.5-0.5B is 270,336', () => {
    const { entries, size } = loraLayout(half, { r: 4, lora_alpha: 8 });
    const qv = entries.filter(({ name }) => /self_attn\.[qv]_proj/.test(name));
    expect(qv.reduce((sum, { size: each }) => sum + each, 0)).toBe(270_336);
    expect(size).toBe(4_399_104 / 2);
  });

  it('starts as no change: B is zero, A is drawn within its bound', () => {
    const layout = loraLayout(tinyConfig, { r: 2, lora_alpha: 8 });
    const parts = [...unflatten(layout, initLora(layout, rng('lora')))];
    for (const [name, { shape, data }] of parts) {
      if (name.includes('lora_B')) expect(data.every((x) => x === 0)).toBe(true);
      else expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(shape[1] as number));
    }
    const a = parts.filter(([name]) => name.includes('lora_A')).flatMap(([, { data }]) => Array.from(data));
    expect(new Set(a).size).toBeGreaterThan(0.99 * a.length);
    expect(loraScale({ r: 2, lora_alpha: 8 })).toBe(4);
  });
});

describe('configuration', () => {
  const rest = Object.fromEntries(
    Object.entries(half).filter(([name]) => name !== 'head_dim' && name !== 'rope_theta'),
  );

  it('is read from a config.json, old or new', () => {
    expect(parseConfig({ ...half, architectures: ['Qwen2ForCausalLM'] })).toEqual(half);
    expect(parseConfig({ ...rest, rope_theta: 1e6 }).head_dim).toBe(64);
    expect(parseConfig({ ...half, rope_theta: undefined, rope_parameters: { rope_theta: 5e5 } }).rope_theta).toBe(5e5);
  });

  it.each([
    ['nothing', null, 'the file'],
    ['another kind of model', { ...half, model_type: 'llama' }, 'model_type'],
    ['a missing size', { ...half, hidden_size: undefined }, 'hidden_size'],
    ['a size that is text', { ...half, num_hidden_layers: '24' }, 'num_hidden_layers'],
    ['a negative size', { ...half, vocab_size: -1 }, 'vocab_size'],
    ['not a number', { ...half, rms_norm_eps: NaN }, 'rms_norm_eps'],
    ['no rotary base', rest, 'rope_theta'],
    ['key heads that do not divide', { ...half, num_key_value_heads: 4 }, 'num_key_value_heads'],
    ['half a layer', { ...half, num_hidden_layers: 2.5 }, 'num_hidden_layers'],
    ['an odd head', { ...half, head_dim: 63 }, 'head_dim'],
    ['a head that does not come out whole', { ...rest, rope_theta: 1, hidden_size: 900 }, 'head_dim'],
    ['endless layers', { ...half, num_hidden_layers: Infinity }, 'num_hidden_layers'],
    ['more layers than can be listed', { ...half, num_hidden_layers: 100_000_000 }, 'num_hidden_layers'],
  ])('refuses %s', (_name, raw, field) => {
    expect(() => parseConfig(raw)).toThrow(expect.objectContaining({ code: 'model/config', facts: { field } }));
  });

  it('gives the published number of weights: Qwen2.5-0.5B has 494,032,768', () => {
    expect(parameterCount(half)).toBe(494_032_768);
    expect(weightShapes(half).filter(([name]) => name.endsWith('bias'))).toHaveLength(72);
  });
});

describe('conversations', () => {
  const turns: Turn[] = [
    { role: 'system', content: 'be brief' },
    { role: 'user', content: 'one' },
    { role: 'assistant', content: 'two' },
    { role: 'user', content: 'three' },
    { role: 'assistant', content: 'four' },
  ];

  it('are supervised where the assistant speaks, its end of turn included', () => {
    expect(
      chatPieces(turns)
        .filter(({ supervised }) => supervised)
        .map(({ text }) => text),
    ).toEqual(['two<|im_end|>', 'four<|im_end|>']);
  });

  it('begin in training exactly as they do when they are asked', () => {
    const whole = chatPieces(turns)
      .map(({ text }) => text)
      .join('');
    expect(whole).toBe(`${promptText(turns.slice(0, 4))}four<|im_end|>`);
    expect(whole.startsWith(`${promptText(turns.slice(0, 2))}two<|im_end|>`)).toBe(true);
  });
});

describe('the autoencoder', () => {
  it('measures the mean square over width of what it cannot reconstruct, where weights say so', () => {
    const { tensors } = tinyAutoencoder(0);
    tensors.get('mean')?.data.fill(1);
    tensors.get('scale')?.data.fill(2);
    const graph = new Graph();
    const loss = reconstructionLoss(
      autoencoderWeights(graph, { tensors }),
      graph.input('hidden', [3, 16]),
      graph.input('weights', [3, 1]),
    );
    graph.output('loss', loss);
    // Zero weights reconstruct zero, so the error of a row is the mean square of its standardised values: (3 - 1) · 2 = 4.
    const out = interpret(graph, {
      hidden: plain([3, 16], () => 3),
      weights: plain([3, 1], (i) => [1, 0, 0.5][i] as number),
    });
    expect(out['loss']?.data[0]).toBeCloseTo(16 * 1.5, 10);
  });

  it('measures beside principal components what they leave, and against given rows the way to them', () => {
    const graph = new Graph();
    const components = tinyComponents();
    const weight = autoencoderWeights(graph, components);
    const [hidden, weights] = [graph.input('hidden', [1, 16]), graph.input('weights', [1, 1])];
    const given = graph.input('given', [1, 16]);
    graph.output('beside', reconstructionLoss(weight, hidden, weights, imageOf(components)));
    graph.output(
      'apart',
      reconstructionLoss(weight, hidden, weights, () => given),
    );
    const out = interpret(graph, {
      hidden: plain([1, 16], (i) => i),
      weights: plain([1, 1], () => 2),
      given: plain([1, 16], (i) => i + 3),
    });
    // The components are the first four coordinates.
    const left = Array.from({ length: 12 }, (_, i) => (i + 4) ** 2).reduce((a, b) => a + b);
    expect(out['beside']?.data[0]).toBeCloseTo((2 * left) / 16, 10);
    expect(out['apart']?.data[0]).toBeCloseTo(2 * 9, 10);
  });
});

describe('bias corrections', () => {
  it('undo what the first step lacks', () => {
    expect(corrections(1, { beta1: 0.9, beta2: 0.98, eps: 0 }).correction1).toBeCloseTo(10, 10);
    expect(corrections(1, { beta1: 0.9, beta2: 0.98, eps: 0 }).correction2).toBeCloseTo(50, 10);
    expect(corrections(1e6, { beta1: 0.9, beta2: 0.98, eps: 0 })).toEqual({ correction1: 1, correction2: 1 });
  });
});

it('the tiny model of the tests is a model like any other', () => {
  expect(flatten(layoutOf(weightShapes(tinyConfig)), tinyWeights())).toHaveLength(parameterCount(tinyConfig));
});
