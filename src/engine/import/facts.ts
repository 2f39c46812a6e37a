// What a model folder says beside its weights: geometry, how to generate, tokenizer and chat template, as its JSON files do. Read once when a model is
// imported and kept beside the weights.

import { isTextAutoencoder } from '../../../models/catalog.ts';
import { composeTokenizer } from '../../../models/qwen/tokenizer-files.ts';
import { AppError } from '../../lib/errors.ts';
import { sha256 } from '../../lib/hash.ts';
import type { SourceFile } from './import.ts';
import { jsonOf, missing, type ModelSource, readWhole } from './source.ts';
import { checkTemplate } from './template.ts';

export type ImportedFacts = Readonly<
  Record<'config.json' | 'generation_config.json' | 'tokenizer.json' | 'tokenizer_config.json', object>
>;

/** With the files that say it: they are held to as the weights are. */
export type ReadFacts = { facts: ImportedFacts; files: readonly SourceFile[] };

/** Files of a folder that tell this; a server may lack some of them. */
export const FACT_FILES = [
  'tokenizer_config.json',
  'tokenizer.json',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
  'generation_config.json',
] as const;

const LARGEST_TOKENIZER = 64 << 20;
const LARGEST_TEXT = 1 << 20;

/**
 * A folder without any tokenizer gives none, and can then be measured but not talked to. A text autoencoder needs no chat template.
 * @throws AppError model/missing, model/json, model/too-large, model/tokenizer
 */
export async function readFacts(source: ModelSource, signal: AbortSignal): Promise<ReadFacts | null> {
  const files: SourceFile[] = [];
  const bytesOf = async (file: string, most: number): Promise<Uint8Array> => {
    const bytes = await readWhole(source, file, most, signal);
    files.push({ file, bytes: bytes.length, sha256: await sha256(bytes) });
    return bytes;
  };
  const has = async (file: string): Promise<boolean> => (await source.size(file, signal)) !== null;
  const [ready, parts] = [await has('tokenizer.json'), await has('vocab.json')];
  if (!ready && !parts) return null;
  if (!(await has('tokenizer_config.json'))) throw missing(source.name, 'tokenizer_config.json');
  const json = async (file: string, most = LARGEST_TEXT): Promise<object> =>
    jsonOf(source.name, file, await bytesOf(file, most));
  const text = async (file: string, most: number): Promise<string> =>
    new TextDecoder().decode(await bytesOf(file, most));
  const geometry = await json('config.json');
  const config = (await json('tokenizer_config.json')) as { chat_template?: unknown };
  // Nobody talks to a text autoencoder; how it cuts up text is not Qwen's way.
  if (isTextAutoencoder((geometry as { model_type?: unknown }).model_type)) {
    const tokenizer = await json('tokenizer.json', LARGEST_TOKENIZER);
    const facts = { 'config.json': geometry, 'generation_config.json': {}, 'tokenizer.json': tokenizer };
    return { facts: { ...facts, 'tokenizer_config.json': config }, files };
  }
  const template = (await has('chat_template.jinja')) ? await text('chat_template.jinja', LARGEST_TEXT) : undefined;
  const chat_template = config.chat_template ?? template;
  if (typeof chat_template !== 'string')
    throw new AppError(
      'model/tokenizer',
      `${source.name} has no chat template: neither tokenizer_config.json nor chat_template.jinja gives one. Choose an instruction-tuned model.`,
    );
  checkTemplate(chat_template);
  const facts = {
    'config.json': geometry,
    'generation_config.json': (await has('generation_config.json')) ? await json('generation_config.json') : {},
    'tokenizer.json': ready
      ? await json('tokenizer.json', LARGEST_TOKENIZER)
      : composeTokenizer(
          await json('vocab.json', LARGEST_TOKENIZER),
          await text('merges.txt', LARGEST_TOKENIZER),
          config,
        ),
    'tokenizer_config.json': { ...config, chat_template },
  };
  return { facts, files };
}
