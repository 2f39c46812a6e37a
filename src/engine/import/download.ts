// Fetches one file in lanes side by side, keeps what came whatever happens, and goes on from there. What a server says of the file the first time (length,
// version) must stay true to the end: a file that changed, is a web page, or is shorter or longer than announced is refused by name, never used.

import { anySignal, throwIfAborted } from '../../lib/abort.ts';
import { sleep, type Timer } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { fetchedBytes, freshJournal, isComplete, type Journal, type Lane, type PartFile } from './part.ts';

export type RequestOptions = {
  fetch(url: string, init: RequestInit): Promise<Response>;
  timer: Timer;
  signal: AbortSignal;
};
export type DownloadOptions = RequestOptions & {
  /** Requests side by side, at most. */
  lanes?: number;
  /** Bytes that are there, of all; called often. */
  onProgress(done: number, of: number): void;
};

const LANES = 4;
/** Tries of a lane that bring nothing before it is given up, and the pause before each, ms. */
const PAUSES = [500, 1000, 2000, 4000, 8000] as const;
/** A connection that gives no sign of life for so long is taken for broken, which no browser does by itself. */
const STALL_MS = 20_000;

/**
 * The whole file in `part`; what is there already is not fetched again. `part` stays open.
 * @returns its length and version.
 * @throws AppError download/missing (404), download/refused (401, 403), download/failed (other answers, no answer after several tries),
 * download/not-the-file (a web page), download/changed, download/wrong-length, storage/quota, abort/aborted; all but download/changed, /not-the-file and
 * /wrong-length leave what came, to go on from
 */
export async function download(url: string, part: PartFile, options: DownloadOptions): Promise<Journal> {
  const journal = await beginDownload(url, part, options);
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  const tell = (): void => options.onProgress(fetchedBytes(journal), journal.bytes);
  tell();
  const open = journal.lanes.filter(({ start, end, done }) => start + done < end);
  const lanes = open.map((lane) => runLane(journal, lane, part, { ...options, signal }, tell));
  try {
    await Promise.all(lanes);
  } catch (error) {
    stop.abort();
    // The others end too: their last bytes are kept before the part is anybody else's.
    await Promise.allSettled(lanes);
    if (isFinal(error)) await part.clear();
    throwIfAborted(options.signal);
    throw error;
  }
  if (!isComplete(journal)) throw failed(url, 'it ended early');
  return journal;
}

const FINAL = ['download/changed', 'download/not-the-file', 'download/wrong-length'];
const isFinal = (error: unknown): boolean => error instanceof AppError && FINAL.includes(error.code);

/**
 * What is known of the file, and room for it: from the part where that was begun before, else by asking for the first byte, with which comes how long the
 * file is and which version.
 * @throws AppError as download
 */
export async function beginDownload(
  url: string,
  part: PartFile,
  options: Omit<DownloadOptions, 'onProgress'>,
): Promise<Journal> {
  const old = await part.readJournal();
  if (old?.url === url) return old;
  await part.clear();
  const response = await ask(url, options, { Range: 'bytes=0-0' });
  const range = rangeOf(url, response);
  await response.body?.cancel();
  const length = range?.total ?? Number(response.headers.get('content-length') ?? NaN);
  if (!Number.isSafeInteger(length) || length < 1) throw failed(url, 'the server does not say how long the file is');
  await part.reserve(length);
  // A server that ignores ranges can only be read from the start, in one go.
  const journal = freshJournal(url, length, versionOf(response), range ? (options.lanes ?? LANES) : 1);
  await part.writeJournal(journal);
  return journal;
}

/** Until the lane is full. A try that brought something is followed by another at once; several that brought nothing are the end. */
async function runLane(
  journal: Journal,
  lane: Lane,
  part: PartFile,
  options: DownloadOptions,
  tell: () => void,
): Promise<void> {
  for (let idle = 0; lane.start + lane.done < lane.end;) {
    const before = lane.done;
    try {
      await pour(journal, lane, part, options, tell);
    } catch (error) {
      throwIfAborted(options.signal);
      if (!isPassing(error) || (lane.done === before && idle >= PAUSES.length)) throw error;
    }
    idle = lane.done > before ? 0 : idle + 1;
    if (idle > PAUSES.length) throw failed(journal.url, 'the server sends nothing more');
    if (idle > 0) await sleep(PAUSES[idle - 1] as number, options.timer, options.signal);
  }
}

/** One request: what comes of it goes into the part, piece by piece, each named in the journal when it is there. */
async function pour(
  journal: Journal,
  lane: Lane,
  part: PartFile,
  options: DownloadOptions,
  tell: () => void,
): Promise<void> {
  const from = lane.start + lane.done;
  await watched(journal.url, options, async (watching, alive) => {
    const response = await askOnce(journal.url, watching, { Range: `bytes=${from}-${lane.end - 1}` });
    mustBeSame(journal, lane, response, from);
    if (!response.body) return;
    for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
      alive();
      if (lane.start + lane.done + bytes.length > lane.end) throw wrongLength(journal, 'sent more than was asked for');
      await part.write(lane.start + lane.done, bytes);
      lane.done += bytes.length;
      await part.writeJournal(journal);
      tell();
      // Only now: what came is kept.
      throwIfAborted(options.signal);
    }
  });
}

/** Work on a connection, which ends when nothing was `alive` for too long. */
async function watched<T>(
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

function mustBeSame(journal: Journal, lane: Lane, response: Response, from: number): void {
  const version = versionOf(response);
  if (journal.version !== null && version !== null && version !== journal.version) throw changed(journal.url);
  const range = rangeOf(journal.url, response);
  if (range) {
    if (range.total !== journal.bytes) throw changed(journal.url);
    if (range.start !== from || range.end > lane.end - 1)
      throw wrongLength(journal, 'sent another part than was asked for');
    return;
  }
  // The whole file instead of a part: of use where the file is one lane, which then begins anew.
  if (journal.lanes.length > 1) throw failed(journal.url, 'the server no longer sends parts of files');
  lane.done = 0;
  const length = response.headers.get('content-length');
  // A compressed answer has another length than the file.
  if (length !== null && !response.headers.get('content-encoding') && Number(length) !== journal.bytes)
    throw wrongLength(journal, `announced ${length} bytes`);
}

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
async function askOnce(
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

/** Worth another try: a busy server, a connection that broke (which fetch calls a TypeError). What the disk refuses, it refuses again. */
function isPassing(error: unknown): boolean {
  return error instanceof AppError ? error.facts['passing'] === true : error instanceof TypeError;
}

type Range = { start: number; end: number; total: number };

/** What part of the file an answer holds; null when it is the whole. @throws AppError download/failed when it is a part, and does not say which */
function rangeOf(url: string, response: Response): Range | null {
  if (response.status !== 206) return null;
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  if (!found) throw failed(url, 'the server does not say which part of it it sends');
  const [start, end, total] = found.slice(1).map(Number) as [number, number, number];
  return { start, end, total };
}

/** A strong ETag, or the time of the last change. */
function versionOf({ headers }: Response): string | null {
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

const hostOf = (url: string): string => new URL(url).host;
const fileOf = (url: string): string => decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');

function noAnswer(url: string, cause: unknown): AppError {
  return new AppError(
    'download/failed',
    `There was no answer from ${hostOf(url)}. Check the connection; what came so far is kept.`,
    { url, passing: true },
    cause,
  );
}

function failed(url: string, why: string): AppError {
  return new AppError(
    'download/failed',
    `The file ${fileOf(url)} could not be fetched from ${hostOf(url)}: ${why}. What came so far is kept: try again later.`,
    { url },
  );
}

function changed(url: string): AppError {
  return new AppError(
    'download/changed',
    `The file ${fileOf(url)} changed at ${hostOf(url)} while it was being fetched. What came was thrown away; begin again.`,
    { url },
  );
}

function wrongLength({ url, bytes }: Journal, what: string): AppError {
  return new AppError(
    'download/wrong-length',
    `${hostOf(url)} ${what} for ${fileOf(url)}, which it called ${bytes} bytes long. It was not used; begin again later.`,
    { url, bytes },
  );
}
