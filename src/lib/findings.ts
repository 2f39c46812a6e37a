// What experiments found out about methods, as the Lab page tells it. The experiments are in tools/pretrain/experiments; their rows are kept in
// docs/experiments, and the page's table is written from them.

/** What is measured: shares of tasks solved or kept, a change of likelihood, seconds, or a ratio. */
export const MEASURES = {
  gain: { unit: 'points', more: 'better' },
  salientGain: { unit: 'points', more: 'better' },
  drift: { unit: 'points', more: 'worse' },
  solved: { unit: 'points', more: 'better' },
  kept: { unit: 'points', more: 'better' },
  seconds: { unit: 'seconds', more: 'worse' },
  time: { unit: 'times', more: 'worse' },
  loss: { unit: 'times', more: 'worse' },
} as const satisfies Record<string, { unit: 'points' | 'seconds' | 'times'; more: 'better' | 'worse' }>;
export type Measure = keyof typeof MEASURES;

/** With the method less without it (of ratios: with it by without it), seed by seed: the mean, and between what it lies with 95 %; null after one seed. */
export type Finding = {
  method: string;
  measure: Measure;
  /** In words: what it was compared with. */
  against: string;
  /** Of how many seeds; experiments have findings of different numbers of them when their arms have come differently far. */
  seeds: number;
  mean: number;
  low: number | null;
  high: number | null;
};

/** Of one experiment. `date`: the day on which its last row was measured. */
export type Findings = { experiment: string; date: string; findings: readonly Finding[] };

/** Whether it helps, harms, or may be chance: at 1 (ratios) or 0 nothing is different. */
export function verdictOf({ measure, low, high }: Finding): 'helps' | 'harms' | 'open' {
  const { unit, more } = MEASURES[measure];
  const same = unit === 'times' ? 1 : 0;
  if (low === null || high === null || (low <= same && high >= same)) return 'open';
  return low > same === (more === 'better') ? 'helps' : 'harms';
}
