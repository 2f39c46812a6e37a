// Policy gradient on verified rewards (GRPO, arXiv 2402.03300): Σ weights · (−min(r·A, clip(r)·A) + kl·KL), with r = q / q_old of the token that was sampled,
// A its advantage (of its solution: the verified reward less the mean of its group, over the deviation, say), and KL to the frozen reference by the estimator
// exp(d) − d − 1, d = log base − log q (Schulman 2020). How sequences share the weight is the caller's: 1 a token, or 1 / length. With A = log teacher − log
// q_old it is on-policy distillation by sampled tokens.

import type { Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import type { Loss, LossInput } from './loss.ts';
import { column, weightedSum } from './sums.ts';

/** Largest log-ratio that is told from larger ones: exp of it must not be infinite, for infinity times no advantage is not a number. */
const FAR = 20;

type Options = 'clip' | 'kl' | 'temperature';

export const policyGradient: Loss<Options> = {
  name: 'policy-gradient',
  defaults: { clip: 0.2, kl: 0.04, temperature: 1 },
  inputs: ({ kl }) => ({
    targets: { per: 'position', dtype: 'int64' },
    weights: { per: 'position' },
    advantages: { per: 'position' },
    old_logs: { per: 'position' },
    ...(kl ? { base_logs: { per: 'position' } } : {}),
  }),
  per: 'position',
  chunks: true,
  build: (io) => {
    const { input, at, options } = io;
    const logs = at(input('targets')); // [K, 1]
    const gain = surrogate(io, logs);
    const weights = column(input('weights'));
    if (!options.kl) return weightedSum(weights, o.scale(gain, -1));
    const apart = bounded(o.subtract(column(input('base_logs')), logs));
    const away = o.shift(o.subtract(o.exp(apart), apart), -1);
    return weightedSum(weights, o.subtract(o.scale(away, options.kl), gain));
  },
};

/** min(r·A, clip(r)·A): nothing is gained by going further than the clip in the direction of the advantage. */
function surrogate({ graph, input, options: { clip } }: LossInput<Options>, logs: Value): Value {
  const advantages = column(input('advantages'));
  const ratio = o.exp(bounded(o.subtract(logs, column(input('old_logs')))));
  const clipped = o.minimum(o.maximum(ratio, graph.scalar(1 - clip)), graph.scalar(1 + clip));
  return o.minimum(o.multiply(ratio, advantages), o.multiply(clipped, advantages));
}

function bounded(x: Value): Value {
  return o.minimum(o.maximum(x, x.graph.scalar(-FAR)), x.graph.scalar(FAR));
}
