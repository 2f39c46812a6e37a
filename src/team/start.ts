// Where the trainings of a night set out from: the adapter that answers, widened where later nights have more room than it, and at their scale, for which their rates
// are. One that has taught a learner a few dozen skills seems to be full: what a night would add costs what is there (docs/log.md, "room for a month").

import { concatLoras } from '../../models/concat-lora.ts';
import { initLora, type LoraConfig, loraLayout, loraScale } from '../../models/lora.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Adapter } from '../engine/engine.ts';
import { assert } from '../lib/assert.ts';
import { type Rng, rng } from '../lib/rng.ts';
import { type Context, loraOf, type NightRef } from './context.ts';

/** Parameters in the layout of `loraOf`, and the checkpoint that they are; null where nothing answers but the base. The same however often it is asked for in one night. */
export function startOf(
  ctx: Pick<Context, 'learner' | 'settings'>,
  { seed }: Pick<NightRef, 'seed'>,
  config: QwenConfig,
): { flat: Float32Array; checkpoint: string } | null {
  const { adapter, checkpoint } = ctx.learner;
  if (!adapter || !checkpoint) return null;
  const lora = loraOf(ctx);
  const isSame = lora.r === adapter.lora.r && loraScale(lora) === loraScale(adapter.lora);
  return { flat: isSame ? adapter.flat : refitted(config, adapter, lora, rng(`${seed}/wider`)), checkpoint };
}

/** An adapter of another scale, or of a larger rank, that does the same: directions that lead nowhere yet, as a fresh adapter has them, beside its own. */
export function refitted(
  config: QwenConfig,
  { lora, flat }: Pick<Adapter, 'lora' | 'flat'>,
  to: LoraConfig,
  random: Rng,
): Float32Array {
  const r = to.r - lora.r;
  assert(r >= 0, 'no direction is left out');
  const room = { r, lora_alpha: loraScale(to) * r };
  const fresh = r > 0 ? [{ lora: room, flat: initLora(loraLayout(config, room), random), weight: 1 }] : [];
  return concatLoras(config, [...fresh, { lora, flat, weight: 1 }], loraScale(to)).flat;
}
