// What a table is. A log is append-only: a row is never changed or deleted, an edit is a new row. Two small tables of
// pointers (heads, meta) are the only ones whose rows change.
//
// A row's id is the SHA-256 of the canonical JSON of its content. `seq` and `previous` chain the rows of one table and are
// not part of the content, so that the same content has the same id on every device and in every order of import.

import type { Json } from '../../lib/json.ts';
import type { Check } from './shape.ts';

/** One stored form of a table. Add the next one; never edit an old one. Rows are not rewritten: a new field has a default. */
export type Version = {
  readonly version: number;
  /** Why this version exists, in a few words. */
  readonly name: string;
  /** Fields that rows can be found by (numbers and texts only), or `IN_NIGHT`. */
  readonly indexes: readonly string[];
};

/** Index of a table whose rows of one night are streamed in order. */
export const IN_NIGHT = '[night+seq]';

export type TableInfo = {
  readonly versions: readonly Version[];
  readonly shape: Readonly<Record<string, Check>>;
  /** Values of fields that the writer left out, or that an older version did not have. */
  readonly defaults: Readonly<Record<string, Json>>;
};

export type Content = Readonly<Record<string, Json>>;

declare const content: unique symbol;
declare const draft: unique symbol;

/** A log of rows with content C; a writer gives a draft D (fields with defaults may be left out). */
export type Log<C extends Content, D> = TableInfo & { readonly [content]?: C; readonly [draft]?: D };

/** Where a row stands in its table. */
export type Place = {
  readonly id: string;
  /** From 1, without gaps. */ readonly seq: number;
  readonly previous: string | null;
};

export type Draft<C, D> = Omit<C, keyof D> & Partial<C>;

/** Makes a log table; the shape must name every field of C, no more. */
export function log<C extends Content>() {
  return <const D extends Partial<C>>(info: {
    versions: readonly Version[];
    shape: Readonly<{ [Field in keyof C]-?: Check }>;
    defaults: D;
  }): Log<C, Draft<C, D>> => info as TableInfo;
}
