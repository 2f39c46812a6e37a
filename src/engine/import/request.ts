// Requests for bytes of a file, and what answers mean: an answer that is of use, a refusal by name, or something that another try may mend.

import { anySignal, throwIfAborted } from '../../lib/abort.ts';
import { sleep, type Timer } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';

export type RequestOptions = {
  fetch(url: string, init: RequestInit): Promise<Response>;
  timer: Timer;
  signal: AbortSignal;
};

/** Pauses before further tries of what brought nothing, ms; after the last of them it is given up. */
export const PAUSES = [500, 1000, 2000, 4000, 8000] as const;
/** A connection that gives no sign of life for so long is taken for broken, which no browser does by itself. */
const STALL_MS = 20_000;

/**
 * An answer that holds bytes of a file, asked for again where that may help.
 * @throws AppError download/missing, download/refused, download/failed, download/not-the-file, abort/aborted
 */
export async function ask(url: string, options: RequestOptions, headers?: Record<string, string>): Promise<Response> {
  for (const pause of PAUSES) {
    try {
      return await watched(url, options, (watching) => askOnce(url, watching, headers));
    } catch (error) {
      throwIfAborted(options.signal);
      if (!isPassing(error)) throw error;
      await sleep(pause, options.timer, options.signal);
    }
  }
  return watched(url, options, (watching) => askOnce(url, watching, headers));
}

/**
 * Nothing that would need the server's leave beforehand: a preflight is refused by the store that the Hub sends on to, so no header but Range, and no If-Range
 * (what comes is compared with the journal instead). Nor is anything left in the browser's cache, which would keep every byte a second time.
 */
export async function askOnce(
  url: string,
  { fetch, signal }: RequestOptions,
  headers: Record<string, string> = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers, signal, cache: 'no-store' });
  } catch (error) {
    throwIfAborted(signal);
    throw noAnswer(url, error);
  }
  if (response.status === 200 || response.status === 206) {
    if (!/^text\/html/i.test(response.headers.get('content-type') ?? '')) return response;
    await response.body?.cancel();
    throw new AppError(
      'download/not-the-file',
      `${hostOf(url)} answered with a web page instead of ${fileOf(url)}. Perhaps the network asks for a sign-in: open the address in a tab.`,
      { url },
    );
  }
  await response.body?.cancel();
  throw refusal(url, response);
}

function refusal(url: string, { status }: Response): AppError {
  const facts = { url, status };
  if (status === 404 || status === 410)
    return new AppError(
      'download/missing',
      `${hostOf(url)} has no file ${fileOf(url)} there. Check the name of the model.`,
      facts,
    );
  if (status === 401 || status === 403)
    return new AppError(
      'download/refused',
      `${hostOf(url)} does not give ${fileOf(url)} to everybody: the model does not exist, or its licence must be accepted there first. Download it there and import the folder.`,
      facts,
    );
  if (status === 416) return changed(url);
  const passing = status === 408 || status === 429 || status >= 500;
  return new AppError(
    'download/failed',
    `${hostOf(url)} answered ${status} for ${fileOf(url)}. What came so far is kept: try again later.`,
    { ...facts, passing },
  );
}

/** Work on a connection, which ends when nothing was `alive` for too long. */
export async function watched<T>(
  url: string,
  options: RequestOptions,
  work: (watching: RequestOptions, alive: () => void) => Promise<T>,
): Promise<T> {
  const stall = new AbortController();
  let cancel = (): void => undefined;
  const alive = (): void => {
    cancel();
    cancel = options.timer.after(STALL_MS, () => stall.abort());
  };
  alive();
  try {
    return await work({ ...options, signal: anySignal(options.signal, stall.signal) }, alive);
  } catch (error) {
    const stalled = stall.signal.aborted;
    // What is not wanted any more is not sent any more.
    stall.abort();
    throwIfAborted(options.signal);
    throw stalled ? noAnswer(url, error) : error;
  } finally {
    cancel();
  }
}

/** Worth another try: a busy server, a connection that broke (which fetch calls a TypeError). What the disk refuses, it refuses again. */
export function isPassing(error: unknown): boolean {
  return error instanceof AppError ? error.facts['passing'] === true : error instanceof TypeError;
}

type ByteRange = { start: number; end: number; total: number };

/** What part of the file an answer holds; null when it is the whole. @throws AppError download/failed when it is a part, and does not say which */
export function rangeOf(url: string, response: Response): ByteRange | null {
  if (response.status !== 206) return null;
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  if (!found) throw failed(url, 'the server does not say which part of it it sends');
  const [start, end, total] = found.slice(1).map(Number) as [number, number, number];
  return { start, end, total };
}

/** A strong ETag, or the time of the last change. */
export function versionOf({ headers }: Response): string | null {
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

export const hostOf = (url: string): string => new URL(url).host;
export const fileOf = (url: string): string => decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');

function noAnswer(url: string, cause: unknown): AppError {
  return new AppError(
    'download/failed',
    `There was no answer from ${hostOf(url)}. Check the connection; what came so far is kept.`,
    { url, passing: true },
    cause,
  );
}

export function failed(url: string, why: string): AppError {
  return new AppError(
    'download/failed',
    `The file ${fileOf(url)} could not be fetched from ${hostOf(url)}: ${why}. What came so far is kept: try again later.`,
    { url },
  );
}

export function changed(url: string): AppError {
  return new AppError(
    'download/changed',
    `The file ${fileOf(url)} changed at ${hostOf(url)} while it was being fetched. What came was thrown away; begin again.`,
    { url },
  );
}
