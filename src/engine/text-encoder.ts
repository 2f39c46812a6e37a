// The encoder of a published text autoencoder (BART, T5) as ONNX, run by transformers.js: what it says of a text, token by token. It is frozen, answers nobody,
// and its decoder is not needed.

import { PreTrainedModel } from '@huggingface/transformers';
import { Tokenizer } from '@huggingface/tokenizers';
import { type InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { isTextAutoencoder } from '../../models/catalog.ts';
import { AppError } from '../lib/errors.ts';
import { runFault } from './executor/onnx.ts';
import type { Running } from './interior.ts';
import { loadReadyMade, type ReadyMade } from './ready-made.ts';
import { type TextTokens, textTokens } from './text-pieces.ts';

/** `states` [tokens, width], row-major; `tokenOf`: the row of a character of the text. */
export type TextStates = Pick<TextTokens, 'tokenOf'> & { states: Float32Array };

export type TextEncoder = {
  readonly width: number;
  /** @throws AppError engine/run, engine/out-of-memory, model/text-autoencoder */
  read(text: string): Promise<TextStates>;
  release(): Promise<void>;
};

/** @throws AppError model/text-autoencoder for a model of another kind, model/config, engine/compile */
export async function openTextEncoder(
  model: ReadyMade,
  { device, turns }: Pick<Running, 'device' | 'turns'>,
): Promise<TextEncoder> {
  const { model_type: type, d_model: width } = model.facts['config.json'] as {
    model_type?: unknown;
    d_model?: unknown;
  };
  if (!isTextAutoencoder(type))
    throw noTextAutoencoder(`is a ${String(type)} model, and neither bart nor t5`, { type: String(type) });
  if (typeof width !== 'number' || !Number.isInteger(width) || width < 1)
    throw new AppError(
      'model/config',
      'config.json of this text autoencoder names no width (d_model). Import a complete model.',
    );
  const library = new Tokenizer(model.facts['tokenizer.json'], model.facts['tokenizer_config.json']);
  const loaded = await loadReadyMade(asEncoder(model), device, turns, (hash, options) =>
    PreTrainedModel.from_pretrained(hash, { ...options, model_file_name: 'encoder_model' }),
  );
  const { model: session } = (loaded as unknown as { sessions: { model: InferenceSession } }).sessions;
  const encode = (text: string, add_special_tokens: boolean): readonly number[] =>
    library.encode(text, { add_special_tokens }).ids;
  return {
    width,
    read: async (text) => {
      const { ids, tokenOf } = textTokens(text, encode);
      const states = await turns.take(() => statesOf(session, ids, width));
      return { states, tokenOf };
    },
    release: () => turns.take(() => loaded.dispose()).then(() => undefined),
  };
}

/** The library has no class for an encoder alone; 'custom' is its word for a model of one session. */
function asEncoder(model: ReadyMade): ReadyMade {
  return {
    ...model,
    facts: { ...model.facts, 'config.json': { ...model.facts['config.json'], model_type: 'custom' } },
  };
}

async function statesOf(session: InferenceSession, ids: readonly number[], width: number): Promise<Float32Array> {
  const shape = [1, ids.length];
  const feeds = {
    input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
  };
  const out = await session.run(feeds).catch((error: unknown) => {
    throw runFault('this device', error);
  });
  const states = out['last_hidden_state'];
  const found = states ? `${states.type} [${states.dims.join(', ')}]` : 'none';
  if (states?.type !== 'float32' || states.dims.join() !== [...shape, width].join())
    throw noTextAutoencoder(
      `gives as last_hidden_state ${found}, where its config.json asks for float32 [${[...shape, width].join(', ')}]`,
      { found, width },
    );
  return (await states.getData(true)) as Float32Array;
}

function noTextAutoencoder(why: string, facts: { type?: string; found?: string; width?: number }): AppError {
  return new AppError(
    'model/text-autoencoder',
    `The model that hidden states are to be held against ${why}. Choose a BART or T5 model in the settings, or the family's own autoencoder.`,
    facts,
  );
}
