// The models on offer: a folder each under weights/ of our own origin, in Hugging Face layout. Which bytes are the right ones stands in
// catalog.gen.ts, which tools/pretrain/manifest.ts writes; a model is used only when every file has that length and hash.

import { manifest } from './catalog.gen.ts';

/** Name, length and SHA-256 (lower-case hex) of one file. */
export type FileEntry = { name: string; bytes: number; sha256: string };

/** Files by model id. A model without an entry has not been shipped. */
export type Manifest = Readonly<Record<string, readonly FileEntry[]>>;

export type CatalogEntry = {
  /** Its folder is weights/<id>/. */
  id: string;
  name: string;
  licence: 'Apache-2.0';
  /** The learner is trained at night; the teacher shows it how. */
  role: 'learner' | 'teacher';
};

/** What every model folder holds. */
export const MODEL_FILES = [
  'config.json',
  'generation_config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
] as const;
/** What a learner's folder holds besides: the frozen autoencoder, and how the base did on the gate's items. */
export const LEARNER_FILES = ['autoencoder.safetensors', 'scores.json'] as const;
export type ModelFile = (typeof MODEL_FILES)[number] | (typeof LEARNER_FILES)[number];

export const catalog = {
  'dream-s': { id: 'dream-s', name: 'Dream S', licence: 'Apache-2.0', role: 'learner' },
  'dream-l': { id: 'dream-l', name: 'Dream L', licence: 'Apache-2.0', role: 'teacher' },
} as const satisfies Record<string, CatalogEntry>;

export const shipped: Manifest = manifest;

/** A model of the catalog; or one that was imported on this device, by the hash of its weights. */
export type ModelName = keyof typeof catalog | ImportedName;
export type ImportedName = `imported:${string}`;

const IMPORTED = 'imported:';
export const importedName = (hash: string): ImportedName => `${IMPORTED}${hash}`;

/** The hash of an imported model; null for one of the catalog. */
export const importedHash = (model: ModelName): string | null =>
  model.startsWith(IMPORTED) ? model.slice(IMPORTED.length) : null;

/** Whether a text has the form of a model's name; not whether it is there. */
export const isModelName = (text: string): text is ModelName =>
  Object.hasOwn(catalog, text) || /^imported:[0-9a-f]{64}$/.test(text);
