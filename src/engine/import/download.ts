// Fetches one file in lanes side by side, keeps what came whatever happens, and goes on from there. What a server says of the file the first time (length,
// version) must stay true to the end: a file that changed, is a web page, or is shorter or longer than announced is refused by name, never used.

import { anySignal, throwIfAborted } from '../../lib/abort.ts';
import { sleep } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { fetchedBytes, freshJournal, isComplete, type Journal, type Lane, type PartFile } from './part.ts';
import {
  ask,
  askOnce,
  changed,
  failed,
  fileOf,
  hostOf,
  isPassing,
  PAUSES,
  rangeOf,
  type RequestOptions,
  versionOf,
  watched,
} from './request.ts';

export type DownloadOptions = RequestOptions & {
  /** Requests side by side, at most. */
  lanes?: number;
  /** Bytes that are there, of all; called often. */
  onProgress(done: number, of: number): void;
};

const LANES = 4;

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

function wrongLength({ url, bytes }: Journal, what: string): AppError {
  return new AppError(
    'download/wrong-length',
    `${hostOf(url)} ${what} for ${fileOf(url)}, which it called ${bytes} bytes long. It was not used; begin again later.`,
    { url, bytes },
  );
}
