// Unfinished downloads in the browser's private file system: below `downloads` a folder for each model, with what was wished for and, for each of its files,
// what came and its journal. So whoever looks, in this tab or after the end of the browser, knows what was begun, and can go on or make room.

import { AppError } from '../../lib/errors.ts';
import { sha256 } from '../../lib/hash.ts';
import { openInPlace } from '../../lib/in-place.ts';
import { type Precision, PRECISIONS } from './layout.ts';
import { fileIn, type Folder, namesIn, removeFrom, type SyncFile, topFolder } from './opfs-folder.ts';
import { journalIn, partOver } from './opfs-part.ts';
import { fetchedBytes, type PartFile } from './part.ts';

/** A model that somebody asked for. */
export type Wish = {
  /** Where its files are: an address with a slash at its end. */
  base: string;
  /** What people call it. */
  source: string;
  /** The commit that `base` is of; null when that is not known. */
  revision: string | null;
  precision: Precision;
};
/** With the bytes of it that are here, of those that are known to belong to it. */
export type Begun = Wish & { done: number; of: number };

/** One model's unfinished download. */
export type Download = {
  /** @throws AppError storage/file-busy when somebody else has it open */
  openPart(file: string): Promise<PartFile>;
  /** A file as it came, read from the disk piece by piece. @throws DOMException when it was not begun */
  fetched(file: string): Promise<Blob>;
  dropPart(file: string): Promise<void>;
};

const WISH = 'wish';
const PART = '.part';
const JOURNAL = '.journal';

const folder = (): Promise<Folder> => topFolder('downloads');
const nameOf = (base: string): Promise<string> => sha256(base);
/** Files of a model's folders lie side by side. */
const flat = (file: string): string => file.replaceAll('/', '%2F');

/** Begins a download, or goes on with it: from now on it is known what was wished for. */
export async function openDownload(wish: Wish): Promise<Download> {
  const mine = await (await folder()).getDirectoryHandle(await nameOf(wish.base), { create: true });
  await writeWish(mine, wish);
  return {
    openPart: (file) => openPart(mine, file),
    fetched: async (file) => (await mine.getFileHandle(flat(file) + PART)).getFile(),
    dropPart: async (file) => {
      for (const end of [PART, JOURNAL]) await removeFrom(mine, flat(file) + end);
    },
  };
}

/** All at once: a kill leaves the old wish or the new one. */
async function writeWish(mine: Folder, wish: Wish): Promise<void> {
  const writer = await (await mine.getFileHandle(WISH, { create: true })).createWritable();
  await writer.write(JSON.stringify(wish));
  await writer.close();
}

async function openPart(mine: Folder, file: string): Promise<PartFile> {
  const open = async (end: string): Promise<SyncFile> =>
    openInPlace(await mine.getFileHandle(flat(file) + end, { create: true }));
  try {
    const data = await open(PART);
    try {
      return partOver(data, await open(JOURNAL));
    } catch (error) {
      data.close();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NoModificationAllowedError')) throw error;
    throw new AppError('storage/file-busy', `Another tab is fetching ${file}. Let it finish, or close it.`, {}, error);
  }
}

/** What was begun and is not done. */
export async function begunDownloads(): Promise<Begun[]> {
  const downloads = await folder();
  const all = await Promise.all((await namesIn(downloads)).map((name) => begunIn(downloads, name)));
  return all.filter((begun) => begun !== null).sort((a, b) => a.source.localeCompare(b.source));
}

async function begunIn(downloads: Folder, name: string): Promise<Begun | null> {
  const mine = await downloads.getDirectoryHandle(name).catch(() => null);
  const wish = mine && (await readWish(mine));
  return wish && { ...wish, ...(await progressOf(mine)) };
}

async function progressOf(mine: Folder): Promise<{ done: number; of: number }> {
  const sum = { done: 0, of: 0 };
  for (const name of (await namesIn(mine)).filter((each) => each.endsWith(JOURNAL))) {
    const file = await fileIn(mine, name);
    const journal = file && journalIn(new Uint8Array(await file.arrayBuffer()));
    if (!journal) continue;
    sum.done += fetchedBytes(journal);
    sum.of += journal.bytes;
  }
  return sum;
}

async function readWish(mine: Folder): Promise<Wish | null> {
  try {
    const wish = JSON.parse((await (await fileIn(mine, WISH))?.text()) ?? 'null') as Partial<Wish> | null;
    const { base, source, revision, precision } = wish ?? {};
    const texts = typeof base === 'string' && typeof source === 'string';
    const known = PRECISIONS.find((each) => each === precision);
    return texts && known ? { base, source, revision: revision ?? null, precision: known } : null;
  } catch {
    return null;
  }
}

/** Removes a download, whatever of it is here. */
export async function dropDownload(base: string): Promise<void> {
  await removeFrom(await folder(), await nameOf(base));
}

/** Removes downloads of which nothing says what they are, and those that are over. Only while nobody fetches. */
export async function sweepDownloads(isOver: (begun: Begun) => boolean): Promise<void> {
  const downloads = await folder();
  for (const name of await namesIn(downloads)) {
    const begun = await begunIn(downloads, name);
    if (!begun || isOver(begun)) await removeFrom(downloads, name);
  }
}
