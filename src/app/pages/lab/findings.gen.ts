// Written by tools/pretrain/experiments/published.ts from docs/experiments. Do not edit.

import type { Findings } from '../../../lib/findings.ts';

// prettier-ignore
export const FINDINGS: readonly Findings[] = [
 {
  "experiment": "consolidation",
  "date": "2026-11-27",
  "findings": [
   {
    "method": "replay",
    "measure": "solved",
    "against": "without it, in the end of ten levels in sequence",
    "seeds": 5,
    "mean": 0.811,
    "low": 0.80145,
    "high": 0.82055
   },
   {
    "method": "autoencoder",
    "measure": "solved",
    "against": "by going over it alone, in the end of ten levels in sequence",
    "seeds": 5,
    "mean": 0.0002,
    "low": -0.01404,
    "high": 0.01444
   },
   {
    "method": "autoencoder",
    "measure": "kept",
    "against": "by going over it alone, of the first of ten levels in sequence",
    "seeds": 5,
    "mean": 0.02338,
    "low": -0.00973,
    "high": 0.05648
   },
   {
    "method": "unfrozen",
    "measure": "solved",
    "against": "by going over it alone, in the end of ten levels in sequence",
    "seeds": 5,
    "mean": -0.003,
    "low": -0.0133,
    "high": 0.0073
   },
   {
    "method": "unfrozen",
    "measure": "kept",
    "against": "by going over it alone, of the first of ten levels in sequence",
    "seeds": 5,
    "mean": 0.01929,
    "low": 0.00349,
    "high": 0.03509
   },
   {
    "method": "anchor",
    "measure": "solved",
    "against": "by going over it alone, in the end of ten levels in sequence",
    "seeds": 5,
    "mean": 0.0057,
    "low": -0.00728,
    "high": 0.01868
   },
   {
    "method": "anchor",
    "measure": "kept",
    "against": "by going over it alone, of the first of ten levels in sequence",
    "seeds": 5,
    "mean": 0.02851,
    "low": -0.00397,
    "high": 0.061
   }
  ]
 },
 {
  "experiment": "distill",
  "date": "2026-11-27",
  "findings": [
   {
    "method": "distil",
    "measure": "gain",
    "against": "without it",
    "seeds": 5,
    "mean": 0.00467,
    "low": -0.03218,
    "high": 0.04152
   },
   {
    "method": "distil",
    "measure": "gain",
    "against": "by plain cross-entropy",
    "seeds": 5,
    "mean": -0.00733,
    "low": -0.0425,
    "high": 0.02783
   },
   {
    "method": "jsd",
    "measure": "gain",
    "against": "by the usual measure",
    "seeds": 3,
    "mean": -0.08111,
    "low": -0.20178,
    "high": 0.03956
   },
   {
    "method": "logit-mse",
    "measure": "gain",
    "against": "by the usual measure",
    "seeds": 3,
    "mean": -0.01,
    "low": -0.22531,
    "high": 0.20531
   },
   {
    "method": "reflect",
    "measure": "gain",
    "against": "by learning how sure the teacher was",
    "seeds": 3,
    "mean": 0,
    "low": 0,
    "high": 0
   }
  ]
 },
 {
  "experiment": "held",
  "date": "2026-11-27",
  "findings": [
   {
    "method": "anchor",
    "measure": "gain",
    "against": "with nothing to hold on to, in one night",
    "seeds": 5,
    "mean": 0.036,
    "low": 0.00653,
    "high": 0.06547
   },
   {
    "method": "anchor",
    "measure": "drift",
    "against": "with nothing to hold on to, in one night",
    "seeds": 5,
    "mean": 0.00896,
    "low": -0.04348,
    "high": 0.0614
   }
  ]
 },
 {
  "experiment": "weights",
  "date": "2026-11-26",
  "findings": [
   {
    "method": "salience",
    "measure": "gain",
    "against": "with all lessons alike",
    "seeds": 5,
    "mean": 0.00067,
    "low": -0.03077,
    "high": 0.0321
   },
   {
    "method": "salience",
    "measure": "salientGain",
    "against": "with all lessons alike",
    "seeds": 5,
    "mean": 0.01167,
    "low": -0.0498,
    "high": 0.07313
   }
  ]
 }
];
