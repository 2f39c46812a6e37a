// A PEFT adapter made elsewhere, as ours: adapter_config.json and adapter_model.safetensors → one rank and one scale for all maps, as one flat vector. Lower
// ranks are filled up with zeros and other scales go into B, which changes nothing of what is computed. What is no plain LoRA of this model is refused by name.

import { AppError } from '../src/lib/errors.ts';
import { must } from '../src/lib/assert.ts';
import { type LoraConfig, loraLayout, loraName, loraScale, PEFT_PREFIX } from './lora.ts';
import { flatten, type Tensor } from './parameters.ts';
import type { QwenConfig } from './qwen/config.ts';
import { linears } from './qwen/weights.ts';
import { readSafetensors } from './safetensors.ts';

/** Ways in which PEFT begins an adapter that leave the base as it is; others (PiSSA, OLoRA, CorDA, LoftQ) take a part of the base out of it. */
const PLAIN_STARTS: readonly string[] = ['gaussian', 'eva', 'orthogonal'];

/** Ranks above this are no adapter that a browser should train or run. */
export const LARGEST_RANK = 256;

type Settings = {
  r: number;
  alpha: number;
  rslora: boolean;
  ranks: ReadonlyMap<string, number>;
  alphas: ReadonlyMap<string, number>;
};

/**
 * @param usual rank and scale of our own adapters: taken where the rank has room, so that it can be trained on
 * @throws AppError model/adapter naming what cannot be used, model/safetensors, model/tensor
 */
export function readPeft(
  config: QwenConfig,
  adapterConfig: unknown,
  bytes: Uint8Array,
  usual: LoraConfig,
): { lora: LoraConfig; flat: Float32Array } {
  const settings = settingsOf(adapterConfig);
  const maps = mapsOf(config, settings, readSafetensors(bytes).tensors);
  const r = Math.max(...[...maps.values()].map(({ rank }) => rank));
  const lora = r <= usual.r ? usual : { r, lora_alpha: 2 * r };
  const tensors = new Map<string, Tensor>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++)
    for (const [module, out, input] of linears(config)) {
      const map = maps.get(`model.layers.${layer}.${module}`);
      tensors.set(loraName(layer, module, 'A'), { shape: [lora.r, input], data: widerA(map, lora.r, input) });
      tensors.set(loraName(layer, module, 'B'), { shape: [out, lora.r], data: widerB(map, lora, out) });
    }
  return { lora, flat: flatten(loraLayout(config, lora), tensors) };
}

function settingsOf(raw: unknown): Settings {
  if (typeof raw !== 'object' || raw === null) throw wrong('adapter_config.json', 'is not a JSON object');
  const file = raw as Record<string, unknown>;
  const refuse = (name: string, why: string): never => {
    throw wrong('adapter_config.json', `${name} ${why}`);
  };
  if (file['peft_type'] !== 'LORA') refuse('peft_type', `is ${String(file['peft_type'])}, only LORA can be used`);
  if (file['use_dora'] === true) refuse('use_dora', 'is set: DoRA is another method');
  const start = file['init_lora_weights'];
  if (typeof start === 'string' && !PLAIN_STARTS.includes(start))
    refuse('init_lora_weights', `is ${start}, which changes the base, too: convert it to a plain LoRA first`);
  if (file['fan_in_fan_out'] === true) refuse('fan_in_fan_out', 'is set, which Qwen has no use for');
  if (file['bias'] !== undefined && file['bias'] !== 'none') refuse('bias', 'is not none: biases are not adapted here');
  const saved = file['modules_to_save'];
  if (Array.isArray(saved) && saved.length)
    refuse('modules_to_save', `replaces ${saved.join(', ')}, which is no adapter`);
  const alpha = file['lora_alpha'];
  if (typeof alpha !== 'number' || !(alpha > 0 && alpha < 1e6)) refuse('lora_alpha', 'is not a positive number');
  return {
    r: rankOf(file['r'], 'r'),
    alpha: alpha as number,
    rslora: file['use_rslora'] === true,
    ranks: patternOf(file['rank_pattern'], 'rank_pattern', rankOf),
    alphas: patternOf(file['alpha_pattern'], 'alpha_pattern', (value, name) => {
      if (typeof value === 'number' && value > 0 && value < 1e6) return value;
      throw wrong('adapter_config.json', `${name} is not a positive number`);
    }),
  };
}

function rankOf(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw wrong('adapter_config.json', `${name} is ${String(value)}, not a rank`);
  if ((value as number) > LARGEST_RANK)
    throw wrong('adapter_config.json', `${name} is ${String(value)}; ranks of at most ${LARGEST_RANK} are taken`);
  return value as number;
}

/** Names of maps, or their ends, as PEFT matches them. Expressions are not evaluated: they could be made to run forever. */
function patternOf(
  raw: unknown,
  field: string,
  check: (value: unknown, name: string) => number,
): ReadonlyMap<string, number> {
  if (raw === undefined || raw === null) return new Map();
  if (typeof raw !== 'object') throw wrong('adapter_config.json', `${field} is not an object`);
  return new Map(
    Object.entries(raw).map(([key, value]) => {
      if (!/^[\w.]{1,200}$/.test(key))
        throw wrong('adapter_config.json', `${field} names ${JSON.stringify(key)}, which is no plain name`);
      return [key, check(value, `${field}[${key}]`)];
    }),
  );
}

const matching = (patterns: ReadonlyMap<string, number>, name: string): number | undefined =>
  [...patterns].find(([key]) => name === key || name.endsWith(`.${key}`))?.[1];

/** One adapted map: rank, scale, and its two matrices. */
type AdaptedMap = { rank: number; scale: number; a: Float32Array; b: Float32Array };

function mapsOf(config: QwenConfig, settings: Settings, tensors: ReadonlyMap<string, Tensor>): Map<string, AdaptedMap> {
  const left = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) left.set(plainName(name), tensor);
  if (left.size !== tensors.size) throw wrong('adapter_model.safetensors', 'holds a matrix twice');
  const maps = new Map<string, AdaptedMap>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++)
    for (const [module, out, input] of linears(config)) {
      const name = `model.layers.${layer}.${module}`;
      const [a, b] = [left.get(`${name}.lora_A.weight`), left.get(`${name}.lora_B.weight`)];
      if (!a && !b) continue;
      if (!a || !b) throw wrong('adapter_model.safetensors', `has only one of the two matrices of ${name}`);
      const rank = matching(settings.ranks, name) ?? settings.r;
      mustHave(name, a, [rank, input]);
      mustHave(name, b, [out, rank]);
      const alpha = matching(settings.alphas, name) ?? settings.alpha;
      maps.set(name, { rank, scale: alpha / (settings.rslora ? Math.sqrt(rank) : rank), a: a.data, b: b.data });
      left.delete(`${name}.lora_A.weight`);
      left.delete(`${name}.lora_B.weight`);
    }
  const [unknown] = left.keys();
  if (unknown !== undefined)
    throw wrong(
      'adapter_model.safetensors',
      `holds ${unknown}, which this model has no place for: it belongs to another model, or is no plain LoRA`,
    );
  if (maps.size === 0) throw wrong('adapter_model.safetensors', 'adapts nothing');
  return maps;
}

/** `base_model.model.` in front and the adapter's own name in the middle are left out. */
const plainName = (name: string): string =>
  name.replace(PEFT_PREFIX, '').replace(/\.(lora_[AB])\.default\.weight$/, '.$1.weight');

function mustHave(name: string, { shape, data }: Tensor, wanted: readonly number[]): void {
  if (shape.join() !== wanted.join())
    throw wrong(
      'adapter_model.safetensors',
      `has a matrix of shape [${shape.join(', ')}] for ${name}, where [${wanted.join(', ')}] is asked for`,
    );
  if (!data.every(Number.isFinite))
    throw wrong('adapter_model.safetensors', `holds values for ${name} that are not numbers`);
}

/** [rank, input] with rows of zeros behind. */
function widerA(map: AdaptedMap | undefined, r: number, input: number): Float32Array {
  const wide = new Float32Array(r * input);
  if (map) wide.set(map.a);
  return wide;
}

/** [out, rank] with columns of zeros behind, times the ratio of the scales. */
function widerB(map: AdaptedMap | undefined, lora: LoraConfig, out: number): Float32Array {
  const wide = new Float32Array(out * lora.r);
  if (!map) return wide;
  const ratio = map.scale / loraScale(lora);
  for (let row = 0; row < out; row++)
    for (let k = 0; k < map.rank; k++) wide[row * lora.r + k] = must(map.b[row * map.rank + k], 'B') * ratio;
  return wide;
}

function wrong(file: string, why: string): AppError {
  return new AppError('model/adapter', `The adapter cannot be used: ${file} ${why}.`, { file });
}
