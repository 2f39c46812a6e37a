// The frozen autoencoder over the student's standardised hidden states: d → d/4 → d with GELU. It measures how far a hidden state has left
// the manifold of the level-0 model; gradients flow through it into the adapter, never into it. (Experiments let it train along, to show what freezing is worth.)

import { must } from '../../src/lib/assert.ts';
import type { Graph, Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import type { NamedShape } from '../qwen/weights.ts';
import { constantParameters, flatten, type Layout, layoutOf, type Tensors } from '../parameters.ts';

/** mean, scale (1 / standard deviation) [d]; encoder.weight [c, d], encoder.bias [c]; decoder.weight [d, c], decoder.bias [d]. */
export type Autoencoder = { tensors: Tensors };

export function autoencoderShapes(width: number, code = width / 4): NamedShape[] {
  return [
    ['mean', [width]],
    ['scale', [width]],
    ['encoder.weight', [code, width]],
    ['encoder.bias', [code]],
    ['decoder.weight', [width, code]],
    ['decoder.bias', [width]],
  ];
}

/** What of it can be trained: its maps, not the statistics of the hidden states. Names begin with `autoencoder.`. */
export function autoencoderLayout({ tensors }: Autoencoder): Layout {
  const names = ['encoder.weight', 'encoder.bias', 'decoder.weight', 'decoder.bias'];
  return layoutOf(names.map((name) => [UNFROZEN + name, must(tensors.get(name), name).shape] as const));
}

/** In the order of its layout. */
export function autoencoderFlat(autoencoder: Autoencoder): Float32Array {
  const named = [...autoencoder.tensors].map(([name, tensor]) => [UNFROZEN + name, tensor] as const);
  return flatten(autoencoderLayout(autoencoder), new Map(named));
}

const UNFROZEN = 'autoencoder.';

/** Its weights in a graph: constants, but for those that train along, by the names of the layout. */
export function autoencoderWeights(
  graph: Graph,
  { tensors }: Autoencoder,
  unfrozen: ReadonlyMap<string, Value> = new Map(),
): (name: string) => Value {
  const frozen = constantParameters(graph, tensors);
  return (name) => unfrozen.get(UNFROZEN + name) ?? frozen(name);
}

/** decode(encode(x)) for standardised rows x [N, d]. */
export function reconstruct(weight: (name: string) => Value, x: Value): Value {
  const code = o.gelu(o.gemm(x, weight('encoder.weight'), { tb: true, c: weight('encoder.bias') }));
  return o.gemm(code, weight('decoder.weight'), { tb: true, c: weight('decoder.bias') });
}

/** Σ weights · ‖ĥ − AE(ĥ)‖² / d, ĥ = (h − mean) · scale: hidden [N, d], weights [N, 1] → []. */
export function reconstructionLoss(weight: (name: string) => Value, hidden: Value, weights: Value): Value {
  const x = o.multiply(o.subtract(hidden, weight('mean')), weight('scale'));
  const error = o.subtract(x, reconstruct(weight, x));
  // Sums as matrix products: their gradients need no size that is only known when the graph runs.
  const squares = o.gemm(weights, o.multiply(error, error), { ta: true }); // [1, d]
  const width = hidden.shape[1] as number;
  const ones = hidden.graph.constant(new Float32Array(width).fill(1), [width, 1]);
  return o.scale(o.reshape(o.gemm(squares, ones), []), 1 / width);
}
