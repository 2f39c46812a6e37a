// The head of training layer by layer: hidden states through the vocabulary in chunks, to the loss and its gradient there, for every loss that needs no
// more than that (`chunks`, models/losses/loss.ts).

import type { TensorData } from '../../models/graph/ir.ts';
import { chooseLoss } from '../../models/losses/build.ts';
import type { LossName } from '../../models/losses/index.ts';
import type { Inputs, LossOptions } from '../../models/losses/loss.ts';
import { chunkedLoss } from '../../models/qwen/chunked-loss.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { crossEntropyHead, type HeadGraphs } from '../../models/qwen/layers.ts';
import type { KeptAs } from '../../models/qwen/weight-inputs.ts';
import { must } from '../lib/assert.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import type { Chunk, Feeds, LayerWeights } from './layer-weights.ts';
import { type Feed, lossFeeds } from './loss-feeds.ts';
import type { Packed } from './packing.ts';
import type { Runner, Scope } from './runner.ts';
import type { Supervised } from './training.ts';

export type HeadPlan = { graphs: HeadGraphs; inputs: Inputs };

/** @throws AppError train/objective when the loss needs all logits at once; train/loss-option */
export function planHead(
  config: QwenConfig,
  keptAs: KeptAs,
  name: LossName = 'cross-entropy',
  options?: LossOptions,
): HeadPlan {
  const chosen = chooseLoss(name, options);
  const graphs = name === 'cross-entropy' ? crossEntropyHead(config, keptAs) : chunkedLoss(config, chosen, keptAs);
  return { graphs, inputs: chosen.inputs };
}

export type HeadParts = {
  executor: Executor;
  plan: HeadPlan;
  chunks: readonly Chunk[];
  weights: LayerWeights;
  /** By rows of a chunk. */
  heads: ReadonlyMap<number, Runner>;
  loss: Runner;
  /** Awaited before every chunk; may throw to stop. */
  pause: () => Promise<void>;
};

/** Σ weights · loss over the whole vocabulary, and its gradient at hidden [K, d]. */
export async function headLoss(
  { executor, plan: { graphs, inputs }, chunks, weights, heads, loss: end, pause }: HeadParts,
  hidden: DeviceTensor,
  batch: Packed,
  supervised: Supervised,
  scope: Scope,
): Promise<{ loss: number; gradient: DeviceTensor }> {
  const count = supervised.targets.length;
  const tensor = (data: TensorData, shape: readonly number[]): DeviceTensor => scope.add(executor.tensor(data, shape));
  const feeds = lossFeeds(inputs, batch, supervised);
  let running: Feeds = Object.fromEntries(
    Object.entries(graphs.start).map(([name, { shape, value }]) => {
      const size = shape.reduce((a, b) => a * b, count);
      return [name, tensor(new Float32Array(size).fill(value), [count, ...shape])];
    }),
  );
  for (const [chunk, place] of chunks.entries()) {
    await pause();
    const { ids, inside } = within(place, must(feeds[graphs.ids], graphs.ids));
    const given = {
      hidden,
      [graphs.ids]: tensor(ids.data, ids.shape),
      inside: tensor(inside, [count, graphs.width]),
    };
    const head = must(heads.get(place.rows), 'head');
    const out = scope.all(await head.run({ ...weights.head(chunk), ...given, ...running }));
    scope.free(...Object.values(running));
    running = Object.fromEntries(Object.entries(out).map(([name, value]) => [name.replace(/_out$/, ''), value]));
  }
  const own = Object.fromEntries(
    graphs.loss.inputs.flatMap(({ name, value }) => {
      const found = feeds[name];
      // Some graphs want a column where the loss declares a row.
      const ones = value.shape.slice(found?.shape.length).map(() => 1);
      return found ? [[name, tensor(found.data, [...found.shape, ...ones])]] : [];
    }),
  );
  const { loss, hidden_gradient } = scope.all(await end.run({ ...running, ...own }));
  return { loss: Number((await must(loss, 'loss').read())[0]), gradient: must(hidden_gradient, 'hidden_gradient') };
}

/** Ids as rows of a chunk, 0 for those of others, and which are its own. */
function within({ start, rows }: Chunk, { data, shape }: Feed): { ids: Feed; inside: Float32Array } {
  const all = data as BigInt64Array;
  const inside = Float32Array.from(all, (id) => Number(id >= start && id < start + rows));
  return { ids: { data: all.map((id, i) => (inside[i] ? id - BigInt(start) : 0n)), shape }, inside };
}
