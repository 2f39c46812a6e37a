// Bringing the models onto the device, over a service worker of which the disk may be full.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { shipped } from '../../models/catalog.ts';
import type { Timer } from '../lib/clock.ts';
import { keptAs } from '../lib/kept.ts';
import { type Fetched, fetchModels } from './fetch-models.ts';

const PROGRAM = { url: 'assets/runtime.wasm', bytes: 1000 };
const FILES = Object.entries(shipped).flatMap(([model, files]) =>
  files.map(({ name, bytes, sha256 }) => ({ path: `weights/${model}/${name}`, sha256, bytes })),
);
const TOTAL = PROGRAM.bytes + FILES.reduce((sum, { bytes }) => sum + bytes, 0);
const BASE = 'http://localhost/';

/** Waits for nothing. */
const timer: Timer = {
  after: (_, run) => {
    queueMicrotask(run);
    return () => undefined;
  },
};
/** Addresses of what is kept. */
let kept: Set<string>;
/** What is kept of a file that was fetched; it may be a moment later. */
let keep: (address: string) => void;
let asked: string[];

const addressOf = (path: string): string => {
  const file = FILES.find((each) => each.path === path);
  return BASE + (file ? keptAs(path, file.sha256) : path);
};

beforeEach(() => {
  [kept, asked, keep] = [new Set(), [], (address) => kept.add(address)];
  vi.stubGlobal('location', { origin: BASE });
  vi.stubGlobal('requestIdleCallback', (run: () => void) => queueMicrotask(run));
  vi.stubGlobal('caches', {
    open: async () => ({ keys: async (address: string) => (kept.has(address) ? [address] : []) }),
  });
  const active = { postMessage: (_: string, [port]: MessagePort[]) => port?.postMessage([PROGRAM]) };
  vi.stubGlobal('navigator', { serviceWorker: { ready: Promise.resolve({ active }) } });
  vi.stubGlobal('fetch', async (url: string) => {
    const path = url.slice(BASE.length);
    asked.push(path);
    keep(addressOf(path));
    const { bytes } = FILES.find((each) => each.path === path) ?? PROGRAM;
    return new Response(new Uint8Array(bytes));
  });
});
afterEach(() => vi.unstubAllGlobals());

async function reports(): Promise<Fetched[]> {
  const told: Fetched[] = [];
  await fetchModels((fetched) => told.push(fetched), new AbortController().signal, timer);
  return told;
}

it('says that all is on this device only when all of it is kept, and fetches nothing twice', async () => {
  const told = await reports();
  expect(told.at(-1)).toEqual({ done: TOTAL, total: TOTAL, kept: true });
  expect(told.slice(0, -1).every((each) => each.kept === null)).toBe(true);
  expect(asked).toHaveLength(FILES.length + 1);
  expect((await reports()).at(-1)).toEqual({ done: TOTAL, total: TOTAL, kept: true });
  expect(asked).toHaveLength(FILES.length + 1);
});

it('waits a moment for the service worker, which may write for longer than it is read', async () => {
  keep = (address) => void setTimeout(() => kept.add(address), 1);
  const slow: Timer = {
    after: (ms, run) => {
      const id = setTimeout(run, ms / 100);
      return () => clearTimeout(id);
    },
  };
  const told: Fetched[] = [];
  await fetchModels((fetched) => told.push(fetched), new AbortController().signal, slow);
  expect(told.at(-1)?.kept).toBe(true);
});

it('ends at the first file for which there is no room, and says so', async () => {
  const large = addressOf('weights/dream-l/model.safetensors');
  keep = (address) => void (address === large || kept.add(address));
  const told = await reports();
  expect(told.at(-1)).toMatchObject({ total: TOTAL, kept: false });
  expect(told.some((each) => each.kept === true)).toBe(false);
  expect(asked.at(-1)).toBe('weights/dream-l/model.safetensors');
});
