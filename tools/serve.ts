// A small static server for the built app, on this machine only, with the headers of src/lib/headers.ts.
//
// `npm start` builds when sources are newer, serves dist/ and prints the address. The command line and the e2e tests
// use `serve` as a function. It is not a public web server: no directory listings, no write methods.
import { createReadStream, type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { ensureBuilt } from './build.ts';
import { headersFor } from '../src/lib/headers.ts';
import { isMain, runMain } from './command.ts';

/** The page's data belongs to its address, so the port is fixed for people; tests take any free one (0). */
export const PORT = 4173;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

export type Served = {
  /** With a trailing slash, for example http://localhost:4173/ */
  url: string;
  /** Ends open connections too. */
  close: () => Promise<void>;
};

/** Answers a GET or HEAD for a path below the mount; our headers are set already. */
export type Mount = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Serves the files of `dir`. `port` 0 takes any free one; `host` is the interface, this machine alone by default.
 * Rejects with one clear sentence when the port is taken.
 */
export async function serve(options: {
  dir: string;
  port?: number;
  host?: string;
  /** Answers what is not a file of `dir`, by the first part of its path: `/model/a.json` goes to `model`. */
  mounts?: ReadonlyMap<string, Mount>;
}): Promise<Served> {
  const { port = PORT, host = 'localhost', mounts = new Map() } = options;
  const root = await realpath(options.dir);
  const server = createServer((request, response) => {
    answer(root, mounts, request, response).catch(() => void response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, port)));
    server.listen(port, host, resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}:${(server.address() as AddressInfo).port}/`, close };
}

async function answer(
  root: string,
  mounts: ReadonlyMap<string, Mount>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pathname = pathOf(request);
  for (const [name, value] of Object.entries(headersFor(pathname ?? '/'))) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return plain(response, 405, 'Only GET and HEAD.');
  }
  const [, first = '', rest = ''] = /^\/([^/]+)\/(.*)$/.exec(pathname ?? '') ?? [];
  const mount = mounts.get(first);
  if (mount) return mount(rest, request, response);
  const found = pathname === undefined ? undefined : await findFile(root, pathname);
  if (found === undefined) return plain(response, 404, 'Not found.');
  await send(found, request, response);
}

async function send(found: Found, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const etag = `"${found.stats.size.toString(36)}-${Math.trunc(found.stats.mtimeMs).toString(36)}"`;
  response.setHeader('ETag', etag);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', TYPES[path.extname(found.file).toLowerCase()] ?? 'application/octet-stream');
  if (request.method === 'HEAD') return void response.setHeader('Content-Length', found.stats.size).end();
  if (isText(found) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    response.setHeader('Content-Encoding', 'gzip').setHeader('Vary', 'Accept-Encoding');
    return pipeline(createReadStream(found.file), createGzip(), response);
  }
  response.setHeader('Content-Length', found.stats.size);
  return pipeline(createReadStream(found.file), response);
}

/** As static hosts do; models and wasm go as they are. */
const isText = ({ file, stats }: Found): boolean =>
  stats.size > 1000 && /text|json|javascript|svg/.test(TYPES[path.extname(file).toLowerCase()] ?? '');

type Found = { file: string; stats: Stats };

// Only regular files whose real path lies under the root: neither `..` nor a link leads out.
async function findFile(root: string, pathname: string): Promise<Found | undefined> {
  const wanted = path.join(root, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  try {
    const file = await realpath(wanted);
    if (!file.startsWith(root + path.sep)) return undefined;
    const stats = await stat(file);
    return stats.isFile() ? { file, stats } : undefined;
  } catch {
    return undefined;
  }
}

/** The decoded path without query, or undefined when it is not one. */
function pathOf(request: IncomingMessage): string | undefined {
  const raw = (request.url ?? '/').split(/[?#]/)[0] ?? '/';
  try {
    const decoded = decodeURIComponent(raw);
    return decoded.startsWith('/') && !decoded.includes('\0') ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  // A missing file may appear with the next build, so the answer must not be kept.
  response.setHeader('Cache-Control', 'no-cache');
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`Port ${port} is taken: stop what uses it, or choose another with "npm start -- --port 4180".`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' } } });
  const dir = await ensureBuilt((line) => console.log(line));
  const { url } = await serve({ dir, port: Number(values.port ?? PORT), ...(values.host && { host: values.host }) });
  console.log(`Dream Lab: ${url}  (Ctrl+C stops it)`);
}

if (isMain(import.meta.url)) runMain(main);
