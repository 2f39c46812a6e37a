// A ready-made model: an ONNX chat model as the hub has them, run by transformers.js as it is. It answers and teaches; it has no place for an adapter and gives
// no scores. What is ours is around its session: runs take their turn, and a stop or a fault ends a generation without breaking the library's chain of runs.

import { AutoModelForCausalLM, env, type PreTrainedModel } from '@huggingface/transformers';
import { type InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { OnnxDtype } from '../../models/catalog.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Feeds } from './body.ts';
import { createChatTokenizer } from './chat-template.ts';
import { runFault } from './executor/onnx.ts';
import { webSessionOptions } from './executor/web.ts';
import { type HostedModel, plainGeneration, type Watch } from './hosted-model.ts';
import type { ImportedFacts } from './import/facts.ts';
import { type Interior, LONGEST_CONTEXT, namedEnds, type Running } from './interior.ts';
import type { Scorer } from './scoring.ts';
import type { Turns } from './turns.ts';

/** `files`: the ONNX file under the name that the library asks for (onnx/model_q4.onnx), and the files of its weights, if it has any beside it. */
export type ReadyMade = { hash: string; facts: ImportedFacts; dtype: OnnxDtype; files: ReadonlyMap<string, Blob> };

/** @throws AppError engine/compile, model/tokenizer */
export async function readyMadeInterior(model: ReadyMade, { device, turns }: Running): Promise<Interior> {
  const tokenizer = createChatTokenizer(model.facts);
  const loaded = await loadReadyMade(model, device, turns, (hash, options) =>
    AutoModelForCausalLM.from_pretrained(hash, options),
  );
  const { max_position_embeddings: published } = model.facts['config.json'] as { max_position_embeddings?: unknown };
  return {
    tokenizer,
    context: typeof published === 'number' ? Math.min(published, LONGEST_CONTEXT) : LONGEST_CONTEXT,
    parameters: 0,
    ends: endsOf(model.facts),
    // Exports with attention in one kernel take the padding of shorter rows for words; and most give the logits of every position.
    batching: { even: true, positions: Math.max(1, Math.floor(MOST_LOGITS / vocabularyOf(model.facts))) },
    host: async (lora) => {
      if (lora) throw noAdapter();
      return hosted(loaded, plainGeneration(model.facts['generation_config.json']), turns);
    },
    scorer: () => NO_SCORES,
    adapterSize: () => {
      throw noAdapter();
    },
    release: () => undefined,
  };
}

/** Logits of one run at most: a quarter of a gigabyte. */
const MOST_LOGITS = 1 << 26;

function vocabularyOf(facts: ImportedFacts): number {
  const { vocab_size } = facts['config.json'] as { vocab_size?: unknown };
  return typeof vocab_size === 'number' ? vocab_size : 1 << 18;
}

function endsOf(facts: ImportedFacts): number[] {
  const ends = [...namedEnds(facts['generation_config.json']), ...namedEnds(facts['config.json'])];
  if (ends.length > 0) return ends;
  throw new AppError(
    'model/config',
    'Neither generation_config.json nor config.json of this model names a token that ends an answer (eos_token_id). Choose an instruction-tuned model.',
  );
}

const noAdapter = (): AppError =>
  new AppError('engine/adapter', 'A ready-made model takes no adapter: what was learned belongs to another model.');

const noScores = async (): Promise<never> => {
  throw new AppError('engine/no-scores', 'A ready-made model gives no scores: it can teach, but not learn here.');
};

const NO_SCORES: Scorer = {
  score: noScores,
  likely: noScores,
  release: async () => undefined,
};

/** Where the library asks for files; nothing is there but what `loadReadyMade` lends it. */
const PLACE = '/ready-made/';

type Options = NonNullable<Parameters<typeof PreTrainedModel.from_pretrained>[1]>;

/**
 * The library reads files by address: these are given to it from memory and disk, and nothing goes to a network.
 * @param open by which of the library's classes @throws AppError engine/compile
 */
export async function loadReadyMade(
  { hash, facts, dtype, files }: ReadyMade,
  device: Running['device'],
  turns: Turns,
  open: (hash: string, options: Options) => Promise<PreTrainedModel>,
): Promise<PreTrainedModel> {
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: PLACE });
  Object.assign(env, { useBrowserCache: false, useWasmCache: false });
  env.fetch = async (url: string | URL) => {
    const name = String(url).split(`${PLACE}${hash}/`)[1] ?? '';
    const json = (facts as Record<string, object>)[name];
    const body = json ? JSON.stringify(json) : files.get(name);
    return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
  };
  try {
    return await turns.take(() =>
      open(hash, {
        ...{ device, dtype, session_options: webSessionOptions(device) },
        use_external_data_format: files.size - 1,
      }),
    );
  } catch (error) {
    throw new AppError(
      'engine/compile',
      `The ${device} runtime refused this ready-made model: ${messageOf(error)}. Fetch another of its files, or choose another model.`,
      { device, dtype },
      error,
    );
  }
}

function hosted(loaded: PreTrainedModel, generation_config: object, turns: Turns): HostedModel {
  const { model: session } = (loaded as unknown as { sessions: { model: InferenceSession } }).sessions;
  const Model = loaded.constructor as new (config: unknown, sessions: object, configs: object) => PreTrainedModel;
  return {
    view: (_adapter, watch) => ({
      model: new Model(loaded.config, { model: watchedSession(session, watch, turns) }, { generation_config }),
      close: () => undefined,
    }),
    release: () => turns.take(() => loaded.dispose()).then(() => undefined),
  };
}

/** The same session, in turns. It never rejects: one rejection would break the chain in which the library puts the runs of all models. */
function watchedSession(session: InferenceSession, watch: Watch, turns: Turns): InferenceSession {
  const run = async (feeds: Feeds): Promise<Feeds> => {
    if (watch.isStopped()) return nothingOf(session, feeds);
    try {
      return await turns.take(() => session.run(feeds));
    } catch (error) {
      watch.failure = runFault('this device', error);
      return nothingOf(session, feeds);
    }
  };
  return new Proxy(session, {
    get: (target, name) => (name === 'run' ? run : (Reflect.get(target, name, target) as unknown)),
  });
}

/** What a run gives that did not happen: logits that nobody reads, and the cache as it was, so that the library frees it. */
function nothingOf(session: InferenceSession, feeds: Feeds): Feeds {
  const rows = feeds['input_ids']?.dims[0] ?? 1;
  const cache = session.outputNames
    .map((name) => [name, feeds[name.replace('present', 'past_key_values')]] as const)
    .filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
  return { ...Object.fromEntries(cache), logits: new Tensor('float32', new Float32Array(rows), [rows, 1, 1]) };
}
