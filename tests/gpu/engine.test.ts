// The engine on WebGPU says what it says on WebAssembly: few tokens, for the adapter of the tests is slow.

import { afterAll, describe, expect, it } from 'vitest';
import type { Adapter, ChatMessage } from '../../src/engine/engine.ts';
import { chooseDevice } from '../../src/engine/executor/adapter.ts';
import { connect } from '../../src/lib/channel.ts';
import { codeOf } from '../../src/lib/errors.ts';
import type { TinyEngineApi } from '../fixtures/engine-worker.ts';
import { tinyAdapter } from '../fixtures/tiny-model.ts';
import { hasGpu } from './adapter.ts';

const never = new AbortController().signal;
const conversations = ['say 0', 'that 74', 'hello world 148', 'x 185'].map((content): ChatMessage[] => [
  { role: 'user', content },
]);

describe.runIf(hasGpu)('the engine on webgpu', () => {
  const worker = new Worker(new URL('../fixtures/engine-worker.ts', import.meta.url), { type: 'module' });
  const { api, close } = connect<TinyEngineApi>(worker);
  afterAll(close);

  it('answers and scores as a full recomputation does, with and without an adapter', { timeout: 240_000 }, async () => {
    await api.open('webgpu', null);
    for (const adapter of [undefined, tinyAdapter('one')]) {
      const options = { model: 'dream-s', maxNewTokens: 8, ...(adapter ? { adapter } : {}) } as const;
      const answers = await api.generateBatch(conversations, options, never);
      expect(answers.map(({ text }) => text)).toEqual(await api.reference(conversations, 8, adapter));
      const scores = await api.score(
        answers.map(({ text }, i) => ({ messages: conversations[i] ?? [], draft: text })),
        options,
        never,
      );
      expect(scores.map(({ agrees }) => agrees)).toEqual(answers.map(({ stopped }) => stopped === 'end'));
    }
  });

  it('swaps adapters to the last bit, and holds and loads nothing more for it', { timeout: 240_000 }, async () => {
    await api.open('webgpu', null);
    const drafts = conversations.map((messages) => ({ messages, draft: '37' }));
    const options = { model: 'dream-s', top: 299, temperature: 1 } as const;
    const saidBy = (adapter: Adapter): Promise<object> => api.likely(drafts, { ...options, adapter }, never);
    const [first, second] = [tinyAdapter('one'), tinyAdapter('two')];
    const said = [await saidBy(first), await saidBy(second)];
    expect(said[0]).not.toEqual(said[1]);
    const held = await api.held();
    for (let round = 0; round < 3; round++) expect([await saidBy(first), await saidBy(second)]).toEqual(said);
    expect(await api.held()).toEqual(held);
  });

  it('answers with an imported model in int4 as a full recomputation does', { timeout: 240_000 }, async () => {
    await api.open('webgpu', null);
    const options = { model: 'imported:int4', maxNewTokens: 6 } as const;
    const expected = await api.reference(conversations, 6, undefined, 'int4');
    const together = await api.generateBatch(conversations, options, never);
    expect(together.map(({ text }) => text)).toEqual(expected);
    const alone = await api.generate(conversations[0] ?? [], options, () => undefined, never);
    expect(alone.text).toBe(expected[0]);
  });

  it(
    'passes the self-test in the numbers it has, and is refused when it computes wrong ones',
    { timeout: 240_000 },
    async () => {
      const { numbers, errors } = await api.selfTest('webgpu', null);
      expect(errors[numbers]).toBeLessThan(numbers === 'float32' ? 1e-4 : 3e-2);
      expect(await api.selfTest('webgpu', 'weights').catch(codeOf)).toBe('engine/self-test');
      // Of exams alone.
      expect(await api.selfTest('webgpu', 'packedBias').catch(codeOf)).toBe('engine/self-test');
    },
  );

  it('gives the known answers of the family, and is refused when a kernel is wrong', { timeout: 240_000 }, async () => {
    const { family } = await api.familyTest('webgpu', null);
    expect(family).toBeLessThan(1e-4);
    expect(await api.familyTest('webgpu', 'attend').catch(codeOf)).toBe('engine/self-test');
    await api.open('webgpu', null, { wrong: 'attend' });
    expect(await api.load('dream-s', never).catch(codeOf)).toBe('engine/self-test');
  });

  it('tells a decision whether it computes right just now', { timeout: 240_000 }, async () => {
    await api.open('webgpu', null);
    const right = await api.test(never);
    expect(right).toMatchObject({ device: 'webgpu', passed: true });
    expect(Object.keys(right.errors)).toContain('family');
    expect(Math.max(...Object.values(right.errors).map(Number))).toBeLessThan(3e-2);
    const wrong = await api.testDevice('webgpu', 'weights');
    expect(wrong).toMatchObject({ device: 'webgpu', passed: false });
    expect(wrong.errors['float32']).toBeGreaterThan(1e-3);
    const alsoWrong = await api.testDevice('webgpu', 'attend');
    expect(alsoWrong).toMatchObject({ device: 'webgpu', passed: false });
    expect(alsoWrong.errors['family']).toBeGreaterThan(1e-3);
  });

  it('is chosen when it is named, and not by itself where it is computed in software', async () => {
    expect(await chooseDevice('webgpu')).toBe('webgpu');
    const { info } = (await navigator.gpu.requestAdapter()) as GPUAdapter;
    const software = info.architecture === 'swiftshader';
    expect(await chooseDevice('auto')).toBe(software ? 'wasm' : 'webgpu');
    expect(await chooseDevice('wasm')).toBe('wasm');
  });

  it('says that the GPU was lost, and a new worker has it again', { timeout: 240_000 }, async () => {
    await api.open('webgpu', null);
    const options = { model: 'imported:int4', maxNewTokens: 2 } as const;
    const [first] = conversations as [ChatMessage[]];
    expect((await api.generate(first, options, () => undefined, never)).tokens).toBe(2);
    await api.loseDevice();
    const fault = await api.generate(first, options, () => undefined, never).catch(codeOf);
    expect(fault).toBe('engine/device-lost');
    const fresh = connect<TinyEngineApi>(
      new Worker(new URL('../fixtures/engine-worker.ts', import.meta.url), { type: 'module' }),
    );
    await fresh.api.open('webgpu', null);
    expect((await fresh.api.generate(first, options, () => undefined, never)).tokens).toBe(2);
    fresh.close();
  });
});
