// The serving side of src/lib/channel.ts: what every worker calls once, at the top of its module and before anything is awaited, so that no message
// is lost. Calls run beside each other; what must not overlap is queued by the api itself.

import { expose } from 'comlink';
import {
  errorFromWire,
  resultOf,
  type Service,
  type ToCallee,
  type ToCaller,
  type WireArgument,
  type WireError,
  type WireResult,
} from '../src/lib/channel.ts';
import { AppError } from '../src/lib/errors.ts';

/** Offers the methods of `api` to whoever connects to this worker, or to the other end of a port. Arguments are trusted: both ends are ours. */
export function serve(api: object, endpoint?: MessagePort): void {
  const service: Service = {
    hello: () => life(),
    call: (method, args, side) => resultOf(() => run(api, method, args, side)),
  };
  expose(service, endpoint);
}

let lifeLock: Promise<string> | null = null;

/** Takes a lock that only the end of this worker frees; resolves to its name. */
function life(): Promise<string> {
  lifeLock ??= new Promise((resolve, reject) => {
    const name = `worker/${crypto.randomUUID()}`;
    const forEver = new Promise<never>(() => undefined);
    navigator.locks
      .request(name, () => {
        resolve(name);
        return forEver;
      })
      .catch(reject);
  });
  return lifeLock;
}

async function run(
  api: object,
  method: string,
  args: readonly WireArgument[],
  side: MessagePort | null,
): Promise<unknown> {
  const found: unknown = Object.hasOwn(api, method) ? (api as Record<string, unknown>)[method] : undefined;
  if (typeof found !== 'function')
    throw new AppError(
      'worker/no-method',
      `This worker has no method ${method}. The page and its workers are of different versions: reload the page.`,
    );
  const end = new AbortController();
  const call = side ? converse(side, end) : null;
  try {
    return await (found as (...args: unknown[]) => unknown)(
      ...args.map((argument, index) => fromWire(argument, index, end, call)),
    );
  } finally {
    // Messages on two ports have no order: without this, the answer could overtake the last callback.
    await call?.settled();
    side?.close();
  }
}

type Conversation = { invoke(index: number, args: unknown[]): Promise<unknown>; settled(): Promise<unknown> };

/** The worker's end of a side port: aborts arrive, callbacks go out. A caller that gives up counts as an abort. */
function converse(side: MessagePort, end: AbortController): Conversation {
  const waiting = new Map<number, (result: WireResult) => void>();
  const answers = new Set<Promise<unknown>>();
  let count = 0;
  const answer = (id: number, result: WireResult): void => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  side.onmessage = ({ data }: MessageEvent<ToCallee>): void => {
    if (data.type === 'answer') return answer(data.id, data.result);
    end.abort();
    if (data.type === 'gone') for (const id of [...waiting.keys()]) answer(id, { ok: false, error: GONE });
  };
  return {
    invoke: (index, args) => {
      const answered = new Promise<unknown>((resolve, reject) => {
        waiting.set(++count, (result) => (result.ok ? resolve(result.value) : reject(errorFromWire(result.error))));
        side.postMessage({ type: 'invoke', id: count, index, args } satisfies ToCaller);
      });
      answers.add(answered);
      // Most callbacks are not awaited; a mistake in one of those is the caller's to report.
      answered.catch(() => undefined).finally(() => answers.delete(answered));
      return answered;
    },
    settled: () => Promise.allSettled(answers),
  };
}

const GONE: WireError = { code: 'worker/caller-gone', message: 'The caller gave up before it answered.', facts: {} };

function fromWire(argument: WireArgument, index: number, end: AbortController, call: Conversation | null): unknown {
  if (argument.kind === 'value') return argument.value;
  if (argument.kind === 'function') return (...args: unknown[]) => call?.invoke(index, args);
  if (argument.aborted) end.abort();
  return end.signal;
}
