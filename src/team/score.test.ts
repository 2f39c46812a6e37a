// Scoring: what is decoded, what is executed, and that the outcome is that of decoding and executing everything.

import { describe, expect, it } from 'vitest';
import { domain, read } from '../../tests/doubles/domain.ts';
import { scriptedEngine } from '../../tests/doubles/engine.ts';
import { adapterSize, knows, lora, placeOf } from '../../tests/doubles/mind.ts';
import { openSandbox } from '../../tests/doubles/sandbox.ts';
import type { Adapter, Engine } from '../engine/engine.ts';
import { codeOf } from '../lib/errors.ts';
import { verify } from '../sandbox/guardian.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { codeOfAnswer } from './answer.ts';
import { drawSkillItems, levelItems } from '../evaluate/items.ts';
import { type Examiner, scoreItems } from './score.ts';

function halfLearned(skill: string): Adapter {
  const flat = new Float32Array(adapterSize);
  flat[placeOf(skill)] = 0.5;
  return { hash: 'a'.repeat(64), lora, flat };
}

const signal = new AbortController().signal;
const items = [...drawSkillItems(domain, 'l6-add', 60)];
const adapter = halfLearned('l6-add');

function examiner(engine: Engine, runs: string[] = []): Examiner {
  const inner = openSandbox();
  const sandbox: Sandbox = { ...inner, run: (job, ...rest) => (runs.push(job.solution), inner.run(job, ...rest)) };
  return { engine, sandbox, batch: 16, maxNewTokens: 40, signal };
}

describe('scoreItems', () => {
  it('passes what the model answers right, in order', async () => {
    const { outcomes } = await scoreItems(examiner(scriptedEngine()), 'dream-s', adapter, items);
    expect(outcomes).toBe(items.map(({ prompt }) => (knows(prompt, adapter.flat) ? '1' : '0')).join(''));
    expect(outcomes).toMatch(/0.*1.*0.*1/);
  });

  it('gives what decoding and executing every item gives', async () => {
    const engine = scriptedEngine();
    const whole: string[] = [];
    for (const { prompt, entry, shown, hidden } of items) {
      const options = { model: 'dream-s' as const, adapter, maxNewTokens: 40 };
      const [answer] = await engine.generateBatch([[{ role: 'user', content: prompt }]], options, signal);
      const claim = {
        language: 'javascript',
        entry,
        solution: codeOfAnswer(answer?.text ?? ''),
        tests: [...shown, ...hidden],
      };
      whole.push((await verify(claim, openSandbox(), { signal, seed: 1 })).status === 'pass' ? '1' : '0');
    }
    expect((await scoreItems(examiner(engine), 'dream-s', adapter, items)).outcomes).toBe(whole.join(''));
  });

  it('decodes only where the reference is not the answer, in batches, and executes only what names the function', async () => {
    const [engine, runs] = [scriptedEngine(), [] as string[]];
    const { outcomes } = await scoreItems(examiner(engine, runs), 'dream-s', adapter, items);
    const decoded = engine.calls.filter(({ what }) => what === 'generateBatch').map(({ count }) => count);
    expect(decoded.reduce((a, b) => a + b, 0)).toBe([...outcomes].filter((bit) => bit === '0').length);
    expect(Math.max(...decoded)).toBeLessThanOrEqual(16);
    expect(engine.calls.filter(({ what }) => what === 'score')).toMatchObject([{ count: 60, adapter: adapter.hash }]);
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.filter((code) => !code.includes('solve'))).toEqual([]);
  });

  it('passes another right answer than the reference', async () => {
    const engine = scriptedEngine();
    engine.generateBatch = async (conversations) =>
      conversations.map((messages) => ({
        text:
          read(messages[0]?.content ?? '')
            ?.reference.replaceAll('n', 'x')
            .replace('fuxctiox', 'function')
            .replace('returx', 'return') ?? '',
        ...{ tokens: 9, promptTokens: 9, seconds: 0, stopped: 'end' as const },
      }));
    expect((await scoreItems(examiner(engine), 'dream-s', null, items)).outcomes).toBe('1'.repeat(60));
  });

  it('means the NLL over tokens, of references that the model can read', async () => {
    const engine = scriptedEngine();
    const scores = [
      { agrees: true, nll: 1, tokens: 10 },
      { agrees: true, nll: 5, tokens: 20 },
      { agrees: true, nll: Infinity, tokens: 900 },
    ];
    engine.score = async () => scores;
    expect((await scoreItems(examiner(engine), 'dream-s', null, items.slice(0, 3))).nll).toBeCloseTo(6 / 30, 12);
    engine.score = async () => scores.slice(2);
    expect((await scoreItems(examiner(engine), 'dream-s', null, items.slice(0, 1))).nll).toBeNaN();
  });

  it('gives nothing when it was stopped', async () => {
    const stop = new AbortController();
    const engine = scriptedEngine();
    const stopped = { ...examiner(engine), signal: stop.signal };
    const { score } = engine;
    engine.score = async (...args) => {
      const scores = await score(...args);
      stop.abort();
      return scores;
    };
    const weak = levelItems(domain, 10, 20);
    expect(await scoreItems(stopped, 'dream-s', null, weak).catch(codeOf)).toBe('abort/aborted');
  });
});
