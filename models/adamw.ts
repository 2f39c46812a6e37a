// AdamW with decoupled weight decay and global-norm clipping (arXiv 1711.05101; update as in PyTorch) as a graph over flat vectors.
// Schedules are inputs, so one graph serves every step.

import { Graph, type Value } from './graph/ir.ts';
import * as o from './graph/ops.ts';

export type AdamWConfig = { beta1: number; beta2: number; eps: number };

/**
 * inputs: parameters, m, v, gradient [n]; learning_rate, decay, gradient_scale (1 / Σ weights), max_norm, correction1 and correction2
 * (1 / (1 − βᵗ)) as scalars []. outputs: parameters_out, m_out, v_out [n], norm [] (of the scaled gradient, before clipping).
 */
export function applyGraph(n: number, { beta1, beta2, eps }: AdamWConfig): Graph {
  const g = new Graph();
  const [parameters, m, v, raw] = ['parameters', 'm', 'v', 'gradient'].map((name) => g.input(name, [n])) as [
    Value,
    Value,
    Value,
    Value,
  ];
  const scalar = (name: string): Value => g.input(name, []);
  const [rate, decay, gradientScale, maxNorm, correction1, correction2] = [
    scalar('learning_rate'),
    scalar('decay'),
    scalar('gradient_scale'),
    scalar('max_norm'),
    scalar('correction1'),
    scalar('correction2'),
  ];
  const norm = o.multiply(o.sqrt(o.total(o.multiply(raw, raw))), gradientScale);
  const clip = o.minimum(o.divide(maxNorm, o.shift(norm, 1e-6)), g.scalar(1));
  const gradient = o.multiply(raw, o.multiply(gradientScale, clip));
  const m2 = o.add(o.scale(m, beta1), o.scale(gradient, 1 - beta1));
  const v2 = o.add(o.scale(v, beta2), o.scale(o.multiply(gradient, gradient), 1 - beta2));
  const step = o.divide(o.multiply(m2, correction1), o.shift(o.sqrt(o.multiply(v2, correction2)), eps));
  const kept = o.subtract(parameters, o.multiply(parameters, o.multiply(rate, decay)));
  g.output('parameters_out', o.subtract(kept, o.multiply(step, rate)));
  g.output('m_out', m2);
  g.output('v_out', v2);
  g.output('norm', norm);
  return g;
}

/** Bias corrections for step t = 1, 2, …. */
export function corrections(t: number, { beta1, beta2 }: AdamWConfig): { correction1: number; correction2: number } {
  return { correction1: 1 / (1 - beta1 ** t), correction2: 1 / (1 - beta2 ** t) };
}
