// InfoNCE (arXiv 1807.03748) between passing and failing solutions of one task: each passing one is told from all failing ones of its group by its reward,
// Σ over passing i of weight · −log(exp r_i / (exp r_i + Σ over failing j of exp r_j)). Passing ones do not compete with each other; a group without
// failing ones costs nothing. With one of each it is DPO.

import { logSumExp } from '../graph/fused.ts';
import * as o from '../graph/ops.ts';
import type { Loss } from './loss.ts';
import { preferred, rewards, rivals, sequenceInputs } from './rewards.ts';

/** Far below any reward. */
const NOT_COMPARED = 1e30;

export const infoNce: Loss<'beta' | 'temperature'> = {
  name: 'info-nce',
  defaults: { beta: 0.1, temperature: 1 },
  inputs: () => sequenceInputs,
  per: 'sequence',
  chunks: true,
  build: (input) => {
    const own = rewards(input);
    const mask = o.scale(o.shift(rivals(input), -1), NOT_COMPARED); // [S, S]
    return preferred(input, own, logSumExp(o.add(mask, o.transpose(own, [1, 0]))));
  },
};
