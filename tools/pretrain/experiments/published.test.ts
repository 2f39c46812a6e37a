import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FINDINGS, findingsText } from './published.ts';

it('the Lab page tells what the published rows say', () => {
  expect(readFileSync(FINDINGS, 'utf8')).toBe(findingsText());
});
