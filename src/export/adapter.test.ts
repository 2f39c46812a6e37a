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
const [NIGHT, OTHER] = ['f'.repeat(64), 'e'.repeat(64)];
const made = (config: object, parent: string | null = null, night: string | null = NIGHT): object => ({
  ...{ id: 'c'.repeat(64), parent, config, night },
});
const learned = [made(lora)];
/** @param tables its rows, where they are not those of an adapter that was learned here and examined */
const storeOf = (tables: Readonly<Record<string, readonly object[]>> = {}): Store =>
  ({
    list: async (table: string) => ({ evals, checkpoints: learned, models: [], ...tables })[table] ?? [],
  }) as unknown as Store;
const store = storeOf();
const folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-adapter-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files = await exportAdapter(store, learner, config);
const textOf = (name: string): string => new TextDecoder().decode(files.get(name));

async function exported(
  tables: Readonly<Record<string, readonly object[]>>,
  of: Learner = learner,
): Promise<{ card: string; called: string; peft: { base_model_name_or_path?: string } }> {
  const files = await exportAdapter(storeOf(tables), of, config);
  const textOf = (name: string): string => new TextDecoder().decode(files.get(name));
  const called = nameIn(files.get('adapter.gguf') as Uint8Array);
  return { card: textOf('README.md'), called, peft: JSON.parse(textOf('adapter_config.json')) as object };
}

/** What a GGUF says that it is called: behind the key the type, 4 bytes, and the length, 8 bytes. */
function nameIn(bytes: Uint8Array): string {
  const at = Buffer.from(bytes).indexOf('general.name') + 'general.name'.length + 4;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true));
  return new TextDecoder().decode(bytes.subarray(at + 8, at + 8 + length));
}

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
    const other = { ...learner, model: importedName(base) };
    const { card } = await exported({ models: [{ file: base, source }] }, other);
    expect(card).toContain(`base_model: "${source}"\n`);
    expect(card.includes('license: apache-2.0')).toBe(named);
    expect(textOf('README.md')).toContain('license: apache-2.0');
  });

  it('names no base that is a folder, and stays a card whatever that is called', async () => {
    const base = 'b'.repeat(64);
    const other = { ...learner, model: importedName(base) };
    const source = '[v2] my: qwen #3\n---\n<b>';
    const { card, peft } = await exported({ models: [{ file: base, source }] }, other);
    expect(card.split('---')[1]).toBe('\nlibrary_name: peft\ntags: [lora, dream-lab]\n');
    expect(card).toContain('- Base: [v2] my: qwen #3 --- \\<b>, SHA-256');
    expect(peft.base_model_name_or_path).toBe(source);
  });

  const parent = { id: 'd'.repeat(64), parent: null, night: null, config: { ...lora, imported: true } };
  it.each([
    ['learned here', learned, 'that dream-s learned in Dream Lab, on its user', 'learned in Dream Lab'],
    [
      'learned here upon one that was brought',
      [made(lora, parent.id), parent],
      'solutions passed their tests, on top of an adapter that was brought from elsewhere',
      'learned in Dream Lab on top of an adapter from elsewhere',
    ],
    [
      'merged from one that was brought',
      [
        made({ ...lora, parts: [OTHER, parent.id] }, null, null),
        { ...parent, id: OTHER, config: lora, night: NIGHT },
        parent,
      ],
      'on top of an adapter that was brought from elsewhere',
      'learned in Dream Lab on top of an adapter from elsewhere',
    ],
    [
      'merged from two that were brought',
      [made({ ...lora, parts: [OTHER, parent.id] }, null, null), { ...parent, id: OTHER }, parent],
      'merged of adapters that were brought from elsewhere. None of them was learned here',
      'adapters from elsewhere, merged',
    ],
    [
      'brought',
      [made(parent.config, null, null)],
      'was brought to Dream Lab from elsewhere. It was not learned here',
      'an adapter from elsewhere',
    ],
    ['made of something lost', [made(lora, parent.id)], 'Dream Lab does not know any more', 'an adapter'],
    ['itself lost', [], 'Dream Lab does not know any more', 'an adapter'],
  ])('claims no more than is so of one that is %s', async (how, checkpoints, claim, name) => {
    const { card, called } = await exported({ checkpoints });
    expect(card).toContain(claim);
    expect(called).toBe(`dream-s, ${name}`);
    // A licence is ours to name only where all of it was learned here.
    expect(card.includes('license:')).toBe(how === 'learned here');
    expect(card.includes('practice tasks')).toBe(called.includes('learned'));
  });

  it('has no table of exams where there were none', async () => {
    const { card } = await exported({ evals: [], checkpoints: [made(parent.config)] });
    expect(card).not.toContain('Measured');
    expect(card).not.toContain('| tasks |');
  });

  it('is not made where nothing was learned', async () => {
    const plain = { ...learner, adapter: null };
    await expect(exportAdapter(store, plain, config)).rejects.toMatchObject({ code: 'export/nothing-learned' });
  });
});
