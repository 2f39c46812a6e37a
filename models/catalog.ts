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
/** What a learner's folder holds besides: the frozen autoencoder and its control, principal components of the same width, and how the base did on the gate's items. */
export const LEARNER_FILES = ['autoencoder.safetensors', 'pca.safetensors', 'scores.json'] as const;
export type ModelFile = (typeof MODEL_FILES)[number] | (typeof LEARNER_FILES)[number];

export const catalog = {
  'dream-s': { id: 'dream-s', name: 'Dream S', licence: 'Apache-2.0', role: 'learner' },
  'dream-l': { id: 'dream-l', name: 'Dream L', licence: 'Apache-2.0', role: 'teacher' },
} as const satisfies Record<string, CatalogEntry>;

export const shipped: Manifest = manifest;

/**
 * A model of the catalog; one that is kept on this device, by the hash of its weights: imported into our own layout, or ready-made (ONNX, as it was published);
 * or one that runs elsewhere.
 */
export type ModelName = keyof typeof catalog | ImportedName | OnnxName | Elsewhere;
/** The model behind the endpoint that the user named. */
export const ENDPOINT = 'endpoint';
/** The model that comes with the browser. */
export const BUILT_IN = 'built-in';
export type Elsewhere = typeof ENDPOINT | typeof BUILT_IN;
export type ImportedName = `imported:${string}`;
export type OnnxName = `onnx:${string}`;

const IMPORTED = 'imported:';
const ONNX = 'onnx:';
export const importedName = (hash: string): ImportedName => `${IMPORTED}${hash}`;

/** The hash of an imported model; null for any other. */
export const importedHash = (model: ModelName): string | null =>
  model.startsWith(IMPORTED) ? model.slice(IMPORTED.length) : null;

/** The hash of a ready-made model; null for any other. */
export const onnxHash = (model: ModelName): string | null => (model.startsWith(ONNX) ? model.slice(ONNX.length) : null);

/** Published text autoencoders, by config.json's model_type: what their encoders say of a text can be what a learner's hidden states are held against. */
const TEXT_AUTOENCODERS: readonly unknown[] = ['bart', 't5'];
export const isTextAutoencoder = (type: unknown): boolean => TEXT_AUTOENCODERS.includes(type);

/** A text autoencoder that is kept on this device. It answers nobody, and so is no ModelName. */
export type EncoderName = `encoder:${string}`;
const ENCODER = 'encoder:';

/** The hash of a text autoencoder; null for what is none. */
export const encoderHash = (name: string): string | null =>
  name.startsWith(ENCODER) ? name.slice(ENCODER.length) : null;

/** What consolidation holds hidden states against: the family's frozen autoencoder, its control, or a text autoencoder. */
export type Against = 'autoencoder' | 'pca' | EncoderName;

/**
 * What consolidation holds on to: hidden states against what they are held; 'base': half of every known answer is learned from what the learner as shipped would say (forward
 * KL), in nights that set out from it; 'none': nothing.
 */
export type Held = Against | 'base' | 'none';

/** Whether a text has the form of such a name; not whether it is there. */
export const isHeld = (text: string): text is Held =>
  ['none', 'base', 'autoencoder', 'pca'].includes(text) || /^encoder:[0-9a-f]{64}$/.test(text);

/** How an ONNX file's weights are kept, by the names that transformers.js gives it, and what a file of it is called after `model`. */
export const ONNX_DTYPES = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const;
export type OnnxDtype = keyof typeof ONNX_DTYPES;

/** The name of a model that is kept here. @param precision as its row says: of our layout, or of a ready-made file */
export const storedName = ({ file, precision }: { file: string; precision: string }): ModelName =>
  Object.hasOwn(ONNX_DTYPES, precision) ? `${ONNX}${file}` : importedName(file);

/** The name of a text autoencoder that is kept here; null for a row of any other model. */
export const encoderName = (row: { file: string; config: { readonly [name: string]: unknown } }): EncoderName | null =>
  isTextAutoencoder(row.config['model_type']) ? `${ENCODER}${row.file}` : null;

/** Whether a model comes with the app. */
export const isFamily = (model: ModelName): boolean => Object.hasOwn(catalog, model);

/** Whether a model can be trained here: its weights are ours to read. */
export const canLearn = (model: ModelName): boolean => isFamily(model) || importedHash(model) !== null;

/** Of an imported model's row: what names the way in which it reads text. */
type Read = {
  file: string;
  config: { readonly [name: string]: unknown };
  sources: readonly { file: string; sha256: string }[];
};

/**
 * Whether a teacher can tell a learner how likely it finds every word: both come with the app, or both were imported with the same tokenizer and as many ids.
 * Elsewhere no such thing is told. @param models that were imported on this device
 */
export function canTell(teacher: ModelName, learner: ModelName, models: readonly Read[]): boolean {
  if (isFamily(teacher) || isFamily(learner)) return isFamily(teacher) && isFamily(learner);
  const [one, other] = [teacher, learner].map((model) => readingOf(models, model));
  return one !== null && one === other;
}

/** Null where it is not known. */
function readingOf(models: readonly Read[], model: ModelName): string | null {
  const row = models.find(({ file }) => file === importedHash(model));
  const tokenizer = row?.sources.find(({ file }) => file === 'tokenizer.json');
  return row && tokenizer ? `${tokenizer.sha256} ${String(row.config['vocab_size'])}` : null;
}

/** Whether a text has the form of a model's name; not whether it is there. */
export const isModelName = (text: string): text is ModelName =>
  Object.hasOwn(catalog, text) || text === ENDPOINT || text === BUILT_IN || /^(imported|onnx):[0-9a-f]{64}$/.test(text);

/**
 * Real models that are offered to be fetched. Only what was published about them stands here: their revision and hashes are recorded by the device that first
 * fetches one, and held to from then on.
 */
export type Offer = {
  /** On the Hugging Face Hub. */
  repo: string;
  name: string;
  licence: string;
  /** What it is good for here. */
  role: 'learner' | 'teacher' | 'expert';
  /** Millions, as its name or card says. */
  parameters: number;
};

const APACHE = 'Apache-2.0';

/** The licence of a model that is known here, by its id or its place on the Hub; null of others. */
export const licenceOf = (model: string): string | null =>
  [...Object.values(catalog).map(({ id, licence }) => ({ repo: id, licence })), ...offers].find(
    ({ repo }) => repo === model,
  )?.licence ?? null;

export const offers: readonly Offer[] = [
  { repo: 'Qwen/Qwen2.5-0.5B-Instruct', name: 'Qwen2.5 0.5B', licence: APACHE, role: 'learner', parameters: 494 },
  {
    repo: 'Qwen/Qwen2.5-Coder-0.5B-Instruct',
    name: 'Qwen2.5 Coder 0.5B',
    licence: APACHE,
    role: 'learner',
    parameters: 494,
  },
  { repo: 'Qwen/Qwen3-0.6B', name: 'Qwen3 0.6B', licence: APACHE, role: 'learner', parameters: 600 },
  { repo: 'Qwen/Qwen2.5-1.5B-Instruct', name: 'Qwen2.5 1.5B', licence: APACHE, role: 'teacher', parameters: 1540 },
  {
    repo: 'Qwen/Qwen2.5-Coder-1.5B-Instruct',
    name: 'Qwen2.5 Coder 1.5B',
    licence: APACHE,
    role: 'teacher',
    parameters: 1540,
  },
  { repo: 'Qwen/Qwen3-1.7B', name: 'Qwen3 1.7B', licence: APACHE, role: 'teacher', parameters: 1700 },
  { repo: 'Qwen/Qwen2.5-3B-Instruct', name: 'Qwen2.5 3B', licence: 'Qwen Research', role: 'expert', parameters: 3090 },
  { repo: 'Qwen/Qwen3-4B', name: 'Qwen3 4B', licence: APACHE, role: 'expert', parameters: 4000 },
];

/** A repository of the hub as people write it, by its name or by its address: its name. */
export const repositoryOf = (text: string): string =>
  text
    .trim()
    .replace(/^https?:\/\/(www\.)?huggingface\.co\//, '')
    .replace(/\/+$/, '');

/** Bytes of a parameter as it is kept; int4 with its scales. */
const KEPT_BYTES = { f32: 4, f16: 2, int4: 0.5 + 2 / 32 } as const;
/** What running takes beside the weights: cache, logits, the runtime. */
const BESIDE = 300e6;

/** About what a model takes of memory when it answers, bytes. @param parameters millions */
export function memoryNeed(parameters: number, precision: keyof typeof KEPT_BYTES): number {
  return parameters * 1e6 * KEPT_BYTES[precision] + BESIDE;
}
