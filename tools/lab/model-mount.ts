// A model's files beside the app, on its own origin, where the page may fetch them: a folder of this machine, or a server that is asked for them. With
// parts of files, as model hosts serve them.

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Mount } from '../serve.ts';

/** Files of a folder; nothing outside it, whatever a path says. */
export function folderMount(folder: string): Mount {
  return async (name, request, response) => {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, name)).catch(() => null);
    const info = file?.startsWith(root + path.sep) ? await stat(file) : null;
    if (!file || !info?.isFile()) return void response.writeHead(404).end('Not found.');
    const { start, end, status } = partOf(request, info.size);
    if (start > end) return void response.writeHead(416, { 'Content-Range': `bytes */${info.size}` }).end();
    response.writeHead(status, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': end + 1 - start,
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'no-store',
      ETag: `"${info.size.toString(36)}-${Math.trunc(info.mtimeMs).toString(36)}"`,
      ...(status === 206 && { 'Content-Range': `bytes ${start}-${end}/${info.size}` }),
    });
    if (request.method === 'HEAD') return void response.end();
    return pipeline(createReadStream(file, { start, end }), response);
  };
}

function partOf(request: IncomingMessage, size: number): { start: number; end: number; status: 200 | 206 } {
  const found = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (!found) return { start: 0, end: size - 1, status: 200 };
  const end = found[2] ? Math.min(Number(found[2]), size - 1) : size - 1;
  return { start: Number(found[1]), end, status: 206 };
}

const PASSED = ['content-type', 'content-length', 'content-range', 'etag', 'last-modified', 'content-encoding'];

/** What a server answers for files below an address. */
export function serverMount(base: URL): Mount {
  return async (name, request, response) => {
    const { range, 'if-range': version } = request.headers;
    const answer = await fetch(new URL(name, base), {
      headers: { ...(range && { range }), ...(typeof version === 'string' && { 'if-range': version }) },
    });
    const headers = PASSED.flatMap((header) => {
      const value = answer.headers.get(header);
      return value === null ? [] : [[header, value] as const];
    });
    response.writeHead(answer.status, Object.fromEntries([...headers, ['cache-control', 'no-store']]));
    return send(answer, response);
  };
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  if (!answer.body) return void response.end();
  return pipeline(Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream), response);
}
