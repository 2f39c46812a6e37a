// What training layer by layer runs its many small programs with: fed by name from whatever is at hand, their tensors freed together.

import type { Graph } from '../../models/graph/ir.ts';
import { must } from '../lib/assert.ts';
import type { DeviceTensor, Executor, Program } from './executor/executor.ts';
import type { Feeds } from './layer-weights.ts';

/** A compiled graph that is fed by name from whatever is at hand. */
export type Runner = { run(feeds: Feeds): Promise<Record<string, DeviceTensor>>; release(): Promise<void> };

/** Only numbers that the host looks at leave the device. */
const READ_BACK = ['loss', 'norm'];

export async function runnerOf(executor: Executor, graph: Graph): Promise<Runner> {
  const names = graph.inputs.map(({ name }) => name);
  const keepOnDevice = graph.outputs.map(({ name }) => name).filter((name) => !READ_BACK.includes(name));
  const program: Program = await executor.compile(graph, { keepOnDevice });
  return {
    run: (feeds) => program.run(Object.fromEntries(names.map((name) => [name, must(feeds[name], `input ${name}`)]))),
    release: () => program.release(),
  };
}

/** Tensors of one pass, freed together, or earlier. */
export class Scope {
  readonly #tensors = new Set<DeviceTensor>();

  add(tensor: DeviceTensor): DeviceTensor {
    this.#tensors.add(tensor);
    return tensor;
  }

  all(tensors: Record<string, DeviceTensor>): Record<string, DeviceTensor> {
    for (const tensor of Object.values(tensors)) this.#tensors.add(tensor);
    return tensors;
  }

  free(...tensors: readonly DeviceTensor[]): void {
    for (const tensor of tensors) if (this.#tensors.delete(tensor)) tensor.dispose();
  }

  dispose(): void {
    this.free(...this.#tensors);
  }
}
