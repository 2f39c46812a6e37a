// QuickJS as WebAssembly: compiled once per worker, instantiated anew for every run, thrown away after it.
//
// Nothing is ever given back to an instance (no dispose, no reuse), so a run that corrupts or aborts its engine harms no
// other. Besides the library's interface an instance offers one thing: the class of an object as the engine itself
// keeps it, read from the engine's memory. No guest code can run during that read or influence it, and it is the
// only way to tell a Proxy, or a Map whose prototype was exchanged, from a plain object. It depends on the engine's layout, so
// `compileEngine` proves it on known values first and fails loudly when a new version moved it.
import loadGlue from '@jitl/quickjs-wasmfile-release-sync/emscripten-module';
import { QuickJSFFI } from '@jitl/quickjs-wasmfile-release-sync/ffi';
import {
  newQuickJSWASMModuleFromVariant,
  type EmscriptenModuleLoader,
  type QuickJSContext,
  type QuickJSEmscriptenModule,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { AppError } from '../../lib/errors.ts';

export type Instance = {
  quickjs: QuickJSWASMModule;
  /** The engine's class number of an object, or null for a primitive. Runs no guest code. */
  classOf(handle: QuickJSHandle): number | null;
};

export type Engine = {
  /** A fresh instance with its own memory, which cannot grow beyond what `memoryBytes` of guest data can need; about 2 ms. */
  open(memoryBytes: number): Promise<Instance>;
  /** Class numbers of plain objects and arrays, and names of the other classes for messages. */
  classes: Classes;
};

export type Classes = { object: number; array: number; error: number; nameOf: ReadonlyMap<number, string> };

/** @throws AppError sandbox/engine when the engine's memory is not laid out as expected. */
export async function compileEngine(wasm: ArrayBuffer): Promise<Engine> {
  const compiled = await WebAssembly.compile(wasm);
  const open = (memoryBytes: number): Promise<Instance> => instantiate(compiled, memoryBytes);
  return { open, classes: learnClasses(await open(0)) };
}

type GlueOptions = {
  wasmMemory: WebAssembly.Memory;
  instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): WebAssembly.Exports;
  print(line: string): void;
  printErr(line: string): void;
};

// The build demands 16 MB to begin with; the allocator may need up to twice what it hands out.
const PAGE_BYTES = 64 << 10;
const FIRST_PAGES = 256;

async function instantiate(compiled: WebAssembly.Module, memoryBytes: number): Promise<Instance> {
  const silent = (): void => undefined;
  const maximum = FIRST_PAGES + Math.ceil((2 * memoryBytes) / PAGE_BYTES);
  const glue = await (loadGlue as unknown as (options: GlueOptions) => Promise<QuickJSEmscriptenModule>)({
    wasmMemory: new WebAssembly.Memory({ initial: FIRST_PAGES, maximum }),
    instantiateWasm: (imports, done) => {
      const instance = new WebAssembly.Instance(compiled, imports);
      done(instance);
      return instance.exports;
    },
    print: silent,
    printErr: silent,
  });
  const loader: EmscriptenModuleLoader<QuickJSEmscriptenModule> = () => Promise.resolve(glue);
  const quickjs = await newQuickJSWASMModuleFromVariant({
    type: 'sync',
    importFFI: () => Promise.resolve(QuickJSFFI),
    importModuleLoader: () => Promise.resolve(loader),
  });
  return { quickjs, classOf: (handle) => classInMemory(glue.HEAPU8, handle.value) };
}

// A value is 8 bytes: payload, then a tag; an object's payload is its address, and 6 bytes into it stands its class.
const TAG_OBJECT = -1;
const CLASS_OFFSET = 6;

function classInMemory(heap: Uint8Array, address: number): number | null {
  const memory = new DataView(heap.buffer);
  if (memory.getInt32(address + 4, true) !== TAG_OBJECT) return null;
  return memory.getUint16(memory.getUint32(address, true) + CLASS_OFFSET, true);
}

// Each sample must have a class of its own, whatever its prototype says.
const SAMPLES = {
  object: '{}',
  array: '[]',
  Proxy: 'new Proxy({}, {})',
  Map: 'Object.setPrototypeOf(new Map(), Object.prototype)',
  Set: 'new Set()',
  Date: 'Object.setPrototypeOf(new Date(0), Object.prototype)',
  RegExp: '/x/',
  Promise: 'Promise.resolve()',
  error: 'new Error()',
  arguments: '(function () { return arguments; })()',
  'boxed number': 'Object(1)',
  'boxed string': 'Object("a")',
  'boxed boolean': 'Object(true)',
  generator: '(function* () {})()',
  'typed array': 'new Float64Array(1)',
  function: '() => 0',
} as const;

const MORE_OBJECTS = ['Object.create(null)', 'new (class A {})()', '({ toJSON() {} })', 'Object.freeze({ a: 1 })'];
const MORE_ARRAYS = ['[1, , 2]', 'new (class A extends Array {})()', 'Object.freeze([])'];
const MORE_PROXIES = ['new Proxy([], {})', 'new Proxy(new Proxy({}, {}), {})', 'Proxy.revocable({}, {}).proxy'];
const PRIMITIVES = ['1', '1.5', '"a"', 'null', 'undefined', 'true', '10n', '2n ** 99n', 'Symbol()', 'NaN', '-0'];

function learnClasses(instance: Instance): Classes {
  const context = instance.quickjs.newContext();
  const classOf = (source: string): number | null => instance.classOf(evaluate(context, source));
  const learnt = Object.entries(SAMPLES).map(([name, source]) => [classOf(source), name] as const);
  const nameOf = new Map(learnt.filter((row): row is [number, string] => row[0] !== null));
  const [object, array] = [classOf(SAMPLES.object), classOf(SAMPLES.array)];
  const [proxy, error] = [classOf(SAMPLES.Proxy), classOf(SAMPLES.error)];
  const proven =
    nameOf.size === learnt.length &&
    MORE_OBJECTS.every((source) => classOf(source) === object) &&
    MORE_ARRAYS.every((source) => classOf(source) === array) &&
    MORE_PROXIES.every((source) => classOf(source) === proxy) &&
    PRIMITIVES.every((source) => classOf(source) === null);
  if (proven && object !== null && array !== null && error !== null) return { object, array, error, nameOf };
  throw new AppError(
    'sandbox/engine',
    'The memory of this QuickJS build is not laid out as expected, so values cannot be judged; use the pinned version.',
    { learnt },
  );
}

/** Evaluates source text of ours. @throws AppError sandbox/engine when it throws. */
export function evaluate(context: QuickJSContext, source: string): QuickJSHandle {
  const result = context.evalCode(`(${source})`, 'host.js', { type: 'global' });
  if (result.error) throw new AppError('sandbox/engine', `The sandbox could not set itself up: ${source.slice(0, 80)}`);
  return result.value;
}
