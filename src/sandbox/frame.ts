// The page's part of the sandbox: opaque frames, each with one guest worker inside. This is the only file here that needs a DOM.
//
// A frame is sandboxed without `allow-same-origin`: its origin is opaque, its storage and the app's are out of reach, and
// its policy (frame.html) forbids every request. Its window only starts a worker from text; guest code runs in QuickJS
// inside that worker, never in the window, which could navigate itself. The engine's bytes and the worker's text are posted
// in, for the frame can fetch nothing; nor is it fetched itself (`srcdoc`): no service worker answers for an opaque frame,
// so with an address there would be no sandbox without a network.
//
// Why frames and not workers alone: terminating a busy worker takes Chromium 2 s, removing an opaque frame ends its whole
// process in less than 100 ms. That holds only while no other opaque frame of this page is alive: all of them share one
// process, and it lives as long as one of them does. Hence one live frame per source and none in reserve; a new one
// takes about 80 ms, in a process that the browser keeps ready. Give a page one source and share it.
import wasmUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import guestCode from 'virtual:sandbox-guest';
import { systemTimer } from '../lib/clock.ts';
import frameText from './frame.html?raw';
import type { Sandbox } from './sandbox.ts';
import { gone, superviseGuests, type Guest, type GuestSource } from './supervisor.ts';

/** The sandbox for code that runs in the page itself. Workers use remote.ts. */
export function frameSandbox(): Sandbox {
  return superviseGuests(frameSource(), systemTimer);
}

/** Guests in opaque frames of this document. */
export function frameSource(): GuestSource {
  const frames = new Set<HTMLIFrameElement>();
  let closed = false;
  return {
    open: async () => {
      const wasm = await engineBytes();
      if (closed) throw gone('It has been closed.');
      return openFrame(wasm, frames);
    },
    close: () => {
      closed = true;
      for (const frame of frames) frame.remove();
      frames.clear();
    },
  };
}

async function openFrame(wasm: ArrayBuffer, frames: Set<HTMLIFrameElement>): Promise<Guest> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('aria-hidden', 'true');
  frame.title = 'Sandbox';
  frame.tabIndex = -1;
  frame.hidden = true;
  frame.srcdoc = frameText;
  frames.add(frame);
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  const { port1, port2 } = new MessageChannel();
  // An opaque origin has no name to address; only this frame's window gets the message.
  frame.contentWindow?.postMessage({ code: guestCode, wasm, port: port2 }, '*', [port2]);
  const kill = (): void => {
    frames.delete(frame);
    frame.remove();
  };
  return { port: port1, kill };
}

let bytes: Promise<ArrayBuffer> | null = null;

/** The engine's bytes, fetched once per page. @throws AppError sandbox/gone */
function engineBytes(): Promise<ArrayBuffer> {
  bytes ??= fetchBytes(wasmUrl).catch((error: unknown) => {
    bytes = null;
    throw error;
  });
  return bytes;
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) throw gone(`Its engine could not be loaded from ${url}.`);
  return response.arrayBuffer();
}
