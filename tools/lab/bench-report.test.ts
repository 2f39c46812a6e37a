import { describe, expect, it } from 'vitest';
import { withSection } from './bench-report.ts';
import { quantiles } from './bench-wake.ts';

describe('the document of measurements', () => {
  const one = withSection('# Measurements\n', 'train', 'first');

  it('adds a section at the end', () => {
    expect(one).toBe('# Measurements\n\n<!-- bench:train -->\n\nfirst\n\n<!-- /bench:train -->\n');
  });

  it('replaces its own section and leaves everything else', () => {
    const both = `${withSection(one, 'wake', 'second')}\nBy hand.\n`;
    const again = withSection(both, 'train', 'third');
    expect(again).not.toContain('first');
    expect(again).toBe(both.replace('first', 'third'));
  });
});

it('quantiles are values that were measured', () => {
  expect(quantiles(Array.from({ length: 100 }, (_, i) => 100 - i))).toEqual({ n: 100, p50: 50, p95: 95, max: 100 });
  expect(quantiles([7])).toEqual({ n: 1, p50: 7, p95: 7, max: 7 });
});
