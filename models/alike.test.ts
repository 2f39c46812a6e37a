import { expect, it } from 'vitest';
import { canTell, importedName } from './catalog.ts';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [string, string, string, string];
const model = (
  file: string,
  sha256: string,
  vocab_size = 100,
  name = 'tokenizer.json',
): Parameters<typeof canTell>[2][number] => ({
  ...{ file, config: { vocab_size }, sources: [{ file: name, sha256 }] },
});

it('a teacher tells a learner how sure it is only where both read text in the same pieces', () => {
  const models = [model(A, D), model(B, D), model(C, C)];
  const tells = (teacher: string, learner: string, all = models): boolean =>
    canTell(importedName(teacher), importedName(learner), all);
  expect(tells(B, A)).toBe(true);
  expect(tells(C, A)).toBe(false);
  // As many ids, too: those that a model was padded with are nobody's.
  expect(tells(B, A, [model(A, D), model(B, D, 128)])).toBe(false);
  // What is not known to be the same is not.
  expect(tells(B, A, [model(A, D), model(B, D, 100, 'vocab.json')])).toBe(false);
  expect(tells(B, A, [])).toBe(false);
  expect(canTell('dream-l', 'dream-s', [])).toBe(true);
  expect(canTell('dream-l', importedName(A), models)).toBe(false);
  expect(canTell(importedName(A), 'dream-s', models)).toBe(false);
  for (const teacher of ['endpoint', 'built-in', `onnx:${A}`] as const)
    expect([canTell(teacher, 'dream-s', models), canTell(teacher, importedName(A), models)]).toEqual([false, false]);
});
