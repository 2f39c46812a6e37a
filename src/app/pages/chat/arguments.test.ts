import { expect, it } from 'vitest';
import { readArguments, readValue } from './arguments.ts';

it.each([
  ['', []],
  ['3', [3]],
  ['[1, 20], "b"', [[1, 20], 'b']],
  ["['a', 'b'], 'c'", [['a', 'b'], 'c']],
  ['{"a": 1}', [{ a: 1 }]],
])('arguments %s', (text, value) => expect(readArguments(text)).toEqual({ value }));

it.each(['[1,', 'list', '1; 2', '"'])('refuses %s with what to do', (text) =>
  expect(readArguments(text)).toMatchObject({
    fault: expect.stringMatching(/cannot be read\. Write numbers/) as string,
  }),
);

it('takes a bare word for a text, and nothing else that is no value', () => {
  expect(readValue('hello there')).toEqual({ value: 'hello there' });
  expect(readValue('true')).toEqual({ value: true });
  expect(readValue('[1')).toHaveProperty('fault');
});
