// export: base and adapter as one model that other tools read unchanged: safetensors in half precision (transformers, llama.cpp's converter, vLLM), or an ONNX
// folder for plain transformers.js. W + scale · B·A, matrix by matrix, so that memory holds what is written and one matrix.

import { encodeOnnx } from '../../models/graph/onnx/encode.ts';
import { toHalves } from '../../models/halves.ts';
import { type LoraConfig, loraLayout, loraName, loraScale } from '../../models/lora.ts';
import { type Tensor, type Tensors, unflatten } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { generateGraph } from '../../models/qwen/graphs.ts';
import { linears, parameterCount, weightShapes } from '../../models/qwen/weights.ts';
import { headOf } from '../../models/safetensors.ts';
import { AppError } from '../lib/errors.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { baseModelLine, inText, NOT_KNOWN, type Origin } from './card.ts';

export const MERGED_FORMS = ['safetensors', 'onnx'] as const;
export type MergedForm = (typeof MERGED_FORMS)[number];

export type BaseModel = {
  /** What people call it. */
  name: string;
  config: QwenConfig;
  json: Readonly<Record<'config.json' | 'generation_config.json' | 'tokenizer.json' | 'tokenizer_config.json', object>>;
  tensor(name: string): Promise<Tensor>;
};

/** What is merged in. `origin`: what the card may claim of it; absent: it says nothing of where the adapter comes from. */
type Merging = { lora: LoraConfig; flat: Float32Array; origin?: Origin };

/** Bytes of the weights, at most: safetensors are one array, an ONNX file is written whole. */
const LARGEST: Readonly<Record<MergedForm, number>> = { safetensors: 2 ** 31 - 1, onnx: 400e6 };
const BYTES: Readonly<Record<MergedForm, number>> = { safetensors: 2, onnx: 4 };

/**
 * Files by name, in Hugging Face layout. `adapter` null: the base as it is.
 * @throws AppError export/too-large, abort/aborted, and what reading the base throws
 */
export async function exportMerged(
  form: MergedForm,
  base: BaseModel,
  adapter: Merging | null,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const bytes = parameterCount(base.config) * BYTES[form];
  if (bytes > LARGEST[form])
    throw new AppError(
      'export/too-large',
      `${base.name} has ${Math.round(bytes / 1e6)} MB of weights in this form, at most ${Math.round(LARGEST[form] / 1e6)} can be written here. Export the adapter alone, and merge it with PEFT's merge_and_unload.`,
      { bytes },
    );
  const merged = (name: string): Promise<Tensor> => mergedTensor(base, adapter, name);
  const weights =
    form === 'onnx' ? await onnxFile(base.config, merged, signal) : await safetensorsFile(base.config, merged, signal);
  const json = (content: object): Uint8Array => text(`${JSON.stringify(content, null, 2)}\n`);
  const config = { ...base.json['config.json'], ...(form === 'safetensors' ? { torch_dtype: 'float16' } : {}) };
  return new Map([
    ['config.json', json(config)],
    ['generation_config.json', json(base.json['generation_config.json'])],
    ['tokenizer.json', json(base.json['tokenizer.json'])],
    ['tokenizer_config.json', json(base.json['tokenizer_config.json'])],
    [form === 'onnx' ? 'onnx/model.onnx' : 'model.safetensors', weights],
    ['README.md', text(card(base.name, form, adapter && (adapter.origin ?? 'unknown')))],
  ]);
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

async function mergedTensor({ config, tensor }: BaseModel, adapter: Merging | null, name: string): Promise<Tensor> {
  const plain = await tensor(name);
  const [, layer, module] = /^model\.layers\.(\d+)\.(.+)\.weight$/.exec(name) ?? [];
  if (!adapter || module === undefined || !linears(config).some(([each]) => each === module)) return plain;
  const parts = unflatten(loraLayout(config, adapter.lora), adapter.flat);
  const [a, b] = (['A', 'B'] as const).map((which) => parts.get(loraName(Number(layer), module, which))?.data);
  return a && b ? { shape: plain.shape, data: added(plain, a, b, adapter.lora) } : plain;
}

/** W + scale · B·A, row by row. */
function added({ shape, data }: Tensor, a: Float32Array, b: Float32Array, lora: LoraConfig): Float32Array {
  const [rows = 0, columns = 0] = shape;
  const [out, scale] = [Float32Array.from(data), loraScale(lora)];
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < lora.r; k++) {
      const factor = scale * (b[row * lora.r + k] as number);
      if (factor === 0) continue;
      for (let column = 0; column < columns; column++)
        out[row * columns + column] =
          (out[row * columns + column] as number) + factor * (a[k * columns + column] as number);
    }
  return out;
}

async function safetensorsFile(
  config: QwenConfig,
  merged: (name: string) => Promise<Tensor>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const shapes = weightShapes(config);
  const head = headOf(
    shapes.map(([name, shape]) => ({ name, dtype: 'F16', shape })),
    { format: 'pt' },
  );
  const file = new Uint8Array(head.length + 2 * parameterCount(config));
  file.set(head);
  let at = head.length;
  for (const [name] of shapes) {
    throwIfAborted(signal);
    const halves = toHalves((await merged(name)).data);
    file.set(new Uint8Array(halves.buffer), at);
    at += halves.byteLength;
  }
  return file;
}

/** Under the names that transformers.js feeds; logits of every position, as other tools want them. */
async function onnxFile(
  config: QwenConfig,
  merged: (name: string) => Promise<Tensor>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const tensors = new Map<string, Tensor>();
  for (const [name] of weightShapes(config)) {
    throwIfAborted(signal);
    tensors.set(name, await merged(name));
  }
  return encodeOnnx(generateGraph(config, tensors satisfies Tensors), 'gpu');
}

/** What the card claims of the adapter, and of the licence where all of it is known. @param name of the base, as it can stand in text */
const MERGED: Readonly<Record<Origin, (name: string) => string>> = {
  here: (name) =>
    `This is ${name} with the adapter that it learned in Dream Lab merged into its weights. Its licence is that of ${name}.`,
  upon: (name) =>
    `This is ${name} with an adapter merged into its weights that it learned in Dream Lab on top of one that was brought from elsewhere. Who made that one, ${NOT_KNOWN}.`,
  elsewhere: (name) =>
    `This is ${name} with an adapter merged into its weights that was brought to Dream Lab from elsewhere. It was not learned here: who made it, ${NOT_KNOWN}.`,
  together: (name) =>
    `This is ${name} with adapters merged into its weights that were brought to Dream Lab from elsewhere. None of them was learned here: who made them, ${NOT_KNOWN}.`,
  unknown: (name) =>
    `This is ${name} with an adapter merged into its weights. What that was made of, ${NOT_KNOWN} any more.`,
};

/** @param origin null: there is no adapter in it */
function card(base: string, form: MergedForm, origin: Origin | null): string {
  const name = inText(base);
  const said = origin ? MERGED[origin](name) : `This is ${name} as Dream Lab keeps it. Its licence is that of ${name}.`;
  const use =
    form === 'onnx'
      ? "transformers.js: `pipeline('text-generation', 'this folder', { dtype: 'fp32' })`."
      : 'transformers: `AutoModelForCausalLM.from_pretrained("this folder")`.';
  return `---
${baseModelLine(base)}library_name: ${form === 'onnx' ? 'transformers.js' : 'transformers'}
tags: [dream-lab]
---

${said}

${use}
`;
}
