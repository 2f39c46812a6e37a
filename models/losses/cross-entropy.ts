// Next-token cross-entropy over supervised positions: Σ weights · −log softmax(logits)[target]. Inputs targets [K] int64, weights [K]. Training layer by
// layer has it in graphs of its own (qwen/layers.ts), the most used of all.

import { must } from '../../src/lib/assert.ts';
import { crossEntropy as operation } from '../graph/fused.ts';
import type { Inputs, Loss } from './loss.ts';
import { column } from './sums.ts';

export const targetInputs: Inputs = {
  targets: { per: 'position', dtype: 'int64' },
  weights: { per: 'position' },
};

export const crossEntropy: Loss = {
  name: 'cross-entropy',
  defaults: {},
  inputs: () => targetInputs,
  per: 'position',
  chunks: true,
  build: ({ logits, input }) => operation(must(logits, 'logits'), input('targets'), column(input('weights'))),
};
