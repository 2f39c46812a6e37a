// What every Sandbox must do, whatever guest is behind it. Called by the test file of each instance.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/lib/errors.ts';
import type { Json } from '../../src/lib/json.ts';
import { DEFAULT_LIMITS, type Job, type Limits, type RunResult, type Sandbox } from '../../src/sandbox/sandbox.ts';

/** Time that a run cut off from outside may take beyond its own limit, on a busy machine; left alone, it would take far longer. */
const KILL_MS = 4000;

export function sandboxContract(name: string, make: () => Sandbox | Promise<Sandbox>): void {
  // A machine that is busy with other work may take ten times as long.
  describe(`${name} as a sandbox`, { timeout: 60_000 }, () => {
    let sandbox: Sandbox;
    beforeAll(async () => void (sandbox = await make()));
    afterAll(() => sandbox.dispose());

    const run = (
      solution: string,
      calls: Job['calls'] = [[]],
      more: { limits?: Partial<Limits>; signal?: AbortSignal; seed?: number } = {},
    ): Promise<RunResult> => {
      const job: Job = { language: 'javascript', solution, entry: 'f', calls, seed: more.seed };
      return sandbox.run(job, { ...DEFAULT_LIMITS, ...more.limits }, more.signal ?? new AbortController().signal);
    };
    const returned = async (expression: string, args: Json[] = []): Promise<unknown> => {
      const result = await run(`function f(...args) { return ${expression}; }`, [args]);
      return result.status === 'done' ? result.results[0] : result;
    };
    const runaway = { limits: { wallMs: 300 } };

    it('calls the entry once per argument list, in order, in one instance', async () => {
      const result = await run('let n = 0; const f = (a, b) => [++n, a + b];', [
        [1, 2],
        ['a', 'b'],
        [5, null],
      ]);
      expect(result).toMatchObject({
        status: 'done',
        results: [
          { kind: 'value', value: [1, 3] },
          { kind: 'value', value: [2, 'ab'] },
          { kind: 'value', value: [3, 5] },
        ],
      });
    });

    it('starts every run in a fresh instance', async () => {
      await run('globalThis.left = 1; Array.prototype.left = 2; function f() {}');
      expect(await returned('[typeof left, typeof [].left]')).toEqual({
        kind: 'value',
        value: ['undefined', 'undefined'],
      });
    });

    it('gives fresh arguments to every call', async () => {
      const result = await run('function f(list) { list.push(1); return list.length; }', [[[]], [[]], [[7]]]);
      expect(result).toMatchObject({ results: [{ value: 1 }, { value: 1 }, { value: 2 }] });
    });

    it.each<[string, Json]>([
      ['text of every kind', ['', 'a\u0000b', 'é😀', '\ud83d', '\udc00x', '\u2028"\\']],
      ['numbers', [0, -1.5, 1e21, 5e-324, 123456789012345680000]],
      ['nested data', [[], {}, [[[null]]], { a: { b: [true, false, { c: 'd' }] } }]],
      ['a key that is a prototype elsewhere', JSON.parse('{"__proto__": 1, "constructor": 2, "toJSON": 3}') as Json],
    ])('hands %s through, in and out, unchanged', async (_, value) => {
      expect(await returned('args[0]', [value])).toStrictEqual({ kind: 'value', value });
    });

    it.each([
      ['-0', 0],
      ['Object.create(null)', {}],
      ['Object.freeze([Object.freeze({ a: 1 })])', [{ a: 1 }]],
      ['((x) => [x, x])({ y: 1 })', [{ y: 1 }, { y: 1 }]],
      ['(() => { const list = [1, 2]; list.length = 1; return list; })()', [1]],
    ])('takes %s for plain data', async (expression, value) => {
      expect(await returned(expression)).toStrictEqual({ kind: 'value', value });
    });

    it.each([
      'undefined',
      'NaN',
      '-Infinity',
      '[undefined]',
      '{ a: undefined }',
      '[1, , 3]',
      'Object.assign([1], { extra: 1 })',
      'Object.assign([1, , 3], { extra: 1 })',
      '10n',
      'Symbol.iterator',
      '{ [Symbol.toStringTag]: 1 }',
      '() => 1',
      'class {}',
      '{ toJSON() { return 1; } }',
      '{ get a() { return 1; } }',
      'Object.defineProperty([1, 2], 0, { get: () => 1 })',
      'Object.defineProperty({}, "a", { value: 1 })',
      'new Number(1)',
      'new String("a")',
      'Object(true)',
      'new Date(0)',
      'new Map()',
      'new Set([1])',
      'new WeakMap()',
      '/x/',
      'new Error("x")',
      'new Uint8Array(2)',
      'new ArrayBuffer(2)',
      'Promise.resolve(1)',
      '(async () => 1)()',
      '(function* () { yield 1; })()',
      '[1][Symbol.iterator]()',
      '(function () { return arguments; })(1)',
      'globalThis',
      'new (class A {})()',
      'new (class A extends Array {})()',
      'Object.create({ a: 1 })',
      'Object.setPrototypeOf([], null)',
      'Object.setPrototypeOf(new Map(), Object.prototype)',
      'Object.setPrototypeOf(new Date(), Object.prototype)',
      'Object.setPrototypeOf(new Number(1), null)',
      'new Proxy({}, {})',
      'new Proxy([], {})',
      '[{ a: new Proxy({}, { ownKeys() { for (;;); } }) }]',
      '(() => { const loop = {}; loop.loop = loop; return loop; })()',
      '((list) => { for (let i = 0; i < 500; i++) list = [list]; return list; })([])',
    ])('takes (%s) for no data', async (expression) => {
      expect(await returned(`(${expression})`)).toMatchObject({ kind: 'foreign' });
    });

    it('looks with its own eyes: a guest that patches everything changes nothing', async () => {
      const result = await run(
        `for (const host of [JSON, Reflect, Object, Array, Object.prototype, Array.prototype, String.prototype, Function.prototype, Number])
           for (const name of Object.getOwnPropertyNames(host))
             try { Object.defineProperty(host, name, { get: () => () => 42, set() {} }); } catch {}
         Object.defineProperty(Object.prototype, 'value', { get: () => 42 });
         Object.defineProperty(Object.prototype, 'get', { get: () => 42 });
         Object.defineProperty(Array.prototype, '0', { get: () => 42, set() {} });
         function f(a) { return { a, list: [a, [a]] }; }`,
        [[1], ['x'], [[3]]],
      );
      expect(result).toMatchObject({
        results: [1, 'x', [3]].map((a) => ({ kind: 'value', value: { a, list: [a, [a]] } })),
      });
    });

    it('tells what was thrown without asking it', async () => {
      const result = await run(
        `function f(i) {
           if (i === 0) throw new TypeError('no');
           if (i === 1) throw { get message() { for (;;); }, toString() { for (;;); } };
           if (i === 2) throw Object.setPrototypeOf(new Error('own'), new Proxy({}, { get() { for (;;); } }));
           if (i === 3) throw Object.assign(() => 1, { toString() { for (;;); } });
           if (i === 4) throw Object.defineProperty(new Error(), 'message', { get() { for (;;); } });
           if (i === 5) throw Symbol('s');
           throw 'plain';
         }`,
        [0, 1, 2, 3, 4, 5, 6].map((i) => [i]),
      );
      const messages = [
        'TypeError: no',
        'threw an object',
        'Error: own',
        'threw a function',
        'Error',
        'threw Symbol(s)',
        'threw plain',
      ];
      expect(result).toMatchObject({ results: messages.map((message) => ({ kind: 'throw', message })) });
    });

    it.each([
      ['does not parse', 'function f( {', /parse/],
      ['throws at top level', 'null.x; function f() {}', /TypeError/],
      ['defines no such function', 'function g() {}', /function named f/],
      ['defines something else', 'const f = 3;', /function named f/],
      ['defines a getter', 'Object.defineProperty(globalThis, "f", { get: () => () => 1 });', /getter/],
    ])('says error when the solution %s', async (_, solution, reason) => {
      expect(await run(solution)).toMatchObject({ status: 'error', reason: expect.stringMatching(reason) as unknown });
    });

    it.each([
      ['an endless loop', 'for (;;);'],
      ['a loop that swallows errors', 'for (;;) { try { for (;;); } catch {} finally { continue; } }'],
      ['a regular expression that backtracks', '/^(a+)+$/.test("a".repeat(64) + "b");'],
    ])('stops %s', async (_, body) => {
      const result = await run(`function f() { ${body} }`, [[]], runaway);
      expect(result).toMatchObject({ status: 'timeout' });
      expect(result.ms).toBeLessThan(300 + KILL_MS);
    });

    it.each([
      ['indexOf over 2^32 holes', 'return Array.prototype.indexOf.call({ length: 4294967295 }, 99);'],
      ['a billion commas', 'return new Array(1e9) + "";'],
    ])('stops what its engine cannot interrupt: %s', async (_, body) => {
      const started = performance.now();
      const result = await run(`function f() { ${body} }`, [[]], runaway);
      expect(['timeout', 'limit']).toContain(result.status);
      expect(performance.now() - started).toBeLessThan(300 + KILL_MS);
      expect(await returned('1 + 1')).toEqual({ kind: 'value', value: 2 });
    });

    it('outlives an engine that aborts', async () => {
      const bomb = 'Object.keys(new Proxy({}, { ownKeys: () => ({ length: 0x20000000 }) }))';
      expect(await returned(bomb)).toMatchObject({ status: 'limit' });
      expect(await returned('1 + 1')).toEqual({ kind: 'value', value: 2 });
    });

    it.each([
      ['memory', 'const list = []; for (;;) list.push(new Array(1000).fill(1));'],
      ['memory', 'return new Uint8Array(2 ** 30).length;'],
      ['stack', 'return f() + 1;'],
      ['output', 'return "x".repeat(70000);'],
      ['output', 'let list = []; for (let i = 0; i < 40; i++) list = [list, list]; return list;'],
      ['output', 'return Object.assign([], { length: 4294967295 });'],
    ])('stops at the limit of %s', async (limit, body) => {
      const result = await run(`function f() { ${body} }`, [[]], { limits: { wallMs: 20_000 } });
      if (result.status === 'done') expect(result.results[0]).toMatchObject({ kind: 'throw' });
      else expect(result).toMatchObject({ status: 'limit', reason: expect.stringContaining(limit) as unknown });
    });

    it('never settles promises', async () => {
      const flood = 'const again = () => Promise.resolve().then(again); again(); return 1;';
      expect(await run(`function f() { ${flood} }`)).toMatchObject({ results: [{ kind: 'value', value: 1 }] });
    });

    it('offers the guest no way to its host', async () => {
      const names = [
        'fetch',
        'postMessage',
        'importScripts',
        'XMLHttpRequest',
        'WebSocket',
        'Worker',
        'indexedDB',
        'self',
        'window',
        'process',
        'require',
        'setTimeout',
        'WebAssembly',
      ];
      const found = `[...args[0]].filter((name) => Function('return typeof ' + name)() !== 'undefined')`;
      expect(await returned(found, [names])).toEqual({ kind: 'value', value: [] });
      expect(await returned('import("fs")')).toMatchObject({ kind: 'foreign' });
    });

    it('shows chance and time by seed alone, in UTC', async () => {
      const solution =
        'function f() { return [Math.random(), Date.now(), new Date().getTimezoneOffset(), new Date(2020, 0, 1).toISOString()]; }';
      const [first, again, other] = [
        await run(solution, [[], []]),
        await run(solution, [[], []]),
        await run(solution, [[], []], { seed: 7 }),
      ];
      expect(first).toMatchObject({ status: 'done', chance: true });
      const values = (result: RunResult): Json[][] =>
        result.status === 'done'
          ? result.results.map((one) => (one.kind === 'value' ? (one.value as Json[]) : []))
          : [];
      expect(values(first)).toEqual(values(again));
      expect(values(first)[0]?.[0]).not.toEqual(values(other)[0]?.[0]);
      expect(values(first)[0]?.[1]).not.toEqual(values(other)[0]?.[1]);
      expect(values(first)[0]?.[1]).not.toEqual(values(first)[1]?.[1]);
      expect(values(first)[0]?.slice(2)).toEqual([0, '2020-01-01T00:00:00.000Z']);
      expect(await run('function f() { return Date.UTC(2020, 0, 1); }')).toMatchObject({ chance: false });
    });

    it('stops at once on abort, and goes on afterwards', async () => {
      const stop = new AbortController();
      const lost = run('function f() { for (;;); }', [[]], { signal: stop.signal, limits: { wallMs: 60_000 } });
      const queued = run('function f() { return 1; }', [[]], { signal: stop.signal });
      setTimeout(() => stop.abort(), 200);
      const codes = await Promise.all([lost, queued].map((one) => one.catch(codeOf)));
      expect(codes).toEqual(['abort/aborted', 'abort/aborted']);
      expect(await returned('1 + 1')).toEqual({ kind: 'value', value: 2 });
    });

    it('answers within 100 ms of an abort', async () => {
      const waits: number[] = [];
      for (let i = 0; i < 3; i++) {
        const stop = new AbortController();
        const endless = { signal: stop.signal, limits: { wallMs: 60_000 } };
        const lost = run('function f() { return new Array(1e9) + ""; }', [[]], endless);
        await new Promise((resolve) => setTimeout(resolve, 200));
        const aborted = performance.now();
        stop.abort();
        expect(await lost.catch(codeOf)).toBe('abort/aborted');
        waits.push(performance.now() - aborted);
      }
      // The best of three: the machine may be busy with other work.
      expect(Math.min(...waits)).toBeLessThan(100);
    });

    it('runs nothing for a signal that is already aborted', async () => {
      const code = await run('function f() {}', [[]], { signal: AbortSignal.abort() }).catch(codeOf);
      expect(code).toBe('abort/aborted');
    });

    it('takes jobs at the same time and answers each', async () => {
      const all = await Promise.all(Array.from({ length: 10 }, (_, i) => returned('args[0] * 2', [i])));
      expect(all).toEqual(Array.from({ length: 10 }, (_, i) => ({ kind: 'value', value: 2 * i })));
    });

    it('refuses a job that is too long', async () => {
      expect(await returned('1', ['x'.repeat(3 << 20)])).toMatchObject({
        status: 'error',
        reason: expect.stringMatching(/long/) as unknown,
      });
    });

    it('says sandbox/gone once it is disposed', async () => {
      const other = await make();
      await other.dispose();
      const job: Job = { language: 'javascript', solution: 'function f() {}', entry: 'f', calls: [[]] };
      expect(await other.run(job, DEFAULT_LIMITS, new AbortController().signal).catch(codeOf)).toBe('sandbox/gone');
    });
  });
}
