// The engine as the app has it, in a worker behind a port, on WebAssembly; with a tiny model made on the spot.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipped } from '../../models/catalog.ts';
import type { Adapter, ChatMessage, Engine } from '../../src/engine/engine.ts';
import { chooseDevice, isSoftware } from '../../src/engine/executor/adapter.ts';
import { connect } from '../../src/lib/channel.ts';
import { must } from '../../src/lib/assert.ts';
import { AppError, codeOf } from '../../src/lib/errors.ts';
import { makeFlag, sharedFlag } from '../../src/lib/flag.ts';
import type { EngineApi } from '../../workers/engine.ts';
import { engineContract } from '../contracts/engine.ts';
import type { TinyEngineApi } from '../fixtures/engine-worker.ts';
import { type Fault, tinyAdapter } from '../fixtures/tiny-model.ts';

const never = new AbortController().signal;
const said = (content: string): ChatMessage[] => [{ role: 'user', content }];
const words = ['say', 'the number', 'that', 'user', 'hello world', 'x'];
const conversations = Array.from({ length: 40 }, (_, i) => said(`${words[i % words.length]} ${i * 37}`));
const base = { model: 'dream-s', maxNewTokens: 40 } as const;

const worker = new Worker(new URL('../fixtures/engine-worker.ts', import.meta.url), { type: 'module' });
const { api, close } = connect<TinyEngineApi>(worker);
afterAll(close);

engineContract('transformers.js on wasm, stopped through shared memory', async () => {
  const stop = makeFlag();
  await api.open('wasm', stop.buffer);
  return {
    engine: api,
    stop,
    conversations,
    long: said('say 888'),
    tooLong: said('x '.repeat(1100)),
    adapters: [tinyAdapter('one'), tinyAdapter('two')],
  };
});

describe('the engine on wasm', () => {
  beforeAll(() => api.open('wasm', null), 60_000);

  it('is what other devices are compared with', async () => {
    expect(await api.test(never)).toEqual({ device: 'wasm', passed: true, errors: {} });
    expect(await api.test(AbortSignal.abort()).catch(codeOf)).toBe('abort/aborted');
  });

  it('says what a full recomputation of every token says', { timeout: 60_000 }, async () => {
    const some = conversations.slice(0, 12);
    const answers = await api.generateBatch(some, base, never);
    expect(answers.map(({ text }) => text)).toEqual(await api.reference(some, base.maxNewTokens));
  });

  it('says with an adapter what the merged weights say', { timeout: 60_000 }, async () => {
    const some = conversations.slice(0, 12);
    const adapter = tinyAdapter('one');
    const answers = await api.generateBatch(some, { ...base, adapter }, never);
    expect(answers.map(({ text }) => text)).toEqual(await api.reference(some, base.maxNewTokens, adapter));
  });

  for (const precision of ['f32', 'f16', 'int4'] as const) {
    it(
      `says with an imported model in ${precision} what a full recomputation says, with and without an adapter`,
      { timeout: 60_000 },
      async () => {
        const some = conversations.slice(0, 12);
        const model = `imported:${precision}` as const;
        const answers = await api.generateBatch(some, { ...base, model }, never);
        expect(answers.map(({ text }) => text)).toEqual(
          await api.reference(some, base.maxNewTokens, undefined, precision),
        );
        for (const [i, messages] of some.slice(0, 4).entries())
          expect((await api.generate(messages, { ...base, model }, () => undefined, never)).text).toBe(
            answers[i]?.text,
          );
        const adapter = tinyAdapter('one');
        const adapted = await api.generateBatch(some, { ...base, model, adapter }, never);
        expect(adapted.map(({ text }) => text)).toEqual(
          await api.reference(some, base.maxNewTokens, adapter, precision),
        );
        const drafts = adapted.map(({ text }, i) => ({ messages: must(some[i], 'row'), draft: text }));
        const ended = adapted.map(({ stopped }) => stopped === 'end');
        const scores = await api.score(drafts, { model, adapter }, never);
        expect(scores.map(({ agrees }, i) => agrees || !ended[i])).toEqual(scores.map(() => true));
      },
    );
  }

  it('reads long rows of equal length with an imported model in pieces, together and alone', async () => {
    const long = said('user 12 '.repeat(30));
    const options = { ...base, model: 'imported:f32', maxNewTokens: 8 } as const;
    const answers = await api.generateBatch([long, long, long], options, never);
    const [expected] = await api.reference([long], 8, undefined, 'f32');
    expect(answers.map(({ text }) => text)).toEqual([expected, expected, expected]);
    expect((await api.generate(long, options, () => undefined, never)).text).toBe(expected);
  });

  it('takes an adapter of zeros as none', async () => {
    const adapter = tinyAdapter('zero', 0);
    const [plain, zero] = [
      await api.generateBatch(conversations, base, never),
      await api.generateBatch(conversations, { ...base, adapter }, never),
    ];
    expect(zero.map(({ text }) => text)).toEqual(plain.map(({ text }) => text));
  });

  it('is exported as a folder with which plain transformers.js says the same', { timeout: 60_000 }, async () => {
    const some = conversations.slice(0, 6);
    const adapter = tinyAdapter('one');
    expect(await api.viaTransformers(some, 12, adapter)).toEqual(await api.reference(some, 12, adapter));
  });

  it('says with a ready-made model what a full recomputation says, and stops', { timeout: 60_000 }, async () => {
    const some = conversations.slice(0, 12);
    const model = `onnx:${'0'.repeat(64)}` as const;
    const answers = await api.generateBatch(some, { ...base, model }, never);
    expect(answers.map(({ text }) => text)).toEqual(await api.reference(some, base.maxNewTokens));
    let told = '';
    const one = await api.generate(must(some[0], 'row'), { ...base, model }, (piece) => void (told += piece), never);
    expect([one.text, told]).toEqual([answers[0]?.text, answers[0]?.text]);
    const drawn = { ...base, model, temperature: 1, seed: 3 };
    const twice = [await api.generateBatch(some, drawn, never), await api.generateBatch(some, drawn, never)];
    expect(twice[0]?.map(({ text }) => text)).toEqual(twice[1]?.map(({ text }) => text));
    expect(twice[0]?.map(({ text }) => text)).not.toEqual(answers.map(({ text }) => text));
    const end = new AbortController();
    const stopped = await api.generate(must(some[0], 'row'), { ...base, model }, () => end.abort(), end.signal);
    expect(stopped.stopped).toBe('stopped');
    expect(stopped.tokens).toBeLessThan(one.tokens);
    const adapter = tinyAdapter('one');
    expect(await api.generateBatch(some, { ...base, model, adapter }, never).catch(codeOf)).toBe('engine/adapter');
    expect(await api.score([{ messages: said('x'), draft: '1' }], { model }, never).catch(codeOf)).toBe(
      'engine/no-scores',
    );
    // Nothing of it hinders what comes after.
    expect((await api.generateBatch(some, { ...base, model }, never)).map(({ text }) => text)).toEqual(
      answers.map(({ text }) => text),
    );
  });

  it('tells what it would say at every token, the likeliest of them what it says', { timeout: 60_000 }, async () => {
    const adapter = tinyAdapter('one');
    for (const options of [base, { ...base, adapter }, { ...base, model: 'imported:int4' as const }]) {
      const some = conversations.slice(0, 6);
      const answers = await api.generateBatch(some, options, never);
      const drafts = answers.map(({ text }, i) => ({ messages: must(some[i], 'row'), draft: text }));
      const scores = await api.score(drafts, options, never);
      const found = await api.likely(drafts, { ...options, top: 4, temperature: 1 }, never);
      let compared = 0;
      found.forEach((told, i) => {
        const score = must(scores[i], 'score');
        expect(told?.tails).toHaveLength(score.tokens);
        if (!told || !score.agrees) return;
        compared++;
        const nll = Array.from({ length: score.tokens }, (_, row) => -(told.logs[row * 4] ?? NaN));
        expect(nll.reduce((a, b) => a + b, 0)).toBeCloseTo(score.nll, 2);
      });
      expect(compared).toBeGreaterThan(0);
    }
    const tooLong = [{ messages: said('x '.repeat(1100)), draft: '1' }];
    expect(await api.likely(tooLong, { ...base, top: 4, temperature: 1 }, never)).toEqual([null]);
    const ended = api.likely(tooLong, { ...base, top: 4, temperature: 1 }, AbortSignal.abort());
    expect(await ended.catch(codeOf)).toBe('abort/aborted');
  });

  for (const model of ['dream-s', 'imported:int4'] as const)
    it(
      `swaps adapters of ${model} to the last bit, and holds and loads nothing more for it`,
      { timeout: 60_000 },
      async () => {
        const drafts = conversations.slice(0, 6).map((messages) => ({ messages, draft: 'say 37' }));
        const [first, second] = [tinyAdapter('one'), tinyAdapter('two')];
        /** What it says, and the logarithms of nearly all its probabilities. */
        const saidBy = async (adapter: Adapter | undefined): Promise<object> => {
          const options = { ...base, model, ...(adapter ? { adapter } : {}) };
          const answers = await api.generateBatch(conversations.slice(0, 6), options, never);
          return [
            answers.map(({ text }) => text),
            await api.likely(drafts, { ...options, top: 299, temperature: 1 }, never),
          ];
        };
        const all = [first, second, undefined];
        const said: object[] = [];
        for (const adapter of all) said.push(await saidBy(adapter));
        expect(new Set(said.map((each) => JSON.stringify(each))).size).toBe(3);
        // Once more around, so that every buffer that is kept for the next run is there.
        for (const adapter of all) await saidBy(adapter);
        const held = await api.held();
        for (let round = 0; round < 5; round++)
          for (const [i, adapter] of all.entries()) expect(await saidBy(adapter)).toEqual(said[i]);
        expect(await api.held()).toEqual(held);
      },
    );

  it('refuses an adapter of another model', async () => {
    const adapter = { ...tinyAdapter('one'), flat: new Float32Array(5) };
    expect(await api.generateBatch(conversations, { ...base, adapter }, never).catch(codeOf)).toBe('engine/adapter');
    expect(await api.score([{ messages: said('x'), draft: '1' }], { ...base, adapter }, never).catch(codeOf)).toBe(
      'engine/adapter',
    );
  });

  it('reads a long prompt in pieces as it would read it whole', { timeout: 60_000 }, async () => {
    const long = [said('user 12 '.repeat(60)), said('the number 7 '.repeat(50)), said('x')];
    const whole = await api.generateBatch(long, { ...base, maxNewTokens: 8 }, never);
    const scores = await api.score([{ messages: long[0] ?? [], draft: '1234' }], base, never);
    // A dozen positions at a time.
    await api.open('wasm', null, { budget: 5e6 });
    const inPieces = await api.generateBatch(long, { ...base, maxNewTokens: 8 }, never);
    const expected = await api.reference(long, 8);
    expect(whole.map(({ text }) => text)).toEqual(expected);
    expect(inPieces.map(({ text }) => text)).toEqual(expected);
    expect((await api.score([{ messages: long[0] ?? [], draft: '1234' }], base, never))[0]?.nll).toBeCloseTo(
      scores[0]?.nll ?? NaN,
      3,
    );
  });

  it('serves others through a port', async () => {
    const { port1, port2 } = new MessageChannel();
    await api.addPort(port1);
    const other = connect<Engine>(port2);
    const [mine, theirs] = await Promise.all([
      api.generateBatch(conversations.slice(0, 3), base, never),
      other.api.generateBatch(conversations.slice(0, 3), base, never),
    ]);
    expect(theirs.map(({ text }) => text)).toEqual(mine.map(({ text }) => text));
    other.close();
  });

  it('is idle only when nothing is being answered', async () => {
    const control = new AbortController();
    let idle = false;
    const idleWhenTold: boolean[] = [];
    const onText = (): void => {
      idleWhenTold.push(idle);
      control.abort();
    };
    const answer = api.generate(said('say 888'), { ...base, maxNewTokens: 800 }, onText, control.signal);
    const waiting = api.idle().then(() => (idle = true));
    expect((await answer).stopped).toBe('stopped');
    expect(idleWhenTold[0]).toBe(false);
    expect(await waiting).toBe(true);
  });
});

describe('stopping', () => {
  it('happens within one token of a flag in shared memory', async () => {
    const stop = sharedFlag(new SharedArrayBuffer(4));
    await api.open('wasm', stop.buffer);
    expect(await api.tokensUntilStopped(said('say 888'), 7)).toBe(7);
  });
});

describe('what is wrong with the weights', () => {
  const open = async (fault: Fault): Promise<unknown> => {
    await api.open('wasm', null, { fault });
    return api.load('dream-s', never).then(
      () => 'loaded',
      (error: unknown) => error,
    );
  };
  const expected: [Fault, string, RegExp][] = [
    ['no-model', 'model/missing', /came without the model dream-s\. Get a complete copy/],
    [
      'no-file',
      'model/missing',
      /model\.safetensors .* the server answered 404\. Check that the folder weights\/dream-s/,
    ],
    ['offline', 'model/missing', /model\.safetensors .* there was no answer\. Check/],
    [
      'truncated',
      'model/corrupt',
      /model\.safetensors .* it has \d+ bytes instead of \d+\. It was not used\. Get a fresh copy/,
    ],
    [
      'altered',
      'model/corrupt',
      /model\.safetensors .* its contents have changed\. It was not used\. Get a fresh copy/,
    ],
  ];
  for (const [fault, code, sentence] of expected)
    it(`is said in a sentence: ${fault}`, async () => {
      const error = await open(fault);
      expect(error).toBeInstanceOf(AppError);
      expect(codeOf(error)).toBe(code);
      expect((error as AppError).message).toMatch(sentence);
      expect((error as AppError).facts).toMatchObject({ model: 'dream-s' });
    });

  it('is asked for again when only a cache has it wrong', async () => {
    expect(await open('stale-cache')).toBe('loaded');
  });

  it('does not stand in the way of a later attempt', async () => {
    await open('no-file');
    expect(await api.load('dream-s', never).catch(codeOf)).toBe('model/missing');
    expect(await open('none')).toBe('loaded');
  });
});

describe('the device', () => {
  it('is wasm unless there is a hardware adapter, and webgpu is refused where there is none', async () => {
    const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
    expect(await chooseDevice('webgpu').catch(codeOf)).toBe(adapter ? 'webgpu' : 'engine/no-webgpu');
    expect(await chooseDevice('auto')).toBe(adapter && !isSoftware(adapter.info) ? 'webgpu' : 'wasm');
  });

  it('knows software adapters by what they say of themselves', () => {
    const info = { vendor: '', architecture: '', device: '', description: '' };
    expect(isSoftware({ ...info, vendor: 'nvidia', architecture: 'ampere' })).toBe(false);
    expect(isSoftware({ ...info, vendor: 'nvidia', isFallbackAdapter: true })).toBe(true);
    expect(isSoftware({ ...info, vendor: 'google', architecture: 'swiftshader' })).toBe(true);
    expect(isSoftware({ ...info, vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6)' })).toBe(true);
    expect(isSoftware({ ...info, vendor: 'microsoft', description: 'Microsoft Basic Render Driver' })).toBe(true);
  });
});

describe("the product's own worker", () => {
  it('opens, and answers with the shipped model, or says that it is missing', { timeout: 60_000 }, async () => {
    const own = connect<EngineApi>(new Worker(new URL('../../workers/engine.ts', import.meta.url), { type: 'module' }));
    expect(await own.api.load('dream-s', never).catch(codeOf)).toBe('engine/not-open');
    expect(await own.api.open('wasm', null)).toBe('wasm');
    const loaded = await own.api.load('dream-s', never).then(({ hash }) => hash, codeOf);
    const weights = shipped['dream-s']?.find(({ name }) => name === 'model.safetensors');
    expect(loaded).toBe(weights?.sha256 ?? 'model/missing');
    own.close();
  });
});
