// The page of the training bench: one worker, one call, offered to the command line in the way that the app offers its own.

import { connect, resultOf } from '../../../src/lib/channel.ts';
import type { TrainBench } from '../../../bench/train.ts';
import type { PackingBench } from '../../../bench/packing.ts';
import type { StepsBench } from '../../../bench/steps.ts';
import type { LayersBench } from '../../../bench/layers.ts';
import type { DecodeBench, HeldBench } from '../../../bench/decode.ts';
import type {
  BenchWorkerApi,
  DecodePartOptions,
  HeldPartOptions,
  LayersPartOptions,
  PackingPartOptions,
  PartOptions,
  StepsPartOptions,
} from './worker.ts';

/** What the page offers; `benchMemory` and `benchLine` are bound by the command line. */
export type BenchCalls = {
  train(options: PartOptions): Promise<TrainBench>;
  layers(options: LayersPartOptions): Promise<LayersBench>;
  packing(options: PackingPartOptions): Promise<PackingBench>;
  steps(options: StepsPartOptions): Promise<StepsBench>;
  decode(options: DecodePartOptions): Promise<DecodeBench>;
  held(options: HeldPartOptions): Promise<HeldBench>;
};

type Options = PartOptions &
  LayersPartOptions &
  DecodePartOptions &
  HeldPartOptions &
  PackingPartOptions &
  StepsPartOptions;

const bound = globalThis as unknown as {
  benchMemory(): Promise<number>;
  benchLine(line: string): Promise<void>;
  lab: unknown;
};
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const { api, close } = connect<BenchWorkerApi>(worker);

bound.lab = {
  call: (name: keyof BenchCalls, [options]: [Options]) =>
    resultOf(() =>
      api[name](
        options,
        (line) => bound.benchLine(line),
        () => bound.benchMemory(),
      ),
    ),
  stop: close,
};
