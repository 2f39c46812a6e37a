// Looks at a value that guest code returned or threw, without running any guest code.
//
// A guest owns its realm: it can patch JSON.stringify, Array.prototype, Reflect, Object.prototype, define getters,
// return proxies, exchange prototypes. So nothing of that realm is used. Two things are:
// - the engine's own class of each object, read from its memory (engine.ts): only plain objects and arrays go on, so
//   no proxy trap can run, and a Map, Date, boxed value or generator in disguise is seen;
// - a second realm in the same runtime, in which no guest code ever runs and of which the guest holds no object. Its
//   built-ins (getOwnPropertyDescriptor, ownKeys, getPrototypeOf) are therefore pristine, and on an object of those two
//   classes they run no guest code either. They describe one level of objects; the host then checks the classes of
//   that level's children before it asks for the next one.
// As no guest code runs between the first look and the last, the value cannot change in between.
// The description leaves as JSON text made by the second realm; expected values stay outside altogether.
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import type { Json } from '../../lib/json.ts';
import type { CallResult } from '../sandbox.ts';
import type { Classes, Instance } from './engine.ts';

/** `too-long` = the value is longer than the budget of characters. */
export type Look = Extract<CallResult, { kind: 'value' | 'foreign' }> | { kind: 'too-long' };

export type Thrown = { name: string; message: string };

export type Inspector = {
  /** The value as plain JSON data, or why it is none. `budget` is its greatest length as JSON text, in UTF-16 units. */
  look(value: QuickJSHandle, budget: number): Look;
  thrown(value: QuickJSHandle): Thrown;
};

const MAX_DEPTH = 100;

type Item = Json;
type Row = readonly [kind: 'a' | 'o', ...items: Item[]];
type Description = { rows: readonly Row[]; children: QuickJSHandle; budget: number };

/** @param own the second realm @param tools what OWN_SCRIPT made in it (scripts.ts) */
export function makeInspector(
  instance: Instance,
  classes: Classes,
  own: QuickJSContext,
  tools: { describe: QuickJSHandle; describeError: QuickJSHandle },
): Inspector {
  const call = (fn: QuickJSHandle, ...args: QuickJSHandle[]): QuickJSHandle => {
    const result = own.callFunction(fn, own.undefined, args);
    // Out of memory, or time: the run ends, whatever the reason.
    if (result.error) throw new Error('A value could not be looked at');
    return result.value;
  };
  const level = (nodes: QuickJSHandle, isRoot: boolean, budget: number): Description | null => {
    const pair = call(tools.describe, nodes, isRoot ? own.true : own.false, own.newNumber(budget));
    if (instance.classOf(pair) === null) return null;
    const text = own.getProp(pair, 0).consume((handle) => own.getString(handle));
    const children = own.getProp(pair, 1);
    pair.dispose();
    const [rows, left] = JSON.parse(text) as [Row[], number];
    return { rows, children, budget: left };
  };
  /** Why a child of this level may not be looked into, or null when all are plain objects or arrays. */
  const stranger = (children: QuickJSHandle): string | null => {
    const count = own.getLength(children) ?? 0;
    for (let i = 0; i < count; i++) {
      const kind = own.getProp(children, i).consume(instance.classOf);
      if (kind !== classes.object && kind !== classes.array) return classes.nameOf.get(kind ?? -1) ?? 'exotic object';
    }
    return null;
  };
  return {
    look: (value, budget) => lookAt(value, budget, level, stranger),
    thrown: (value) => {
      const isError = instance.classOf(value) === classes.error ? own.true : own.false;
      const text = call(tools.describeError, value, isError).consume((handle) => own.getString(handle));
      const [name = '', message = ''] = JSON.parse(text) as string[];
      return { name, message };
    },
  };
}

function lookAt(
  root: QuickJSHandle,
  budget: number,
  describe: (nodes: QuickJSHandle, isRoot: boolean, budget: number) => Description | null,
  stranger: (children: QuickJSHandle) => string | null,
): Look {
  const levels: (readonly Row[])[] = [];
  let next: { nodes: QuickJSHandle; left: number } = { nodes: root, left: budget };
  while (levels.length <= MAX_DEPTH) {
    const description = describe(next.nodes, levels.length === 0, next.left);
    if (levels.length > 0) next.nodes.dispose();
    if (description === null) return { kind: 'too-long' };
    const { rows, children } = description;
    levels.push(rows);
    const fault = faultIn(rows) ?? stranger(children);
    if (fault !== null) return { kind: 'foreign', what: fault };
    if (!rows.some(hasChildren)) return measured(assemble(levels), budget);
    next = { nodes: children, left: description.budget };
  }
  return { kind: 'foreign', what: `cycle, or nested deeper than ${MAX_DEPTH}` };
}

// The second realm counts at least what is there, never too much: it stops a flood early; this settles the rest.
const measured = (value: Json, budget: number): Look =>
  JSON.stringify(value).length > budget ? { kind: 'too-long' } : { kind: 'value', value };

const isMark = (item: Item): item is { r?: number; f?: string } => typeof item === 'object' && item !== null;
const hasChildren = (row: Row): boolean => row.some((item) => isMark(item) && item.r !== undefined);

function faultIn(rows: readonly Row[]): string | null {
  for (const row of rows) for (const item of row) if (isMark(item) && item.f !== undefined) return item.f;
  return null;
}

// From the deepest level up, so that each level finds its children ready.
function assemble(levels: readonly (readonly Row[])[]): Json {
  let below: Json[] = [];
  for (const rows of levels.toReversed()) below = rows.map((row) => assembleRow(row, below));
  return (below[0] as readonly Json[])[0] as Json;
}

function assembleRow([kind, ...items]: Row, below: readonly Json[]): Json {
  const values = items.map((item) => (isMark(item) ? (below[item.r as number] as Json) : item));
  if (kind === 'a') return values.map((value) => (value === 0 ? 0 : value));
  const entries = Array.from({ length: values.length / 2 }, (_, i) => [
    String(values[2 * i]),
    values[2 * i + 1] as Json,
  ]);
  return Object.fromEntries(entries.map(([key, value]) => [key, value === 0 ? 0 : value]) as [string, Json][]);
}
