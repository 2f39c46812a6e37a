// Importing: that what is written is what was read, for files of every layout that a model comes in; and that what is no whole model is refused by name.

import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../models/qwen/config.ts';
import { weightShapes } from '../../../models/qwen/weights.ts';
import type { Tensor } from '../../../models/parameters.ts';
import { toHalves } from '../../../models/halves.ts';
import { entryBytes, writeSafetensors } from '../../../models/safetensors.ts';
import { sha256 } from '../../lib/hash.ts';
import { rng } from '../../lib/rng.ts';
import { type ImportOptions, type ImportReport, importModel } from './import.ts';
import { entriesOf, headOf, openWeightFile, type Precision, type WeightFile } from './layout.ts';
import { blobSource } from './source.ts';

const CONFIG = {
  ...{ model_type: 'qwen3', vocab_size: 70, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2 },
  ...{ num_attention_heads: 4, num_key_value_heads: 2, head_dim: 16, rope_theta: 1e6, rms_norm_eps: 1e-6 },
  ...{ tie_word_embeddings: false, max_position_embeddings: 64 },
};

type Files = Map<string, Uint8Array<ArrayBuffer> | object>;

function tensorsOf(config: object = CONFIG): Map<string, Tensor> {
  const random = rng('weights');
  return new Map(
    weightShapes(parseConfig(config)).map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => random.next() - 0.5) }];
    }),
  );
}

const modelOf = (tensors = tensorsOf(), config: object = CONFIG): Files =>
  new Map<string, Uint8Array<ArrayBuffer> | object>([
    ['config.json', config],
    ['model.safetensors', writeSafetensors(tensors, 'F32') as Uint8Array<ArrayBuffer>],
  ]);

/** The same tensors in several files, by turns. */
function sharded(tensors: Map<string, Tensor>, count: number): Files {
  const files: Files = new Map<string, Uint8Array<ArrayBuffer> | object>([['config.json', CONFIG]]);
  const names = [...tensors.keys()];
  const weight_map: Record<string, string> = {};
  for (let i = 0; i < count; i++) {
    const file = `model-0000${i + 1}-of-0000${count}.safetensors`;
    const mine = names.filter((_, at) => at % count === i);
    for (const name of mine) weight_map[name] = file;
    const part = new Map(mine.map((name) => [name, tensors.get(name) as Tensor]));
    files.set(file, writeSafetensors(part, 'F32') as Uint8Array<ArrayBuffer>);
  }
  return files.set('model.safetensors.index.json', { metadata: {}, weight_map });
}

const blobs = (files: Files): Map<string, Blob> =>
  new Map(
    [...files].map(([name, content]) => [
      name,
      new Blob([content instanceof Uint8Array ? content : JSON.stringify(content)]),
    ]),
  );

type Imported = { report: ImportReport; file: WeightFile; bytes: Uint8Array; progress: number[] };

async function run(files: Files, precision: Precision = 'f32', more: Partial<ImportOptions> = {}): Promise<Imported> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const progress: number[] = [];
  const report = await importModel(blobSource('a folder', blobs(files)), {
    precision,
    sink: { write: async (part) => void parts.push(part.slice() as Uint8Array<ArrayBuffer>) },
    clock: { now: () => 0 },
    signal: new AbortController().signal,
    onProgress: (done, of) => progress.push(done / of),
    ...more,
  });
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  const file = await openWeightFile(bytes.length, async (start, end) => bytes.slice(start, end));
  return { report, file, bytes, progress };
}

describe('an imported model', () => {
  it('holds in float32 exactly what was read, whichever type it had', async () => {
    const tensors = tensorsOf();
    const { file, report, bytes } = await run(modelOf(tensors));
    for (const [name, tensor] of tensors) expect(await file.tensor(name), name).toEqual(tensor);
    expect(report.hash).toBe(await sha256(bytes));
    expect(report.bytes).toBe(bytes.length);
    expect(file.names.toSorted()).toEqual([...tensors.keys()].sort());
  });

  it('is the same from one file and from several', async () => {
    const tensors = tensorsOf();
    const [one, three] = [await run(modelOf(tensors)), await run(sharded(tensors, 3))];
    for (const name of tensors.keys()) expect(await three.file.tensor(name)).toEqual(await one.file.tensor(name));
    expect(three.report.sources.map(({ file }) => file)).toEqual(
      [1, 2, 3].map((i) => `model-0000${i}-of-00003.safetensors`),
    );
  });

  it('names the hash of every file that it read', async () => {
    const files = sharded(tensorsOf(), 2);
    const { report } = await run(files, 'int4');
    for (const { file, bytes, sha256: hash } of report.sources) {
      const content = files.get(file) as Uint8Array;
      expect([bytes, hash]).toEqual([content.length, await sha256(content)]);
    }
  });

  it('rounds to float16 where that is asked, and keeps vectors whole', async () => {
    const tensors = tensorsOf();
    const { file } = await run(modelOf(tensors), 'f16');
    for (const [name, { shape, data }] of tensors) {
      const found = await file.tensor(name);
      if (shape.length === 1) expect(found.data).toEqual(data);
      else expect(toHalves(found.data)).toEqual(toHalves(data));
    }
  });

  it('keeps matrices in int4 within what the report says, by layer', async () => {
    const tensors = tensorsOf();
    const { file, report } = await run(modelOf(tensors), 'int4');
    expect(Object.keys(report.losses).sort()).toEqual(['0', '1', 'embeddings', 'head']);
    const of = async (belongs: (name: string) => boolean): Promise<number> => {
      let [lost, total] = [0, 0];
      for (const [name, { shape, data }] of tensors) {
        if (!belongs(name) || shape.length < 2) continue;
        const found = (await file.tensor(name)).data;
        for (const [i, value] of data.entries()) {
          lost += ((found[i] as number) - value) ** 2;
          total += value ** 2;
        }
      }
      return Math.sqrt(lost / total);
    };
    expect(report.losses['1']).toBeCloseTo(await of((name) => name.startsWith('model.layers.1.')), 6);
    expect(report.losses['head']).toBeCloseTo(await of((name) => name === 'lm_head.weight'), 6);
    expect(report.losses['0']).toBeGreaterThan(0.03);
    expect(report.losses['0']).toBeLessThan(0.09);
  });

  it.each(['f32', 'f16', 'int4'] as const)('is the same in small pieces as in large ones: %s', async (precision) => {
    const [large, small] = [await run(modelOf(), precision), await run(modelOf(), precision, { piece: 1000 })];
    expect(small.bytes).toEqual(large.bytes);
    expect(small.progress.length).toBeGreaterThan(4 * large.progress.length);
    for (const [layer, loss] of Object.entries(small.report.losses))
      expect(large.report.losses[layer]).toBeCloseTo(loss, 12);
  });

  it('has the length that its entries announce', async () => {
    for (const precision of ['f32', 'f16', 'int4'] as const) {
      const entries = weightShapes(parseConfig(CONFIG)).flatMap(([name, shape]) => entriesOf(name, shape, precision));
      const announced = headOf(entries).length + entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
      expect((await run(modelOf(), precision)).bytes.length).toBe(announced);
    }
  });

  it('leaves out tensors that the model does not have, and says so', async () => {
    const tensors = tensorsOf().set('model.rotary_emb.inv_freq', { shape: [8], data: new Float32Array(8) });
    const { report, file } = await run(modelOf(tensors));
    expect(report.unused).toEqual(['model.rotary_emb.inv_freq']);
    expect(file.names).not.toContain('model.rotary_emb.inv_freq');
  });

  it('tells how far it is, to the last byte', async () => {
    const { progress } = await run(sharded(tensorsOf(), 3));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });
});

describe('what is no whole model is refused', () => {
  const cases: [string, string, (files: Files) => unknown][] = [
    ['no config.json', 'model/missing', (files) => files.delete('config.json')],
    ['no weights', 'model/missing', (files) => files.delete('model.safetensors')],
    ['another kind of model', 'model/config', (files) => files.set('config.json', { ...CONFIG, model_type: 'llama' })],
    ['a web page as config', 'model/json', (files) => files.set('config.json', bytesOf('<!doctype html>'))],
    [
      'a web page as weights',
      'model/safetensors',
      (files) => files.set('model.safetensors', bytesOf('<!doctype html>')),
    ],
    [
      'a ZIP',
      'model/safetensors',
      (files) => files.set('model.safetensors', bytesOf('PK\u0003\u0004 archive of a pickle')),
    ],
    ['weights cut short', 'model/safetensors', (files) => cut(files, -1)],
    ['weights with bytes added', 'model/safetensors', (files) => cut(files, 1)],
    ['no byte at all', 'model/safetensors', (files) => files.set('model.safetensors', new Uint8Array())],
    ['a missing tensor', 'model/tensor', (files) => without(files, 'model.norm.weight')],
    ['another geometry', 'model/tensor', (files) => files.set('config.json', { ...CONFIG, intermediate_size: 128 })],
    ['a weight that is no number', 'model/not-finite', (files) => broken(files, NaN)],
    ['an infinite weight', 'model/not-finite', (files) => broken(files, -Infinity)],
    ['an index that names a path', 'model/shards', (files) => index(files, '../model.safetensors')],
    ['an index that names another file', 'model/missing', (files) => index(files, 'other.safetensors')],
    ['an index without tensors', 'model/shards', (files) => files.set('model.safetensors.index.json', {})],
  ];
  it.each(cases)('%s', async (_, code, change) => {
    const files = modelOf();
    change(files);
    await expect(run(files)).rejects.toMatchObject({ code });
  });

  it.each(['f16', 'int4'] as const)('a weight that is no number, kept as %s too', async (precision) => {
    for (const value of [NaN, Infinity]) {
      const files = modelOf();
      broken(files, value);
      await expect(run(files, precision)).rejects.toMatchObject({ code: 'model/not-finite' });
    }
  });

  it('an index that places a tensor elsewhere', async () => {
    const files = sharded(tensorsOf(), 2);
    const { weight_map } = files.get('model.safetensors.index.json') as { weight_map: Record<string, string> };
    const [first = ''] = Object.keys(weight_map);
    weight_map[first] = 'model-00002-of-00002.safetensors';
    await expect(run(files)).rejects.toMatchObject({ code: 'model/shards' });
  });

  it('and an import that was stopped ends at the next piece', async () => {
    const stop = new AbortController();
    const writes = { write: async (): Promise<void> => stop.abort() };
    await expect(run(modelOf(), 'f32', { sink: writes, signal: stop.signal })).rejects.toMatchObject({
      code: 'abort/aborted',
    });
  });
});

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function cut(files: Files, by: number): void {
  const bytes = files.get('model.safetensors') as Uint8Array;
  const changed = new Uint8Array(bytes.length + by);
  changed.set(bytes.subarray(0, changed.length));
  files.set('model.safetensors', changed);
}

function without(files: Files, name: string): void {
  const tensors = tensorsOf();
  tensors.delete(name);
  files.set('model.safetensors', writeSafetensors(tensors, 'F32') as Uint8Array<ArrayBuffer>);
}

function broken(files: Files, value: number): void {
  const tensors = tensorsOf();
  (tensors.get('model.layers.1.mlp.up_proj.weight') as Tensor).data[77] = value;
  files.set('model.safetensors', writeSafetensors(tensors, 'F32') as Uint8Array<ArrayBuffer>);
}

function index(files: Files, file: string): void {
  const weight_map = Object.fromEntries([...tensorsOf().keys()].map((name) => [name, file]));
  files.set('model.safetensors.index.json', { weight_map });
}
