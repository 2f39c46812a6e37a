// What the trainings of one night have told, one curve each. Pure; state/curves.svelte.ts holds them.

import { emptyTrace, type Step, type Trace, withStep } from '../lib/trace.ts';

/** One training of a night, by the name that its run has or will have: `train`, `reflect 2`, … */
export type Curve = { training: string; trace: Trace };

/** In the order in which a night comes to them. */
const KINDS = ['train', 'reflect', 'prefer', 'reinforce', 'consolidate'];

/** A training in legs takes the place of one that goes at once. */
function placeOf(training: string): readonly [kind: number, number: number] {
  const [kind = '', number = '1'] = training.split(' ');
  return [KINDS.indexOf(kind), Number(number)];
}

function isBefore(one: string, other: string): boolean {
  const [[kind, number], [otherKind, otherNumber]] = [placeOf(one), placeOf(other)];
  return kind < otherKind || (kind === otherKind && number < otherNumber);
}

/**
 * The same with more steps of a training, in order. A step that was there already begins the training anew: another night does, and one that was taken up and tells
 * all that it had. What a night comes to later was another's.
 */
export function grown(curves: readonly Curve[], training: string | undefined, steps: readonly Step[]): Curve[] {
  const [first] = steps;
  if (training === undefined || first === undefined) return [...curves];
  const held = curves.find((curve) => curve.training === training)?.trace ?? emptyTrace();
  const goesOn = first.step > (held.step.at(-1) ?? 0);
  const earlier = curves.filter((curve) => isBefore(curve.training, training));
  return [...earlier, { training, trace: steps.reduce(withStep, goesOn ? held : emptyTrace()) }];
}
