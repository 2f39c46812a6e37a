// An engine that knows what it will say: the learner answers by `mind.ts`, the teacher solves what it can. It obeys the contract, stops included: a
// decoding that is stopped gives what is there, a scoring that is stopped throws.

import { throwIfAborted } from '../../src/lib/abort.ts';
import type { Adapter, Engine, Generation, GenerateOptions, ModelInfo } from '../../src/engine/engine.ts';
import type { TopK } from '../../src/engine/top-k.ts';
import { read } from './domain.ts';
import { knows, shareOf } from './mind.ts';

export type EngineCall = {
  what: 'load' | 'generateBatch' | 'score' | 'likely';
  model: string;
  adapter: string | null;
  count: number;
};

export type ScriptedEngine = Engine & { calls: EngineCall[] };

const TOKENS = 12;

/** One place, whose first token is as likely as the learner is to be right; what is left is shared out over the others, told or not. */
function sureOf(sentence: string, { adapter, top }: { adapter?: Adapter; top: number }): TopK {
  const asked = read(sentence);
  const share = asked ? Math.max(0.01, shareOf(asked.skill, asked.level, adapter?.flat ?? null)) : 0.5;
  const other = Math.log((1 - share) / top);
  return {
    k: top,
    ids: Uint32Array.from({ length: top }, (_, id) => id),
    logs: Float32Array.from({ length: top }, (_, id) => (id === 0 ? Math.log(share) : other)),
    tails: Float32Array.of(other),
  };
}

/** What the teacher would say of a solution: some places, no two solutions alike. */
function toldOf(draft: string, k: number): TopK {
  const n = Math.max(1, Math.floor(draft.length / 8));
  const ids = Uint32Array.from({ length: n * k }, (_, i) => draft.charCodeAt(draft.length - 1 - (i % draft.length)));
  return { k, ids, logs: new Float32Array(n * k).fill(-2), tails: new Float32Array(n).fill(-3) };
}

/** @param fails skills that the teacher gets wrong. */
export function scriptedEngine(fails: (skill: string) => boolean = () => false): ScriptedEngine {
  const calls: EngineCall[] = [];
  const log = (
    what: EngineCall['what'],
    { model, adapter }: Pick<GenerateOptions, 'model' | 'adapter'>,
    count: number,
  ): void => void calls.push({ what, model, adapter: adapter?.hash ?? null, count });
  const answer = (sentence: string, { model, adapter }: GenerateOptions): string => {
    const asked = read(sentence);
    if (!asked) return 'I only write code.';
    const right = model === 'dream-l' ? !fails(asked.skill) : knows(sentence, adapter?.flat ?? null);
    if (right) return model === 'dream-l' ? '```js\n' + asked.reference + '\n```' : asked.reference;
    return asked.constant % 3 === 0 ? 'function solve(n) { return null; }' : 'no idea';
  };
  return {
    calls,
    load: async (model, signal): Promise<ModelInfo> => {
      throwIfAborted(signal);
      log('load', { model }, 1);
      return { model, parameters: 1, device: 'wasm', hash: '0'.repeat(64), seconds: 0 };
    },
    generate: () => Promise.reject(new Error('a night asks in batches')),
    generateBatch: async (conversations, options, signal) => {
      log('generateBatch', options, conversations.length);
      await Promise.resolve();
      return conversations.map((messages): Generation => {
        const text = answer(messages.at(-1)?.content ?? '', options);
        const common = { promptTokens: TOKENS, seconds: 0.001 };
        if (signal.aborted) return { ...common, text: text.slice(0, 9), tokens: 3, stopped: 'stopped' };
        return { ...common, text, tokens: TOKENS, stopped: 'end' };
      });
    },
    score: async (drafts, options, signal) => {
      log('score', options, drafts.length);
      await Promise.resolve();
      throwIfAborted(signal);
      const flat = options.adapter?.flat ?? null;
      return drafts.map(({ messages }) => {
        const sentence = messages.at(-1)?.content ?? '';
        const asked = read(sentence);
        const share = asked ? shareOf(asked.skill, asked.level, flat) : 0;
        const nll = 0.05 + 2 * (1 - share);
        const logs = Array.from({ length: TOKENS }, () => -nll);
        return { agrees: knows(sentence, flat), nll: TOKENS * nll, tokens: TOKENS, ...(options.each ? { logs } : {}) };
      });
    },
    likely: async (drafts, options, signal) => {
      log('likely', options, drafts.length);
      await Promise.resolve();
      throwIfAborted(signal);
      return drafts.map(({ messages, draft }) =>
        options.model === 'dream-l' ? toldOf(draft, options.top) : sureOf(messages.at(-1)?.content ?? '', options),
      );
    },
    dispose: async () => undefined,
  };
}

/** An engine whose models know a solution that they are shown. */
export function attentive(): ScriptedEngine {
  const engine = scriptedEngine();
  const { score } = engine;
  engine.score = async (drafts, ...args) =>
    (await score(drafts, ...args)).map((each, i) =>
      drafts[i]?.messages[0]?.content.startsWith('This passes') ? { ...each, nll: each.tokens / 1000 } : each,
    );
  return engine;
}
