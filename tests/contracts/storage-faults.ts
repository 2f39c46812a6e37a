// IndexedDB that fails on purpose, for Node: the fake one with a switch in front of every open, request and commit. It can
// fail the Nth of them, or end the "process" there: what was committed stays, the rest is rolled back, nothing answers
// any more until `restart`. It reaches into the fake's transaction object, the only place that all requests pass through.

import {
  IDBFactory as FakeFactory,
  IDBKeyRange as FakeKeyRange,
  IDBTransaction as FakeTransaction,
} from 'fake-indexeddb';
import type { Backend } from '../../src/db/connection.ts';

/**
 * `io`: the disk fails. `quota`: no room. `abort`: the transaction is aborted. `hang`: no answer, but it can be aborted.
 * `stuck`: no answer, and it cannot be aborted. `crash`: the process ends before the call takes effect; `crash-after`: right after.
 */
export type FaultMode = 'io' | 'quota' | 'abort' | 'hang' | 'stuck' | 'crash' | 'crash-after';

export type Faults = {
  readonly backend: Backend;
  /** Fails the Nth call from now, N from 1. */
  arm(at: number, mode: FaultMode): void;
  /** Fails every call of this kind from now. */
  armEvery(what: 'open' | 'request readwrite' | 'commit readwrite', mode: FaultMode): void;
  /** Fails nothing from now on; what hangs goes on hanging. */
  disarm(): void;
  /** True from the crash to the restart. */
  dead(): boolean;
  /** Whether the armed call was reached. */
  fired(): boolean;
  /** True while something waits for an answer that never comes. */
  hung(): boolean;
  /** Calls since `arm`, and what they were. */
  calls(): readonly string[];
  /** A new process over the same disk. */
  restart(): void;
};

type Operation = { source: unknown; operation: () => unknown; request?: unknown };
type Inner = {
  mode: string;
  _state: string;
  _requests: { request: { readyState: string } }[];
  _rollbackLog: (() => void)[];
  _abort(name: string | null): void;
  _execRequestAsync(operation: Operation): unknown;
  _start(): void;
  abort(): void;
};
type Raw = { connections: unknown[]; transactions: Inner[] };

const prototype = FakeTransaction.prototype as unknown as Inner;
const original = { exec: prototype._execRequestAsync, start: prototype._start, abort: prototype.abort };

/** Installs the switch for the whole process: one at a time. */
export function installFaults(): Faults {
  const factory = new FakeFactory();
  let armed: { at: number | string; mode: FaultMode } | null = null;
  let seen: string[] = [];
  let fired = false;
  let dead = false;
  let hung = false;
  /** Transactions of earlier processes, and those that never answer. */
  const silent = new WeakSet<Inner>();
  const stuck = new WeakSet<Inner>();
  const committed = new WeakSet<Inner>();
  const inner = factory as unknown as { _databases: Map<string, Raw>; _connectionQueues: Map<string, unknown> };
  const databases = (): Raw[] => [...inner._databases.values()];

  const hit = (what: string): FaultMode | null => {
    seen.push(what);
    if (armed === null || (seen.length !== armed.at && what !== armed.at)) return null;
    fired = true;
    return armed.mode;
  };
  const die = (): void => {
    dead = true;
    for (const raw of databases()) {
      for (const tx of raw.transactions) {
        silent.add(tx);
        if (tx._state !== 'finished' && !committed.has(tx)) for (const undo of tx._rollbackLog.reverse()) undo();
        tx._rollbackLog = [];
      }
    }
  };
  const fall = (tx: Inner, mode: FaultMode): void => {
    if (mode === 'io') tx._abort('UnknownError');
    if (mode === 'quota') tx._abort('QuotaExceededError');
    if (mode === 'abort') tx._abort('AbortError');
    if (mode === 'hang' || mode === 'stuck') {
      hung = true;
      silent.add(tx);
      if (mode === 'stuck') stuck.add(tx);
    }
    if (mode === 'crash' || mode === 'crash-after') die();
  };

  prototype._execRequestAsync = function exec(this: Inner, operation: Operation) {
    if (operation.source === undefined || operation.source === null || operation.request !== undefined)
      return original.exec.call(this, operation);
    const mode = dead ? null : hit(`request ${this.mode}`);
    if (mode === null) return original.exec.call(this, operation);
    if (mode === 'crash-after') {
      const run = operation.operation;
      return original.exec.call(this, {
        ...operation,
        operation: () => {
          run();
          die();
        },
      });
    }
    const request = original.exec.call(this, {
      ...operation,
      operation: () => {
        if (mode === 'io') throw new DOMException('made to fail', 'UnknownError');
        if (mode === 'quota') throw new DOMException('made to fail', 'QuotaExceededError');
        throw new DOMException('made to fail', 'AbortError');
      },
    });
    if (mode !== 'io' && mode !== 'quota' && mode !== 'abort') fall(this, mode);
    return request;
  };
  prototype._start = function start(this: Inner) {
    if (silent.has(this) || dead) return;
    const open = this._requests.some(({ request }) => request.readyState !== 'done');
    if (open || this._state === 'finished' || committed.has(this)) return original.start.call(this);
    const mode = hit(`commit ${this.mode}`);
    if (mode === null || mode === 'crash-after') committed.add(this);
    if (mode === null) return original.start.call(this);
    fall(this, mode);
  };
  prototype.abort = function abort(this: Inner) {
    if (dead || stuck.has(this)) return;
    silent.delete(this);
    original.abort.call(this);
  };

  const open = (name: string, version?: number): IDBOpenDBRequest => {
    const mode = dead ? 'crash' : hit('open');
    if (mode === null) return factory.open(name, version);
    if (mode === 'hang' || mode === 'stuck') hung = true;
    if (mode === 'crash' || mode === 'crash-after') die();
    const names = { io: 'UnknownError', quota: 'QuotaExceededError', abort: 'AbortError' } as const;
    return deadRequest(mode in names ? names[mode as keyof typeof names] : null);
  };
  const arm = (at: number | string, mode: FaultMode): void => {
    armed = { at, mode };
    seen = [];
    fired = false;
  };
  return {
    backend: {
      indexedDB: {
        open,
        cmp: factory.cmp.bind(factory),
        databases: factory.databases.bind(factory),
        deleteDatabase: factory.deleteDatabase.bind(factory),
      } as IDBFactory,
      IDBKeyRange: FakeKeyRange,
    },
    arm,
    armEvery: arm,
    disarm: () => void (armed = null),
    dead: () => dead,
    fired: () => fired,
    hung: () => hung,
    calls: () => seen,
    restart: () => {
      die();
      for (const raw of databases()) {
        raw.connections = [];
        raw.transactions.length = 0;
      }
      inner._connectionQueues.clear();
      armed = null;
      dead = false;
      hung = false;
      fired = false;
    },
  };
}

/** An open request that fails with this error, or never answers. */
function deadRequest(name: string | null): IDBOpenDBRequest {
  const request = Object.assign(new EventTarget(), {
    error: name === null ? null : new DOMException('made to fail', name),
    result: undefined,
    transaction: null,
    onerror: null as ((event: Event) => void) | null,
  });
  if (name !== null) {
    setImmediate(() => {
      const event = new Event('error');
      Object.defineProperty(event, 'target', { value: request });
      request.onerror?.(event);
    });
  }
  return request as unknown as IDBOpenDBRequest;
}
