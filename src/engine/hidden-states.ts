// Hidden states of lessons, computed once and kept: those of the frozen layers under the trained ones, so that a step runs the upper layers alone, and those
// of the frozen base. They do not depend on what an example is packed beside.

import type { Graph } from '../../models/graph/ir.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { Tensors } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { belowGraph, hiddenGraph } from '../../models/qwen/graphs.ts';
import { must } from '../lib/assert.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import { type Example, pack, type Packed } from './packing.ts';
import { type Placed, PlacedRows, withPlaces } from './placed-rows.ts';

/** Name under which an example has the place of every token's hidden state. */
const KEPT = 'kept';

/** Rows of one run: a stop waits for no more than that. */
const ROWS = 4;

/** Examples with places for the hidden states of all their tokens. */
export const withKeptPlaces = (examples: readonly Example[]): Placed => withPlaces(KEPT, examples);

export type Below = {
  config: QwenConfig;
  lora: LoraConfig;
  base: Tensors;
  /** The first layer that is trained. */
  from: number;
  /** The adapter of the layers under it. */
  parameters: Float32Array;
  /** Longest row. */
  time: number;
};

/**
 * Hidden states of examples with places, which withKeptPlaces gave. @param pause awaited before every run; may throw to stop
 */
export async function keepHiddenStates(
  executor: Executor,
  below: Below,
  placed: Placed,
  pause: () => Promise<void>,
): Promise<PlacedRows> {
  const { config, parameters, time } = below;
  const adapter = executor.tensor(parameters, [parameters.length]);
  try {
    const graph = belowGraph(config, { batch: ROWS, time }, below);
    return await runPlaced(
      executor,
      graph,
      { parameters: adapter },
      { ...placed, width: config.hidden_size, time },
      pause,
    );
  } finally {
    adapter.dispose();
  }
}

/** What the frozen base makes of examples with places, after its final norm. @param pause awaited before every run; may throw to stop */
export function baseStates(
  executor: Executor,
  { config, base }: { config: QwenConfig; base: Tensors },
  placed: Placed & { time: number },
  pause: () => Promise<void>,
): Promise<PlacedRows> {
  const graph = hiddenGraph(config, { batch: ROWS, time: placed.time }, base);
  return runPlaced(executor, graph, {}, { ...placed, width: config.hidden_size }, pause);
}

/** The only output of a graph over packed rows, of every example once, kept by place. */
async function runPlaced(
  executor: Executor,
  graph: Graph,
  held: Readonly<Record<string, DeviceTensor>>,
  placed: Placed & { width: number; time: number },
  pause: () => Promise<void>,
): Promise<PlacedRows> {
  const rows = new PlacedRows(placed, placed.width);
  const program = await executor.compile(graph);
  try {
    for (const batch of pack(placed.distinct, ROWS, placed.time).batches) {
      await pause();
      const inputs = inputsOf(executor, batch);
      const [out] = Object.values(await program.run({ ...held, ...inputs }));
      const hidden = must(out, 'hidden states');
      rows.keep(batch, (await hidden.read()) as Float32Array);
      for (const tensor of [hidden, ...Object.values(inputs)]) tensor.dispose();
    }
  } finally {
    await program.release();
  }
  return rows;
}

function inputsOf(executor: Executor, batch: Packed): Record<string, DeviceTensor> {
  const shape = [batch.batch, batch.time];
  return {
    ids: executor.tensor(batch.ids, shape),
    positions: executor.tensor(batch.positions, shape),
    segments: executor.tensor(batch.segments, shape),
  };
}
