// An exported adapter, read by others: the safetensors by our strict reader, the GGUF by Hugging Face's.

import { gguf } from '@huggingface/gguf';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importedName } from '../../models/catalog.ts';
import { fromHalves } from '../../models/halves.ts';
import { loraLayout } from '../../models/lora.ts';
import { parseConfig } from '../../models/qwen/config.ts';
import { readMetadata } from '../../models/safetensors.ts';
import type { Store } from '../db/db.ts';
import { rng } from '../lib/rng.ts';
import { adapterFromBytes } from '../team/adapter-file.ts';
import type { Learner } from '../team/context.ts';
import { exportAdapter } from './adapter.ts';

const golden = path.join(import.meta.dirname, '../../tests/golden/tiny_qwen3');
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(golden, name), 'utf8'));
const config = parseConfig(read('config.json'));
const lora = { r: 4, lora_alpha: 12 };
const random = rng('adapter');
const flat = Float32Array.from({ length: loraLayout(config, lora).size }, () => random.next() - 0.5);
const learner: Learner = {
  ...{ model: 'dream-s', base: 'b'.repeat(64), checkpoint: 'c'.repeat(64) },
  adapter: { hash: 'a'.repeat(64), lora, flat },
};
const evals = [
  { level: 1, skill: null, total: 4, outcomes: '1101' },
  { level: null, skill: 'filter-greater', total: 2, outcomes: '11' },
];
const store = { list: async () => evals } as unknown as Store;
const folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-adapter-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files = await exportAdapter(store, learner, config);
const textOf = (name: string): string => new TextDecoder().decode(files.get(name));

describe('an exported adapter', () => {
  it('has the config that PEFT asks for', () => {
    const peft = JSON.parse(textOf('adapter_config.json')) as Record<string, unknown>;
    const reference = read('adapter_config.json') as Record<string, unknown>;
    for (const [key, value] of Object.entries(reference))
      if (!['r', 'lora_alpha', 'base_model_name_or_path'].includes(key)) expect(peft[key], key).toEqual(value);
    expect(peft).toMatchObject({ r: 4, lora_alpha: 12, base_model_name_or_path: 'dream-s', rank_pattern: {} });
  });

  it('holds the weights under PEFT names', () => {
    const bytes = files.get('adapter_model.safetensors') as Uint8Array;
    expect(adapterFromBytes(config, lora, bytes)).toEqual(flat);
    // Beside `format`, which transformers asks for, they name their base.
    expect(readMetadata(bytes)).toMatchObject({
      ...{ format: 'pt', dream_lab_base: 'dream-s', dream_lab_base_sha256: 'b'.repeat(64) },
    });
  });

  it('is a GGUF that another reader takes apart into the same numbers', async () => {
    const bytes = files.get('adapter.gguf') as Uint8Array;
    const file = path.join(folder, 'adapter.gguf');
    writeFileSync(file, bytes);
    const { metadata, tensorInfos, tensorDataOffset } = await gguf(file, { allowLocalFile: true });
    expect(metadata).toMatchObject({
      ...{ version: 3, 'general.type': 'adapter', 'general.architecture': 'qwen3' },
      ...{ 'adapter.type': 'lora', 'adapter.lora.alpha': 12 },
    });
    const { entries } = loraLayout(config, lora);
    expect(tensorInfos.length).toBe(entries.length);
    const names = new Set(tensorInfos.map(({ name }) => name));
    expect(names).toContain('blk.1.attn_output.weight.lora_a');
    expect(names).toContain('blk.0.ffn_down.weight.lora_b');
    for (const [i, { shape, offset, size }] of entries.entries()) {
      const info = tensorInfos[i];
      expect(info?.shape.map(Number)).toEqual([...shape].reverse());
      const start = Number(tensorDataOffset) + Number(info?.offset);
      expect(start % 32).toBe(0);
      const values = fromHalves(new Uint16Array(bytes.slice(start, start + 2 * size).buffer));
      for (const [at, value] of values.entries())
        expect(Math.abs(value - (flat[offset + at] as number))).toBeLessThan(3e-4);
    }
  });

  it('says on its card what it was measured to do', () => {
    expect(textOf('README.md')).toContain('| level 1 | 3 of 4 |');
    expect(textOf('README.md')).toContain('| filter-greater | 2 of 2 |');
    expect(textOf('README.md')).toContain('b'.repeat(64));
  });

  it.each([
    ['Qwen/Qwen3-0.6B', true],
    ['Qwen/Qwen2.5-3B-Instruct', false],
    ['somebody/else', false],
  ])('names a licence where that of its base is known to allow it: %s', async (source, named) => {
    const base = 'b'.repeat(64);
    const list = async (table: string) => (table === 'models' ? [{ file: base, source }] : evals);
    const other = { ...learner, model: importedName(base) };
    const made = await exportAdapter({ list } as unknown as Store, other, config);
    const card = new TextDecoder().decode(made.get('README.md'));
    expect(card).toContain(`base_model: ${source}`);
    expect(card.includes('license: apache-2.0')).toBe(named);
    expect(textOf('README.md')).toContain('license: apache-2.0');
  });

  it('is not made where nothing was learned', async () => {
    const plain = { ...learner, adapter: null };
    await expect(exportAdapter(store, plain, config)).rejects.toMatchObject({ code: 'export/nothing-learned' });
  });
});
