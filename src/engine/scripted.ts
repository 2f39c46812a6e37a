// An engine without a model, for tests: answers come from a named scenario, one character is one token, everything else behaves as the contract says.
// It is not part of the product.

import { promptText } from '../../models/qwen/chat.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { AppError } from '../lib/errors.ts';
import type { StopFlag } from '../lib/flag.ts';
import type { ChatMessage, Engine, GenerateOptions, Generation, ModelName, Score } from './engine.ts';
import { createTurns } from './turns.ts';

/** What a scenario says to a conversation. */
export type Scenario = (
  messages: readonly ChatMessage[],
  options: Pick<GenerateOptions, 'model' | 'adapter' | 'temperature' | 'seed'>,
) => string;

const lastWords = (messages: readonly ChatMessage[]): string => messages.at(-1)?.content ?? '';

export const scenarios = {
  /** Repeats what it was told; with an adapter, backwards; when it may choose freely, with the seed. */
  echo: (messages, { adapter, temperature = 0, seed = 0 }) => {
    const words = adapter ? [...lastWords(messages)].reverse().join('') : lastWords(messages);
    return temperature > 0 ? `${words} ${seed}` : words;
  },
  /** Has nothing to say. */
  silent: () => '',
  /** Never ends its turn. */
  endless: (messages) => lastWords(messages).padEnd(100_000, '…'),
} as const satisfies Record<string, Scenario>;

export type ScriptedParts = {
  scenario: Scenario;
  /** Models that can be loaded; others are missing. */
  models: readonly ModelName[];
  /** Longest prompt, in characters. */
  context: number;
  stop: Pick<StopFlag, 'isRaised'>;
  now(): number;
};

export function scriptedEngine(parts: ScriptedParts): Engine {
  const { scenario, context } = parts;
  const begin = ({ model }: Pick<GenerateOptions, 'model'>, signal: AbortSignal): void => {
    throwIfAborted(signal);
    if (!parts.models.includes(model))
      throw new AppError('model/missing', `This script has no model ${model}.`, { model });
  };
  const speak = speaker(parts);
  return {
    load: async (model, signal) => {
      begin({ model }, signal);
      return { model, parameters: 1, device: 'wasm', hash: `scripted ${model}`, seconds: 0 };
    },
    generate: async (messages, options, onText, signal) => {
      begin(options, signal);
      const facts = { tokens: promptText(messages).length, context };
      if (facts.tokens >= context)
        throw new AppError(
          'engine/too-long',
          `The conversation is longer than the ${context} characters of this script.`,
          facts,
        );
      return speak(messages, options, onText, signal);
    },
    generateBatch: async (conversations, options, signal) => {
      begin(options, signal);
      return Promise.all(conversations.map((messages) => speak(messages, options, () => undefined, signal)));
    },
    likely: async () => {
      throw new AppError('engine/no-scores', 'A script has no probabilities.');
    },
    score: async (drafts, options, signal) => {
      begin(options, signal);
      if (parts.stop.isRaised()) throw new AppError('abort/aborted', 'Stopped before any draft was scored.');
      return drafts.map(({ messages, draft }): Score => {
        const tokens = [...draft].length + 1;
        const isReadable = promptText(messages).length < context;
        const agrees = isReadable && draft === scenario(messages, options);
        const nll = agrees ? 0.01 : 2;
        const logs = Array.from({ length: isReadable ? tokens : 0 }, () => -nll);
        return { agrees, nll: nll * tokens, tokens, ...(options.each ? { logs } : {}) };
      });
    },
    dispose: () => Promise.resolve(),
  };
}

/** Says a scenario's answer character by character, as long as it may. */
function speaker({ scenario, context, stop, now }: ScriptedParts) {
  const turns = createTurns(now);
  return async (
    messages: readonly ChatMessage[],
    options: GenerateOptions,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Generation> => {
    const promptTokens = promptText(messages).length;
    const answer = [...scenario(messages, options)];
    const limit = Math.max(0, Math.min(options.maxNewTokens, context - promptTokens));
    const done = (said: number, stopped: Generation['stopped']): Generation => {
      const tokens = said + (stopped === 'end' ? 1 : 0);
      return { text: answer.slice(0, said).join(''), tokens, promptTokens, seconds: 0, stopped };
    };
    for (let said = 0; said < limit; said++) {
      await turns.take(() => Promise.resolve());
      if (signal.aborted || stop.isRaised()) return done(said, 'stopped');
      const piece = answer[said];
      if (piece === undefined) return done(said, 'end');
      onText(piece);
    }
    return done(limit, 'length');
  };
}
