// A text autoencoder for experiments on Node: the encoder of a folder as the hub has it (config.json, tokenizer.json, tokenizer_config.json,
// onnx/encoder_model.onnx of a BART or T5), which whoever repeats an experiment puts under .lab/text-autoencoder.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as runtime from 'onnxruntime-node';
import type { OnnxRuntime } from '../../src/engine/executor/onnx.ts';
import { type TextEncoder, textReader } from '../../src/engine/text-states.ts';
import { ROOT } from '../command.ts';

const FOLDER = path.join(ROOT, '.lab/text-autoencoder');

export const hasTextAutoencoder = (): boolean => existsSync(path.join(FOLDER, 'config.json'));

/** @throws AppError model/text-autoencoder, model/config */
export async function nodeEncoder(): Promise<TextEncoder> {
  const json = (name: string): object => JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as object;
  const { InferenceSession, Tensor } = runtime as unknown as OnnxRuntime;
  const file = path.join(FOLDER, 'onnx/encoder_model.onnx');
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const facts = {
    'config.json': json('config.json'),
    'tokenizer.json': json('tokenizer.json'),
    'tokenizer_config.json': json('tokenizer_config.json'),
  };
  return { ...textReader(facts, session, Tensor), release: () => session.release() };
}
