// The files of a model: fetched from our own origin, checked against the manifest before anything is parsed, then read. What is not exactly the
// bytes that were shipped is never used.

import { type FileEntry, type Manifest, MODEL_FILES, type ModelFile, shipped } from '../../models/catalog.ts';
import { readSafetensors } from '../../models/safetensors.ts';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import type { Tensors } from '../../models/parameters.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';

export type WeightSource = {
  /** Where the model folders are, ending with a slash. */
  base: string;
  manifest: Manifest;
  fetch(url: string, init: RequestInit): Promise<Response>;
};

/** The models that this build came with, at their place on our own origin. */
export function shippedSource(): WeightSource {
  const base = new URL(`${import.meta.env.BASE_URL}weights/`, self.location.origin).href;
  return { base, manifest: shipped, fetch: (url, init) => fetch(url, init) };
}

export type ModelFolder = {
  config: QwenConfig;
  /** The four JSON files, parsed. */
  json: Readonly<Record<'config.json' | 'generation_config.json' | 'tokenizer.json' | 'tokenizer_config.json', object>>;
  tensors: Tensors;
  /** SHA-256 of model.safetensors: the name of these weights. */
  hash: string;
};

/**
 * A whole model folder, float32. `model` is an id of the catalog.
 * @throws AppError model/missing when a file or the model is not there, model/corrupt when bytes differ from the manifest, model/config,
 * model/safetensors, abort/aborted.
 */
export async function loadModelFolder(source: WeightSource, model: string, signal: AbortSignal): Promise<ModelFolder> {
  const files = await Promise.all(MODEL_FILES.map((name) => readModelFile(source, model, name, signal)));
  const bytes = (name: (typeof MODEL_FILES)[number]): Uint8Array => must(files[MODEL_FILES.indexOf(name)], name);
  const config = parseJson(bytes('config.json'));
  return {
    config: parseConfig(config),
    json: {
      'config.json': config,
      'generation_config.json': parseJson(bytes('generation_config.json')),
      'tokenizer.json': parseJson(bytes('tokenizer.json')),
      'tokenizer_config.json': parseJson(bytes('tokenizer_config.json')),
    },
    tensors: readSafetensors(bytes('model.safetensors')).tensors,
    hash: hashOf(source, model),
  };
}

/** The learner's frozen autoencoder, or its control; null when the model was shipped without it. Errors as loadModelFolder. */
export async function loadAutoencoder(
  source: WeightSource,
  model: string,
  signal: AbortSignal,
  name: 'autoencoder' | 'pca' = 'autoencoder',
): Promise<{ tensors: Tensors } | null> {
  const bytes = await readModelFile(source, model, `${name}.safetensors`, signal);
  return bytes && { tensors: readSafetensors(bytes).tensors };
}

/** Outcomes on the gate's items by level (one character an item, 1 = passed), nats per token, and the hash of the items. */
export type ShippedScores = Readonly<Record<number, { outcomes: string; nll: number; items: string }>>;
export type ModelFacts = { hash: string; config: QwenConfig; scores: ShippedScores };

/** What is known of a model without loading its weights. Errors as loadModelFolder. */
export async function loadModelFacts(
  model: string,
  source = shippedSource(),
  signal?: AbortSignal,
): Promise<ModelFacts> {
  const [config, scores] = await Promise.all([
    readModelFile(source, model, 'config.json', signal),
    readModelFile(source, model, 'scores.json', signal),
  ]);
  return {
    hash: hashOf(source, model),
    config: parseConfig(parseJson(must(config, 'config.json'))),
    scores: scores ? (parseJson(scores) as ShippedScores) : {},
  };
}

function parseJson(bytes: Uint8Array): object {
  return JSON.parse(new TextDecoder().decode(bytes)) as object;
}

function hashOf(source: WeightSource, model: string): string {
  return must(
    source.manifest[model]?.find(({ name }) => name === 'model.safetensors'),
    `the weights of ${model} in the manifest`,
  ).sha256;
}

/** The bytes of one file, exactly as shipped; null when the model has none of that name. */
async function readModelFile(
  source: WeightSource,
  model: string,
  name: ModelFile,
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  const entries = source.manifest[model];
  if (!entries)
    throw new AppError(
      'model/missing',
      `This copy of Dream Lab came without the model ${model}. Get a complete copy and start it again.`,
      { model },
    );
  const entry = entries.find((file) => file.name === name);
  return entry ? fetchFile(source, model, entry, signal ?? null) : null;
}

async function fetchFile(
  source: WeightSource,
  model: string,
  entry: FileEntry,
  signal: AbortSignal | null,
): Promise<Uint8Array> {
  const first = await fetchBytes(source, model, entry, { signal });
  if (!(await faultOf(first, entry))) return first;
  // A cache may have kept half a file, or an error page: ask the server itself once.
  const second = await fetchBytes(source, model, entry, { signal, cache: 'reload' });
  const fault = await faultOf(second, entry);
  if (!fault) return second;
  const facts = { model, file: entry.name, bytes: second.length, expected: entry.bytes };
  throw new AppError(
    'model/corrupt',
    `The file ${entry.name} of the model ${model} is damaged: ${fault}. It was not used. Get a fresh copy of Dream Lab, or restore the folder weights/${model}, and reload.`,
    facts,
  );
}

async function faultOf(bytes: Uint8Array, entry: FileEntry): Promise<string | null> {
  if (bytes.length !== entry.bytes) return `it has ${bytes.length} bytes instead of ${entry.bytes}`;
  return (await sha256(bytes)) === entry.sha256 ? null : 'its contents have changed';
}

async function fetchBytes(
  source: WeightSource,
  model: string,
  { name }: FileEntry,
  init: RequestInit,
): Promise<Uint8Array> {
  const missing = (why: string, cause?: unknown): AppError =>
    new AppError(
      'model/missing',
      `The file ${name} of the model ${model} could not be fetched: ${why}. Check that the folder weights/${model} is there and that the server runs, then reload.`,
      { model, file: name },
      cause,
    );
  try {
    const response = await source.fetch(`${source.base}${model}/${name}`, init);
    if (!response.ok) throw missing(`the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throwIfAborted(init.signal);
    throw error instanceof AppError ? error : missing('there was no answer', error);
  }
}
