// Who may touch what, over all tabs: a model's download belongs to one at a time, and what killed imports left is swept only while nobody imports.

import { anySignal, throwIfAborted } from '../../lib/abort.ts';
import { must } from '../../lib/assert.ts';
import { AppError } from '../../lib/errors.ts';
import { webLocks } from '../../lib/locks.ts';

const IMPORTS = 'models/imports';
const DOWNLOAD = 'downloads/';
/** A tab that is closed in the middle of its work holds its locks for up to two seconds more. */
const PATIENCE_MS = 4000;

/** The work, alone with the download of this address. @throws AppError storage/file-busy when somebody else has it */
export async function alone<T>(
  { base, source }: { base: string; source: string },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const lock = await webLocks()
    .acquire(DOWNLOAD + base, 'wait', anySignal(signal, patience))
    .catch((error: unknown) => {
      throwIfAborted(signal);
      throw new AppError(
        'storage/file-busy',
        `${source} is being fetched already, here or in another tab. Let that finish, or stop it there.`,
        { base },
        error,
      );
    });
  try {
    return await work();
  } finally {
    await must(lock, 'the lock').release();
  }
}

/** Addresses whose download somebody has. */
export async function busyDownloads(): Promise<ReadonlySet<string>> {
  const names = ((await navigator.locks.query()).held ?? []).map(({ name }) => name ?? '');
  return new Set(names.filter((name) => name.startsWith(DOWNLOAD)).map((name) => name.slice(DOWNLOAD.length)));
}

/** The work, which writes models. */
export function importing<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(IMPORTS, { mode: 'shared' }, work) as Promise<T>;
}

/** The work, unless somebody imports. */
export async function unlessImporting(work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(IMPORTS, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}
