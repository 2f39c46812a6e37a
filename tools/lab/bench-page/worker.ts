// Trains in a worker, as the app does, and measures. Beside it runs the peer that bench/ compares with; the app never contains that.

import {
  benchDecode,
  benchHeld,
  type HeldBench,
  type HeldOptions,
  type DecodeBench,
  type DecodeOptions,
} from '../../../bench/decode.ts';
import { benchJaxLayers, benchLayers, type LayersBench, type LayersOptions } from '../../../bench/layers.ts';
import { benchPacking, type PackingBench, type PackingOptions } from '../../../bench/packing.ts';
import { benchSteps, type StepsBench, type StepsOptions } from '../../../bench/steps.ts';
import { benchTrain, type TrainBench, type TrainBenchOptions } from '../../../bench/train.ts';
import { chooseDevice } from '../../../src/engine/executor/adapter.ts';
import { webExecutor } from '../../../src/engine/executor/web.ts';
import { setUpRuntime } from '../../../workers/ort-env.ts';
import { serve } from '../../../workers/rpc.ts';

export type PartOptions = Pick<TrainBenchOptions, 'parts' | 'engine' | 'rounds' | 'steps'> & {
  device: 'auto' | 'wasm' | 'webgpu';
};

type Wish = 'auto' | 'wasm' | 'webgpu';
export type HeldPartOptions = Omit<HeldOptions, 'executor' | 'now' | 'device' | 'memory'> & { device: Wish };
export type PackingPartOptions = Omit<PackingOptions, 'executor' | 'now'> & { device: Wish };
export type StepsPartOptions = Omit<StepsOptions, 'executor' | 'now'> & { device: Wish };
export type DecodePartOptions = Omit<DecodeOptions, 'executor' | 'now' | 'device'> & { device: Wish };
export type LayersPartOptions = Omit<LayersOptions, 'executor' | 'now' | 'memory'> & {
  engine?: 'ours' | 'jax';
  device: 'auto' | 'wasm' | 'webgpu';
};

setUpRuntime();

const api = {
  async train(
    { device, ...options }: PartOptions,
    report: (line: string) => Promise<void>,
    memory: () => Promise<number>,
  ): Promise<TrainBench> {
    const executor = webExecutor(await chooseDevice(device));
    return benchTrain({ ...options, executor, memory, now: () => performance.now() }, (line) => void report(line));
  },

  async packing(
    { device, ...options }: PackingPartOptions,
    report: (line: string) => Promise<void>,
  ): Promise<PackingBench> {
    const parts = { executor: webExecutor(await chooseDevice(device)), now: () => performance.now() };
    return benchPacking({ ...options, ...parts }, (line) => void report(line));
  },

  async steps({ device, ...options }: StepsPartOptions, report: (line: string) => Promise<void>): Promise<StepsBench> {
    const parts = { executor: webExecutor(await chooseDevice(device)), now: () => performance.now() };
    return benchSteps({ ...options, ...parts }, (line) => void report(line));
  },

  async decode(
    { device, ...options }: DecodePartOptions,
    report: (line: string) => Promise<void>,
  ): Promise<DecodeBench> {
    const chosen = await chooseDevice(device);
    const parts = { executor: webExecutor(chosen), device: chosen, now: () => performance.now() };
    return benchDecode({ ...options, ...parts }, (line) => void report(line));
  },

  async held(
    { device, ...options }: HeldPartOptions,
    report: (line: string) => Promise<void>,
    memory: () => Promise<number>,
  ): Promise<HeldBench> {
    const chosen = await chooseDevice(device);
    const parts = { executor: webExecutor(chosen), device: chosen, now: () => performance.now() };
    return benchHeld({ ...options, ...parts, memory }, (line) => void report(line));
  },

  async layers(
    { device, engine = 'ours', ...options }: LayersPartOptions,
    report: (line: string) => Promise<void>,
    memory: () => Promise<number>,
  ): Promise<LayersBench> {
    const executor = webExecutor(await chooseDevice(device));
    const bench = engine === 'jax' ? benchJaxLayers : benchLayers;
    return bench({ ...options, executor, memory, now: () => performance.now() }, (line) => void report(line));
  },
};

serve(api);
export type BenchWorkerApi = typeof api;
