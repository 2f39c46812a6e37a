// One run at a time on the runtime of a worker, and between runs, every few milliseconds, a moment in which the worker hears its messages. Without it
// a decoding on WebAssembly, whose awaits are all microtasks, would let no abort and no other call in before its end.

export type Turns = {
  /** Runs when all earlier ones are done. */
  take<T>(run: () => Promise<T>): Promise<T>;
};

/** How long messages may have to wait beyond the run that is going on, ms. */
const PAUSE_EVERY = 8;

/** @param now milliseconds from any start */
export function createTurns(now: () => number): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let paused = now();
  const turn = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } finally {
      if (now() - paused > PAUSE_EVERY) {
        await macrotask();
        paused = now();
      }
    }
  };
  return {
    take: (run) => {
      const result = last.then(() => turn(run));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

const due: (() => void)[] = [];
let channel: MessageChannel | null = null;

/** Resolves in a later task. A timer would wait at least 4 ms. */
function macrotask(): Promise<void> {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = (): void => due.shift()?.();
  }
  const { port2 } = channel;
  return new Promise((resolve) => {
    due.push(resolve);
    port2.postMessage(null);
  });
}
