// huggingface.co as a real server of this machine: TLS, parts of files, and small files answered by the hub itself while weights are sent on to its store,
// as the real one does. It can be made slow, cut off, busy or wrong, and counts what it sends. Chrome takes it for the hub by `rules`.
//
// Neither answers a preflight: the real store refuses those (huggingface/datasets#7931), so a download must do without.

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSigned } from './certificate.ts';

const HUB = 'huggingface.co';
const STORE = 'us.aws.cdn.hf.co';
const PIECE = 16 << 10;

/** Bytes `start` to before `end` of a file that were asked for, or all of it. */
export type Asked = { file: string; start: number; end: number; isPart: boolean };
export type Answer = {
  status: number;
  headers: Record<string, string | number>;
  body: Uint8Array;
  /** Bytes of the body after which the connection breaks. */
  breaksAfter?: number;
};

export class StandInHub {
  readonly repo: string;
  readonly files: Map<string, Uint8Array>;
  /** What `main` is; all others have the same files. */
  commit: string;
  /** Bytes a second, of all connections together. */
  rate = Infinity;
  /** Nobody gets a connection. */
  away = false;
  /** What is done to an answer before it goes out. */
  change: (answer: Answer, asked: Asked) => Answer = (answer) => answer;
  /** Bytes of files that went out, and those of them that had gone out before. */
  readonly sent = { bytes: 0, again: 0 };
  /** Paths that were asked for, with the method where it is not GET. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** By file: 1 for each byte that went out. */
  readonly #gone = new Map<string, Uint8Array>();
  #free = 0;

  private constructor(repo: string, commit: string, files: ReadonlyMap<string, Uint8Array>) {
    [this.repo, this.commit, this.files] = [repo, commit, new Map(files)];
    this.#server = createServer(selfSigned([HUB, STORE]), (request, response) => {
      this.#answer(request, response).catch(() => void response.destroy());
    });
    this.#server.on('connection', (socket: Socket) => {
      if (this.away) return void socket.destroy();
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    });
  }

  static async open(repo: string, commit: string, files: ReadonlyMap<string, Uint8Array>): Promise<StandInHub> {
    const hub = new StandInHub(repo, commit, files);
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  /** For --host-resolver-rules: the hub's names lead here. */
  get rules(): string {
    const { port } = this.#server.address() as AddressInfo;
    return [HUB, STORE].map((name) => `MAP ${name} 127.0.0.1:${port}`).join(', ');
  }

  /** Of all files. */
  get bytes(): number {
    return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Breaks all connections, in the middle of what they carry. @param reset with all that is under way; else after it */
  cut(reset: boolean): void {
    for (const socket of this.#sockets)
      if (reset) socket.resetAndDestroy();
      else socket.destroy();
  }

  async close(): Promise<void> {
    this.cut(true);
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, range } = request.headers;
    const url = new URL(request.url ?? '/', `https://${host}`);
    this.asked.push(request.method === 'GET' ? url.pathname : `${request.method} ${url.pathname}`);
    const say = (status: number, headers = {}): unknown => response.writeHead(status, { ...CORS, ...headers }).end();
    if (request.method !== 'GET') return void say(403);
    const found = this.#find(url);
    if (typeof found === 'number') return void say(found);
    const [file, bytes] = found;
    if (url.host === HUB && file.endsWith('.safetensors'))
      return void say(302, { location: `https://${STORE}/${file}?Expires=1781098782` });
    const asked = askedOf(file, bytes, range);
    const honest = asked.start < asked.end ? answerOf(bytes, asked) : NO_SUCH_PART;
    return this.#send(this.change(honest, asked), asked, response);
  }

  /** A file; or the status that says why there is none: the hub does not say whether a repository exists. */
  #find({ host, pathname }: URL): [file: string, bytes: Uint8Array] | number {
    const path = host === HUB ? pathname : `/${this.repo}/resolve/main${pathname}`;
    const [, repo, revision = '', file = ''] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
    if (repo !== this.repo) return 401;
    const bytes = this.files.get(file);
    return bytes && /^(main|[0-9a-f]{40})$/.test(revision) ? [file, bytes] : 404;
  }

  async #send(
    { status, headers, body, breaksAfter }: Answer,
    { file, start }: Asked,
    response: ServerResponse,
  ): Promise<void> {
    response.writeHead(status, { ...CORS, 'x-repo-commit': this.commit, ...headers });
    const end = Math.min(body.length, breaksAfter ?? Infinity);
    for (let at = 0; at < end; at += PIECE) {
      const piece = body.subarray(at, Math.min(at + PIECE, end));
      await this.#wait(piece.length);
      if (response.destroyed) return;
      if (status < 300) this.#count(file, start + at, piece.length);
      if (!response.write(piece)) await drained(response);
    }
    if (breaksAfter === undefined) response.end();
    else response.destroy();
  }

  #count(file: string, start: number, length: number): void {
    const gone = this.#gone.get(file) ?? new Uint8Array(this.files.get(file)?.length ?? 0);
    this.#gone.set(file, gone);
    this.sent.bytes += length;
    this.sent.again += gone.subarray(start, start + length).reduce((sum, byte) => sum + byte, 0);
    gone.fill(1, start, start + length);
  }

  async #wait(bytes: number): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.#free);
    this.#free = at + (bytes / this.rate) * 1000;
    if (at > now) await sleep(at - now);
  }
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'X-Repo-Commit,Accept-Ranges,Content-Range,ETag',
};
const NO_SUCH_PART: Answer = { status: 416, headers: {}, body: new Uint8Array() };

function askedOf(file: string, { length }: Uint8Array, range: string | undefined): Asked {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (from === undefined) return { file, start: 0, end: length, isPart: false };
  return { file, start: Number(from), end: Math.min(Number(to) + 1, length), isPart: true };
}

function answerOf(bytes: Uint8Array, { start, end, isPart }: Asked): Answer {
  const headers: Answer['headers'] = {
    'content-type': 'application/octet-stream',
    'content-length': end - start,
    etag: tagOf(bytes),
  };
  if (isPart) headers['content-range'] = `bytes ${start}-${end - 1}/${bytes.length}`;
  return { status: isPart ? 206 : 200, headers, body: bytes.subarray(start, end) };
}

const tags = new WeakMap<Uint8Array, string>();
function tagOf(bytes: Uint8Array): string {
  const tag = tags.get(bytes) ?? `"${createHash('sha256').update(bytes).digest('hex')}"`;
  tags.set(bytes, tag);
  return tag;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      response.off('drain', over).off('close', over);
      resolve();
    };
    response.on('drain', over).on('close', over);
  });
}
