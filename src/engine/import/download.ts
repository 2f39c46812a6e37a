// Fetches one file in lanes side by side, keeps what came whatever happens, and goes on from there. What a server says of the file the first time (length,
// version) must stay true to the end: a file that changed, is a web page, or is shorter or longer than announced is refused by name, never used.

import { throwIfAborted } from '../../lib/abort.ts';
import { sleep, type Timer } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { fetchedBytes, freshJournal, isComplete, type Journal, type Lane, type PartFile } from './part.ts';

export type DownloadOptions = {
  fetch(url: string, init: RequestInit): Promise<Response>;
  timer: Timer;
  signal: AbortSignal;
  /** Requests side by side, at most. */
  lanes?: number;
  /** Bytes that are there, of all; called often. */
  onProgress(done: number, of: number): void;
};

const LANES = 4;
/** Tries of a lane that bring nothing before it is given up, and the pause before each, ms. */
const PAUSES = [500, 1000, 2000, 4000, 8000] as const;

/**
 * The whole file in `part`; what is there already is not fetched again. `part` stays open.
 * @returns its length and version.
 * @throws AppError download/missing (404), download/refused (401, 403), download/failed (other answers, no answer after several tries),
 * download/not-the-file (a web page), download/changed, download/wrong-length, storage/quota, abort/aborted; all but download/changed, /not-the-file and
 * /wrong-length leave what came, to go on from
 */
export async function download(url: string, part: PartFile, options: DownloadOptions): Promise<Journal> {
  const old = await part.readJournal();
  const journal = old?.url === url ? old : await begin(url, part, options);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, options.signal]);
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

/** Asks for the first byte: what comes with it says how long the file is, and which version. */
async function begin(url: string, part: PartFile, options: DownloadOptions): Promise<Journal> {
  await part.clear();
  const response = await persist(url, options, () => ask(url, { Range: 'bytes=0-0' }, options));
  const range = rangeOf(response);
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
  const response = await ask(
    journal.url,
    { Range: `bytes=${from}-${lane.end - 1}`, ...(journal.version ? { 'If-Range': journal.version } : {}) },
    options,
  );
  mustBeSame(journal, lane, response, from);
  if (!response.body) return;
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    if (lane.start + lane.done + bytes.length > lane.end) throw wrongLength(journal, 'sent more than was asked for');
    await part.write(lane.start + lane.done, bytes);
    lane.done += bytes.length;
    await part.writeJournal(journal);
    tell();
    // Only now: what came is kept.
    throwIfAborted(options.signal);
  }
}

function mustBeSame(journal: Journal, lane: Lane, response: Response, from: number): void {
  const version = versionOf(response);
  if (journal.version !== null && version !== null && version !== journal.version) throw changed(journal.url);
  const range = rangeOf(response);
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

/** One answer that holds bytes of the file. @throws AppError, of which some are worth another try */
async function ask(
  url: string,
  headers: Record<string, string>,
  { fetch, signal }: DownloadOptions,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers, signal, redirect: 'follow' });
  } catch (error) {
    throwIfAborted(signal);
    throw new AppError(
      'download/failed',
      `There was no answer from ${hostOf(url)}. Check the connection; what came so far is kept.`,
      { url, passing: true },
      error,
    );
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

/** Worth another try: a broken connection, a busy server, a body that ended early. */
function isPassing(error: unknown): boolean {
  return !(error instanceof AppError) || error.facts['passing'] === true;
}

/** Tries something small again while that may help. */
async function persist<T>(url: string, { timer, signal }: DownloadOptions, work: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await work();
    } catch (error) {
      throwIfAborted(signal);
      if (!isPassing(error)) throw error;
      await sleep(pause, timer, signal);
    }
  }
  throw failed(url, 'the server does not answer');
}

type Range = { start: number; end: number; total: number };

/** What part of the file an answer holds; null when it is the whole. */
function rangeOf(response: Response): Range | null {
  if (response.status !== 206) return null;
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  if (!found) return null;
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
