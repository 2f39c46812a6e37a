// What the encoder of a published text autoencoder (BART, T5) says of a text, token by token, whatever runs it: text-encoder.ts in a browser. It is frozen, answers
// nobody, and its decoder is not needed.

import { Tokenizer } from '@huggingface/tokenizers';
import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-common';
import { isTextAutoencoder } from '../../models/catalog.ts';
import { AppError } from '../lib/errors.ts';
import { runFault } from './executor/onnx.ts';
import type { ImportedFacts } from './import/facts.ts';
import { type TextTokens, textTokens } from './text-pieces.ts';

/** `states` [tokens, width], row-major; `tokenOf`: the row of a character of the text. */
type TextStates = Pick<TextTokens, 'tokenOf'> & { states: Float32Array };

export type TextEncoder = {
  readonly width: number;
  /** @throws AppError engine/run, engine/out-of-memory, model/text-autoencoder */
  read(text: string): Promise<TextStates>;
  release(): Promise<void>;
};

/** Width of the states. @throws AppError model/text-autoencoder for a model of another kind, model/config */
export function encoderWidth(config: object): number {
  const { model_type: type, d_model: width } = config as { model_type?: unknown; d_model?: unknown };
  if (!isTextAutoencoder(type))
    throw noTextAutoencoder(`is a ${String(type)} model, and neither bart nor t5`, { type });
  if (typeof width === 'number' && Number.isInteger(width) && width > 0) return width;
  throw new AppError(
    'model/config',
    'config.json of this text autoencoder names no width (d_model). Import a complete model.',
  );
}

/** @param session of the encoder, with the hub's names for inputs and outputs @throws AppError as encoderWidth */
export function textReader(
  facts: Pick<ImportedFacts, 'config.json' | 'tokenizer.json' | 'tokenizer_config.json'>,
  session: Pick<InferenceSession, 'run'>,
  Ids: TensorConstructor,
): Pick<TextEncoder, 'width' | 'read'> {
  const width = encoderWidth(facts['config.json']);
  const library = new Tokenizer(facts['tokenizer.json'], facts['tokenizer_config.json']);
  const encode = (text: string, add_special_tokens: boolean): readonly number[] =>
    library.encode(text, { add_special_tokens }).ids;
  return {
    width,
    read: async (text) => {
      const { ids, tokenOf } = textTokens(text, encode);
      const shape = [1, ids.length];
      const feeds = {
        input_ids: new Ids('int64', BigInt64Array.from(ids, BigInt), shape),
        attention_mask: new Ids('int64', new BigInt64Array(ids.length).fill(1n), shape),
      };
      const out = await session.run(feeds).catch((error: unknown) => {
        throw runFault('this device', error);
      });
      return { states: await statesOf(out['last_hidden_state'], [...shape, width]), tokenOf };
    },
  };
}

async function statesOf(states: Tensor | undefined, shape: readonly number[]): Promise<Float32Array> {
  const found = states ? `${states.type} [${states.dims.join(', ')}]` : 'nothing';
  if (states?.type === 'float32' && states.dims.join() === shape.join())
    return (await states.getData(true)) as Float32Array;
  throw noTextAutoencoder(
    `gives ${found} as last_hidden_state, where its config.json asks for float32 [${shape.join(', ')}]`,
    { found, shape },
  );
}

function noTextAutoencoder(why: string, facts: Readonly<Record<string, unknown>>): AppError {
  return new AppError(
    'model/text-autoencoder',
    `The model that hidden states are to be held against ${why}. Choose a BART or T5 model in the settings, or the family's own autoencoder.`,
    facts,
  );
}
