// The realm that guest code runs in, and what we put into it beforehand: repeatable randomness, a console that says
// nothing, structuredClone for plain data. No host function: everything in it is guest JavaScript, written below.
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import type { Limits } from '../sandbox.ts';
import { evaluate, type Engine, type Instance } from './engine.ts';
import { makeInspector, type Inspector } from './inspect.ts';

export type Realm = {
  instance: Instance;
  runtime: QuickJSRuntime;
  /** Where guest code runs. */
  guest: QuickJSContext;
  /** Where ours runs; no guest code ever enters it. */
  own: QuickJSContext;
  inspector: Inspector;
  /** The guest realm's own JSON.parse, taken before any guest code ran. */
  parse: QuickJSHandle;
  /** How often Math.random was called. */
  draws(): number;
  /** Whether a global of this name is a getter. */
  isGetter(name: string): boolean;
};

// Room for our own work next to a guest that has used up its memory.
const OWN_MEMORY = 8 << 20;

// Draws near 0 and near 1 are frequent on purpose: a solution whose answer depends on them shows it within a few calls,
// while one that only picks pivots or shuffles stays right.
const random = (seed: number): string => `(() => {
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
  Object.defineProperty(Math, 'random', { value: random, writable: true, configurable: true, enumerable: false });
  return () => draws;
})()`;

const EXTRAS = `(() => {
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  const quiet = {};
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'table', 'group', 'groupEnd', 'time', 'timeEnd', 'assert'])
    quiet[name] = () => undefined;
  define('console', quiet);
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
  define('structuredClone', (value) => copy(value, new Map()));
})()`;

/** A fresh instance with both realms, ready for guest code. */
export async function openRealm(engine: Engine, limits: Limits, seed: number): Promise<Realm> {
  const instance = await engine.open(limits.memoryBytes + OWN_MEMORY);
  const runtime = instance.quickjs.newRuntime({ maxStackSizeBytes: limits.stackBytes });
  const guest = runtime.newContext();
  const own = runtime.newContext();
  const drawn = evaluate(guest, random(seed));
  evaluate(guest, EXTRAS);
  const parse = evaluate(guest, 'JSON.parse');
  const getter = evaluate(own, '(scope, name) => Reflect.getOwnPropertyDescriptor(scope, name)?.get !== undefined');
  const inspector = makeInspector(instance, engine.classes, guest, own);
  return {
    instance,
    runtime,
    guest,
    own,
    parse,
    inspector: withRoom(inspector, runtime, limits),
    draws: () =>
      guest.unwrapResult(guest.callFunction(drawn, guest.undefined)).consume((count) => own.getNumber(count)),
    isGetter: (name) => {
      const answer = own.callFunction(getter, own.undefined, [guest.global, own.newString(name)]);
      return own.unwrapResult(answer).consume((handle) => own.dump(handle) === true);
    },
  };
}

// Guest code runs under the memory limit; looking at what it gave has a little more.
function withRoom({ look, thrown }: Inspector, runtime: QuickJSRuntime, { memoryBytes }: Limits): Inspector {
  const roomy = <T>(work: () => T): T => {
    runtime.setMemoryLimit(memoryBytes + OWN_MEMORY);
    const result = work();
    runtime.setMemoryLimit(memoryBytes);
    return result;
  };
  runtime.setMemoryLimit(memoryBytes);
  return { look: (value, budget) => roomy(() => look(value, budget)), thrown: (value) => roomy(() => thrown(value)) };
}
