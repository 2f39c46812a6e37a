// Comparison of plain JSON data, in the app's own realm: exact and structural, with no leniency.
//
// Plain: null, booleans, text, finite numbers, dense arrays and records of such. -0 equals 0, as JSON has one zero. All
// else equals nothing, not even itself: undefined, NaN, bigints, symbols, functions, class instances, boxed values, dates, maps,
// getters, holes, hidden or symbol keys, cycles. What a guest returns never gets here as an object: it was looked at inside
// (guest/inspect.ts) and arrives as JSON text. (A Proxy cannot be recognised in this realm, and none can arrive.)
import type { Json } from '../lib/json.ts';

const MAX_DEPTH = 200;

/** Whether the value is plain JSON data throughout. Runs no getter. */
export function isPlain(value: unknown): value is Json {
  return plainTo(value, MAX_DEPTH);
}

/** True only when both are plain JSON data and the same: same types, same lengths, same keys in any order, same leaves. */
export function equalPlain(a: unknown, b: unknown): boolean {
  return isPlain(a) && isPlain(b) && same(a, b);
}

function plainTo(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0 || !hasPlainShape(value)) return false;
  const keys = Array.isArray(value) ? indexes(value.length) : Reflect.ownKeys(value);
  return keys.every((key) => {
    const own = Object.getOwnPropertyDescriptor(value, key);
    return own?.enumerable === true && 'value' in own && plainTo(own.value, depth - 1);
  });
}

function hasPlainShape(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) return prototype === Array.prototype && Reflect.ownKeys(value).length === value.length + 1;
  if ((prototype !== Object.prototype && prototype !== null) || Object.getOwnPropertySymbols(value).length > 0)
    return false;
  // Dates, boxed values and errors with another prototype put on keep their tag.
  return Object.prototype.toString.call(value) === '[object Object]';
}

const indexes = (length: number): string[] => Array.from({ length }, (_, i) => String(i));

// Both are known to be plain.
function same(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && a.every((item, i) => same(item, b[i] as Json));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key] as Json, b[key] as Json))
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
