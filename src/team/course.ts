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
  const { train, focus, against } = ctx.settings;
  const consolidate = heldTo(ctx.settings.consolidate, against);
  const choice = await choiceOf(ctx, night);
  const { rows } = await keptLessons(ctx, night);
  const skills = new Set(rows.map(({ skill }) => skill)).size;
  if (!focus || skills > focus.skills) return { train: { ...train, ...choice }, consolidate };
  return { train: { ...train, ...focus.train, ...choice }, consolidate: { ...consolidate, ...focus.consolidate } };
}

/** What hidden states are held against is the user's choice; a learner without that term stays without it. */
function heldTo(usual: NightSettings['consolidate'], against: NightSettings['against']): Consolidating {
  if (against === undefined || usual.manifold === 0) return usual;
  return against === 'none' ? { ...usual, manifold: 0 } : { ...usual, against };
}
