// All losses. To add one: its file, and one line here.

import { crossEntropy } from './cross-entropy.ts';
import { dpo } from './dpo.ts';
import { forwardKl } from './forward-kl.ts';
import { infoNce } from './info-nce.ts';
import { jsd } from './jsd.ts';
import { logitMse } from './logit-mse.ts';
import type { Loss } from './loss.ts';
import { policyGradient } from './policy-gradient.ts';
import { reverseKl } from './reverse-kl.ts';
import { smoothed } from './smoothed.ts';

export const losses = {
  'cross-entropy': crossEntropy,
  smoothed,
  'forward-kl': forwardKl,
  'reverse-kl': reverseKl,
  jsd,
  'logit-mse': logitMse,
  dpo,
  'info-nce': infoNce,
  'policy-gradient': policyGradient,
} satisfies Record<string, Loss>;
export type LossName = keyof typeof losses;
