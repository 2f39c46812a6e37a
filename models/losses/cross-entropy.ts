// Next-token cross-entropy over supervised positions: Σ weights · −log softmax(logits)[target]. Inputs targets [K] int64, weights [K].

import { crossEntropy as operation } from '../graph/fused.ts';
import { reshape } from '../graph/ops.ts';
import type { Loss } from './loss.ts';

export const crossEntropy: Loss = {
  name: 'cross-entropy',
  build: ({ graph, logits, positions }) => {
    const targets = graph.input('targets', [positions], 'int64');
    const weights = reshape(graph.input('weights', [positions]), [positions, 1]);
    return operation(logits, targets, weights);
  },
};
