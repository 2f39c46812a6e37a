// The Qwen2 / Qwen3 decoder as a graph: one page for training (packed rows, known sizes) and for decoding (cache, sizes known when it runs).
// B batch, T time, S total = past + T, H query heads, KV key heads, G = H / KV, hd head size, d width, V vocabulary.

import { must } from '../../src/lib/assert.ts';
import type { Dim, Graph, Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import type { LoraPair } from '../lora.ts';
import type { QwenConfig } from './config.ts';

export type Parameters = {
  weight(name: string): Value;
  /** Whether q, k and v have biases (Qwen2). */
  bias: boolean;
  /** The adapter of a linear map, if there is one, and its scale. */
  lora?: { scale: number; pair(layer: number, module: string): LoraPair };
};

export type KeyValue = { key: Value; value: Value }; // each [B, KV, S, hd]

export type DecoderInput = {
  ids: Value; // [B, T] int64
  positions: Value; // [B, T] int64
  bias: Value; // [B, 1, T, S], added to attention scores
  past?: readonly KeyValue[];
};

export type DecoderOutput = { hidden: Value; present: readonly KeyValue[] }; // hidden [B, T, d], after the final norm

export function decoder(config: QwenConfig, p: Parameters, io: DecoderInput): DecoderOutput {
  const tables = rotaryTables(config, io.ids.graph);
  const present: KeyValue[] = [];
  let x = o.gatherRows(p.weight('model.embed_tokens.weight'), io.ids); // [B, T, d]
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const norm = (name: string, value: Value): Value =>
      o.rmsNorm(value, p.weight(`model.layers.${layer}.${name}.weight`), config.rms_norm_eps);
    const linear = (module: string, value: Value): Value => linearMap(p, layer, module, value);
    const attended = attention(config, p, layer, linear, norm('input_layernorm', x), io, tables, present);
    x = o.add(x, linear('self_attn.o_proj', attended));
    const h = norm('post_attention_layernorm', x);
    x = o.add(x, linear('mlp.down_proj', o.multiply(o.silu(linear('mlp.gate_proj', h)), linear('mlp.up_proj', h))));
  }
  return { hidden: o.rmsNorm(x, p.weight('model.norm.weight'), config.rms_norm_eps), present };
}

/** Logits over the vocabulary: [..., d] → [..., V]. */
export function languageHead(config: QwenConfig, p: Parameters, hidden: Value): Value {
  return product(hidden, p.weight(config.tie_word_embeddings ? 'model.embed_tokens.weight' : 'lm_head.weight'));
}

type Linear = (module: string, value: Value) => Value;
type Tables = { cos: Value; sin: Value };

function attention(
  config: QwenConfig,
  p: Parameters,
  layer: number,
  linear: Linear,
  x: Value,
  io: DecoderInput,
  tables: Tables,
  present: KeyValue[],
): Value {
  const { num_attention_heads: H, num_key_value_heads: KV, head_dim: hd, model_type } = config;
  const [B, T] = [must(x.shape[0], 'B'), must(x.shape[1], 'T')];
  const heads = (module: string, count: number): Value =>
    o.transpose(o.reshape(linear(`self_attn.${module}_proj`, x), [B, T, count, hd]), [0, 2, 1, 3]);
  const turned = (module: 'q' | 'k', count: number): Value => {
    const plain = heads(module, count); // [B, count, T, hd]
    const normed =
      model_type === 'qwen3'
        ? o.rmsNorm(plain, p.weight(`model.layers.${layer}.self_attn.${module}_norm.weight`), config.rms_norm_eps)
        : plain;
    return o.rotary(normed, io.positions, tables.cos, tables.sin);
  };
  const S = must(io.bias.shape[3], 'S');
  const past = io.past?.[layer];
  const key = past ? o.concat([past.key, turned('k', KV)], 2, S) : turned('k', KV);
  const value = past ? o.concat([past.value, heads('v', KV)], 2, S) : heads('v', KV);
  present.push({ key, value });
  const grouped = group(T, H / KV);
  const q = o.reshape(o.scale(turned('q', H), 1 / Math.sqrt(hd)), [B, KV, grouped, hd]); // query heads of one key head are rows beside each other
  const scores = o.reshape(o.matmul(q, o.transpose(key, [0, 1, 3, 2])), [B, H, T, S]);
  const weights = o.reshape(o.softmax(o.add(scores, io.bias)), [B, KV, grouped, S]);
  const mixed = o.reshape(o.matmul(weights, value), [B, H, T, hd]);
  return o.reshape(o.transpose(mixed, [0, 2, 1, 3]), [B, T, H * hd]);
}

function group(time: Dim, size: number): Dim {
  return typeof time === 'number' ? time * size : size === 1 ? time : `${size} ${time}`;
}

function linearMap(p: Parameters, layer: number, module: string, x: Value): Value {
  const name = `model.layers.${layer}.${module}`;
  const bias = p.bias && /[qkv]_proj$/.test(module) ? p.weight(`${name}.bias`) : undefined;
  const base = product(x, p.weight(`${name}.weight`), bias);
  if (!p.lora) return base;
  const { a, b } = p.lora.pair(layer, module);
  return product(o.scale(product(x, a), p.lora.scale), b, base);
}

/** x·Wᵀ (+ c): [..., in], [out, in] → [..., out]. Known sizes run as one matrix product; others as a batched one with W transposed once. */
function product(x: Value, weight: Value, c?: Value): Value {
  const out = must(weight.shape[0], 'out');
  const lead = x.shape.slice(0, -1);
  if (!lead.every((dim) => typeof dim === 'number')) {
    const y = o.matmul(x, o.transpose(weight, [1, 0]));
    return c ? o.add(y, c) : y;
  }
  const rows = lead.reduce((a, b) => a * b, 1);
  const flat = c && c.shape.length > 1 ? o.reshape(c, [rows, out]) : c;
  const y = o.gemm(
    o.reshape(x, [rows, must(x.shape.at(-1), 'in')]),
    weight,
    flat ? { tb: true, c: flat } : { tb: true },
  );
  return o.reshape(y, [...lead, out]);
}

function rotaryTables(config: QwenConfig, graph: Graph): Tables {
  const half = config.head_dim / 2;
  const length = config.max_position_embeddings;
  const table = (f: (angle: number) => number, name: string): Value => {
    const data = Float32Array.from({ length: length * half }, (_, i) =>
      f(Math.floor(i / half) / config.rope_theta ** ((i % half) / half)),
    );
    return graph.constant(data, [length, half], name);
  };
  return { cos: table(Math.cos, 'rotary_cos'), sin: table(Math.sin, 'rotary_sin') };
}
