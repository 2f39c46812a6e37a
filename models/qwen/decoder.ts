// The Qwen2 / Qwen3 decoder as a graph: one page for training (packed rows, known sizes) and for decoding (cache, sizes known when it runs).
// B batch, T time, S total = past + T, H query heads, KV key heads, G = H / KV, hd head size, d width, V vocabulary.

import { must } from '../../src/lib/assert.ts';
import type { Dim, Graph, Value } from '../graph/ir.ts';
import { cachedAttention } from '../graph/cached-attention.ts';
import { adapted, attend, gatedSilu, rmsNorm, selectRows } from '../graph/fused.ts';
import * as o from '../graph/ops.ts';
import type { LoraPair } from '../lora.ts';
import type { QwenConfig } from './config.ts';

export type Parameters = {
  weight(name: string): Value;
  /** x · Wᵀ by a kernel that reads the weight as it is kept; null: there is none for it, multiply by `weight`. */
  product?(name: string, x: Value): Value | null;
  /** Whether q, k and v have biases (Qwen2). */
  bias: boolean;
  /** The adapter of a linear map, if there is one, and its scale. */
  lora?: { scale: number; pair(layer: number, module: string): LoraPair };
};

/** As cached-attention.ts wants it, and the name of the size of the cache afterwards. */
export type CacheLength = { last: Value; total: Value; dim: Dim };

export type KeyValue = { key: Value; value: Value }; // each [B, KV, S, hd]

export type DecoderInput = {
  /** [B, T] int64; or their rows of the embedding, [B, T, d], looked up elsewhere. */
  ids: Value | { rows: Value };
  positions: Value; // [B, T] int64
  /** [B, 1, T, S], added to attention scores; or one kernel, for rows that begin at position 0 and a cache. */
  bias: Value | CacheLength;
  past?: readonly KeyValue[];
  /** Only these K positions are wanted (see selectRows): the rest is left out as soon as nothing depends on it. Known sizes only. */
  only?: { rows: Value; places: Value };
  /** The first layer that is run: the rows are what comes out of the one under it. */
  from?: number;
};

export type DecoderOutput = { hidden: Value; present: readonly KeyValue[] }; // hidden [B, T, d] or [K, d], after the final norm

export function decoder(config: QwenConfig, p: Parameters, io: DecoderInput): DecoderOutput {
  const { x, present } = layers(config, p, io);
  return { hidden: rmsNorm(x, p.weight('model.norm.weight'), config.rms_norm_eps), present };
}

/** All layers of the config, without the final norm: x [B, T, d] or [K, d]. */
export function layers(
  config: QwenConfig,
  p: Parameters,
  io: DecoderInput,
): Omit<DecoderOutput, 'hidden'> & { x: Value } {
  const tables = rotaryTables(config, io.positions.graph);
  const present: KeyValue[] = [];
  let x = 'rows' in io.ids ? io.ids.rows : o.gatherRows(p.weight('model.embed_tokens.weight'), io.ids); // [B, T, d]
  for (let layer = io.from ?? 0; layer < config.num_hidden_layers; layer++) {
    // Nothing after the last attention looks at other positions.
    const { only, ...all } = { ...io, past: io.past?.[layer] };
    const block = decoderBlock(
      config,
      p,
      layer,
      x,
      layer === config.num_hidden_layers - 1 ? { ...all, only } : all,
      tables,
    );
    x = block.output;
    present.push(block.present);
  }
  return { x, present };
}

type BlockInput = Pick<DecoderInput, 'positions' | 'bias'> & {
  past?: KeyValue | undefined;
  only?: DecoderInput['only'];
};

export type DecoderBlock = {
  output: Value; // [B, T, d] or [K, d]
  present: KeyValue;
  /** Results whose making costs a product with a weight, or a softmax: what a backward pass in a program of its own is handed. */
  costly: Readonly<Record<string, Value>>;
};

/** One layer: x [B, T, d] → the same. */
export function decoderBlock(
  config: QwenConfig,
  p: Parameters,
  layer: number,
  x: Value,
  io: BlockInput,
  tables = rotaryTables(config, x.graph),
): DecoderBlock {
  const norm = (name: string, value: Value): Value =>
    rmsNorm(value, p.weight(`model.layers.${layer}.${name}.weight`), config.rms_norm_eps);
  const linear = (module: string, value: Value): Value => linearMap(p, layer, module, value, io.only?.places);
  const kept = (value: Value): Value => (io.only ? selected(value, io.only) : value);
  const { attended, present, costly } = attention(config, p, layer, linear, norm('input_layernorm', x), io, tables);
  const middle = o.add(kept(x), linear('self_attn.o_proj', kept(attended)));
  const h = norm('post_attention_layernorm', middle);
  const [gate, up] = [linear('mlp.gate_proj', h), linear('mlp.up_proj', h)];
  const output = o.add(middle, linear('mlp.down_proj', gatedSilu(gate, up)));
  return { output, present, costly: { ...costly, attended, middle, gate, up } };
}

/** Logits over the vocabulary: [..., d] → [..., V]. */
export function languageHead(config: QwenConfig, p: Parameters, hidden: Value): Value {
  return mapped(p, headName(config), hidden);
}

/** Of the weight that turns hidden states into logits. */
export const headName = (config: Pick<QwenConfig, 'tie_word_embeddings'>): string =>
  config.tie_word_embeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';

type Linear = (module: string, value: Value) => Value;
type Tables = { cos: Value; sin: Value };

function attention(
  config: QwenConfig,
  p: Parameters,
  layer: number,
  linear: Linear,
  x: Value,
  io: BlockInput,
  tables: Tables,
): { attended: Value; present: KeyValue; costly: Readonly<Record<'q' | 'k' | 'v', Value>> } {
  const { num_attention_heads: H, num_key_value_heads: KV, head_dim: hd, model_type } = config;
  const [B, T] = [must(x.shape[0], 'B'), must(x.shape[1], 'T')];
  const costly = {
    q: linear('self_attn.q_proj', x),
    k: linear('self_attn.k_proj', x),
    v: linear('self_attn.v_proj', x),
  };
  if ('dim' in io.bias)
    return { ...fusedAttention(config, p, layer, costly, { past: io.past, bias: io.bias }, tables), costly };
  const { bias } = io;
  const heads = (module: 'q' | 'k' | 'v', count: number): Value =>
    o.transpose(o.reshape(costly[module], [B, T, count, hd]), [0, 2, 1, 3]);
  const turned = (module: 'q' | 'k', count: number): Value => {
    const plain = heads(module, count); // [B, count, T, hd]
    const normed =
      model_type === 'qwen3'
        ? rmsNorm(plain, p.weight(`model.layers.${layer}.self_attn.${module}_norm.weight`), config.rms_norm_eps)
        : plain;
    return o.rotary(normed, io.positions, tables.cos, tables.sin);
  };
  const S = must(bias.shape[3], 'S');
  const { past } = io;
  const key = past ? o.concat([past.key, turned('k', KV)], 2, S) : turned('k', KV);
  const value = past ? o.concat([past.value, heads('v', KV)], 2, S) : heads('v', KV);
  const grouped = group(T, H / KV);
  const q = o.reshape(o.scale(turned('q', H), 1 / Math.sqrt(hd)), [B, KV, grouped, hd]); // query heads of one key head are rows beside each other
  const scores = o.reshape(o.matmul(q, o.transpose(key, [0, 1, 3, 2])), [B, H, T, S]);
  const masked = o.reshape(o.add(scores, bias), [B, KV, grouped, S]);
  const mixed = o.reshape(attend(masked, value), [B, H, T, hd]);
  const attended = o.reshape(o.transpose(mixed, [0, 2, 1, 3]), [B, T, H * hd]);
  return { attended, present: { key, value }, costly };
}

function fusedAttention(
  config: QwenConfig,
  p: Parameters,
  layer: number,
  { q, k, v }: Readonly<Record<'q' | 'k' | 'v', Value>>,
  { bias: { last, total, dim }, past }: { bias: CacheLength; past: KeyValue | undefined },
  { cos, sin }: Tables,
): { attended: Value; present: KeyValue } {
  const { num_attention_heads: H, num_key_value_heads: KV, head_dim: hd, model_type, rms_norm_eps } = config;
  const normed = (x: Value, module: 'q' | 'k', count: number): Value => {
    if (model_type !== 'qwen3') return x;
    const weight = p.weight(`model.layers.${layer}.self_attn.${module}_norm.weight`);
    return o.reshape(rmsNorm(o.reshape(x, [...x.shape.slice(0, 2), count, hd]), weight, rms_norm_eps), x.shape);
  };
  const { key: pastKey, value: pastValue } = must(past, 'a cache');
  const io = { query: normed(q, 'q', H), key: normed(k, 'k', KV), value: v, pastKey, pastValue, last, total, cos, sin };
  const { mixed, key, value } = cachedAttention(io, { query: H, key: KV }, dim);
  return { attended: mixed, present: { key, value } };
}

function group(time: Dim, size: number): Dim {
  return typeof time === 'number' ? time * size : size === 1 ? time : `${size} ${time}`;
}

function selected(x: Value, { rows, places }: { rows: Value; places: Value }): Value {
  const width = must(x.shape.at(-1), 'width');
  return selectRows(o.reshape(x, [must(places.shape[0], 'N'), width]), rows, places);
}

function linearMap(p: Parameters, layer: number, module: string, x: Value, places: Value | undefined): Value {
  const name = `model.layers.${layer}.${module}`;
  const bias = p.bias && /[qkv]_proj$/.test(module) ? p.weight(`${name}.bias`) : undefined;
  if (!p.lora) return mapped(p, `${name}.weight`, x, bias);
  const { a, b } = p.lora.pair(layer, module);
  if (places && mergePays(must(places.shape[0], 'N'), p.weight(`${name}.weight`)))
    return rowwise(x, (rows) => adapted(rows, p.weight(`${name}.weight`), a, b, p.lora?.scale ?? 1, bias));
  return product(product(x, a), b, mapped(p, `${name}.weight`, x, bias), p.lora.scale);
}

/** x·Wᵀ (+ c) with a weight by its name. */
function mapped(p: Parameters, name: string, x: Value, c?: Value): Value {
  const y = p.product?.(name, x);
  if (!y) return product(x, p.weight(name), c);
  return c ? o.add(y, c) : y;
}

/** Forming W + scale·B·A costs out·in products a rank; going through the rank costs rows·(out + in). */
function mergePays(rows: Dim, weight: Value): boolean {
  const [out, width] = weight.shape as [number, number];
  return typeof rows === 'number' && rows * (out + width) > out * width;
}

/** A map of rows [N, in] → [N, out], applied to [..., in] of known sizes or to rows. */
function rowwise(x: Value, map: (rows: Value) => Value): Value {
  if (x.shape.length === 2) return map(x);
  const lead = x.shape.slice(0, -1) as number[];
  const y = map(o.reshape(x, [lead.reduce((a, b) => a * b, 1), must(x.shape.at(-1), 'in')]));
  return o.reshape(y, [...lead, must(y.shape[1], 'out')]);
}

/** alpha·x·Wᵀ (+ c): [..., in], [out, in] → [..., out]. Rows, and known sizes, run as one matrix product; others as a batched one with W transposed once. */
function product(x: Value, weight: Value, c?: Value, alpha = 1): Value {
  const out = must(weight.shape[0], 'out');
  const lead = x.shape.slice(0, -1);
  if (lead.length !== 1 && !lead.every((dim) => typeof dim === 'number')) {
    const y = o.scale(o.matmul(x, o.transpose(weight, [1, 0])), alpha);
    return c ? o.add(y, c) : y;
  }
  return rowwise(x, (rows) => {
    const flat = c && c.shape.length > 1 ? o.reshape(c, [must(rows.shape[0], 'rows'), out]) : c;
    return o.gemm(rows, weight, flat ? { tb: true, alpha, c: flat } : { tb: true, alpha });
  });
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
