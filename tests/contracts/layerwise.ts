// What training layer by layer promises on every device: the numbers of training in one graph, whatever the weights are kept in.

import { describe, expect, it } from 'vitest';
import type { Agreement, LayerwiseCase } from '../../bench/layerwise-checks.ts';

const cases: readonly LayerwiseCase[] = [
  { type: 'qwen3', tied: true, precision: 'f32' },
  { type: 'qwen2', tied: false, precision: 'f16' },
  { type: 'qwen2', tied: true, precision: 'int4' },
];

/** On a GPU that is computed on the CPU, ms. */
const SLOW = 240_000;

type Checks<D> = { layerwise(device: D, what: LayerwiseCase): Promise<Agreement> };

export function layerwiseContract<D>(
  device: D,
  checks: Checks<D>,
  skip: readonly LayerwiseCase['precision'][] = [],
): void {
  describe(`training layer by layer on ${String(device)}`, () => {
    it.each(cases.filter(({ precision }) => !skip.includes(precision)))(
      'gives what one graph gives: $type, tied $tied, $precision',
      { timeout: SLOW },
      async (what) => {
        const agreement = await checks.layerwise(device, what);
        const said = JSON.stringify(agreement);
        expect(agreement.gradient, said).toBeLessThan(1e-5);
        expect(agreement.loss, said).toBeLessThan(1e-4);
        expect(agreement.norm, said).toBeLessThan(1e-5);
        // AdamW's first steps divide by gradients that are nearly zero: what rounding does there is not small.
        expect(agreement.parameters, said).toBeLessThan(1e-3);
      },
    );
  });
}
