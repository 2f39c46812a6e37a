// JavaScript that runs inside QuickJS, as text: what prepares the guest's realm before its code runs, and what looks at
// values from a realm that the guest never enters. One script each, for every script costs a tenth of a run.

/** Order of what the guest realm's script gives; its values are held by the host, not by the realm. */
export const GUEST_PARTS = ['parse', 'plainObject', 'plainArray', 'errors', 'draws'] as const;

/** Names of the built-in errors, in the order of their prototypes in `errors`. */
const ERRORS = `['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'InternalError', 'EvalError', 'URIError']`;

/**
 * Repeatable randomness, a console that says nothing, and the built-ins we need later, taken before the guest can patch them.
 * Draws near 0 and near 1 are frequent on purpose: a solution whose answer depends on them shows it within a few calls, while
 * one that only picks pivots or shuffles stays right.
 * @param seed any finite number @param solution decides only whether structuredClone is made
 */
export const guestScript = (seed: number, solution: string): string => `(() => {
  const define = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  let state = ${(seed >>> 0) ^ 0x9e3779b9 || 1}, draws = 0;
  const next = () => {
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    return state >>> 0;
  };
  const { random } = { random() {
    draws++;
    const kind = next() & 3, part = next() / 4294967296;
    return kind === 0 ? part / 65536 : kind === 1 ? 1 - (part + 2e-10) / 65536 : part;
  } };
  define(Math, 'random', random);
  const log = () => undefined;
  define(globalThis, 'console', { log, info: log, warn: log, error: log, debug: log, trace: log, table: log, assert: log,
    group: log, groupEnd: log, time: log, timeEnd: log });
  ${solution.includes('structuredClone') ? STRUCTURED_CLONE : ''}
  return [JSON.parse, Object.prototype, Array.prototype, ${ERRORS}.map((name) => globalThis[name].prototype), () => draws];
})()`;

const STRUCTURED_CLONE = `
  const copy = (value, seen) => {
    if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('This value cannot be cloned');
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    const keep = (made) => (seen.set(value, made), made);
    if (value instanceof Date) return keep(new Date(value.getTime()));
    if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
    if (value instanceof Map) {
      const made = keep(new Map());
      for (const [key, item] of value) made.set(copy(key, seen), copy(item, seen));
      return made;
    }
    if (value instanceof Set) {
      const made = keep(new Set());
      for (const item of value) made.add(copy(item, seen));
      return made;
    }
    const made = keep(Array.isArray(value) ? [] : {});
    for (const key of Object.keys(value)) made[key] = copy(value[key], seen);
    return made;
  };
  define(globalThis, 'structuredClone', (value) => copy(value, new Map()));`;

/** Order of the functions that the own realm's script gives, once it is called with the guest realm's parts. */
export const OWN_PARTS = ['describe', 'describeError', 'isGetter'] as const;

/**
 * Takes the guest's Object.prototype, Array.prototype and error prototypes; gives three functions:
 * - describe(nodes, isRoot, budget): [text, children], or null when the budget of characters is spent. `nodes` are objects
 *   known to be plain objects or arrays by class, or one root value of any kind. The text is JSON: [rows, budget left]; a
 *   row is ["a", item, …] or ["o", key, item, …]; an item is a primitive, {"r": n} for the n-th of `children`, or
 *   {"f": why} for what is no plain JSON data. It undercounts rather than overcounts.
 * - describeError(error, isError): JSON text [name, message], as far as they are plain data of its own.
 * - isGetter(scope, name): whether that property is one.
 */
export const OWN_SCRIPT = `(plainObject, plainArray, errors) => {
  const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
  const describe = (nodes, isRoot, budget) => {
    const children = [];
    const item = (value) => {
      budget--;
      switch (typeof value) {
        case 'string': budget -= value.length + 1; return value;
        case 'boolean': return value;
        case 'number': return value - value === 0 ? value : { f: String(value) };
        case 'object':
          if (value === null) return null;
          return { r: children.push(value) - 1 };
        default: return { f: typeof value };
      }
    };
    const property = (node, key) => {
      const own = getOwnPropertyDescriptor(node, key);
      if (own === undefined) return { f: 'sparse array' };
      if (!('value' in own)) return { f: 'getter' };
      return own.enumerable ? item(own.value) : { f: 'hidden property' };
    };
    const array = (node) => {
      if (getPrototypeOf(node) !== plainArray) return ['a', { f: 'instance of a class' }];
      const { length } = node;
      if (length > budget) budget = -1;
      if (budget >= 0 && ownKeys(node).length > length + 1) return ['a', { f: 'array with other keys' }];
      const row = ['a'];
      for (let i = 0; i < length && budget >= 0; i++) row.push(property(node, i));
      return row;
    };
    const object = (node) => {
      const prototype = getPrototypeOf(node);
      if (prototype !== plainObject && prototype !== null) return ['o', 'prototype', { f: 'instance of a class' }];
      const row = ['o'];
      for (const key of ownKeys(node)) {
        if (typeof key === 'symbol') return ['o', 'symbol', { f: 'symbol key' }];
        if ((budget -= key.length + 3) < 0) break;
        row.push(key, property(node, key));
      }
      return row;
    };
    const rows = isRoot ? [['a', item(nodes)]] : nodes.map((node) => (Array.isArray(node) ? array(node) : object(node)));
    return budget < 0 ? null : [JSON.stringify([rows, budget]), children];
  };
  const names = ${ERRORS};
  const describeError = (error, isError) => {
    if (!isError) {
      // Only a primitive can be asked for its text without asking the guest.
      const what = typeof error === 'function' ? 'a function' : typeof error === 'object' && error !== null ? 'an object' : null;
      return JSON.stringify(['', what ?? String(error).slice(0, 300)]);
    }
    const own = getOwnPropertyDescriptor(error, 'message');
    const message = own !== undefined && typeof own.value === 'string' ? own.value.slice(0, 300) : '';
    const prototype = getPrototypeOf(error);
    for (let i = 0; i < names.length; i++) if (errors[i] === prototype) return JSON.stringify([names[i], message]);
    return JSON.stringify(['Error', message]);
  };
  const isGetter = (scope, name) => getOwnPropertyDescriptor(scope, name)?.get !== undefined;
  return [describe, describeError, isGetter];
}`;
