// Keys and values of the positions that have been computed, as the outputs of one run that become inputs of the next. On the host, rows that are no
// longer wanted are dropped; in GPU memory they stay.

import { Tensor } from 'onnxruntime-web/webgpu';
import type { Numbers } from '../../models/graph/onnx/encode.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { must } from '../lib/assert.ts';

/** Dropping rows copies the others, so it must be worth it: at most this share of the rows is kept. */
const WORTH_IT = 0.8;

type Tensors = Readonly<Record<string, Tensor>>;

export class KeyValueCache {
  /** Positions held. */
  length = 0;
  readonly #config: QwenConfig;
  readonly #numbers: Numbers;
  readonly #onHost: boolean;
  /** By input name; empty before the first run. */
  #tensors: Tensors = {};
  #rows = 0;

  constructor(config: QwenConfig, numbers: Numbers, onHost: boolean) {
    [this.#config, this.#numbers] = [config, numbers];
    this.#onHost = onHost;
  }

  /** The inputs past_key_values.* of a run of so many rows. */
  feeds(rows: number): Tensors {
    if (this.length) return this.#tensors;
    const { num_hidden_layers, num_key_value_heads, head_dim } = this.#config;
    const nothing = this.#numbers === 'float16' ? new Uint16Array(0) : new Float32Array(0);
    const empty = (): Tensor =>
      new Tensor(this.#numbers, nothing as Float32Array, [rows, num_key_value_heads, 0, head_dim]);
    const names = Array.from({ length: num_hidden_layers }, (_, layer) => [
      `past_key_values.${layer}.key`,
      `past_key_values.${layer}.value`,
    ]).flat();
    return Object.fromEntries(names.map((name) => [name, empty()]));
  }

  /** Takes the outputs present.* of a run in place of what it was given. */
  replace(present: Tensors): void {
    this.dispose();
    this.#tensors = Object.fromEntries(
      Object.entries(present).map(([name, tensor]) => [name.replace('present', 'past_key_values'), tensor]),
    );
    const { dims } = must(Object.values(this.#tensors)[0], 'a layer');
    [this.#rows, , this.length] = dims as [number, number, number];
  }

  /** Drops all rows but those at these places; false, and nothing happens, when that is not worth it or there is nothing yet. */
  keep(places: readonly number[]): boolean {
    if (!this.#onHost || !this.length || !places.length || places.length > WORTH_IT * this.#rows) return false;
    this.#tensors = Object.fromEntries(
      Object.entries(this.#tensors).map(([name, tensor]) => [name, rowsOf(tensor, places)]),
    );
    this.#rows = places.length;
    return true;
  }

  dispose(): void {
    for (const tensor of Object.values(this.#tensors)) tensor.dispose();
    this.#tensors = {};
    this.length = 0;
  }
}

function rowsOf(tensor: Tensor, places: readonly number[]): Tensor {
  const data = tensor.data as Float32Array;
  const [rows, ...rest] = tensor.dims as [number, ...number[]];
  const size = data.length / rows;
  const kept = new Float32Array(places.length * size);
  places.forEach((place, i) => kept.set(data.subarray(place * size, (place + 1) * size), i * size));
  return new Tensor('float32', kept, [places.length, ...rest]);
}
