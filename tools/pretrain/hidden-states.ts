// Hidden states of a frozen model on training rows: what the autoencoder is trained on.

import type { Tensors } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { hiddenGraph } from '../../models/qwen/graphs.ts';
import { must } from '../../src/lib/assert.ts';
import { rng } from '../../src/lib/rng.ts';
import type { Split } from '../../src/domains/domain.ts';
import type { Skill } from '../../src/domains/katas/skill.ts';
import { makeExercise } from '../../src/domains/katas/tasks.ts';
import { type Example, pack, type Packed } from '../../src/engine/packing.ts';
import { chatExample, type Tokenizer } from '../../src/engine/tokenizer.ts';
import type { DeviceTensor, Executor } from '../../src/engine/executor/executor.ts';

const SHAPE = { batch: 16, time: 128 } as const;

/** `count` exercises of these skills as rows, drawn from one split. */
export function kataRows(
  tokenizer: Tokenizer,
  skills: readonly Skill[],
  split: Split,
  count: number,
  seed: string,
): Example[] {
  const random = rng(seed);
  return Array.from({ length: count }, (_, i) => {
    const { prompt, reference } = makeExercise(random.pick(skills), split, `${seed} ${i}`);
    return chatExample(tokenizer, [
      { role: 'user', content: prompt },
      { role: 'assistant', content: reference },
    ]);
  });
}

/** Hidden states after the final norm where a row predicts a supervised token: [N, d], row-major. */
export async function hiddenStates(
  executor: Executor,
  config: QwenConfig,
  base: Tensors,
  rows: readonly Example[],
): Promise<Float32Array> {
  const program = await executor.compile(hiddenGraph({ ...config, max_position_embeddings: SHAPE.time }, SHAPE, base));
  const found: Float32Array[] = [];
  for (const batch of pack(rows, SHAPE.batch, SHAPE.time).batches) {
    const t = (data: Packed['ids'] | Packed['segments']): DeviceTensor =>
      executor.tensor(data, [SHAPE.batch, SHAPE.time]);
    const out = await program.run({ ids: t(batch.ids), positions: t(batch.positions), segments: t(batch.segments) });
    const hidden = (await must(out['hidden'], 'hidden').read()) as Float32Array;
    const d = config.hidden_size;
    batch.weights.forEach((weight, cell) => weight > 0 && found.push(hidden.slice(cell * d, (cell + 1) * d)));
  }
  await program.release();
  return joined(found);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
