// Direct preference optimisation (arXiv 2305.18290): Σ over pairs of weight · −log σ(reward of the chosen − reward of the rejected). A group is a pair:
// the chosen is the better one. What the reference says of both (nights: the learner as it was when this began) comes in as numbers, so that it need not run
// beside the student.

import * as o from '../graph/ops.ts';
import type { Loss } from './loss.ts';
import { preferred, rewards, rivals, sequenceInputs } from './rewards.ts';

export const dpo: Loss<'beta' | 'temperature'> = {
  name: 'dpo',
  defaults: { beta: 0.1, temperature: 1 },
  inputs: () => sequenceInputs,
  per: 'sequence',
  chunks: true,
  build: (input) => {
    const own = rewards(input);
    // Of one rival the sum is its reward.
    return preferred(input, own, o.gemm(rivals(input), own));
  },
};
