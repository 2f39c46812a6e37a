// An adapter that was made elsewhere becomes what answers: read strictly, written as a checkpoint of this learner, and made active by the user's own word. What
// answered before is one step back. What it was trained for nobody here has seen: the user may say so, and it is written down as skills of the domain.

import { readPeft } from '../../models/peft.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { readMetadata } from '../../models/safetensors.ts';
import { adopt } from '../db/heads.ts';
import type { Files } from '../db/files.ts';
import type { Store } from '../db/db.ts';
import type { Domain } from '../domains/domain.ts';
import { must } from '../lib/assert.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { adapterBytes } from '../team/adapter-file.ts';
import type { Learner, NightSettings } from '../team/context.ts';
import { sourceOf } from './adapter.ts';
import { mustBeSure, mustNotBeOfAnother } from './base-of.ts';

export type Adopter = {
  store: Store;
  files: Files;
  clock: Clock;
  settings: NightSettings;
  learner: Pick<Learner, 'model' | 'base'>;
  config: QwenConfig;
  domain: Pick<Domain, 'match'>;
};
/** `skills`: those that were understood of what it is for. */
export type Adopted = { checkpoint: string; r: number; bytes: number; skills: readonly string[] };

/** Larger is no adapter of the models that run here. */
const LARGEST = 512 << 20;

export type Brought = {
  /** Text of adapter_config.json, and bytes of adapter_model.safetensors. */
  adapterConfig: string;
  weights: Uint8Array;
  /** What it is for, as the user would ask for it, one request a line; may be empty. */
  purpose: string;
  /** The user has said that it fits, whatever model it names. */
  sure: boolean;
};

/**
 * @throws AppError model/adapter, model/safetensors, model/json, model/other-base when it was made for another model, model/base-unsure when that may be and nobody
 * said that it fits, storage/…
 */
export async function adoptAdapter(
  { store, files, clock, settings, learner, config, domain }: Adopter,
  { adapterConfig, weights, purpose, sure }: Brought,
): Promise<Adopted> {
  const { base } = learner;
  if (weights.length > LARGEST)
    throw new AppError(
      'model/adapter',
      `The adapter cannot be used: it has ${weights.length} bytes, at most ${LARGEST} are read.`,
    );
  const [own, metadata] = [{ ...learner, hash: base, name: await sourceOf(store, learner) }, readMetadata(weights)];
  mustNotBeOfAnother(metadata, own);
  const peft = parsed(adapterConfig);
  const { lora, flat } = readPeft(config, peft, weights, settings.lora);
  if (!sure) mustBeSure(metadata, (peft as { base_model_name_or_path?: unknown }).base_model_name_or_path, own);
  const bytes = adapterBytes(config, lora, flat);
  const file = await files.write(bytes);
  const at = clock.now();
  const skills = skillsIn(domain, purpose);
  const row = { at, base, file, bytes: bytes.length, config: { ...lora, imported: true, purpose, skills } };
  const [checkpoint] = await store.append('checkpoints', [row], null);
  const { id } = must(checkpoint, 'the checkpoint');
  await adopt(store, files, id, { night: null, at }, null);
  return { checkpoint: id, r: lora.r, bytes: bytes.length, skills };
}

/** Each line is taken as a question that somebody asks. */
function skillsIn(domain: Pick<Domain, 'match'>, purpose: string): string[] {
  const lines = purpose.split('\n').filter((line) => line.trim() !== '');
  return [...new Set(lines.flatMap((line) => domain.match(line)?.skill ?? []))];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AppError('model/json', 'adapter_config.json is not JSON. Export the adapter again.', {}, error);
  }
}
