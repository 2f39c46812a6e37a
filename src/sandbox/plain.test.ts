import { describe, expect, it } from 'vitest';
import { equalPlain, isPlain } from './plain.ts';

class Instance {
  a = 1;
}
const loop: Record<string, unknown> = {};
loop.loop = loop;

const STRANGE: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['a bigint', 1n],
  ['a symbol', Symbol.iterator],
  ['a function', () => 1],
  ['a boxed number', Object(1)],
  ['a boxed text', Object('a')],
  ['a date', new Date(0)],
  ['a date in disguise', Object.setPrototypeOf(new Date(0), Object.prototype)],
  ['a map', new Map()],
  ['an error', new Error('x')],
  ['a promise', Promise.resolve(1)],
  ['a class instance', new Instance()],
  ['a typed array', new Uint8Array(1)],
  ['an array subclass', new (class extends Array {})()],
  ['a list without its prototype', Object.setPrototypeOf([], null)],
  ['a hole', [1, , 2]], // eslint-disable-line no-sparse-arrays
  ['a list with keys', Object.assign([1], { extra: 1 })],
  ['undefined in a list', [undefined]],
  ['undefined in a record', { a: undefined }],
  [
    'a getter',
    {
      get a(): number {
        return 1;
      },
    },
  ],
  ['a hidden key', Object.defineProperty({}, 'a', { value: 1 })],
  ['a symbol key', { [Symbol('x')]: 1 }],
  ['toJSON', { toJSON: () => 1 }],
  ['a cycle', loop],
];

describe('plain data', () => {
  it.each(STRANGE)('is not %s, which equals nothing', (_, value) => {
    expect(isPlain(value)).toBe(false);
    expect(equalPlain(value, value)).toBe(false);
    expect(equalPlain([value], [value])).toBe(false);
    expect(equalPlain({ a: value }, {})).toBe(false);
    expect(equalPlain(null, value)).toBe(false);
  });

  it('runs no getter while it looks', () => {
    let ran = false;
    const trap = { enumerable: true, get: () => (ran = true) };
    isPlain(Object.defineProperties({}, { a: trap, [Symbol.toStringTag]: trap }));
    isPlain(Object.defineProperty([1], 0, trap));
    expect(ran).toBe(false);
  });

  it.each<[unknown, unknown]>([
    [0, -0],
    [
      { a: 1, b: [2, null] },
      { b: [2, null], a: 1 },
    ],
    [Object.create(null), {}],
    ['\ud83d', '\ud83d'],
    [JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 1}')],
    [Object.freeze([1]), [1]],
  ])('%j equals %j', (a, b) => {
    expect(equalPlain(a, b)).toBe(true);
    expect(equalPlain(b, a)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [1, '1'],
    [1, true],
    [0, null],
    ['', null],
    [0.1 + 0.2, 0.3],
    ['é', 'e\u0301'],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [[[]], []],
    [{ 0: 'a', length: 1 }, ['a']],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: null }, {}],
    [JSON.parse('{"__proto__": 1}'), {}],
    [{ toString: 1 }, {}],
  ])('%j does not equal %j', (a, b) => {
    expect(equalPlain(a, b)).toBe(false);
    expect(equalPlain(b, a)).toBe(false);
  });
});
