// What a night holds on to is there when it goes on: a text autoencoder may have been deleted since it began, or its file lost, and no night shall fail of that
// again and again.

import { encoderHash } from '../../models/catalog.ts';
import { openOnnx } from '../engine/import/opfs-models.ts';
import { codeOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { NightSettings } from './context.ts';

/** The settings of a night, with the family's own autoencoder in the place of one that is not on this device. @param open throws when it is not */
export async function heldHere(
  settings: NightSettings,
  log: Log,
  open: (hash: string) => Promise<unknown> = openOnnx,
): Promise<NightSettings> {
  const hash = encoderHash(settings.against ?? '');
  if (hash === null) return settings;
  try {
    await open(hash);
    return settings;
  } catch (error) {
    log.error('model: the text autoencoder is not here, the family’s own is held on to', { code: codeOf(error) });
    return { ...settings, against: 'autoencoder' };
  }
}
