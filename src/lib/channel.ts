// The calling side of a worker: its methods as typed promises, over Comlink on a Worker or a MessagePort. The serving side is workers/rpc.ts.
//
// Beyond plain calls, a top-level argument may be an AbortSignal (the abort reaches the worker as soon as it lets messages in) or a function
// (called back here; the worker gets a promise of what it returns). Errors arrive as AppError with code, message and facts.
// A worker that is gone, however it ended, rejects what is pending with worker/dead: it holds a lock for its whole life, and we wait for that lock.

import { transfer, wrap } from 'comlink';
import { AppError, codeOf, type ErrorCode, messageOf } from './errors.ts';

type Method = (...args: never[]) => unknown;
/** The methods of an Api as seen from the other side. */
export type Remote<Api> = { [Name in keyof Api as Api[Name] extends Method ? Name : never]: RemoteMethod<Api[Name]> };
type RemoteMethod<M> = M extends (...args: infer Args) => infer Result
  ? (...args: Args) => Promise<Awaited<Result>>
  : never;

export type Connection<Api> = {
  readonly api: Remote<Api>;
  /** Aborted when the other side is gone; its reason is the error that pending calls were rejected with. */
  readonly dead: AbortSignal;
  /** Ends the connection, and the worker itself when it was made over one. Pending calls reject with worker/closed. */
  close(): void;
};

// What crosses the border. Kept here, because both sides need it and this side must not import workers/.
export type WireError = { code: ErrorCode; message: string; facts: Readonly<Record<string, unknown>> };
export type WireResult = { ok: true; value: unknown } | { ok: false; error: WireError };
export type WireArgument =
  { kind: 'value'; value: unknown } | { kind: 'signal'; aborted: boolean } | { kind: 'function' };
/** On the side port of one call: to the worker, */
export type ToCallee = { type: 'abort' } | { type: 'gone' } | { type: 'answer'; id: number; result: WireResult };
/** and from it. */
export type ToCaller = { type: 'invoke'; id: number; index: number; args: unknown[] };
/** What the serving side exposes through Comlink. `hello` gives the name of the lock that is held while it lives. */
export type Service = {
  hello(): Promise<string>;
  call(method: string, args: WireArgument[], side: MessagePort | null): Promise<WireResult>;
};

export function errorToWire(error: unknown): WireError {
  const facts = error instanceof AppError ? error.facts : {};
  return { code: codeOf(error), message: messageOf(error), facts: cloneable(facts) };
}

export function errorFromWire({ code, message, facts }: WireError): AppError {
  return new AppError(code, message, facts);
}

function cloneable(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    return structuredClone(facts);
  } catch {
    return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)]));
  }
}

/** Connects to what `serve` offers at the other end. Returns at once; calls wait until the worker has started. */
export function connect<Api>(endpoint: Worker | MessagePort): Connection<Api> {
  const service = wrap<Service>(endpoint);
  const dead = new AbortController();
  const closed = new AbortController();
  const die = (): void => {
    if (!closed.signal.aborted)
      dead.abort(
        new AppError(
          'worker/dead',
          'A background worker has ended. What it was doing is lost; reload the page to start it again.',
        ),
      );
  };
  endpoint.addEventListener('error', die, { once: true });
  // Every call waits for this, so that no answered worker can end unnoticed.
  const ready = service.hello().then((lock) => {
    // From here on an error event is a mistake inside a living worker, not its end.
    endpoint.removeEventListener('error', die);
    navigator.locks.request(lock, { mode: 'shared', signal: closed.signal }, die).catch(die);
  });
  ready.catch(die);
  const ends = AbortSignal.any([dead.signal, closed.signal]);
  const methods = new Map<string, (...args: unknown[]) => Promise<unknown>>();
  const api = new Proxy({} as Remote<Api>, {
    get: (_target, name) => {
      // Not a thenable: an api may be returned from an async function.
      if (typeof name !== 'string' || name === 'then') return undefined;
      const method =
        methods.get(name) ??
        ((...args: unknown[]) =>
          call((...call) => ready.then(() => (service.call as unknown as Service['call'])(...call)), name, args, ends));
      methods.set(name, method);
      return method;
    },
  });
  const close = (): void => {
    closed.abort(new AppError('worker/closed', 'This connection was closed before the call was answered.'));
    if ('terminate' in endpoint) endpoint.terminate();
    else endpoint.close();
  };
  return { api, dead: dead.signal, close };
}

async function call(
  send: Service['call'],
  method: string,
  args: readonly unknown[],
  ends: AbortSignal,
): Promise<unknown> {
  const special = args.some((arg) => arg instanceof AbortSignal || typeof arg === 'function');
  const side = special ? new MessageChannel() : null;
  const ports = [...(side ? [side.port2] : []), ...args.filter((arg) => arg instanceof MessagePort)];
  const stopListening = side ? listen(side.port1, args) : () => undefined;
  try {
    const result = await unlessEnded(send(method, transfer(args.map(toWire), ports), side?.port2 ?? null), ends);
    if (!result.ok) throw errorFromWire(result.error);
    return result.value;
  } finally {
    stopListening(ends.aborted);
  }
}

function toWire(argument: unknown): WireArgument {
  if (argument instanceof AbortSignal) return { kind: 'signal', aborted: argument.aborted };
  return typeof argument === 'function' ? { kind: 'function' } : { kind: 'value', value: argument };
}

/** Passes aborts on and answers callbacks, until the returned function is called; told that the call was given up, it passes that on too. */
function listen(port: MessagePort, args: readonly unknown[]): (givenUp: boolean) => void {
  const say = (message: ToCallee): void => port.postMessage(message);
  const abort = (): void => say({ type: 'abort' });
  const signals = args.filter((arg) => arg instanceof AbortSignal);
  for (const signal of signals) signal.addEventListener('abort', abort, { once: true });
  port.onmessage = ({ data }: MessageEvent<ToCaller>): void => {
    void resultOf(() => (args[data.index] as (...args: unknown[]) => unknown)(...data.args)).then((result) =>
      say({ type: 'answer', id: data.id, result }),
    );
  };
  return (givenUp) => {
    for (const signal of signals) signal.removeEventListener('abort', abort);
    if (givenUp) say({ type: 'gone' });
    port.close();
  };
}

/** The outcome of a function, as something that can cross a border. */
export async function resultOf(run: () => unknown): Promise<WireResult> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return { ok: false, error: errorToWire(error) };
  }
}

function unlessEnded<T>(promise: Promise<T>, ends: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(ends.reason as AppError);
    if (ends.aborted) return end();
    ends.addEventListener('abort', end, { once: true });
    promise.then(resolve, reject).finally(() => ends.removeEventListener('abort', end));
  });
}
