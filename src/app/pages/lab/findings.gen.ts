// Written by tools/pretrain/experiments/published.ts from docs/experiments. Do not edit.

import type { Findings } from '../../../lib/findings.ts';

// prettier-ignore
export const FINDINGS: readonly Findings[] = [];
