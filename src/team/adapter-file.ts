// An adapter as bytes: safetensors under PEFT names, which Hugging Face tools read unchanged; and back to the flat vector that the engine feeds.

import { type LoraConfig, loraLayout, PEFT_PREFIX } from '../../models/lora.ts';
import { flatten, unflatten } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';

/** File bytes of a flat adapter [n]. */
export function adapterBytes(config: QwenConfig, lora: LoraConfig, flat: Float32Array): Uint8Array {
  const tensors = [...unflatten(loraLayout(config, lora), flat)].map(
    ([name, tensor]) => [PEFT_PREFIX + name, tensor] as const,
  );
  return writeSafetensors(new Map(tensors), 'F32', {
    format: 'pt',
    r: String(lora.r),
    lora_alpha: String(lora.lora_alpha),
  });
}

/** @throws AppError model/safetensors, model/tensor when the file is not an adapter of this model and rank. */
export function adapterFromBytes(config: QwenConfig, lora: LoraConfig, bytes: Uint8Array): Float32Array {
  const named = [...readSafetensors(bytes).tensors].map(
    ([name, tensor]) => [name.replace(PEFT_PREFIX, ''), tensor] as const,
  );
  return flatten(loraLayout(config, lora), new Map(named));
}
