import { expect, it } from 'vitest';
import type { FileEntry } from '../../models/catalog.ts';
import { tinyFiles, tinySource } from '../../tests/fixtures/tiny-model.ts';
import { codeOf } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import { loadAutoencoder, loadModelFacts, loadModelFolder, type WeightSource } from './weights.ts';

const never = new AbortController().signal;

/** The tiny folder with one more file in it. */
async function withFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<WeightSource> {
  const source = await tinySource();
  const entry: FileEntry = { name, bytes: bytes.length, sha256: await sha256(bytes) };
  return {
    ...source,
    manifest: { 'dream-s': [...(source.manifest['dream-s'] ?? []), entry] },
    fetch: (url, init) => (url.endsWith(name) ? Promise.resolve(new Response(bytes)) : source.fetch(url, init)),
  };
}

it('reads a folder to float32, named by the hash of its weights', async () => {
  const { config, json, tensors, hash } = await loadModelFolder(await tinySource(), 'dream-s', never);
  expect(config.model_type).toBe('qwen3');
  expect(json['tokenizer.json']).toHaveProperty('model.type', 'BPE');
  expect(tensors.get('model.norm.weight')?.data).toEqual(new Float32Array(config.hidden_size).fill(1));
  expect(hash).toBe(await sha256(tinyFiles().get('model.safetensors') ?? new Uint8Array()));
});

it('knows the shipped scores without loading weights', async () => {
  const scores = { '1': { outcomes: '0110', nll: 0.5, items: 'hash' } };
  const source = await withFile('scores.json', new TextEncoder().encode(JSON.stringify(scores)));
  const asked: string[] = [];
  const facts = await loadModelFacts('dream-s', {
    ...source,
    fetch: (url, init) => (asked.push(url), source.fetch(url, init)),
  });
  expect(facts.scores).toEqual(scores);
  expect(facts.config.hidden_size).toBe(64);
  expect(asked).toEqual(['weights/dream-s/config.json', 'weights/dream-s/scores.json']);
  expect((await loadModelFacts('dream-s', await tinySource())).scores).toEqual({});
});

it('gives the autoencoder where there is one', async () => {
  expect(await loadAutoencoder(await tinySource(), 'dream-s', never)).toBeNull();
  const weights = tinyFiles().get('model.safetensors') ?? new Uint8Array();
  const source = await withFile('autoencoder.safetensors', Uint8Array.from(weights));
  expect((await loadAutoencoder(source, 'dream-s', never))?.tensors.has('model.norm.weight')).toBe(true);
});

it('stops when it is aborted', async () => {
  const source = await tinySource();
  const control = new AbortController();
  const fetch: WeightSource['fetch'] = () => {
    control.abort();
    return Promise.reject(new DOMException('Aborted', 'AbortError'));
  };
  expect(await loadModelFolder({ ...source, fetch }, 'dream-s', control.signal).catch(codeOf)).toBe('abort/aborted');
});
