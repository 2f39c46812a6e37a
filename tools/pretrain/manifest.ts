// Lengths and hashes of the shipped models: `tsx tools/pretrain/manifest.ts` reads every folder of public/weights/ and writes models/catalog.gen.ts.
// Run it after every export; a build whose manifest is older than its weights refuses them.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FileEntry, LEARNER_FILES, type Manifest, MODEL_FILES } from '../../models/catalog.ts';
import { AppError } from '../../src/lib/errors.ts';
import { sha256 } from '../../src/lib/hash.ts';

/** The files of every folder of `weights` that has a model.safetensors. @throws AppError model/missing when such a folder lacks another file. */
export async function manifestOf(weights: string): Promise<Manifest> {
  const models: Record<string, readonly FileEntry[]> = {};
  for (const id of (existsSync(weights) ? readdirSync(weights) : []).sort()) {
    const has = (name: string): boolean => existsSync(join(weights, id, name));
    if (!has('model.safetensors')) continue;
    const absent = MODEL_FILES.filter((name) => !has(name));
    if (absent.length)
      throw new AppError(
        'model/missing',
        `${id} has no ${absent.join(', ')}. Export the model again, or remove its folder.`,
      );
    const names = [...MODEL_FILES, ...LEARNER_FILES.filter(has)];
    models[id] = await Promise.all(names.map((name) => entryOf(join(weights, id), name)));
  }
  return models;
}

async function entryOf(folder: string, name: string): Promise<FileEntry> {
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  return { name, bytes: bytes.length, sha256: await sha256(bytes) };
}

/** The manifest as a source file, formatted as the project's other files are. */
export function manifestSource(models: Manifest): string {
  const file = ({ name, bytes, sha256: hash }: FileEntry): string =>
    `    {\n      name: '${name}',\n      bytes: ${bytes},\n      sha256: '${hash}',\n    },\n`;
  const model = ([id, files]: [string, readonly FileEntry[]]): string =>
    `  '${id}': [\n${files.map(file).join('')}  ],\n`;
  const body = Object.entries(models).map(model).join('');
  return `// Written by tools/pretrain/manifest.ts from the folders under public/weights/. Do not edit.

import type { Manifest } from './catalog.ts';

export const manifest: Manifest = {${body && `\n${body}`}};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  writeFileSync(here('../../models/catalog.gen.ts'), manifestSource(await manifestOf(here('../../public/weights/'))));
}
