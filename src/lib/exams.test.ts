import { expect, it } from 'vitest';
import { furtherFiles, lastExam } from './exams.ts';

const exam = (phase: 'before' | 'after', checkpoint: string, items: string) => ({ phase, checkpoint, items });
const once = [
  exam('before', 'own', 'a'),
  exam('after', 'far', 'a'),
  exam('before', 'own', 'b'),
  exam('after', 'far', 'b'),
];
const near = [exam('after', 'near', 'a'), exam('after', 'near', 'b')];

it('a night is told by its learner before and by the candidate that was examined last', () => {
  expect(lastExam(once)).toEqual(once);
  expect(lastExam([...once, ...near])).toEqual([once[0], once[2], ...near]);
  expect(lastExam([])).toEqual([]);
});

it('an exam that was cut short counts only where it is the first', () => {
  expect(lastExam([...once, ...near.slice(0, 1)])).toEqual(once);
  expect(lastExam(once.slice(0, 3))).toEqual(once.slice(0, 3));
  expect(lastExam(once.slice(0, 1))).toEqual(once.slice(0, 1));
});

it('a candidate that went further is known by its file', () => {
  expect([furtherFiles([]), furtherFiles(once), furtherFiles([...once, ...near])]).toEqual([[], [], ['far']]);
});
