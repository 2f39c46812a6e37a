import { expect, it } from 'vitest';
import { engineContract } from '../../tests/contracts/engine.ts';
import { plainFlag } from '../lib/flag.ts';
import { codeOf } from '../lib/errors.ts';
import type { ChatMessage } from './engine.ts';
import { scenarios, scriptedEngine } from './scripted.ts';

const said = (content: string): ChatMessage[] => [{ role: 'user', content }];
const parts = { models: ['dream-s'] as const, context: 2000, now: () => performance.now() };

engineContract('scripted', async () => {
  const stop = plainFlag();
  return {
    engine: scriptedEngine({ ...parts, scenario: scenarios.echo, stop }),
    stop,
    conversations: [
      'one',
      'two',
      'three or four',
      'five',
      'six',
      'seven',
      'eight',
      'nine',
      'ten',
      'a rather long sentence that goes on beyond the limit',
    ].map(said),
    long: said('on and on '.repeat(90)),
    tooLong: said('x'.repeat(3000)),
    adapters: [{ hash: 'backwards', lora: { r: 1, lora_alpha: 1 }, flat: new Float32Array(1) }],
  };
});

it('has scenarios for those who have nothing to say, and those who never stop', async () => {
  const ask = (scenario: keyof typeof scenarios) =>
    scriptedEngine({ ...parts, scenario: scenarios[scenario], stop: plainFlag() }).generateBatch(
      [said('hm')],
      { model: 'dream-s', maxNewTokens: 30 },
      new AbortController().signal,
    );
  expect(await ask('silent')).toMatchObject([{ text: '', stopped: 'end' }]);
  expect(await ask('endless')).toMatchObject([{ tokens: 30, stopped: 'length' }]);
});

it('misses models that it was not given', async () => {
  const engine = scriptedEngine({ ...parts, scenario: scenarios.silent, stop: plainFlag() });
  expect(await engine.load('dream-l', new AbortController().signal).catch(codeOf)).toBe('model/missing');
});
