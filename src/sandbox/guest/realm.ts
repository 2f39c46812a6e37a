// A fresh instance with its two realms: one for the guest, prepared before its code runs, and one of our own that no guest code
// ever enters. No host function is in either: all that runs inside QuickJS is text from scripts.ts and the solution.
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import type { Job, Limits } from '../sandbox.ts';
import { evaluate, type Engine } from './engine.ts';
import { makeInspector, type Inspector } from './inspect.ts';
import { GUEST_PARTS, guestScript, OWN_PARTS, OWN_SCRIPT } from './scripts.ts';

export type Realm = {
  runtime: QuickJSRuntime;
  /** Where guest code runs. */
  guest: QuickJSContext;
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

/** @throws AppError sandbox/engine when no instance can be had. */
export async function openRealm(engine: Engine, { solution, seed = 0 }: Job, limits: Limits): Promise<Realm> {
  const instance = await engine.open(limits.memoryBytes + OWN_MEMORY);
  const runtime = instance.quickjs.newRuntime({ maxStackSizeBytes: limits.stackBytes });
  const [guest, own] = [runtime.newContext(), runtime.newContext()];
  const given = partsOf(guest, evaluate(guest, guestScript(seed, solution)), GUEST_PARTS);
  const makers = [given.plainObject, given.plainArray, given.errors];
  const made = own.unwrapResult(own.callFunction(evaluate(own, OWN_SCRIPT), own.undefined, makers));
  const tools = partsOf(own, made, OWN_PARTS);
  const isGetter = (name: string): boolean =>
    own
      .unwrapResult(own.callFunction(tools.isGetter, own.undefined, [guest.global, own.newString(name)]))
      .consume((answer) => own.dump(answer) === true);
  return {
    ...{ runtime, guest, own, isGetter, parse: given.parse },
    inspector: withRoom(makeInspector(instance, engine.classes, own, tools), runtime, limits),
    draws: () =>
      guest.unwrapResult(guest.callFunction(given.draws, guest.undefined)).consume((count) => own.getNumber(count)),
  };
}

function partsOf<Name extends string>(
  context: QuickJSContext,
  list: QuickJSHandle,
  names: readonly Name[],
): Record<Name, QuickJSHandle> {
  return Object.fromEntries(names.map((name, i) => [name, context.getProp(list, i)])) as Record<Name, QuickJSHandle>;
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
