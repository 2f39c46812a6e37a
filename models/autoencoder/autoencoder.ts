// The frozen autoencoder over the student's standardised hidden states: d → d/4 → d with GELU. It measures how far a hidden state has left
// the manifold of the level-0 model; gradients flow through it into the adapter, never into it.

import type { Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import type { NamedShape } from '../qwen/weights.ts';
import { constantParameters, type Tensors } from '../parameters.ts';

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

/** decode(encode(x)) for standardised rows x [N, d]. */
export function reconstruct(weight: (name: string) => Value, x: Value): Value {
  const code = o.gelu(o.gemm(x, weight('encoder.weight'), { tb: true, c: weight('encoder.bias') }));
  return o.gemm(code, weight('decoder.weight'), { tb: true, c: weight('decoder.bias') });
}

/** Σ weights · ‖ĥ − AE(ĥ)‖² / d, ĥ = (h − mean) · scale: hidden [N, d], weights [N, 1] → []. */
export function reconstructionLoss({ tensors }: Autoencoder, hidden: Value, weights: Value): Value {
  const weight = constantParameters(hidden.graph, tensors);
  const x = o.multiply(o.subtract(hidden, weight('mean')), weight('scale'));
  const error = o.subtract(x, reconstruct(weight, x));
  // Sums as matrix products: their gradients need no size that is only known when the graph runs.
  const squares = o.gemm(weights, o.multiply(error, error), { ta: true }); // [1, d]
  const width = hidden.shape[1] as number;
  const ones = hidden.graph.constant(new Float32Array(width).fill(1), [width, 1]);
  return o.scale(o.reshape(o.gemm(squares, ones), []), 1 / width);
}
