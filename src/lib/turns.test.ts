import { expect, it } from 'vitest';
import { turns } from './turns.ts';

it('begins one when the one before has ended, and goes on behind one that failed', async () => {
  const inTurn = turns();
  const seen: string[] = [];
  let end: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (end = resolve));
  const all = [
    inTurn(async () => {
      seen.push('first begins');
      await first;
      seen.push('first ends');
      throw new Error('first');
    }),
    inTurn(() => Promise.resolve(void seen.push('second'))),
  ];
  await new Promise((resolve) => setTimeout(resolve));
  expect(seen).toEqual(['first begins']);
  end();
  await expect(all[0]).rejects.toThrow('first');
  await all[1];
  expect(seen).toEqual(['first begins', 'first ends', 'second']);
});
