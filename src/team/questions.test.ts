// Equal questions, and that the record of a long night's training fits into a row.

import { expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { rowId } from '../db/rows.ts';
import { katas } from '../domains/katas.ts';
import { rng } from '../lib/rng.ts';
import { questionName, questionOf } from './questions.ts';
import { REPLAY } from './replay.ts';

it('is the same whatever its first case and last mark', () => {
  expect(['Is n even?', 'is n even', 'Is n even.'].map(questionOf)).toEqual(Array(3).fill('is n even'));
  expect(questionOf('count the letter A')).not.toBe(questionOf('count the letter a'));
  expect(questionOf('n + 3')).not.toBe(questionOf('n - 3'));
  expect(questionName('Is n even?')).toBe(questionName('is n even'));
});

it('has a short name of its own', () => {
  const random = rng('questions');
  const prompts = Array.from(
    { length: 3000 },
    (_, i) => katas.generate(random.pick(katas.skills).id, 'train', i).prompt,
  );
  const names = new Set(prompts.map(questionName));
  expect(names.size).toBe(new Set(prompts.map(questionOf)).size);
  expect(Math.max(...[...names].map((name) => name.length))).toBeLessThanOrEqual(11);
});

it('so that a night of a thousand lessons, with forty replayed rows for each, can be recorded', async () => {
  const lessons = Array.from({ length: 1000 }, (_, i) => i.toString(16).padStart(64, '0'));
  const replayed = Array.from({ length: 40_000 }, (_, i) => REPLAY + questionName(`question ${i}`));
  await expect(rowId('runs', { ...samples.runs, data: [...lessons, ...replayed] })).resolves.toMatch(/^[0-9a-f]{64}$/);
});
