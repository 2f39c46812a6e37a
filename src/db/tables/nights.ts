// Nights: one session each. The row with event `started` is the night, its id is the session's id; what happens to it
// later is appended as further rows that name it. The newest row of a night is its state.

import type { ErrorCode } from '../../lib/errors.ts';
import type { Json } from '../../lib/json.ts';
import { isCount, isData, isHash, isText, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';

/** How a night can end. */
export const NIGHT_ENDS = ['completed', 'interrupted', 'error', 'no_knowledge'] as const;
/** An interrupted night may be taken up again, and so may one that failed, unless it failed twice alike. */
export const NIGHT_EVENTS = ['started', 'resumed', ...NIGHT_ENDS] as const;
export type NightEvent = (typeof NIGHT_EVENTS)[number];

export type Night = {
  at: number;
  event: NightEvent;
  /** The `started` row that this one belongs to; null on the `started` row itself. */
  night: string | null;
  seed: string;
  /** What the night was asked to do: prompts, task count, device, …; what the event says, on later rows: the code of an error. */
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

type Failure = Pick<Night, 'event' | 'options' | 'detail'>;

/** Whether a night ended with an error that it had had before: it would fail again. Once may have been the device. @param rows of this night, oldest first */
export function isGivenUp(rows: readonly Failure[]): boolean {
  if (rows.at(-1)?.event !== 'error') return false;
  const [last, ...before] = rows
    .filter(({ event }) => event === 'error')
    .map(nameOf)
    .reverse();
  return before.some((name) => name === last);
}

/** Errors without a code of their own, and those of before codes were stored, are told apart by what they say. */
function nameOf({ options, detail }: Failure): string {
  const { code = UNKNOWN } = (options ?? {}) as { code?: string };
  return code === UNKNOWN ? detail : code;
}

const UNKNOWN = 'unknown/error' satisfies ErrorCode;
