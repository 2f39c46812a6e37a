import { expect, it } from 'vitest';
import { type Finding, verdictOf } from './findings.ts';

const finding: Finding = { method: 'm', measure: 'gain', seeds: 5, against: '', mean: 0.1, low: 0.05, high: 0.15 };

it('a difference helps or harms only where none of its span says otherwise', () => {
  expect(verdictOf(finding)).toBe('helps');
  expect(verdictOf({ ...finding, mean: -0.1, low: -0.15, high: -0.05 })).toBe('harms');
  expect(verdictOf({ ...finding, low: -0.01 })).toBe('open');
  expect(verdictOf({ ...finding, low: null, high: null })).toBe('open');
});

it('less is better of what costs, and ratios are compared with one', () => {
  expect(verdictOf({ ...finding, measure: 'drift' })).toBe('harms');
  expect(verdictOf({ ...finding, measure: 'time', mean: 0.3, low: 0.2, high: 0.4 })).toBe('helps');
  expect(verdictOf({ ...finding, measure: 'loss', mean: 1.1, low: 0.9, high: 1.3 })).toBe('open');
});
