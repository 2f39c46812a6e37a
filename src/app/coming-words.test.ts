import { describe, expect, it } from 'vitest';
import { comingWords } from './coming-words.ts';

describe('what becomes of models that are being brought', () => {
  const one = { id: 0, name: 'Qwen/Qwen2.5-0.5B-Instruct', state: 'running' } as const;
  const other = { id: 1, name: 'somebody/theirs', state: 'paused' } as const;

  it.each([
    [[], [one], 'Qwen2.5 0.5B is being brought.'],
    [[one], [one], ''],
    [[one], [{ ...one, state: 'paused' }], 'Qwen2.5 0.5B is paused.'],
    [[one], [{ ...one, state: 'elsewhere' }], 'Another tab is fetching Qwen2.5 0.5B.'],
    // Said as a fault, where it stands.
    [[one], [{ ...one, state: 'failed' }], ''],
    [[one], [], 'Qwen2.5 0.5B is here.'],
    [[one, other], [one], 'somebody/theirs is off the list.'],
    [[one], [other], 'Qwen2.5 0.5B is here. somebody/theirs is paused.'],
  ] as const)('%j, then %j: %s', (before, now, words) => expect(comingWords(before, now)).toBe(words));
});
