// What bringing models needs besides what a page shows: the worker, which rows are still here, and how fast things come.

import type { DownloadApi, ImportProgress } from '../../workers/download.ts';
import type { RowOf } from '../db/tables/index.ts';
import { connect, type Connection } from '../lib/channel.ts';

export function startDownloader(): Connection<DownloadApi> {
  const worker = new Worker(new URL('../../workers/download.ts', import.meta.url), { type: 'module' });
  return connect<DownloadApi>(worker);
}

/** Rows of models whose file is here, the newest of each. @param rows newest first */
export function heldRows(rows: readonly RowOf<'models'>[], held: readonly string[]): RowOf<'models'>[] {
  const newest = new Map([...rows].reverse().map((row) => [row.file, row]));
  return [...newest.values()].filter(({ file }) => held.includes(file)).reverse();
}

/** Seconds that the speed is told of. */
const WINDOW = 5;

/** Bytes a second over the last seconds of one file or of the conversion; null before there is anything to go by. `now` in seconds. */
export function speedometer(): (progress: ImportProgress, now: number) => number | null {
  let samples: { at: number; done: number }[] = [];
  let file: string | null | undefined;
  return (progress, now) => {
    if (progress.file !== file) samples = [];
    file = progress.file;
    samples = [...samples.filter(({ at }) => now - at < WINDOW), { at: now, done: progress.done }].slice(-200);
    const [first] = samples;
    return first && now - first.at > 0.5 ? (progress.done - first.done) / (now - first.at) : null;
  };
}
