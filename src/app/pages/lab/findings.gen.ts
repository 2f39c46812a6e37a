// Written by tools/pretrain/experiments/published.ts from docs/experiments. Do not edit.

import type { Findings } from '../../../lib/findings.ts';

// prettier-ignore
export const FINDINGS: readonly Findings[] = [
 {
  "experiment": "consolidation",
  "date": "2026-11-26",
  "findings": [
   {
    "method": "replay",
    "measure": "solved",
    "against": "without it, in the end of ten levels in sequence",
    "seeds": 1,
    "mean": 0.8105,
    "low": null,
    "high": null
   },
   {
    "method": "autoencoder",
    "measure": "solved",
    "against": "by going over it alone, in the end of ten levels in sequence",
    "seeds": 2,
    "mean": -0.00975,
    "low": -0.05104,
    "high": 0.03154
   },
   {
    "method": "unfrozen",
    "measure": "solved",
    "against": "by going over it alone, in the end of ten levels in sequence",
    "seeds": 1,
    "mean": -0.009,
    "low": null,
    "high": null
   },
   {
    "method": "anchor",
    "measure": "solved",
    "against": "by going over it alone, in the end of ten levels in sequence",
    "seeds": 1,
    "mean": 0.005,
    "low": null,
    "high": null
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
