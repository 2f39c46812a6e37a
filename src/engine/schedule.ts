// Learning-rate schedule of adapter training. Rates are inputs of the apply graph, so a schedule is a plain function of the step.

const WARM_UP = 0.05;
const FLOOR = 0.02;

/** Rate of step 0, 1, …, steps − 1: linear warm-up over 5 % of the steps to `peak`, then cosine down to 2 % of it at the last step. */
export function rateAt(step: number, steps: number, peak: number): number {
  const warm = Math.ceil(WARM_UP * steps);
  if (step < warm) return (peak * (step + 1)) / warm;
  const done = (step - warm) / Math.max(1, steps - 1 - warm);
  return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done))));
}
