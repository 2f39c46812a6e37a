// The graphs that are run: accumulate (training), forward (logits of packed rows), generate (prefill and decode with a cache) and score (drafts).
// Trainable parameters are one flat input; frozen ones are constants.

import {
  type Autoencoder,
  autoencoderLayout,
  autoencoderWeights,
  imageOf,
  reconstructionLoss,
} from '../autoencoder/autoencoder.ts';
import { assert } from '../../src/lib/assert.ts';
import { softCrossEntropy } from '../graph/fused.ts';
import { type Dim, Graph, type Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import { differentiate } from '../graph/reverse.ts';
import { type LoraConfig, loraLayout, loraName, loraScale } from '../lora.ts';
import { constantParameters, type Layout, layoutOf, sliceParameters, type Tensors } from '../parameters.ts';
import { buildLoss, chooseLoss } from '../losses/build.ts';
import type { LossName } from '../losses/index.ts';
import type { LossOptions } from '../losses/loss.ts';
import type { QwenConfig } from './config.ts';
import {
  type CacheLength,
  decoder,
  type DecoderInput,
  type KeyValue,
  languageHead,
  layers,
  type Parameters,
} from './decoder.ts';
import { inputParameters, type KeptAs, type Shapes } from './weight-inputs.ts';
import { weightShapes } from './weights.ts';

/**
 * What is trained: every weight, or an adapter on frozen weights; of the adapter only the layers from `from` on, if it is there (PEFT calls them
 * layers_to_transform). What comes out of the layers under them is then an input. Behind the adapter, where it is not frozen, the autoencoder of the objective.
 */
export type Trainable =
  | { mode: 'full' }
  | { mode: 'lora'; lora: LoraConfig; base: Tensors; from?: number; unfrozen?: Autoencoder | undefined };

export type PackedShape = { batch: number; time: number };

export function trainableLayout(config: QwenConfig, trainable: Trainable): Layout {
  if (trainable.mode === 'full') return layoutOf(weightShapes(config));
  const adapter = loraLayout(config, trainable.lora, trainable.from);
  return trainable.unfrozen ? beside(adapter, autoencoderLayout(trainable.unfrozen)) : adapter;
}

const beside = (...layouts: readonly Layout[]): Layout =>
  layoutOf(layouts.flatMap(({ entries }) => entries.map(({ name, shape }) => [name, shape] as const)));

/** `slices`: everything that is trained, by name. */
type Bound = { parameters: Parameters; slices: ReadonlyMap<string, Value> };

function bind(graph: Graph, config: QwenConfig, trainable: Trainable, flat: Value): Bound {
  const slices = sliceParameters(flat, trainableLayout(config, trainable));
  const get = (name: string): Value => slices.get(name) as Value;
  const bias = config.model_type === 'qwen2';
  if (trainable.mode === 'full') return { parameters: { weight: get, bias }, slices };
  const lora = loraParameters(trainable.lora, slices);
  return { parameters: { weight: constantParameters(graph, trainable.base), bias, lora }, slices };
}

function loraParameters(lora: LoraConfig, slices: ReadonlyMap<string, Value>): NonNullable<Parameters['lora']> {
  const get = (layer: number, module: string, matrix: 'A' | 'B'): Value =>
    slices.get(loraName(layer, module, matrix)) as Value;
  const pair = (layer: number, module: string): { a: Value; b: Value } => ({
    a: get(layer, module, 'A'),
    b: get(layer, module, 'B'),
  });
  return { scale: loraScale(lora), pair };
}

type PackedInputs = Pick<DecoderInput, 'ids' | 'positions' | 'bias'>;

/** @param below width of the hidden states that come instead of ids */
function packedInputs(g: Graph, { batch, time }: PackedShape, below?: number): PackedInputs {
  const ids = below ? { rows: g.input('below', [batch, time, below]) } : g.input('ids', [batch, time], 'int64');
  const positions = g.input('positions', [batch, time], 'int64');
  return { ids, positions, bias: o.packedBias(g.input('segments', [batch, time], 'int32')) };
}

const SUPERVISED = 'supervised';

/** What is minimised: the loss, and terms beside it. `targets`: hidden states are held against given ones instead of what the autoencoder makes of them. */
export type Objective = {
  loss?: LossName;
  lossOptions?: LossOptions;
  autoencoder?: Autoencoder;
  targets?: boolean;
  anchored?: boolean;
};

/**
 * Forward, backward, add: inputs parameters [n], gradient [n] (so far), ids, positions [B, T] int64, segments [B, T] int32; of the K supervised
 * positions rows [K] int64 (places in the B·T positions, each once), those of the loss; places [B·T] int64 (1 + place among the supervised, 0 = not
 * supervised). Outputs gradient_out [n] = gradient + d Σ weights·loss, loss [] = Σ weights·loss.
 * With an autoencoder also: input manifold_weights [K] and output manifold_loss [] = Σ weights · ‖ĥ − AE(ĥ)‖² / d, added to the loss that is differentiated;
 * with targets also input manifold_targets [K, d], which are AE(ĥ) then.
 * Anchored (adapters only) also: input anchor_weights [K] and output anchor_loss [] = Σ weights · CE(base's distribution, adapted model's), added too: its
 * gradient is that of the forward KL to the frozen base (learning without forgetting, arXiv 1606.09282).
 * Where only layers from `from` on are trained: input below [B, T, d] of belowGraph instead of ids, and no anchor, which needs the layers under them, too.
 */
export function accumulateGraph(
  config: QwenConfig,
  shape: PackedShape,
  trainable: Trainable,
  { loss: lossName = 'cross-entropy', lossOptions, autoencoder, targets = false, anchored = false }: Objective = {},
): Graph {
  const g = new Graph();
  const size = trainableLayout(config, trainable).size;
  const { parameters, slices } = bind(g, config, trainable, g.input('parameters', [size]));
  const before = g.input('gradient', [size]);
  const only = {
    rows: g.input('rows', [SUPERVISED], 'int64'),
    places: g.input('places', [shape.batch * shape.time], 'int64'),
  };
  const from = trainable.mode === 'lora' ? (trainable.from ?? 0) : 0;
  assert(!(anchored && from > 0), 'an anchor needs every layer of the frozen base');
  const packed = packedInputs(g, shape, from > 0 ? config.hidden_size : undefined);
  const { hidden } = decoder(config, parameters, { ...packed, only, from });
  const logits = languageHead(config, parameters, hidden);
  const loss = buildLoss(chooseLoss(lossName, lossOptions), logits);
  g.output('loss', loss);
  let objective = loss;
  if (autoencoder) {
    const weights = o.reshape(g.input('manifold_weights', [SUPERVISED]), [SUPERVISED, 1]);
    const given = targets ? g.input('manifold_targets', [SUPERVISED, config.hidden_size]) : null;
    const image = given ? (): Value => given : imageOf(autoencoder);
    const distance = reconstructionLoss(autoencoderWeights(g, autoencoder, slices), hidden, weights, image);
    g.output('manifold_loss', distance);
    objective = o.add(objective, distance);
  }
  if (anchored) {
    assert(trainable.mode === 'lora', 'only an adapter has a frozen base to keep to');
    const frozen: Parameters = { weight: parameters.weight, bias: parameters.bias };
    const before = languageHead(config, frozen, decoder(config, frozen, { ...packed, only }).hidden);
    const weights = o.reshape(g.input('anchor_weights', [SUPERVISED]), [SUPERVISED, 1]);
    const distance = softCrossEntropy(logits, o.softmax(before), weights);
    g.output('anchor_loss', distance);
    objective = o.add(objective, distance);
  }
  const pieces = differentiate(objective, [...slices.values()]).map((piece) =>
    o.reshape(piece, [piece.shape.reduce<number>((a, b) => a * (b as number), 1)]),
  );
  g.output('gradient_out', o.add(before, o.concat(pieces, 0)));
  return g;
}

/** What comes out of the layers under `from`, below [B, T, d], of packed rows: inputs parameters [n], the adapter of those layers, ids, positions, segments. */
export function belowGraph(
  config: QwenConfig,
  shape: PackedShape,
  { lora, base, from }: { lora: LoraConfig; base: Tensors; from: number },
): Graph {
  const g = new Graph();
  const under = { ...config, num_hidden_layers: from };
  const flat = g.input('parameters', [loraLayout(under, lora).size]);
  const { parameters } = bind(g, under, { mode: 'lora', lora, base }, flat);
  g.output('below', layers(under, parameters, packedInputs(g, shape)).x);
  return g;
}

/** What the frozen base makes of packed rows, after the final norm: hidden [B, T, d]; inputs ids, positions, segments. */
export function hiddenGraph(config: QwenConfig, shape: PackedShape, base: Tensors): Graph {
  const g = new Graph();
  const parameters = { weight: constantParameters(g, base), bias: config.model_type === 'qwen2' };
  g.output('hidden', decoder(config, parameters, packedInputs(g, shape)).hidden);
  return g;
}

/** Logits [B, T, V] and hidden [B, T, d] of packed rows: inputs parameters [n], ids, positions, segments. */
export function forwardGraph(config: QwenConfig, shape: PackedShape, trainable: Trainable): Graph {
  const g = new Graph();
  const { parameters } = bind(g, config, trainable, g.input('parameters', [trainableLayout(config, trainable).size]));
  const { hidden, present } = decoder(config, parameters, packedInputs(g, shape));
  g.output('logits', languageHead(config, parameters, hidden));
  g.output('hidden', hidden);
  present.forEach(({ key, value }, i) => {
    g.output(`present.${i}.key`, key);
    g.output(`present.${i}.value`, value);
  });
  return g;
}

/** Parameters of an inference graph: frozen, or frozen with one flat adapter vector as input `lora`. */
function inferenceParameters(g: Graph, config: QwenConfig, base: Frozen, lora?: LoraConfig): Parameters {
  const frozen =
    'keptAs' in base ? inputParameters(g, base.shapes, base.keptAs) : { weight: constantParameters(g, base) };
  const bias = config.model_type === 'qwen2';
  if (!lora) return { ...frozen, bias };
  const flat = g.input('lora', [loraLayout(config, lora).size]);
  return { ...frozen, bias, lora: loraParameters(lora, sliceParameters(flat, loraLayout(config, lora))) };
}

/** Weights that a graph holds itself, or that are fed to it; then it takes rows of the embedding instead of ids. */
export type Frozen = Tensors | { shapes: Shapes; keptAs: KeptAs };

/** Token ids by this name; where the embedding is not in the graph, its rows `embedded` [batch, time, d] instead. */
function idsInput(
  g: Graph,
  config: QwenConfig,
  base: Frozen,
  name: string,
  [batch, time]: readonly [Dim, Dim],
): DecoderInput['ids'] {
  return 'keptAs' in base
    ? { rows: g.input('embedded', [batch, time, config.hidden_size]) }
    : g.input(name, [batch, time], 'int64');
}

/**
 * Prefill and decode in one graph, under the names that transformers.js feeds: input_ids [batch, time], attention_mask [batch, total], position_ids
 * [batch, time], past_key_values.{i}.key|value [batch, KV, past, hd] and, with `lora`, one flat adapter vector `lora`; outputs logits [batch, time, V]
 * (`logitsOf` 'last': [batch, 1, V], of the last position alone) and present.{i}.key|value [batch, KV, total, hd]. Rows may be padded on the left.
 * `fused`: attention in one kernel; then there is no padding, and instead of attention_mask come last_position [batch] int32 = total − 1 and total_length []
 * int32.
 */
export function generateGraph(
  config: QwenConfig,
  base: Frozen,
  lora?: LoraConfig,
  { logitsOf = 'all', fused = false }: { logitsOf?: 'all' | 'last'; fused?: boolean } = {},
): Graph {
  const g = new Graph();
  const ids = idsInput(g, config, base, 'input_ids', ['batch', 'time']);
  const positions = g.input('position_ids', ['batch', 'time'], 'int64');
  const length = (): CacheLength => ({
    last: g.input('last_position', ['batch'], 'int32'),
    total: g.input('total_length', [], 'int32'),
    dim: 'total',
  });
  const bias = fused ? length() : o.cachedBias(g.input('attention_mask', ['batch', 'total'], 'int64'), positions);
  const cache = (name: string): Value => g.input(name, ['batch', config.num_key_value_heads, 'past', config.head_dim]);
  const past = Array.from({ length: config.num_hidden_layers }, (_, i): KeyValue => ({
    key: cache(`past_key_values.${i}.key`),
    value: cache(`past_key_values.${i}.value`),
  }));
  const parameters = inferenceParameters(g, config, base, lora);
  const { hidden, present } = decoder(config, parameters, {
    ids,
    positions,
    bias,
    past,
  });
  g.output('logits', languageHead(config, parameters, logitsOf === 'last' ? o.last(hidden, 1) : hidden));
  present.forEach(({ key, value }, i) => {
    g.output(`present.${i}.key`, key);
    g.output(`present.${i}.value`, value);
  });
  return g;
}

/**
 * Scores packed rows of `time` positions, any number of rows: inputs ids, positions, targets [batch, time] int64, segments [batch, time] int32 and, with
 * `lora`, one flat adapter vector `lora`; outputs greedy [batch, time] int64, the most likely next token (the first of equals), and nll [batch, time],
 * −log p of the target. `finds` 'logits': no targets; but places [n] int64 of the batch · time positions, and logits [n, V] of these alone.
 */
export function scoreGraph(
  config: QwenConfig,
  time: number,
  base: Frozen,
  lora?: LoraConfig,
  finds: 'scores' | 'logits' = 'scores',
): Graph {
  const g = new Graph();
  const ids = idsInput(g, config, base, 'ids', ['batch', time]);
  const positions = g.input('positions', ['batch', time], 'int64');
  const bias = o.packedBias(g.input('segments', ['batch', time], 'int32'));
  const targets = finds === 'scores' ? g.input('targets', ['batch', time], 'int64') : null;
  const parameters = inferenceParameters(g, config, base, lora);
  const { hidden } = decoder(config, parameters, { ids, positions, bias });
  if (!targets) {
    const cells = o.reshape(hidden, ['cells', config.hidden_size]);
    const wanted = o.gatherRows(cells, g.input('places', ['places'], 'int64'));
    g.output('logits', languageHead(config, parameters, wanted));
    return g;
  }
  const logits = languageHead(config, parameters, hidden);
  g.output('greedy', o.argmax(logits));
  g.output('nll', o.scale(o.pick(logits, targets), -1));
  return g;
}
