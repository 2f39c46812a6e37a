import { describe, expect, it } from 'vitest';
import { codeOf } from '../lib/errors.ts';
import { type BuiltInHost, builtInEngine } from './built-in.ts';

const never = new AbortController().signal;
const asked = (content: string) => [{ role: 'user' as const, content }];
const options = { model: 'built-in', maxNewTokens: 9 } as const;

const hostIn = (state: Awaited<ReturnType<BuiltInHost['availability']>>, busy = { now: 0, most: 0 }): BuiltInHost => ({
  availability: async () => state,
  answer: async (messages, _most, onText) => {
    busy.most = Math.max(busy.most, ++busy.now);
    await Promise.resolve();
    busy.now--;
    onText('yes');
    return { text: `yes ${messages.at(-1)?.content}`, tokens: 2, promptTokens: 3, stopped: 'end' };
  },
});

describe('the model of the browser', () => {
  it('answers, and many one after the other, in order', async () => {
    const busy = { now: 0, most: 0 };
    const engine = builtInEngine(hostIn('available', busy), () => 0);
    const answers = await engine.generateBatch([asked('a'), asked('b'), asked('c')], options, never);
    expect(answers.map(({ text }) => text)).toEqual(['yes a', 'yes b', 'yes c']);
    expect(busy.most).toBe(1);
    expect(await engine.load('built-in', never)).toMatchObject({ model: 'built-in', device: 'remote' });
  });

  it.each(['absent', 'unavailable', 'downloadable', 'downloading'] as const)(
    'says why there is none: %s',
    async (state) => {
      const failure = await builtInEngine(hostIn(state), () => 0)
        .load('built-in', never)
        .catch((error: unknown) => error);
      expect(codeOf(failure)).toBe('engine/no-built-in');
    },
  );

  it('gives no scores, and begins nothing that is aborted', async () => {
    const engine = builtInEngine(hostIn('available'), () => 0);
    expect(await engine.score([], options, never).catch(codeOf)).toBe('engine/no-scores');
    expect(await engine.generateBatch([asked('a')], options, AbortSignal.abort()).catch(codeOf)).toBe('abort/aborted');
  });
});
