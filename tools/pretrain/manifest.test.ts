import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MODEL_FILES } from '../../models/catalog.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { manifestOf, manifestSource } from './manifest.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'manifest-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function fill(id: string, files: readonly string[]): void {
  mkdirSync(join(folder, id));
  for (const name of files) writeFileSync(join(folder, id, name), `${id} ${name}`);
}

it('lists length and hash of every file of a model, and nothing else that lies there', async () => {
  fill('dream-l', MODEL_FILES);
  fill('dream-s', [...MODEL_FILES, 'scores.json', 'README.md']);
  fill('unfinished', ['tokenizer.json']);
  const models = await manifestOf(folder);
  expect(Object.keys(models)).toEqual(['dream-l', 'dream-s']);
  expect(models['dream-s']?.map(({ name }) => name)).toEqual([...MODEL_FILES, 'scores.json']);
  const text = 'dream-l config.json';
  expect(models['dream-l']?.[0]).toEqual({ name: 'config.json', bytes: text.length, sha256: await sha256(text) });
});

it('refuses a model that lacks a file', async () => {
  fill('dream-s', ['model.safetensors', 'config.json']);
  await expect(manifestOf(folder)).rejects.toMatchObject({ code: 'model/missing' });
});

it('writes a source file that is formatted as ours are', async () => {
  fill('dream-s', MODEL_FILES);
  const options = {
    ...(await resolveConfig(join(import.meta.dirname, 'manifest.ts'))),
    plugins: [],
    parser: 'typescript',
  };
  for (const models of [{}, await manifestOf(folder)])
    expect(await format(manifestSource(models), options)).toBe(manifestSource(models));
});
