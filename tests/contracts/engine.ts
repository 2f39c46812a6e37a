// What every engine promises to those who ask it (src/engine/engine.ts), whatever stands behind it.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Adapter, ChatMessage, Engine, Generation } from '../../src/engine/engine.ts';
import { codeOf } from '../../src/lib/errors.ts';
import type { StopFlag } from '../../src/lib/flag.ts';
import { must } from '../../src/lib/assert.ts';

type Conversation = readonly ChatMessage[];

export type EngineHarness = {
  engine: Engine;
  stop: StopFlag;
  /** A dozen or more; greedily answered, most differ and some end before 40 tokens. What is said encodes back to the tokens that were said. */
  conversations: readonly Conversation[];
  /** Answered with more than 800 tokens. */
  long: Conversation;
  /** More than can be read. */
  tooLong: Conversation;
  /** Each changes what is said, and no two in the same way unless there is only one. */
  adapters: readonly [Adapter, ...Adapter[]];
};

const MOST = 40;
const LONG = 800;
const never = new AbortController().signal;
const base = { model: 'dream-s', maxNewTokens: MOST } as const;

export function engineContract(name: string, open: () => Promise<EngineHarness>): void {
  describe(`the engine contract: ${name}`, () => {
    let h: EngineHarness;
    let answers: Generation[];
    beforeAll(async () => {
      h = await open();
      answers = await h.engine.generateBatch(h.conversations, base, never);
    }, 120_000);
    const textsOf = (found: readonly Generation[]): string[] => found.map(({ text }) => text);
    const codeOfFailure = (attempt: Promise<unknown>): Promise<string> => attempt.then(() => 'no error', codeOf);

    it('loads once and says what it loaded', async () => {
      const info = await h.engine.load('dream-s', never);
      expect(info).toMatchObject({
        model: 'dream-s',
        parameters: expect.any(Number),
        hash: expect.any(String),
        seconds: expect.any(Number),
      });
      expect(await h.engine.load('dream-s', never)).toEqual(info);
    });

    it('streams an answer whose pieces are the whole text', async () => {
      for (const [i, messages] of h.conversations.slice(0, 4).entries()) {
        const pieces: string[] = [];
        const answer = await h.engine.generate(messages, base, (piece) => void pieces.push(piece), never);
        expect(pieces.join('')).toBe(answer.text);
        expect(answer).toEqual({ ...must(answers[i], 'answer'), seconds: answer.seconds });
        if (answer.tokens > 3) expect(pieces.length).toBeGreaterThan(1);
      }
    });

    it('answers many in order, each as it would be answered alone', async () => {
      expect(answers).toHaveLength(h.conversations.length);
      const backwards = await h.engine.generateBatch([...h.conversations].reverse(), base, never);
      expect(textsOf(backwards).reverse()).toEqual(textsOf(answers));
      expect(new Set(textsOf(answers)).size).toBeGreaterThan(h.conversations.length / 2);
      expect(await h.engine.generateBatch([], base, never)).toEqual([]);
    });

    it('ends a row at the end of its turn or at the limit, and counts', () => {
      expect(answers.some(({ stopped }) => stopped === 'end')).toBe(true);
      for (const { tokens, promptTokens, stopped } of answers) {
        expect(promptTokens).toBeGreaterThan(0);
        if (stopped === 'length') expect(tokens).toBe(MOST);
        else expect(tokens).toBeLessThanOrEqual(MOST + 1);
      }
    });

    it('changes its answers with an adapter, and back without', async () => {
      const seen = new Set([textsOf(answers).join('\n')]);
      for (const adapter of h.adapters) {
        const adapted = await h.engine.generateBatch(h.conversations, { ...base, adapter }, never);
        expect(seen.has(textsOf(adapted).join('\n'))).toBe(false);
        seen.add(textsOf(adapted).join('\n'));
        expect(textsOf(await h.engine.generateBatch(h.conversations, base, never))).toEqual(textsOf(answers));
        const again = await h.engine.generateBatch(h.conversations, { ...base, adapter }, never);
        expect(textsOf(again)).toEqual(textsOf(adapted));
      }
    });

    it('scores with an adapter to the last bit as before, whichever answered in between', async () => {
      const drafts = h.conversations.slice(0, 6).map((messages) => ({ messages, draft: 'say 37' }));
      const scoresOf = (adapter?: Adapter): Promise<unknown> =>
        h.engine.score(drafts, { model: base.model, ...(adapter ? { adapter } : {}) }, never);
      const [first, second = first] = h.adapters;
      const measured = await scoresOf(first);
      for (const between of [
        second,
        undefined,
        { ...first, flat: first.flat.map((value) => 2 * value), hash: 'twice' },
      ])
        expect(await scoresOf(between)).toBeDefined();
      expect(await scoresOf(first)).toEqual(measured);
    });

    it('answers two callers with different adapters at the same time', async () => {
      const [adapter] = h.adapters;
      const alone = await h.engine.generateBatch(h.conversations, { ...base, adapter }, never);
      const [plain, adapted] = await Promise.all([
        h.engine.generateBatch(h.conversations, base, never),
        h.engine.generateBatch(h.conversations, { ...base, adapter }, never),
      ]);
      expect(textsOf(plain)).toEqual(textsOf(answers));
      expect(textsOf(adapted)).toEqual(textsOf(alone));
    });

    it('draws the same from the same seed, and something else from another', async () => {
      const draw = async (seed: number): Promise<string[]> =>
        textsOf(await h.engine.generateBatch(h.conversations, { ...base, temperature: 1, seed }, never));
      const first = await draw(1);
      expect(await draw(1)).toEqual(first);
      expect(await draw(2)).not.toEqual(first);
    });

    it('scores drafts as greedy decoding would judge them', async () => {
      for (const adapter of [undefined, h.adapters[0]]) {
        const options = { ...base, ...(adapter ? { adapter } : {}) };
        const given = await h.engine.generateBatch(h.conversations, options, never);
        const own = given.map(({ text }, i) => ({ messages: must(h.conversations[i], 'conversation'), draft: text }));
        const scores = await h.engine.score(own, options, never);
        scores.forEach(({ agrees, nll, tokens }, i) => {
          const { stopped, tokens: generated } = must(given[i], 'answer');
          expect(agrees).toBe(stopped === 'end');
          expect(tokens).toBe(stopped === 'end' ? generated : generated + 1);
          expect(nll).toBeGreaterThan(0);
        });
        const each = await h.engine.score(own, { ...options, each: true }, never);
        each.forEach(({ logs = [], nll, tokens }, i) => {
          expect(scores[i]).not.toHaveProperty('logs');
          expect(logs).toHaveLength(tokens);
          expect(-logs.reduce((sum, log) => sum + log, 0)).toBeCloseTo(nll, 4);
        });
        const altered = await h.engine.score(
          own.map(({ messages, draft }) => ({ messages, draft: `${draft.slice(0, -1)}7 8` })),
          options,
          never,
        );
        altered.forEach(({ agrees, nll, tokens }, i) => {
          expect(agrees).toBe(false);
          const { nll: ownNll, tokens: ownTokens } = must(scores[i], 'score');
          if (must(given[i], 'answer').stopped === 'end') expect(nll / tokens).toBeGreaterThan(ownNll / ownTokens);
        });
      }
    });

    it('scores a draft alone as among others, whatever its length', async () => {
      const drafts = [1, 150, 400].map((length) => ({ messages: h.long, draft: '3'.repeat(length) }));
      const together = await h.engine.score([...drafts, ...drafts], base, never);
      for (const [i, draft] of drafts.entries()) {
        const [alone] = await h.engine.score([draft], base, never);
        for (const score of [together[i], together[i + drafts.length]]) {
          expect(score).toMatchObject({ agrees: false, tokens: draft.draft.length + 1 });
          expect(score?.nll).toBeCloseTo(alone?.nll ?? NaN, 2);
        }
      }
    });

    it('gives no answer and no agreement where a conversation is too long to read', async () => {
      expect(await codeOfFailure(h.engine.generate(h.tooLong, base, () => undefined, never))).toBe('engine/too-long');
      const [unread] = await h.engine.score([{ messages: h.tooLong, draft: 'x' }], base, never);
      expect(unread?.agrees).toBe(false);
      const [untold] = await h.engine.score([{ messages: h.tooLong, draft: 'x' }], { ...base, each: true }, never);
      expect(untold?.logs).toEqual([]);
      const [first, second] = await h.engine.generateBatch(
        [h.tooLong, must(h.conversations[0], 'conversation')],
        base,
        never,
      );
      expect(first).toMatchObject({ text: '', tokens: 0, stopped: 'length' });
      expect(second?.text).toBe(answers[0]?.text);
    });

    it('ends when the stop flag is raised, with what is there', async () => {
      const pieces: string[] = [];
      const answer = await h.engine
        .generate(
          h.long,
          { ...base, maxNewTokens: LONG },
          (piece) => {
            pieces.push(piece);
            if (pieces.length === 5) h.stop.raise();
          },
          never,
        )
        .finally(() => h.stop.lower());
      expect(answer.stopped).toBe('stopped');
      expect(answer.text).toBe(pieces.join(''));
      expect(answer.tokens).toBeGreaterThanOrEqual(5);
      expect(answer.tokens).toBeLessThan(LONG);
    });

    it('does nothing while the stop flag is up', async () => {
      h.stop.raise();
      try {
        const given = await h.engine.generateBatch(h.conversations, base, never);
        expect(given.every(({ text, stopped }) => text === '' && stopped === 'stopped')).toBe(true);
        expect(
          await codeOfFailure(h.engine.score([{ messages: must(h.conversations[0], 'one'), draft: 'x' }], base, never)),
        ).toBe('abort/aborted');
      } finally {
        h.stop.lower();
      }
      expect(textsOf(await h.engine.generateBatch(h.conversations, base, never))).toEqual(textsOf(answers));
    });

    it('ends when it is aborted, with what is there', async () => {
      const control = new AbortController();
      const pieces: string[] = [];
      const answer = await h.engine.generate(
        h.long,
        { ...base, maxNewTokens: LONG },
        (piece) => {
          pieces.push(piece);
          if (pieces.length === 5) control.abort();
        },
        control.signal,
      );
      expect(answer.stopped).toBe('stopped');
      expect(answer.text).toBe(pieces.join(''));
      expect(answer.tokens).toBeLessThan(LONG);
      expect(await codeOfFailure(h.engine.generate(h.long, base, () => undefined, AbortSignal.abort()))).toBe(
        'abort/aborted',
      );
      expect(await codeOfFailure(h.engine.score([{ messages: h.long, draft: 'x' }], base, AbortSignal.abort()))).toBe(
        'abort/aborted',
      );
    });

    it('answers a short question while a long batch is running', async () => {
      const order: string[] = [];
      const long = h.engine
        .generateBatch(
          Array.from({ length: 8 }, () => h.long),
          { ...base, maxNewTokens: LONG },
          never,
        )
        .then(() => order.push('batch'));
      await h.engine.generate(
        must(h.conversations[0], 'conversation'),
        { ...base, maxNewTokens: 4 },
        () => undefined,
        never,
      );
      order.push('question');
      await long;
      expect(order).toEqual(['question', 'batch']);
    });
  });
}
