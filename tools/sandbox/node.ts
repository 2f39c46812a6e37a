// The sandbox on Node, for tools: the same guest as in the browser, in a worker thread that can be ended at any moment.
// What is missing next to the opaque frame: a process of its own. QuickJS and its limits stand between the code and Node; it
// is for judging solutions of our own models and task packs on the command line, not for code from strangers.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Worker, type MessagePort as NodePort, type Transferable } from 'node:worker_threads';
import { systemTimer } from '../../src/lib/clock.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { gone, superviseGuests, type Guest, type GuestSource } from '../../src/sandbox/supervisor.ts';

const ENGINE = '@jitl/quickjs-wasmfile-release-sync/wasm';

/** Text of the guest's worker, and the bytes of QuickJS. */
export type GuestParts = { code: string; wasm: Uint8Array };

/** Dispose of it, or the process stays alive. @param parts default: bundled from the sources, which takes a bundler */
export function nodeSandbox(parts: () => Promise<GuestParts> = fromSources): Sandbox {
  return superviseGuests(threadSource(parts), systemTimer);
}

async function fromSources(): Promise<GuestParts> {
  const { bundleGuest } = await import('./guest.ts');
  const [code, wasm] = await Promise.all([bundleGuest(), readFile(createRequire(import.meta.url).resolve(ENGINE))]);
  return { code, wasm };
}

// A worker thread has no global onmessage; the guest's script expects the browser's.
const BOOT = `require('node:worker_threads').parentPort.once('message', (data) => globalThis.onmessage({ data }));`;

function threadSource(parts: () => Promise<GuestParts>): GuestSource {
  const threads = new Set<Worker>();
  let closed = false;
  const end = (thread: Worker): void => {
    threads.delete(thread);
    void thread.terminate();
  };
  return {
    open: async () => {
      const { code, wasm } = await parts();
      if (closed) throw gone('It has been closed.');
      const thread = new Worker(`${BOOT}\n${code}`, { eval: true, env: {}, stdout: true, stderr: true });
      threads.add(thread);
      return start(thread, Uint8Array.from(wasm).buffer, () => end(thread));
    },
    close: () => {
      closed = true;
      threads.forEach(end);
    },
  };
}

function start(thread: Worker, wasm: ArrayBuffer, kill: () => void): Guest {
  const { port1, port2 } = new MessageChannel();
  thread.on('error', kill);
  thread.postMessage({ wasm, port: port2 }, [wasm, port2 as unknown as NodePort as Transferable]);
  return { port: port1, kill };
}
