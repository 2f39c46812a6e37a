// The service worker: keeps the app for offline use, and adds our headers to every answer, so that a plain static host is as good as ours.
//
// The program (page, scripts, styles) is kept whole at install. What is large (the runtime's wasm, the models) is kept when it is first fetched, under
// the hash that names it; what this build does not name any more goes when it takes over. A new build waits until the page says that it may: the page
// asks the user, and never in the middle of a dream or an answer.

import { cleanupOutdatedCaches, matchPrecache, precache, type PrecacheEntry } from 'workbox-precaching';
import { shipped } from '../models/catalog.ts';
import { headersFor } from '../src/lib/headers.ts';
import { ASK_LARGE, KEPT, keptAs, type LargeFile } from '../src/lib/kept.ts';

declare const self: ServiceWorkerGlobalScope;
/** What the build put into dist/: `small` is kept at install, `large` when it is first asked for. Written by tools/precache.ts. */
declare const __DREAM_LAB_FILES__: { small: PrecacheEntry[]; large: LargeFile[] };

const files = __DREAM_LAB_FILES__;

self.addEventListener('install', (event) => {
  // The very first one may begin at once: there is nothing older that a page could be using.
  if (!self.registration.active) event.waitUntil(self.skipWaiting());
});
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([self.clients.claim(), prune()])));
self.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(self.skipWaiting());
  if (event.data === ASK_LARGE) event.ports[0]?.postMessage(files.large);
});
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && new URL(url).origin === self.location.origin) event.respondWith(answer(event.request));
});
cleanupOutdatedCaches();
precache(files.small);

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const path = pathname.slice(new URL(self.registration.scope).pathname.length);
  const page = request.mode === 'navigate' && path === '' ? 'index.html' : path;
  const kept = request.cache === 'reload' ? undefined : await matchPrecache(page);
  if (kept) return dressed(kept, pathname);
  const key = keyOf(path);
  return dressed(key === null ? await fetch(request) : await keptLarge(key, request), pathname);
}

/** Under which address a large file is kept: models by the hash of their bytes, others by their name, which has one. Null for all the rest. */
function keyOf(path: string): string | null {
  if (files.large.some(({ url }) => url === path)) return path;
  const [, model = '', name = ''] = /^weights\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const entry = shipped[model]?.find((file) => file.name === name);
  return entry ? keptAs(path, entry.sha256) : null;
}

async function keptLarge(key: string, request: Request): Promise<Response> {
  const cache = await caches.open(KEPT);
  const old = request.cache === 'reload' ? undefined : await cache.match(key);
  if (old) return old;
  const fresh = await fetch(request);
  // No room is no reason to fail: it then works as without a service worker.
  if (fresh.status === 200) await cache.put(key, fresh.clone()).catch(() => undefined);
  return fresh;
}

/** Large files that this build does not name. */
async function prune(): Promise<void> {
  const cache = await caches.open(KEPT);
  const scope = new URL(self.registration.scope).pathname;
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    const path = pathname.slice(scope.length);
    if (keyOf(path) !== path + search) await cache.delete(request);
  }
}

function dressed(response: Response, pathname: string): Response {
  if (response.status === 0 || response.type === 'opaque' || response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(headersFor(pathname))) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(status === 304 || status === 204 ? null : response.body, { status, statusText, headers });
}
