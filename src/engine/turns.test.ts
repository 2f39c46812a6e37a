import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

const resolved = <T>(value: T): Promise<T> => Promise.resolve(value);

it('runs one after the other, in order, whatever happens to the others', async () => {
  const turns = createTurns(() => 0);
  const said: string[] = [];
  const run = (name: string, fails = false): Promise<string> =>
    turns.take(async () => {
      said.push(`${name} begins`);
      await resolved(null);
      said.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const all = await Promise.allSettled([run('a'), run('b', true), run('c')]);
  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
