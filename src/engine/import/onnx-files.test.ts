import { describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { codeOf } from '../../lib/errors.ts';
import { chooseOnnx, dtypesFor, importOnnx, onnxFilesOf, placeInFolder } from './onnx-files.ts';
import { blobSource } from './source.ts';

const { signal } = new AbortController();
const among =
  (...files: string[]) =>
  async (file: string): Promise<boolean> =>
    files.includes(file);

describe('a ready-made model', () => {
  it('is taken in the kind that is nearest to the wish and runs here', async () => {
    const there = among('onnx/model_q4.onnx', 'onnx/model_q4f16.onnx', 'onnx/model.onnx');
    const chosen = async (precision: 'int4' | 'f16' | 'f32', halves: boolean): Promise<string> =>
      (await chooseOnnx({ name: 'it', type: 'llama' }, dtypesFor(precision, halves), there)).dtype;
    expect(await chosen('int4', true)).toBe('q4f16');
    expect(await chosen('int4', false)).toBe('q4');
    expect(await chosen('f16', true)).toBe('fp32');
    expect(await chosen('f32', true)).toBe('fp32');
    expect(
      (await chooseOnnx({ name: 'it', type: 'llama' }, dtypesFor('int4', false), among('onnx/model_quantized.onnx')))
        .dtype,
    ).toBe('q8');
  });

  it('is taken with all files of its weights', async () => {
    const there = among('onnx/model_q4.onnx', 'onnx/model_q4.onnx_data', 'onnx/model_q4.onnx_data_1');
    const { files } = await chooseOnnx({ name: 'it', type: 'llama' }, ['q4'], there);
    expect(files).toEqual(['onnx/model_q4.onnx', 'onnx/model_q4.onnx_data', 'onnx/model_q4.onnx_data_1']);
  });

  it('that is a text autoencoder is its encoder alone', async () => {
    const there = among('onnx/model.onnx', 'onnx/encoder_model.onnx', 'onnx/decoder_model_merged.onnx');
    for (const type of ['bart', 't5'])
      expect(await chooseOnnx({ name: 'it', type }, ['q8', 'fp32'], there)).toEqual({
        ...{ dtype: 'fp32', files: ['onnx/encoder_model.onnx'] },
      });
    await expect(chooseOnnx({ name: 'it', type: 't5' }, ['fp32'], among('onnx/model.onnx'))).rejects.toMatchObject({
      code: 'model/no-onnx',
      message: expect.stringContaining('onnx/encoder_model.onnx'),
    });
  });

  it('that has no file of use is told so', async () => {
    expect(await chooseOnnx({ name: 'it', type: 'llama' }, ['q4'], among('onnx/model_bnb4.onnx')).catch(codeOf)).toBe(
      'model/no-onnx',
    );
  });

  it.each([
    ['model_q4.onnx', 'onnx/model_q4.onnx'],
    ['model_q4.onnx_data_2', 'onnx/model_q4.onnx_data_2'],
    ['config.json', 'config.json'],
    ['model.safetensors', 'model.safetensors'],
  ])('a file given without its folder is put where it belongs: %s', (name, place) =>
    expect(placeInFolder(name)).toBe(place),
  );

  it('is kept as one file, and is the same files again', async () => {
    const files = new Map([
      ['config.json', new Blob(['{"model_type":"llama","hidden_size":8,"rope_scaling":{"factor":2}}'])],
      ['onnx/model.onnx', new Blob(['graph'])],
      ['onnx/model.onnx_data', new Blob(['weights'])],
    ]);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const report = await importOnnx(
      blobSource('it', files),
      { dtype: 'fp32', files: ['onnx/model.onnx', 'onnx/model.onnx_data'] },
      {
        sink: { write: async (part) => void parts.push(part.slice()) },
        clock: systemClock,
        signal,
        onProgress: () => undefined,
      },
    );
    expect(report).toMatchObject({ bytes: 12, precision: 'fp32', config: { model_type: 'llama', hidden_size: 8 } });
    expect(report.sources.map(({ file, bytes }) => [file, bytes])).toEqual([
      ['onnx/model.onnx', 5],
      ['onnx/model.onnx_data', 7],
    ]);
    const again = onnxFilesOf(report.index, new Blob(parts));
    expect(await again.get('onnx/model.onnx')?.text()).toBe('graph');
    expect(await again.get('onnx/model.onnx_data')?.text()).toBe('weights');
  });
});
