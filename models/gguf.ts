// Writes a LoRA adapter as GGUF, as llama.cpp and Ollama load it beside a base: metadata, then tensors with the innermost dimension first, little-endian,
// data aligned to 32 bytes. Format version 3.

import { assert } from '../src/lib/assert.ts';
import { toHalves } from './halves.ts';
import type { LoraConfig } from './lora.ts';
import type { Tensors } from './parameters.ts';
import type { QwenConfig } from './qwen/config.ts';

const MAGIC = 'GGUF';
const VERSION = 3;
const ALIGNMENT = 32;
/** Types of metadata values, and of tensors, by their numbers in the format. */
const VALUE = { uint32: 4, float32: 6, string: 8 } as const;
const F16 = 1;

/** llama.cpp's names of the linear maps of a layer. */
const MAPS: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};

type Value = { type: keyof typeof VALUE; value: string | number };

/**
 * @param tensors names as loraName gives them, A [r, in] and B [out, r]
 * @param name what the adapter is called
 */
export function loraGguf(config: QwenConfig, lora: LoraConfig, tensors: Tensors, name: string): Uint8Array {
  const metadata: Record<string, Value> = {
    'general.type': { type: 'string', value: 'adapter' },
    'general.architecture': { type: 'string', value: config.model_type },
    'general.name': { type: 'string', value: name },
    'general.file_type': { type: 'uint32', value: F16 },
    'adapter.type': { type: 'string', value: 'lora' },
    'adapter.lora.alpha': { type: 'float32', value: lora.lora_alpha },
  };
  const out = new Bytes();
  out.text(MAGIC);
  out.uint32(VERSION);
  out.uint64(tensors.size);
  out.uint64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) writeValue(out, key, value);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [tensor, { shape, data }] of tensors) {
    out.string(ggufName(tensor));
    out.uint32(shape.length);
    for (const size of [...shape].reverse()) out.uint64(size);
    out.uint32(F16);
    out.uint64(at);
    const bytes = new Uint8Array(toHalves(data).buffer);
    const padded = new Uint8Array(aligned(bytes.length));
    padded.set(bytes);
    parts.push(padded);
    at += padded.length;
  }
  out.pad(aligned(out.length));
  for (const part of parts) out.bytes(part);
  return out.take();
}

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

/** model.layers.3.mlp.up_proj.lora_A.weight -> blk.3.ffn_up.weight.lora_a */
function ggufName(name: string): string {
  const [, layer, module = '', matrix = ''] = /^model\.layers\.(\d+)\.(.+)\.lora_([AB])\.weight$/.exec(name) ?? [];
  const map = MAPS[module];
  assert(map !== undefined, `a linear map of a Qwen layer: ${name}`);
  return `blk.${layer}.${map}.weight.lora_${matrix.toLowerCase()}`;
}

function writeValue(out: Bytes, key: string, { type, value }: Value): void {
  out.string(key);
  out.uint32(VALUE[type]);
  if (type === 'string') out.string(String(value));
  else if (type === 'uint32') out.uint32(Number(value));
  else out.float32(Number(value));
}

/** Bytes that grow. */
class Bytes {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  bytes(part: Uint8Array): void {
    this.#parts.push(part);
    this.length += part.length;
  }

  text(text: string): void {
    this.bytes(new TextEncoder().encode(text));
  }

  /** Its length, then its bytes. */
  string(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.uint64(bytes.length);
    this.bytes(bytes);
  }

  uint32(value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    this.bytes(bytes);
  }

  uint64(value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
    this.bytes(bytes);
  }

  float32(value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.bytes(bytes);
  }

  /** Zeros up to this length. */
  pad(length: number): void {
    this.bytes(new Uint8Array(length - this.length));
  }

  take(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
