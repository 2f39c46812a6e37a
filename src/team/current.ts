// What answers now, of the model that the user has chosen to learn, and what a night set out from.

import { resolveActive } from '../db/active.ts';
import type { Store } from '../db/db.ts';
import type { Files } from '../db/files.ts';
import { replaceActive } from '../db/heads.ts';
import type { ModelName } from '../engine/engine.ts';
import type { Clock } from '../lib/clock.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { adapterFromBytes, loraConfigOf, readAdapter } from './adapter-file.ts';
import type { Context, Learner, NightRef, NightSettings } from './context.ts';

/** Which model learns: `hash` of its weights. */
export type Chosen = {
  model: ModelName;
  facts: { hash: string; config: QwenConfig };
  settings: Pick<NightSettings, 'lora'>;
};

/** The active adapter if its file is good and it belongs to this base, else the newest good one, else the base. @throws AppError storage/… */
export async function currentLearner(
  store: Store,
  files: Files,
  { model, facts, settings }: Chosen,
  clock: Clock,
): Promise<Learner> {
  const { checkpoint, bytes, passedOver } = await resolveActive(store, files, (row) => row.base === facts.hash);
  const [bad] = passedOver;
  // What another learner learned stays where it is, whatever stands behind it: it answers again when that one does.
  if (bad && bad.code !== 'storage/other-base') {
    // What stands behind it, where nothing of its own does, is another learner's: that one would answer as its base otherwise.
    const next = checkpoint ?? passedOver.find(({ code }) => code === 'storage/other-base') ?? null;
    const detail = passedOver.map(({ id, code }) => ({ id, code }));
    const decision = { night: null, at: clock.now(), detail };
    const moved = await replaceActive(store, bad.id, next?.id ?? null, decision, null);
    // Something else was made active meanwhile: that answers.
    if (moved === null) return currentLearner(store, files, { model, facts, settings }, clock);
  }
  const plain = { model, base: facts.hash, adapter: null, checkpoint: null } as const;
  if (!checkpoint || !bytes) return plain;
  const lora = loraConfigOf(checkpoint.config, settings.lora);
  return {
    ...plain,
    checkpoint: checkpoint.id,
    adapter: { hash: checkpoint.file, lora, flat: adapterFromBytes(facts.config, lora, bytes) },
  };
}

/**
 * What this night set out from: what answers now, but for a night that is taken up behind its own promotion. What it left to do is about the adapter before.
 * @throws AppError storage/missing-file, storage/corrupt-file, model/…
 */
export async function learnerBefore(
  { store, files, learner, settings }: Pick<Context, 'store' | 'files' | 'learner' | 'settings'>,
  { id }: Pick<NightRef, 'id'>,
  config: QwenConfig,
): Promise<Learner> {
  const rowOf = (checkpoint: string | null) => (checkpoint === null ? null : store.get('checkpoints', checkpoint));
  const own = await rowOf(learner.checkpoint);
  if (own?.night !== id) return learner;
  let row: typeof own | null = own;
  while (row?.night === id) row = await rowOf(row.parent);
  if (!row) return { ...learner, adapter: null, checkpoint: null };
  return {
    ...learner,
    checkpoint: row.id,
    adapter: await readAdapter({ files, config, usual: settings.lora }, row),
  };
}
