import { expect, it } from 'vitest';
import { lastExam } from './exams.ts';

const exam = (phase: 'before' | 'after', checkpoint: string, level: number) => ({ phase, checkpoint, level });

it('a night is told by its learner before and by the candidate that was examined last', () => {
  const once = [exam('before', 'own', 1), exam('after', 'far', 1), exam('before', 'own', 2), exam('after', 'far', 2)];
  expect(lastExam(once)).toEqual(once);
  expect(lastExam([...once, exam('after', 'near', 1)])).toEqual([once[0], once[2], exam('after', 'near', 1)]);
  expect(lastExam([])).toEqual([]);
  expect(lastExam([exam('before', 'own', 1)])).toHaveLength(1);
});
