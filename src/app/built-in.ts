// The page's end of the model that comes with the browser (src/engine/built-in.ts): the platform gives it to pages alone.

import type { BuiltInHost } from '../../workers/lab-api.ts';
import type { StopFlag } from '../lib/flag.ts';

type Session = {
  promptStreaming(text: string, options: { signal: AbortSignal }): ReadableStream<string>;
  /** Tokens that it has read and said; the second is what older versions call it. */
  contextUsage?: number;
  inputUsage?: number;
  destroy(): void;
};
type Monitor = { addEventListener(type: 'downloadprogress', listener: (event: { loaded: number }) => void): void };
type Options = { expectedInputs: object[]; expectedOutputs: object[] };
type LanguageModel = {
  availability(options: Options): ReturnType<BuiltInHost['availability']>;
  create(
    options: Options & { initialPrompts?: object[]; monitor?: (monitor: Monitor) => void; signal: AbortSignal },
  ): Promise<Session>;
};

const TEXT = { type: 'text', languages: ['en'] };
const OPTIONS: Options = { expectedInputs: [TEXT], expectedOutputs: [TEXT] };

const platform = (): LanguageModel | null => (globalThis as { LanguageModel?: LanguageModel }).LanguageModel ?? null;

export const builtInState: BuiltInHost['availability'] = async () =>
  platform()
    ?.availability(OPTIONS)
    .catch(() => 'unavailable') ?? 'absent';

/** Fetches the model; the browser asks for a click before it does. @param onProgress share that is here, 0 to 1 */
export async function fetchBuiltIn(onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
  const monitor = (it: Monitor): void => it.addEventListener('downloadprogress', ({ loaded }) => onProgress(loaded));
  (await platform()?.create({ ...OPTIONS, monitor, signal }))?.destroy();
}

export function builtInHost(flag: Pick<StopFlag, 'isRaised'>): BuiltInHost {
  return {
    availability: builtInState,
    answer: async (messages, maxNewTokens, onText, signal) => {
      const end = new AbortController();
      const both = AbortSignal.any([signal, end.signal]);
      const session = await platform()?.create({ ...OPTIONS, initialPrompts: messages.slice(0, -1), signal: both });
      const said = { text: '', tokens: 0, promptTokens: 0, stopped: 'stopped' } as Awaited<
        ReturnType<BuiltInHost['answer']>
      >;
      if (!session) return said;
      try {
        for await (const piece of pieces(session.promptStreaming(messages.at(-1)?.content ?? '', { signal: both }))) {
          said.text += piece;
          // The platform tells no tokens as they come; a piece is one or a few.
          said.tokens += 1;
          onText(piece);
          if (signal.aborted || flag.isRaised()) return said;
          if (said.tokens >= maxNewTokens) return { ...said, stopped: 'length' };
        }
        const used = session.contextUsage ?? session.inputUsage;
        return { ...said, promptTokens: Math.max(0, (used ?? said.tokens) - said.tokens), stopped: 'end' };
      } catch (error) {
        if (both.aborted) return said;
        throw error;
      } finally {
        end.abort();
        session.destroy();
      }
    },
  };
}

/** Not every browser lets a loop go over a stream. */
async function* pieces(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
}
