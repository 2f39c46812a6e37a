// Beginning and taking up nights in the tables. The `started` row holds everything that the night was asked to do, so that whoever resumes it does
// the same thing, and which checkpoint it set out from: when another one answers by then, the night is over.

import { unendedNight } from '../db/active.ts';
import type { Fence } from '../db/fence.ts';
import { readHeads } from '../db/heads.ts';
import type { NIGHT_ENDS } from '../db/tables/nights.ts';
import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { Clock } from '../lib/clock.ts';
import type { Json } from '../lib/json.ts';
import { NIGHT_SETTINGS, type NightSettings } from './context.ts';
import type { MethodName } from './meta.ts';
import { withMethods } from './methods.ts';

export type NightRequest = {
  prompts: readonly string[];
  seed: string;
  settings?: Partial<NightSettings>;
  /** What nights do not do by themselves; those that are not for this learner are left out. */
  methods?: readonly MethodName[];
};

/** How a night can end. */
export type NightEnd = (typeof NIGHT_ENDS)[number];

export type OpenNight = {
  id: string;
  seed: string;
  prompts: readonly string[];
  settings: NightSettings;
  resumed: boolean;
};

/** `base`: hash of the model that learns; absent in nights of before it was told. */
type Options = { prompts: readonly string[]; settings: NightSettings; active: string | null; base?: string };

/** @param base hash of the model that learns @param usual what holds where the request says nothing @throws AppError storage/… when it cannot be written, storage/row-too-large when the prompts are too long together. */
export async function beginNight(
  store: Store,
  fence: Fence,
  clock: Clock,
  { prompts, seed, settings, methods = [] }: NightRequest,
  base: string,
  usual: NightSettings = NIGHT_SETTINGS,
): Promise<OpenNight> {
  const { active } = await readHeads(store);
  const options: Options = { prompts, settings: settingsOf(withMethods(usual, methods), settings), active, base };
  const row = { at: clock.now(), event: 'started' as const, seed, options: options as unknown as Json };
  const [started] = await store.append('nights', [row], fence);
  return open(must(started, 'the started night'), false);
}

/** A night of few tasks needs fewer lessons: half of its tasks, unless it was said how many. */
function settingsOf(usual: NightSettings, wanted: Partial<NightSettings> = {}): NightSettings {
  const settings = { ...usual, ...wanted };
  if (wanted.minLessons !== undefined) return settings;
  return { ...settings, minLessons: Math.max(1, Math.min(settings.minLessons, Math.ceil(settings.tasks / 2))) };
}

/** The newest night, if it has not ended (cut off without a word, or failed, but not twice alike) and can still go on. @param base hash of the model that learns now */
export async function unfinishedNight(store: Store, base: string): Promise<RowOf<'nights'> | null> {
  const newest = await unendedNight(store);
  return newest && (await canGoOn(store, newest, base)) ? newest : null;
}

/**
 * What it learned, it learned on top of what was active then: once something else is (the user went back), it would bring the old one back. Nor does what it did fit
 * another model, if the user let another learn.
 */
async function canGoOn(store: Store, { id, options }: RowOf<'nights'>, base: string): Promise<boolean> {
  const { active } = await readHeads(store);
  const began = options as unknown as Options;
  if ((began.base ?? base) !== base) return false;
  if (active === began.active) return true;
  const newest = (await store.list('moves', { newest: true, limit: 1 }))[0];
  return newest?.night === id && newest.action === 'promote';
}

/** Takes up the unfinished night, if there is one. @param base hash of the model that learns */
export async function resumeNight(store: Store, fence: Fence, clock: Clock, base: string): Promise<OpenNight | null> {
  const row = await unfinishedNight(store, base);
  if (!row) return null;
  await store.append('nights', [{ at: clock.now(), event: 'resumed', night: row.id, seed: row.seed }], fence);
  return open(row, true);
}

/** What a night was asked, by its `started` row. */
export function promptsOf(started: RowOf<'nights'>): readonly string[] {
  return (started.options as unknown as Options).prompts;
}

/** The checkpoint that a night set out from, by its `started` row; null for the base as shipped. */
export function activeAt(started: RowOf<'nights'>): string | null {
  return (started.options as unknown as Options).active;
}

function open(row: RowOf<'nights'>, resumed: boolean): OpenNight {
  const { prompts, settings } = row.options as unknown as Options;
  return { id: row.id, seed: row.seed, prompts, settings, resumed };
}
