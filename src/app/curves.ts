// What the trainings of one night have told, as traces by stage. Pure; state/curves.svelte.ts holds them.

import { emptyTrace, type Step, type Trace, withStep } from '../lib/trace.ts';

const STAGES = ['train', 'consolidate'] as const;
type Stage = (typeof STAGES)[number];
export type Curves = Readonly<Record<Stage, Trace>>;

export const noCurves = (): Curves => ({ train: emptyTrace(), consolidate: emptyTrace() });

/**
 * The same with more steps of a stage, in order. A step that was there already begins the stage anew: another night does, and one that was taken up and tells all
 * that it had; a night trains first, so what was consolidated before it was another's.
 */
export function grown(curves: Curves, stage: string, steps: readonly Step[]): Curves {
  const name = STAGES.find((known) => known === stage);
  const [first] = steps;
  if (name === undefined || first === undefined) return curves;
  const begun = first.step > (curves[name].step.at(-1) ?? 0);
  const held = begun ? curves : name === 'train' ? noCurves() : { ...curves, consolidate: emptyTrace() };
  return { ...held, [name]: steps.reduce(withStep, held[name]) };
}
