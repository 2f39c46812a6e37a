// An adapter as bytes: safetensors under PEFT names, which Hugging Face tools read unchanged; and back to the flat vector that the engine feeds.
// Rank and scale stand in the row of its checkpoint.

import { type LoraConfig, loraLayout, PEFT_PREFIX } from '../../models/lora.ts';
import { flatten, unflatten } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';
import type { Files } from '../db/files.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Adapter } from '../engine/engine.ts';
import type { Json } from '../lib/json.ts';

/** File bytes of a flat adapter [n]. @param told what else the file says of itself */
export function adapterBytes(
  config: QwenConfig,
  lora: LoraConfig,
  flat: Float32Array,
  told: Readonly<Record<string, string>> = {},
): Uint8Array {
  const tensors = [...unflatten(loraLayout(config, lora), flat)].map(
    ([name, tensor]) => [PEFT_PREFIX + name, tensor] as const,
  );
  return writeSafetensors(new Map(tensors), 'F32', {
    format: 'pt',
    r: String(lora.r),
    lora_alpha: String(lora.lora_alpha),
    ...told,
  });
}

/** @throws AppError model/safetensors, model/tensor when the file is not an adapter of this model and rank. */
export function adapterFromBytes(config: QwenConfig, lora: LoraConfig, bytes: Uint8Array): Float32Array {
  const named = [...readSafetensors(bytes).tensors].map(
    ([name, tensor]) => [name.replace(PEFT_PREFIX, ''), tensor] as const,
  );
  return flatten(loraLayout(config, lora), new Map(named));
}

/** Rank and alpha that a checkpoint's row names; `usual` where rows of old do not. */
export function loraConfigOf(config: Json, usual: LoraConfig): LoraConfig {
  const { r, lora_alpha } = (config ?? {}) as Partial<LoraConfig>;
  return typeof r === 'number' && typeof lora_alpha === 'number' ? { r, lora_alpha } : usual;
}

export type AdapterReader = { files: Files; config: QwenConfig; usual: LoraConfig };

/** The adapter of a checkpoint, as the engine takes it. @throws AppError storage/missing-file, storage/corrupt-file, model/… */
export async function readAdapter(
  { files, config, usual }: AdapterReader,
  row: Pick<RowOf<'checkpoints'>, 'file' | 'config'>,
): Promise<Adapter> {
  const lora = loraConfigOf(row.config, usual);
  return { hash: row.file, lora, flat: adapterFromBytes(config, lora, await files.read(row.file)) };
}
