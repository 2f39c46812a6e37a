// The reference interpreter behind the Executor contract: training and decoding can be tested in Node without any runtime, at tiny sizes, with sums
// that are the same everywhere. Results are rounded to float32, as every other executor gives them.

import { type DType, dtypeOf, type Graph, type TensorData } from '../../models/graph/ir.ts';
import { fromHalves } from '../../models/halves.ts';
import { AppError } from '../../src/lib/errors.ts';
import type { DeviceTensor, Executor } from '../../src/engine/executor/executor.ts';
import { interpret } from './reference-interpreter.ts';
import { type Plain } from './reference-tensors.ts';

export type ReferenceExecutor = Executor & {
  /** Tensors and programs that were made and not yet freed; runs so far. */
  readonly live: { tensors: number; programs: number; runs: number };
};

export type ReferenceOptions = {
  /** Changes a graph before it is compiled; for planting faults. */
  alter?: (graph: Graph) => Graph;
  /** Called before each run, with the number of runs so far. */
  onRun?: (runs: number) => void;
};

export function referenceExecutor({ alter = (graph) => graph, onRun }: ReferenceOptions = {}): ReferenceExecutor {
  const live = { tensors: 0, programs: 0, runs: 0 };
  const tensor = (data: TensorData, shape: readonly number[], dtype = dtypeOf(data)): DeviceTensor => {
    live.tensors += 1;
    let freed = false;
    const read = async (): Promise<TensorData> => {
      if (freed) throw new AppError('engine/run', 'A freed tensor was read.');
      return data;
    };
    const dispose = (): void => {
      if (!freed) live.tensors -= 1;
      freed = true;
    };
    return { dtype, shape, read, dispose };
  };
  return {
    device: 'node',
    live,
    tensor,
    hold: async (...given) => tensor(...given),
    settle: async () => undefined,
    readsHalves: async () => true,
    compile: async (source) => {
      const graph = alter(source);
      live.programs += 1;
      return {
        run: async (inputs) => {
          onRun?.(live.runs++);
          const out = interpret(graph, await plainInputs(inputs));
          return Object.fromEntries(
            graph.outputs.map(({ name, value }) => [
              name,
              tensor(round(out[name] as Plain, value.dtype), (out[name] as Plain).shape),
            ]),
          );
        },
        release: async () => void (live.programs -= 1),
      };
    },
  };
}

async function plainInputs(inputs: Readonly<Record<string, DeviceTensor>>): Promise<Record<string, Plain>> {
  const entries = Object.entries(inputs).map(async ([name, held]) => {
    return [name, { shape: held.shape, data: doubles(await held.read(), held.dtype) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function doubles(data: TensorData, dtype: DType): Float64Array {
  if (data instanceof Uint16Array) return Float64Array.from(fromHalves(data));
  if (!(data instanceof Uint8Array) || dtype === 'uint8')
    return Float64Array.from(data as ArrayLike<number | bigint>, Number);
  const signed = (code: number): number => (code > 7 ? code - 16 : code);
  return Float64Array.from({ length: 2 * data.length }, (_, i) =>
    signed(((data[i >> 1] as number) >> (i % 2 ? 4 : 0)) & 15),
  );
}

function round({ data }: Plain, dtype: DType): TensorData {
  if (dtype === 'float32') return Float32Array.from(data);
  return dtype === 'int32' ? Int32Array.from(data) : BigInt64Array.from(data, BigInt);
}
