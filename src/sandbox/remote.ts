// The sandbox for a worker, which has no DOM and so can make no frame: the page opens and removes frames on request and hands
// over the port of each; everything else, the watchdog included, happens in the worker. (A hidden page's timers run
// late, a worker's do not.) The jobs themselves never pass through the page.
import { systemTimer } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Sandbox } from './sandbox.ts';
import { gone, superviseGuests, type Guest, type GuestSource } from './supervisor.ts';

type Request = { type: 'open' | 'kill'; id: number } | { type: 'close' };
type Reply = { type: 'opened'; id: number; port: MessagePort } | { type: 'failed'; id: number; reason: string };

/** The sandbox in a worker. @param port the other end of one that the page gave to `serveGuests` */
export function remoteSandbox(port: MessagePort): Sandbox {
  return superviseGuests(remoteSource(port), systemTimer);
}

/** The page's half. Returns a function that stops serving and ends every guest. */
export function serveGuests(port: MessagePort, source: GuestSource): () => void {
  const guests = new Map<number, Guest>();
  const stop = (): void => {
    port.close();
    source.close();
  };
  const open = async (id: number): Promise<void> => {
    try {
      const guest = await source.open();
      guests.set(id, guest);
      port.postMessage({ type: 'opened', id, port: guest.port } satisfies Reply, [guest.port]);
    } catch (error) {
      port.postMessage({ type: 'failed', id, reason: messageOf(error) } satisfies Reply);
    }
  };
  port.onmessage = ({ data }: MessageEvent<Request>): void => {
    if (data.type === 'close') return stop();
    if (data.type === 'open') return void open(data.id);
    guests.get(data.id)?.kill();
    guests.delete(data.id);
  };
  return stop;
}

function remoteSource(port: MessagePort): GuestSource {
  const waiting = new Map<number, { resolve(guest: Guest): void; reject(error: Error): void }>();
  let count = 0;
  const say = (request: Request): void => port.postMessage(request);
  port.onmessage = ({ data }: MessageEvent<Reply>): void => {
    const { id } = data;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (data.type === 'failed') asked?.reject(gone(data.reason));
    else asked?.resolve({ port: data.port, kill: () => say({ type: 'kill', id }) });
  };
  return {
    open: () =>
      new Promise((resolve, reject) => {
        waiting.set(++count, { resolve, reject });
        say({ type: 'open', id: count });
      }),
    close: () => {
      say({ type: 'close' });
      for (const { reject } of waiting.values()) reject(gone('It has been closed.'));
      waiting.clear();
    },
  };
}
