// Cross-entropy with label smoothing (Szegedy et al., arXiv 1512.00567): Σ weights · ((1 − ε)·CE(target) + ε·CE(uniform)). Inputs as cross-entropy.
// A model that is trained so stays calibrated: it never puts all its mass on one token, so that what a later training does to it can be measured.

import { must } from '../../src/lib/assert.ts';
import { crossEntropy, softCrossEntropy } from '../graph/fused.ts';
import { fixed } from '../graph/ir.ts';
import { add, scale } from '../graph/ops.ts';
import { targetInputs } from './cross-entropy.ts';
import type { Loss } from './loss.ts';
import { column } from './sums.ts';

export const SMOOTHING = 0.05;

export const smoothed: Loss = {
  name: 'smoothed',
  defaults: {},
  inputs: () => targetInputs,
  per: 'position',
  // CE(uniform) is of every logit.
  chunks: false,
  build: ({ graph, logits: all, input }) => {
    const logits = must(all, 'logits');
    const [targets, weights] = [input('targets'), column(input('weights'))];
    const width = fixed(logits.shape[1], 'vocabulary');
    const uniform = graph.constant(new Float32Array(width).fill(1 / width), [1, width]);
    return add(
      scale(crossEntropy(logits, targets, weights), 1 - SMOOTHING),
      scale(softCrossEntropy(logits, uniform, weights), SMOOTHING),
    );
  },
};
