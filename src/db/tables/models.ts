// Models: one row for every model that was imported on this device: what was read, what was written, and what that cost.

import type { Json } from '../../lib/json.ts';
import { isCount, isData, isHash, isNumber, isText, listOf, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';

export type StoredSource = { readonly file: string; readonly bytes: number; readonly sha256: string };

export type Model = {
  at: number;
  /** Where it was read from: a repository's address, or a folder's name. */
  source: string;
  /** The commit that it was read at; null for folders, and where the server does not say. */
  revision: string | null;
  /** How its matrices are kept; of a ready-made one, the kind of its ONNX file. */
  precision: string;
  /** Hash of the weights in our layout: the name of their file. */
  file: string;
  bytes: number;
  /** The model's own config.json, as far as it is used. */
  config: { readonly [name: string]: Json };
  /** The weight files that were read. */
  sources: readonly StoredSource[];
  /** Tensors of those files that the model does not have. */
  unused: readonly string[];
  /** What was lost by precision: ‖stored − read‖ / ‖read‖ by layer. */
  losses: { readonly [layer: string]: number };
  seconds: number;
};

const isSource = (value: unknown): boolean => {
  const { file, bytes, sha256 } = (value ?? {}) as Record<string, unknown>;
  return isText(file) && isCount(bytes) && isHash(sha256);
};

export const models = log<Model>()({
  versions: [{ version: 3, name: 'imported models', indexes: ['file'] }],
  shape: {
    at: isCount,
    source: isText,
    revision: orNull(isText),
    precision: oneOf(['f32', 'f16', 'int4', 'fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4']),
    file: isHash,
    bytes: isCount,
    config: isData,
    sources: listOf(isSource),
    unused: listOf(isText),
    losses: isData,
    seconds: isNumber,
  },
  defaults: { revision: null },
});
