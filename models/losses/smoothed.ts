// Cross-entropy with label smoothing (Szegedy et al., arXiv 1512.00567): Σ weights · ((1 − ε)·CE(target) + ε·CE(uniform)). Inputs as cross-entropy.
// A model that is trained so stays calibrated: it never puts all its mass on one token, so that what a later training does to it can be measured.

import { crossEntropy, softCrossEntropy } from '../graph/fused.ts';
import { add, reshape, scale } from '../graph/ops.ts';
import { fixed } from '../graph/ir.ts';
import type { Loss } from './loss.ts';

export const SMOOTHING = 0.05;

export const smoothed: Loss = {
  name: 'smoothed',
  build: ({ graph, logits, positions }) => {
    const targets = graph.input('targets', [positions], 'int64');
    const weights = reshape(graph.input('weights', [positions]), [positions, 1]);
    const width = fixed(logits.shape[1], 'vocabulary');
    const uniform = graph.constant(new Float32Array(width).fill(1 / width), [1, width]);
    return add(
      scale(crossEntropy(logits, targets, weights), 1 - SMOOTHING),
      scale(softCrossEntropy(logits, uniform, weights), SMOOTHING),
    );
  },
};
