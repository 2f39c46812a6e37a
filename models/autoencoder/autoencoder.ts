// The frozen autoencoder over the student's standardised hidden states: d → d/4 → d with GELU. It measures how far a hidden state has left
// the manifold of the level-0 model; gradients flow through it into the adapter, never into it. (Experiments let it train along, to show what freezing is worth.)
// Principal components of the same width, the linear map that does this best, are its control.

import { must } from '../../src/lib/assert.ts';
import type { Graph, Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import type { NamedShape } from '../qwen/weights.ts';
import { constantParameters, flatten, type Layout, layoutOf, type Tensors } from '../parameters.ts';

/**
 * mean, scale (1 / standard deviation) [d]; encoder.weight [c, d], encoder.bias [c]; decoder.weight [d, c], decoder.bias [d]. Or, of principal components,
 * mean, scale, components [c, d], which are orthonormal.
 */
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

/** ĥ = (h − mean) · scale of rows [N, d]. */
export function standardised(rows: Float32Array, { tensors }: Autoencoder): Float32Array {
  const [mean, scale] = ['mean', 'scale'].map((name) => must(tensors.get(name), name).data) as [
    Float32Array,
    Float32Array,
  ];
  return rows.map((x, i) => (x - (mean[i % mean.length] as number)) * (scale[i % mean.length] as number));
}

/** decode(encode(x)) for standardised rows x [N, d]. */
export function reconstruct(weight: (name: string) => Value, x: Value): Value {
  const code = o.gelu(o.gemm(x, weight('encoder.weight'), { tb: true, c: weight('encoder.bias') }));
  return o.gemm(code, weight('decoder.weight'), { tb: true, c: weight('decoder.bias') });
}

/** x·Pᵀ·P, what principal components P [c, d] keep of standardised rows x [N, d]. */
export function projected(weight: (name: string) => Value, x: Value): Value {
  return o.gemm(o.gemm(x, weight('components'), { tb: true }), weight('components'));
}

/** What a kind of autoencoder makes of standardised rows. */
export const imageOf = ({ tensors }: Autoencoder): typeof reconstruct =>
  tensors.has('components') ? projected : reconstruct;

/**
 * Σ weights · ‖ĥ − AE(ĥ)‖² / d, ĥ = (h − mean) · scale: hidden [N, d], weights [N, 1] → [].
 * @param image AE, or what else ĥ is held against: [N, d]
 */
export function reconstructionLoss(
  weight: (name: string) => Value,
  hidden: Value,
  weights: Value,
  image = reconstruct,
): Value {
  const x = o.multiply(o.subtract(hidden, weight('mean')), weight('scale'));
  const error = o.subtract(x, image(weight, x));
  // Sums as matrix products: their gradients need no size that is only known when the graph runs.
  const squares = o.gemm(weights, o.multiply(error, error), { ta: true }); // [1, d]
  const width = hidden.shape[1] as number;
  const ones = hidden.graph.constant(new Float32Array(width).fill(1), [width, 1]);
  return o.scale(o.reshape(o.gemm(squares, ones), []), 1 / width);
}
