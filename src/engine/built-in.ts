// The model that comes with the browser (Chrome's LanguageModel, the Prompt API). It exists on pages only, so that the page does the talking (`host`) and this
// asks it. It answers and teaches: no weights can be seen, no words be drawn by our dice.

import { throwIfAborted } from '../lib/abort.ts';
import { AppError } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import type { ChatMessage, Engine, Generation } from './engine.ts';

/** As the platform says it. */
export type Availability = 'unavailable' | 'downloadable' | 'downloading' | 'available';

export type BuiltInHost = {
  /** `absent`: this browser has no such model. */
  availability(): Promise<Availability | 'absent'>;
  /** One answer; ends it after about `maxNewTokens`, when the stop flag is raised, and when the signal aborts, with what is there. */
  answer(
    messages: readonly ChatMessage[],
    maxNewTokens: number,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Omit<Generation, 'seconds'>>;
};

const MISSING: Readonly<Record<Exclude<Availability, 'available'> | 'absent', string>> = {
  absent: 'This browser brings no model of its own. Chrome 148 and later do, on a desktop.',
  unavailable: 'The model of this browser cannot run on this device. Choose another teacher.',
  downloadable: 'The model of this browser has not been fetched yet. Fetch it on the Models page.',
  downloading: 'The model of this browser is still being fetched. Wait until it is here.',
};

const noScores = async (): Promise<never> => {
  throw new AppError(
    'engine/no-scores',
    'The model of this browser gives no probabilities: it can teach, but not learn here.',
  );
};

/** @param now milliseconds from any start */
export function builtInEngine(host: BuiltInHost, now: () => number): Engine {
  const generate: Engine['generate'] = async (messages, { maxNewTokens }, onText, signal) => {
    throwIfAborted(signal);
    const begun = now();
    const said = await host.answer(messages, maxNewTokens, onText, signal);
    return { ...said, seconds: (now() - begun) / 1000 };
  };
  return {
    generate,
    // One after the other: the browser answers no two at a time.
    generateBatch: async (conversations, options, signal) => {
      const answers: Generation[] = [];
      for (const messages of conversations) answers.push(await generate(messages, options, () => undefined, signal));
      return answers;
    },
    load: async (model, signal) => {
      throwIfAborted(signal);
      const begun = now();
      const state = await host.availability();
      if (state !== 'available') throw new AppError('engine/no-built-in', MISSING[state], { state });
      const hash = await sha256(new TextEncoder().encode(model));
      return { model, parameters: 0, device: 'remote', hash, seconds: (now() - begun) / 1000 };
    },
    score: noScores,
    likely: noScores,
    dispose: async () => undefined,
  };
}
