// Next-token cross-entropy over supervised positions: Σ weights · −log softmax(logits)[target]. Inputs targets [B, T] int64, weights [B, T]
// (0 = not supervised: prompts, padding).

import { crossEntropy as operation, reshape } from '../graph/ops.ts';
import type { Loss } from './loss.ts';

export const crossEntropy: Loss = {
  name: 'cross-entropy',
  build: ({ graph, logits, batch, time }) => {
    const targets = reshape(graph.input('targets', [batch, time], 'int64'), [batch * time]);
    const weights = reshape(graph.input('weights', [batch, time]), [batch * time, 1]);
    return operation(logits, targets, weights);
  },
};
