// The encoder of a T5 with random weights, small enough to be computed by hand: as a graph, as an ONNX folder with the hub's names, and in plain TypeScript to be
// compared with. Its relative position bias is zero. The tokenizer is made as ours are, and ends every text with a token of its own, as T5's does.

import { encodeOnnx } from '../../models/graph/onnx/encode.ts';
import { rmsNorm } from '../../models/graph/fused.ts';
import { Graph, type Value } from '../../models/graph/ir.ts';
import * as o from '../../models/graph/ops.ts';
import { constantParameters, layoutOf, type Tensors, unflatten } from '../../models/parameters.ts';
import { TURN_END } from '../../models/qwen/chat.ts';
import { must } from '../../src/lib/assert.ts';
import { rng } from '../../src/lib/rng.ts';
import { tokenizerFiles, trainMerges } from '../../tools/pretrain/bpe.ts';

const [WIDTH, HEADS, HEAD, INNER, VOCABULARY, EPS] = [16, 2, 8, 24, 300, 1e-6];
const ATTENTION = 'encoder.block.0.layer.0.SelfAttention';
const DENSE = 'encoder.block.0.layer.1.DenseReluDense';
const NORMS = ['encoder.block.0.layer.0.layer_norm', 'encoder.block.0.layer.1.layer_norm', 'encoder.final_layer_norm'];

export const tinyT5Config = {
  ...{ model_type: 't5', architectures: ['T5ForConditionalGeneration'], is_encoder_decoder: true, num_layers: 1 },
  ...{ d_model: WIDTH, d_kv: HEAD, num_heads: HEADS, d_ff: INNER, vocab_size: VOCABULARY, layer_norm_epsilon: EPS },
};

/** By the names that T5's weights have. */
export function tinyT5Weights(): Tensors {
  const random = rng('tiny t5');
  const layout = layoutOf([
    ['shared.weight', [VOCABULARY, WIDTH]],
    ...['q', 'k', 'v'].map((name) => [`${ATTENTION}.${name}.weight`, [HEADS * HEAD, WIDTH]] as const),
    [`${ATTENTION}.o.weight`, [WIDTH, HEADS * HEAD]],
    [`${DENSE}.wi.weight`, [INNER, WIDTH]],
    [`${DENSE}.wo.weight`, [WIDTH, INNER]],
    ...NORMS.map((name) => [`${name}.weight`, [WIDTH]] as const),
  ]);
  return unflatten(
    layout,
    Float32Array.from({ length: layout.size }, () => 0.4 * random.normal()),
  );
}

/** Inputs input_ids, attention_mask [batch, time] int64; output last_hidden_state [batch, time, d_model]. */
export function tinyT5Graph(weights: Tensors): Graph {
  const g = new Graph();
  const weight = constantParameters(g, weights);
  const ids = g.input('input_ids', ['batch', 'time'], 'int64');
  const mask = g.input('attention_mask', ['batch', 'time'], 'int64');
  const norm = (x: Value, at: number): Value => rmsNorm(x, weight(`${must(NORMS[at], 'norm')}.weight`), EPS);
  const linear = (x: Value, name: string): Value => o.matmul(x, o.transpose(weight(`${name}.weight`), [1, 0]));
  const heads = (x: Value): Value => o.transpose(o.reshape(x, ['batch', 'time', HEADS, HEAD]), [0, 2, 1, 3]);
  const bias = o.gatherRows(g.constant(Float32Array.of(-1e9, 0), [2, 1], 'attended'), mask); // [batch, time, 1]
  let x = o.gatherRows(weight('shared.weight'), ids);
  const seen = norm(x, 0);
  const [q, k, v] = ['q', 'k', 'v'].map((name) => heads(linear(seen, `${ATTENTION}.${name}`))) as [Value, Value, Value];
  const scores = o.add(
    o.matmul(q, o.transpose(k, [0, 1, 3, 2])),
    o.reshape(o.transpose(bias, [0, 2, 1]), ['batch', 1, 1, 'time']),
  );
  const mixed = o.reshape(o.transpose(o.matmul(o.softmax(scores), v), [0, 2, 1, 3]), ['batch', 'time', HEADS * HEAD]);
  x = o.add(x, linear(mixed, `${ATTENTION}.o`));
  const inner = o.maximum(linear(norm(x, 1), `${DENSE}.wi`), g.scalar(0));
  g.output('last_hidden_state', norm(o.add(x, linear(inner, `${DENSE}.wo`)), 2));
  return g;
}

/** The same by loops over one text: [ids.length, d_model]. */
export function tinyT5States(weights: Tensors, ids: readonly number[]): number[] {
  const data = (name: string): Float32Array => must(weights.get(`${name}.weight`), name).data;
  const linear = (row: readonly number[], name: string): number[] =>
    Array.from({ length: data(name).length / row.length }, (_, out) =>
      row.reduce((sum, value, i) => sum + value * (data(name)[out * row.length + i] as number), 0),
    );
  const norm = (row: readonly number[], at: number): number[] => {
    const size = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length + EPS);
    return row.map((value, i) => (value / size) * (data(must(NORMS[at], 'norm'))[i] as number));
  };
  const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value + (b[i] as number));
  const embedded = ids.map((id) => [...data('shared').subarray(id * WIDTH, (id + 1) * WIDTH)]);
  const seen = embedded.map((row) => norm(row, 0));
  const [q, k, v] = ['q', 'k', 'v'].map((name) => seen.map((row) => linear(row, `${ATTENTION}.${name}`))) as [
    number[][],
    number[][],
    number[][],
  ];
  return embedded.flatMap((row, at) => {
    const mixed = Array.from({ length: HEADS }, (_, head) => attended(must(q[at], 'query'), k, v, head)).flat();
    const x = plus(row, linear(mixed, `${ATTENTION}.o`));
    const inner = linear(norm(x, 1), `${DENSE}.wi`).map((value) => Math.max(0, value));
    return norm(plus(x, linear(inner, `${DENSE}.wo`)), 2);
  });
}

/** What one head of a query takes from all values. T5 does not scale its scores. */
function attended(query: readonly number[], keys: number[][], values: number[][], head: number): number[] {
  const own = (row: readonly number[]): number[] => row.slice(head * HEAD, (head + 1) * HEAD);
  const weights = keys.map((key) =>
    Math.exp(own(query).reduce((sum, value, i) => sum + value * must(own(key)[i], 'key'), 0)),
  );
  const whole = weights.reduce((a, b) => a + b, 0);
  return Array.from({ length: HEAD }, (_, i) =>
    values.reduce((sum, value, at) => sum + (must(weights[at], 'weight') * must(own(value)[i], 'value')) / whole, 0),
  );
}

/** Its folder as the hub has it, the encoder alone. */
export function tinyT5Folder(config: object = tinyT5Config): Map<string, Uint8Array<ArrayBuffer>> {
  const corpus = ['user assistant user assistant system', 'say the number that the user said'];
  const words = tokenizerFiles(trainMerges(corpus, VOCABULARY), 512);
  const json = (content: object): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(content));
  return new Map([
    ['config.json', json(config)],
    ['tokenizer.json', json({ ...words.tokenizer, post_processor: ending(words.tokenizer) })],
    ['tokenizer_config.json', json({ model_max_length: 512 })],
    ['onnx/encoder_model.onnx', encodeOnnx(tinyT5Graph(tinyT5Weights()), 'cpu') as Uint8Array<ArrayBuffer>],
  ]);
}

/** What puts the end of a text behind it. */
function ending(tokenizer: object): object {
  const { added_tokens } = tokenizer as { added_tokens: { id: number; content: string }[] };
  const { id } = must(
    added_tokens.find(({ content }) => content === TURN_END),
    TURN_END,
  );
  const single = [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: TURN_END, type_id: 0 } }];
  const special_tokens = { [TURN_END]: { id: TURN_END, ids: [id], tokens: [TURN_END] } };
  return { type: 'TemplateProcessing', single, pair: single, special_tokens };
}
