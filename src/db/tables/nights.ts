// Nights: one session each. The row with event `started` is the night, its id is the session's id; what happens to it
// later is appended as further rows that name it. The newest row of a night is its state.

import type { Json } from '../../lib/json.ts';
import { isCount, isData, isHash, isText, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';

/** How a night can end. */
export const NIGHT_ENDS = ['completed', 'interrupted', 'error', 'no_knowledge'] as const;
/** An interrupted night may be taken up again. */
export const NIGHT_EVENTS = ['started', 'resumed', ...NIGHT_ENDS] as const;
export type NightEvent = (typeof NIGHT_EVENTS)[number];

export type Night = {
  at: number;
  event: NightEvent;
  /** The `started` row that this one belongs to; null on the `started` row itself. */
  night: string | null;
  seed: string;
  /** What the night was asked to do: prompts, task count, device, …; what the event says, on later rows. */
  options: Json;
  /** One sentence for people, as in why it stopped. */
  detail: string;
};

export const nights = log<Night>()({
  versions: [{ version: 1, name: 'first', indexes: ['event', 'night'] }],
  shape: {
    at: isCount,
    event: oneOf(NIGHT_EVENTS),
    night: orNull(isHash),
    seed: isText,
    options: isData,
    detail: isText,
  },
  defaults: { night: null, options: {}, detail: '' },
});
