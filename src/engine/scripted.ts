// An engine without a model, for tests: answers come from a named scenario, one character is one token, everything else behaves as the contract says.
// It is not part of the product.

import { promptText } from '../../models/qwen/chat.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { AppError } from '../lib/errors.ts';
import type { StopFlag } from '../lib/flag.ts';
import type { ChatMessage, Engine, GenerateOptions, Generation, ModelName, Score } from './engine.ts';
import { createTurns } from './turns.ts';

/** What a scenario says to a conversation. */
export type Scenario = (messages: readonly ChatMessage[], options: Pick<GenerateOptions, 'model' | 'adapter' | 'temperature' | 'seed'>) => string;

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

export function scriptedEngine({ scenario, models, context, stop, now }: ScriptedParts): Engine {
  const turns = createTurns(now);
  const check = (model: ModelName): void => {
    if (!models.includes(model)) throw new AppError('model/missing', `This script has no model ${model}.`, { model });
  };
  const speak = async (messages: readonly ChatMessage[], options: GenerateOptions, onText: (piece: string) => void, signal: AbortSignal): Promise<Generation> => {
    const promptTokens = promptText(messages).length;
    const answer = [...scenario(messages, options)];
    const limit = Math.min(options.maxNewTokens, context - promptTokens);
    const done = (tokens: number, stopped: Generation['stopped']): Generation => ({ text: answer.slice(0, tokens).join(''), tokens: tokens + (stopped === 'end' ? 1 : 0), promptTokens, seconds: 0, stopped });
    for (let tokens = 0; ; tokens++) {
      if (tokens >= limit) return done(Math.max(0, tokens), 'length');
      await turns.take(() => Promise.resolve());
      if (signal.aborted || stop.isRaised()) return done(tokens, 'stopped');
      const piece = answer[tokens];
      if (piece === undefined) return done(tokens, 'end');
      onText(piece);
    }
  };
  return {
    load: async (model, signal) => {
      throwIfAborted(signal);
      check(model);
      return { model, parameters: 1, device: 'wasm', hash: `scripted ${model}`, seconds: 0 };
    },
    generate: async (messages, options, onText, signal) => {
      throwIfAborted(signal);
      check(options.model);
      const { length } = promptText(messages);
      if (length >= context) throw new AppError('engine/too-long', `The conversation is ${length} characters long, this script reads ${context}.`, { tokens: length, context });
      return speak(messages, options, onText, signal);
    },
    generateBatch: async (conversations, options, signal) => {
      throwIfAborted(signal);
      check(options.model);
      return Promise.all(conversations.map((messages) => speak(messages, options, () => undefined, signal)));
    },
    score: async (drafts, options, signal) => {
      check(options.model);
      return drafts.map(({ messages, draft }): Score => {
        throwIfAborted(signal);
        if (stop.isRaised()) throw new AppError('abort/aborted', 'Stopped before all drafts were scored; start it again to go on.');
        const tokens = [...draft].length + 1;
        const agrees = draft === scenario(messages, options);
        return { agrees, nll: (agrees ? 0.01 : 2) * tokens, tokens };
      });
    },
    dispose: () => Promise.resolve(),
  };
}
