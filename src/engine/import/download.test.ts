// A download over a server that does everything wrong that servers do: what comes out is the right file or a named refusal, and next to nothing is fetched
// twice.

import { describe, expect, it } from 'vitest';
import { AppError, codeOf } from '../../lib/errors.ts';
import { sha256 } from '../../lib/hash.ts';
import { rng } from '../../lib/rng.ts';
import { download, type DownloadOptions } from './download.ts';
import { emptyPart, isComplete, memoryPart } from './part.ts';

const URL_ = 'https://models.example/repo/resolve/main/model.safetensors';
const LENGTH = 40 << 20;
const PIECE = 64 << 10;
const FILE = contentOf(LENGTH, 'the file');

function contentOf(length: number, seed: string): Uint8Array<ArrayBuffer> {
  const random = rng(seed);
  const words = new Uint32Array(length / 4);
  for (let i = 0; i < words.length; i++) words[i] = random.next() * 2 ** 32;
  return new Uint8Array(words.buffer);
}

type Server = {
  file: Uint8Array<ArrayBuffer>;
  etag: string | null;
  /** Bytes of bodies that were handed out. */
  sent: number;
  requests: number;
  /** What is done to an answer before it goes out. */
  change(response: Response, request: { start: number; end: number }): Response;
  /** Called for every piece that goes out; an error breaks the connection. */
  onPiece(): void;
};

const honest = (file = FILE): Server => ({
  ...{ file, etag: '"v1"', sent: 0, requests: 0 },
  change: (response) => response,
  onPiece: () => undefined,
});

function fetchFrom(server: Server): DownloadOptions['fetch'] {
  return async (_, { headers, signal }) => {
    server.requests += 1;
    const asked = new Headers(headers).get('range');
    const [start = 0, end = 0] = (/^bytes=(\d+)-(\d+)$/.exec(asked ?? '') ?? []).slice(1).map(Number);
    const last = Math.min(end, server.file.length - 1);
    const head: Record<string, string> = {
      'content-range': `bytes ${start}-${last}/${server.file.length}`,
      'content-length': String(last + 1 - start),
      'content-type': 'application/octet-stream',
      ...(server.etag ? { etag: server.etag } : {}),
    };
    const response = new Response(bodyOf(server, start, last + 1, signal ?? null), { status: 206, headers: head });
    return server.change(response, { start, end: last });
  };
}

function bodyOf(server: Server, start: number, end: number, signal: AbortSignal | null): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream(
    {
      pull: (controller) => {
        try {
          if (signal?.aborted) throw new DOMException('gone', 'AbortError');
          server.onPiece();
        } catch (error) {
          return controller.error(error);
        }
        const piece = server.file.slice(at, Math.min(at + PIECE, end));
        at += piece.length;
        server.sent += piece.length;
        controller.enqueue(piece);
        if (at >= end) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Longest pause between tries; what takes longer is patience with a connection, which these servers do not try. */
const LONGEST_PAUSE = 8000;
const atOnce: DownloadOptions['timer'] = {
  after: (ms, run) => {
    if (ms > LONGEST_PAUSE) return () => undefined;
    const id = setImmediate(run);
    return () => clearImmediate(id);
  },
};

type Kept = ReturnType<typeof emptyPart>;

function run(
  server: Server,
  kept: Kept = emptyPart(),
  more: Partial<DownloadOptions> = {},
): ReturnType<typeof download> {
  const options = { timer: atOnce, signal: new AbortController().signal, onProgress: () => undefined };
  return download(URL_, memoryPart(kept), { fetch: fetchFrom(server), ...options, ...more });
}

describe('a download', () => {
  it('brings the file, in lanes, and says how far it is', async () => {
    const [server, kept, seen] = [honest(), emptyPart(), [] as number[]];
    const journal = await run(server, kept, { onProgress: (done, of) => seen.push(done / of) });
    expect(await sha256(kept.bytes)).toBe(await sha256(FILE));
    expect(journal.lanes.length).toBe(3);
    expect(isComplete(journal)).toBe(true);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(server.sent).toBeLessThan(LENGTH + 2 * PIECE);
  });

  it('survives a hundred broken connections and stops at random, and fetches at most 5 % twice', async () => {
    const [server, kept, random] = [honest(), emptyPart(), rng('interruptions')];
    let interruptions = 0;
    const interrupt = (stop: AbortController) => (): void => {
      if (interruptions >= 100 || !random.chance(0.15)) return;
      interruptions += 1;
      if (random.chance(0.5)) stop.abort();
      else throw new TypeError('network error');
    };
    for (;;) {
      const stop = new AbortController();
      server.onPiece = interrupt(stop);
      const code = await run(server, kept, { signal: stop.signal }).then(() => null, codeOf);
      if (code === null) break;
      expect(['abort/aborted', 'download/failed']).toContain(code);
    }
    expect(interruptions).toBe(100);
    expect(await sha256(kept.bytes)).toBe(await sha256(FILE));
    expect(server.sent / LENGTH).toBeLessThan(1.05);
  });

  it('is not begun anew when it is whole', async () => {
    const [server, kept] = [honest(), emptyPart()];
    await run(server, kept);
    const { requests } = server;
    await run(server, kept);
    expect(server.requests).toBe(requests);
  });

  it('goes on from a part whose journal was damaged by beginning anew', async () => {
    const kept = emptyPart();
    await run(honest(), kept);
    kept.journal = kept.journal?.slice(0, 40) ?? null;
    await run(honest(), kept);
    expect(await sha256(kept.bytes)).toBe(await sha256(FILE));
  });

  it('reads a server that ignores ranges from the start, in one lane', async () => {
    const [server, kept] = [honest(), emptyPart()];
    const whole = fetchFrom(server);
    const journal = await run(server, kept, {
      fetch: async (url, init) => {
        const response = await whole(url, { ...init, headers: { Range: `bytes=0-${LENGTH - 1}` } });
        const headers = new Headers(response.headers);
        headers.delete('content-range');
        return new Response(response.body, { status: 200, headers });
      },
    });
    expect(journal.lanes.length).toBe(1);
    expect(await sha256(kept.bytes)).toBe(await sha256(FILE));
  });

  it('begins anew where such a server breaks off', async () => {
    const [server, kept] = [honest(), emptyPart()];
    const whole = fetchFrom(server);
    let pieces = 0;
    server.onPiece = () => {
      if (++pieces === 100) throw new TypeError('network error');
    };
    await run(server, kept, {
      fetch: async (url, init) => {
        const response = await whole(url, { ...init, headers: { Range: `bytes=0-${LENGTH - 1}` } });
        const headers = new Headers(response.headers);
        headers.delete('content-range');
        return new Response(response.body, { status: 200, headers });
      },
    });
    expect(pieces).toBe(100 + LENGTH / PIECE);
    expect(await sha256(kept.bytes)).toBe(await sha256(FILE));
  });

  it('asks for bytes by the one header that needs no preflight, and leaves nothing in the cache of the browser', async () => {
    const [server, seen] = [honest(), [] as RequestInit[]];
    const fetch = fetchFrom(server);
    await run(server, emptyPart(), { fetch: (url, init) => (seen.push(init), fetch(url, init)) });
    expect(seen.length).toBeGreaterThan(3);
    for (const { headers, cache } of seen) {
      expect([...new Headers(headers).keys()]).toEqual(['range']);
      expect(new Headers(headers).get('range')).toMatch(/^bytes=\d+-\d+$/);
      expect(cache).toBe('no-store');
    }
  });

  it('takes a connection that gives no sign of life for broken, and goes on by another', async () => {
    const [server, kept] = [honest(), emptyPart()];
    const fetch = fetchFrom(server);
    let asked = 0;
    const patience = (ms: number, run: () => void): (() => void) => {
      if (ms <= LONGEST_PAUSE) return atOnce.after(ms, run);
      const id = setTimeout(run, 300);
      return () => clearTimeout(id);
    };
    await run(server, kept, {
      timer: { after: patience },
      fetch: async (url, init) => (++asked === 2 ? untilAborted(init) : fetch(url, init)),
    });
    expect(asked).toBe(server.requests + 1);
    expect(await sha256(kept.bytes)).toBe(await sha256(FILE));
  });

  it('waits for a server that is busy now and then', async () => {
    const [server, kept, random] = [honest(), emptyPart(), rng('busy')];
    server.change = (response) => (random.chance(0.3) ? new Response(null, { status: 503 }) : response);
    await run(server, kept);
    expect(await sha256(kept.bytes)).toBe(await sha256(FILE));
  });
});

const untilAborted = ({ signal }: RequestInit): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError'))));

/** After the first answer, which says what the file is. */
const later =
  (server: Server, change: Server['change']): Server['change'] =>
  (response, request) =>
    server.requests > 1 ? change(response, request) : response;

const withHeader = (response: Response, name: string, value: string): Response => {
  const headers = new Headers(response.headers);
  headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
};

describe('a server that is wrong is told by name', () => {
  const status = (code: number) => (): Response => new Response('no', { status: code });
  const cases: [string, string, (server: Server) => Server['change']][] = [
    ['no such file', 'download/missing', () => status(404)],
    ['a gated model', 'download/refused', () => status(401)],
    ['a web page', 'download/not-the-file', () => (r) => withHeader(r, 'content-type', 'text/html; charset=utf-8')],
    ['another version', 'download/changed', (s) => later(s, (r) => withHeader(r, 'etag', '"v2"'))],
    [
      'another length',
      'download/changed',
      (s) => later(s, (r, { start, end }) => withHeader(r, 'content-range', `bytes ${start}-${end}/99`)),
    ],
    [
      'another part',
      'download/wrong-length',
      (s) => later(s, (r, { end }) => withHeader(r, 'content-range', `bytes 7-${end}/${LENGTH}`)),
    ],
    [
      'more than asked for',
      'download/wrong-length',
      (s) => later(s, (r) => new Response(FILE, { status: 206, headers: r.headers })),
    ],
    [
      'a part, of which it is not said which',
      'download/failed',
      () => (r) => {
        const headers = new Headers(r.headers);
        headers.delete('content-range');
        return new Response(r.body, { status: 206, headers });
      },
    ],
    ['no part like that', 'download/changed', (s) => later(s, status(416))],
    ['never anything', 'download/failed', () => status(500)],
    [
      'always an empty body',
      'download/failed',
      (s) => later(s, (r) => new Response(null, { status: 206, headers: r.headers })),
    ],
    ['no length', 'download/failed', () => () => new Response('x', { status: 200 })],
    ['a plain refusal', 'download/failed', () => status(418)],
  ];
  it.each(cases)('%s', async (_, code, changeOf) => {
    const server = honest();
    server.change = changeOf(server);
    const kept = emptyPart();
    await expect(run(server, kept)).rejects.toMatchObject({ code });
    if (['download/changed', 'download/not-the-file', 'download/wrong-length'].includes(code))
      expect(kept.bytes.length).toBe(0);
  });

  it.each(['reserve', 'write'] as const)('no room (%s), which is not asked for again', async (at) => {
    const [server, part] = [honest(), memoryPart()];
    let calls = 0;
    const refuse = (): Promise<never> => {
      calls += 1;
      return Promise.reject(new AppError('storage/quota', 'full'));
    };
    const options = { timer: atOnce, signal: new AbortController().signal, onProgress: () => undefined };
    const full = { ...part, [at]: refuse };
    const code = await download(URL_, full, { fetch: fetchFrom(server), ...options }).catch(codeOf);
    expect(code).toBe('storage/quota');
    expect(calls).toBeLessThanOrEqual(3);
  });
});
