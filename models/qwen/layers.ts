// The graphs of layer-wise training: one block program for all layers, with its weights and its adapter as inputs, and a head that goes through the
// vocabulary in chunks. For models whose weights are too many for one graph. Forward and backward pass of a block are built as one graph and cut in two.
// B batch, T time, d width, K supervised positions, C rows of a chunk of the vocabulary.

import { must } from '../../src/lib/assert.ts';
import { Graph, type Value } from '../graph/ir.ts';
import * as f from '../graph/fused.ts';
import * as o from '../graph/ops.ts';
import { partOf } from '../graph/part.ts';
import { pullBack } from '../graph/reverse.ts';
import { type LoraConfig, loraLayout, loraName, loraScale } from '../lora.ts';
import { type Layout, sliceParameters } from '../parameters.ts';
import type { QwenConfig } from './config.ts';
import { decoderBlock, type Parameters } from './decoder.ts';
import type { PackedShape } from './graphs.ts';
import { type KeptAs, once, type Shapes, weightInput } from './weight-inputs.ts';

export type BlockGraphs = { forward: Graph; backward: Graph };

export type BlockSpec = {
  config: QwenConfig;
  shape: PackedShape;
  lora: LoraConfig;
  /** Of a layer's tensors, by name without `model.layers.N.`. */
  shapes: Shapes;
  keptAs: KeptAs;
};

/** The adapter of one layer as a flat vector; layers follow each other in that of the whole model. */
export const blockLayout = (config: QwenConfig, lora: LoraConfig): Layout =>
  loraLayout({ ...config, num_hidden_layers: 1 }, lora);

/**
 * One layer with its adapter. Forward: inputs x [B, T, d], positions [B, T] int64, bias [B, 1, T, T], parameters [n] and the layer's tensors; outputs output
 * [B, T, d] and kept.* for the way back. Backward: those inputs that it needs, kept.*, output_gradient [B, T, d] and gradient [n] so far; outputs
 * x_gradient [B, T, d] and gradient_out [n].
 */
export function blockGraphs({ config, shape: { batch, time }, lora, shapes, keptAs }: BlockSpec): BlockGraphs {
  const g = new Graph();
  const x = g.input('x', [batch, time, config.hidden_size]);
  const positions = g.input('positions', [batch, time], 'int64');
  const bias = g.input('bias', [batch, 1, time, time]);
  const layout = blockLayout(config, lora);
  const slices = sliceParameters(g.input('parameters', [layout.size]), layout);
  const matrix = (module: string, which: 'A' | 'B'): Value => must(slices.get(loraName(0, module, which)), module);
  const parameters: Parameters = {
    weight: once((name) => {
      const own = name.replace('model.layers.0.', '');
      const shape = must(shapes.get(own), own);
      return weightInput(g, own, shape, keptAs(own, shape));
    }),
    bias: config.model_type === 'qwen2',
    lora: { scale: loraScale(lora), pair: (_, module) => ({ a: matrix(module, 'A'), b: matrix(module, 'B') }) },
  };
  const { output, costly } = decoderBlock(config, parameters, 0, x, { positions, bias });
  const kept = Object.fromEntries(Object.entries(costly).map(([name, value]) => [`kept.${name}`, value]));
  const before = g.input('gradient', [layout.size]);
  const there = g.input('output_gradient', [batch, time, config.hidden_size]);
  const [xGradient, ...pieces] = pullBack(output, there, [x, ...slices.values()]);
  const flat = pieces.map((piece, i) => o.reshape(piece, [must(layout.entries[i], 'entry').size]));
  return {
    forward: partOf(g, {}, { output, ...kept }),
    backward: partOf(g, kept, {
      x_gradient: must(xGradient, 'gradient of x'),
      gradient_out: o.add(before, o.concat(flat, 0)),
    }),
  };
}

/** segments [B, T] int32 → bias [B, 1, T, T], the same for all layers. */
export function biasGraph({ batch, time }: PackedShape): Graph {
  const g = new Graph();
  g.output('bias', o.packedBias(g.input('segments', [batch, time], 'int32')));
  return g;
}

export const CHOSEN = 'supervised';

/** After the last layer: x [B, T, d], rows [K] int64, norm [d] → hidden [K, d]. And back: hidden_gradient [K, d] and places [B·T] int64 too → x_gradient. */
export function tailGraphs(config: QwenConfig, { batch, time }: PackedShape): BlockGraphs {
  const g = new Graph();
  const d = config.hidden_size;
  const x = g.input('x', [batch, time, d]);
  const [rows, places] = [g.input('rows', [CHOSEN], 'int64'), g.input('places', [batch * time], 'int64')];
  const chosen = f.selectRows(o.reshape(x, [batch * time, d]), rows, places);
  const hidden = f.rmsNorm(chosen, g.input('norm', [d]), config.rms_norm_eps);
  const [back] = pullBack(hidden, g.input('hidden_gradient', [CHOSEN, d]), [x]);
  return {
    forward: partOf(g, {}, { hidden }),
    backward: partOf(g, {}, { x_gradient: must(back, 'gradient of x') }),
  };
}

/**
 * One chunk of the vocabulary, in one pass (online softmax, arXiv 1805.02867): running over chunks, the largest logit, Σ exp(logit − largest), the
 * target's logit [K, 1 each], Σ exp(logit − largest) · row and the target's row [K, d each], so that neither logits nor probabilities are ever kept.
 * Inputs hidden [K, d], head [C, d], targets [K] int64 (inside the chunk), inside [K, 1] (1 where the target is of this chunk), and the five so far;
 * outputs the five with _out.
 */
export function headGraph(config: QwenConfig, chunk: number, keptAs: KeptAs): Graph {
  const g = new Graph();
  const d = config.hidden_size;
  const shape = [chunk, d];
  const hidden = g.input('hidden', [CHOSEN, d]);
  const head = weightInput(g, 'head', shape, keptAs('head', shape));
  const [targets, inside] = [g.input('targets', [CHOSEN], 'int64'), g.input('inside', [CHOSEN, 1])];
  const column = (name: string): Value => g.input(name, [CHOSEN, 1]);
  const [most, sum, wanted] = [column('most'), column('sum'), column('wanted')];
  const [mean, row] = [g.input('mean', [CHOSEN, d]), g.input('row', [CHOSEN, d])];
  const logits = o.gemm(hidden, head, { tb: true });
  const top = o.maximum(most, o.largest(logits));
  const weights = o.exp(o.subtract(logits, top));
  const shrink = o.exp(o.subtract(most, top));
  g.output('most_out', top);
  g.output('sum_out', o.add(o.multiply(sum, shrink), o.sum(weights, [1])));
  g.output('wanted_out', o.add(wanted, o.multiply(o.elementAt(logits, targets), inside)));
  g.output('mean_out', o.gemm(weights, head, { c: o.multiply(mean, shrink) }));
  g.output('row_out', o.add(row, o.multiply(o.gatherRows(head, targets), inside)));
  return g;
}

/**
 * From what went through all chunks to the loss: Σ weights · (largest + log sum − wanted) as loss [], and its gradient at hidden, hidden_gradient [K, d] =
 * weights · (mean / sum − row). Weights [K, 1].
 */
export function lossGraph(config: QwenConfig): Graph {
  const g = new Graph();
  const column = (name: string): Value => g.input(name, [CHOSEN, 1]);
  const [most, sum, wanted, weights] = [column('most'), column('sum'), column('wanted'), column('weights')];
  const [mean, row] = [g.input('mean', [CHOSEN, config.hidden_size]), g.input('row', [CHOSEN, config.hidden_size])];
  const losses = o.subtract(o.add(most, o.log(sum)), wanted);
  g.output('loss', o.total(o.multiply(losses, weights)));
  g.output('hidden_gradient', o.multiply(o.subtract(o.divide(mean, sum), row), weights));
  return g;
}

/** Logits are above this; exp of the difference to any of them is zero. */
export const LOWEST = -1e30;

/** A head that goes through the vocabulary in chunks and gathers, chunk after chunk, what the loss after it is made of. */
export type HeadGraphs = {
  /** For chunks of so many rows. Inputs hidden [K, d], head [C, d], ids by their name, inside [K, width], and what is gathered; outputs that with _out. */
  chunk(rows: number): Graph;
  /** Inputs what was gathered, and the loss's own; outputs loss [] and hidden_gradient [K, d]. */
  loss: Graph;
  /** The input of the loss whose ids are looked up, and how many a position. */
  ids: string;
  width: number;
  /** What is gathered, before the first chunk: [K, ...shape] of one number. */
  start: Readonly<Record<string, { shape: readonly number[]; value: number }>>;
};

/** That of cross-entropy, which is leaner than what chunked-loss.ts makes of any loss. */
export function crossEntropyHead(config: QwenConfig, keptAs: KeptAs): HeadGraphs {
  const row = { shape: [config.hidden_size], value: 0 };
  return {
    chunk: (rows) => headGraph(config, rows, keptAs),
    loss: lossGraph(config),
    ids: 'targets',
    width: 1,
    start: {
      most: { shape: [1], value: LOWEST },
      sum: { shape: [1], value: 0 },
      wanted: { shape: [1], value: 0 },
      mean: row,
      row,
    },
  };
}

/** Σ gradient², for the norm over all layers: gradient [n], before [] → squares [] = before + Σ. */
export function squaresGraph(n: number): Graph {
  const g = new Graph();
  const gradient = g.input('gradient', [n]);
  g.output('squares', o.add(g.input('before', []), o.total(o.multiply(gradient, gradient))));
  return g;
}
