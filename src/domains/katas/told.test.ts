// Sentences about "it": every skill of a level says something, and nothing is said about skills that do not exist.

import { describe, expect, it } from 'vitest';
import { codeOf } from '../../lib/errors.ts';
import type { Skill } from './skill.ts';
import { told } from './told.ts';

const skill: Skill = {
  id: 'double',
  level: 1,
  title: 'double',
  params: 'n',
  slots: {},
  code: () => 'n * 2',
  run: (_, n: number) => n + n,
  args: (random) => [random.int(0, 9)],
  forms: { do: ['<double> @n'] },
};

const codeOfFailure = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return codeOf(error);
  }
  return 'none';
};

describe('told', () => {
  it('keeps the own forms of a skill and adds to them', () => {
    const [made] = told(() => 'number', { double: { do: '<double> it', noun: 'its double' } }, [skill]);
    expect(made?.forms.do?.[0]).toBe('<double> @n');
    expect(made?.forms.do).toHaveLength(2);
    expect(made?.forms.raw?.some((form) => form.endsWith('returns its double'))).toBe(true);
  });
  it('refuses a skill without a phrase and a phrase without a skill', () => {
    expect(codeOfFailure(() => told(() => 'number', {}, [skill]))).toBe('katas/told');
    expect(codeOfFailure(() => told(() => 'number', { double: {}, triple: {} }, [skill]))).toBe('katas/told');
  });
});
