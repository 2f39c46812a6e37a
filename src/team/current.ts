// What answers now, of the model that the user has chosen to learn.

import { resolveActive } from '../db/active.ts';
import type { Store } from '../db/db.ts';
import type { Files } from '../db/files.ts';
import { replaceActive } from '../db/heads.ts';
import type { ModelName } from '../engine/engine.ts';
import type { Clock } from '../lib/clock.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { adapterFromBytes, loraConfigOf } from './adapter-file.ts';
import type { Learner, NightSettings } from './context.ts';

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
  // What another learner learned stays where it is: it answers again when that one does.
  if (passedOver.some(({ code }) => code !== 'storage/other-base'))
    await replaceActive(
      store,
      checkpoint?.id ?? null,
      { night: null, at: clock.now(), detail: passedOver.map(({ id, code }) => ({ id, code })) },
      null,
    );
  const plain = { model, base: facts.hash, adapter: null, checkpoint: null } as const;
  if (!checkpoint || !bytes) return plain;
  const lora = loraConfigOf(checkpoint.config, settings.lora);
  return {
    ...plain,
    checkpoint: checkpoint.id,
    adapter: { hash: checkpoint.file, lora, flat: adapterFromBytes(facts.config, lora, bytes) },
  };
}
