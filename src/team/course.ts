// How a night trains, by what it learned. Lessons of one skill all pull the same way: repeated as often as those of six they cost known answers likelihood,
// and consolidation, which has to move far then, does not bring all of it back. Such a night repeats less, replays more beside it, and consolidates gently
// (docs/log.md, "nights about one skill").

import type { Against } from '../../models/catalog.ts';
import { choiceOf } from './choices.ts';
import type { Context, NightRef, NightSettings } from './context.ts';
import { keptLessons } from './dataset.ts';

type Consolidating = NightSettings['consolidate'] & { against?: Against };

/** The settings of both trainings of this night. */
export async function courseOf(
  ctx: Context,
  night: NightRef,
): Promise<{ train: NightSettings['train']; consolidate: Consolidating }> {
  const { train, consolidate, focus, later } = ctx.settings;
  const choice = await choiceOf(ctx, night);
  const { rows } = await keptLessons(ctx, night);
  const skills = new Set(rows.map(({ skill }) => skill)).size;
  const few = focus && skills <= focus.skills ? focus : null;
  const further = ctx.learner.adapter ? later : null;
  return {
    train: { ...train, ...few?.train, ...further?.train, ...choice },
    consolidate: heldTo(ctx, { ...consolidate, ...few?.consolidate, ...further?.consolidate }),
  };
}

/** Times the rates of other trainings of a night: they are settled beside that of a first night's training, and a later one's may be another. */
export function pace({ settings: { train, later }, learner }: Pick<Context, 'settings' | 'learner'>): number {
  const { learningRate = train.learningRate } = (learner.adapter && later?.train) || {};
  return learningRate / train.learningRate;
}

/** Of a known answer the part that is learned from what the base would say, and how many times as long a step takes by that: there are fewer rows for it. */
const ANCHOR = { weight: 0.5, cost: 1.4 };

/** What is held on to is the user's choice; a learner without such a term stays without it. */
function heldTo({ settings: { against }, learner }: Context, usual: NightSettings['consolidate']): Consolidating {
  if (against === undefined || usual.manifold === 0) return usual;
  if (against === 'none') return { ...usual, manifold: 0 };
  if (against !== 'base') return { ...usual, against };
  // What a learner with an adapter knows by it the base never did.
  if (learner.adapter) return { ...usual, manifold: 0 };
  const { weight, cost } = ANCHOR;
  return { ...usual, manifold: 0, anchor: weight, replay: usual.replay / cost, least: Math.round(usual.least / cost) };
}
