import { expect, it } from 'vitest';
import type { Program } from './executor/executor.ts';
import { KeptPrograms } from './kept-programs.ts';

function counter(): { compile: () => Promise<Program>; compiled: () => number; live: () => number } {
  let [compiled, live] = [0, 0];
  const compile = async (): Promise<Program> => {
    compiled++;
    live++;
    return { run: async () => ({}), release: async () => void live-- };
  };
  return { compile, compiled: () => compiled, live: () => live };
}

it('compiles once for a training that goes on, and frees everything when another begins', async () => {
  const { compile, compiled, live } = counter();
  const kept = new KeptPrograms();
  for (let i = 0; i < 3; i++) {
    await kept.begin('a');
    await kept.get('apply', compile);
    await kept.get('2x128', compile);
  }
  expect([compiled(), live()]).toEqual([2, 2]);
  await kept.begin('b');
  expect(live()).toBe(0);
  await kept.get('apply', compile);
  await kept.drop('apply');
  await kept.drop('apply');
  expect(live()).toBe(0);
  await kept.get('apply', compile);
  await kept.release();
  expect([compiled(), live()]).toEqual([4, 0]);
});
