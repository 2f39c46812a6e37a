// Plain JSON data: its type, a strict check, and the canonical text that ids are hashed from.

import { AppError } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Canonical text of plain JSON data: keys sorted by code unit, no spaces, -0 as 0. Same data, same text.
 * @throws AppError json/not-plain for undefined, NaN, infinities, functions, class instances, cycles.
 */
export function canonical(value: Json): string {
  return encode(value, 0);
}

const MAX_DEPTH = 200;

function encode(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw notPlain('nested deeper than 200');
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notPlain(String(value));
    return JSON.stringify(value === 0 ? 0 : value);
  }
  if (Array.isArray(value)) return `[${Array.from(value, (item) => encode(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) {
    const record = value as Record<string, unknown>;
    const keys = Object.keys(record).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${encode(record[key], depth + 1)}`).join(',')}}`;
  }
  throw notPlain(typeof value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notPlain(what: string): AppError {
  return new AppError('json/not-plain', `Only plain JSON data can be stored or hashed, found: ${what}`);
}
