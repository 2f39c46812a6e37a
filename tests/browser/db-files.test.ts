// The files contract on Chromium's private file system: on a page (asynchronous writer) and in a worker (sync handles).

import { afterAll, describe, expect, it } from 'vitest';
import type { Files } from '../../src/db/files.ts';
import { opfsFiles } from '../../src/db/opfs.ts';
import { systemTimer } from '../../src/lib/clock.ts';
import { AppError } from '../../src/lib/errors.ts';
import type { ErrorCode } from '../../src/lib/errors.ts';
import { webLocks } from '../../src/lib/locks.ts';
import { runAll } from '../contracts/files.ts';
import type { Answer, Request } from './db-files.worker.ts';

const folder = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle('files', { create: true });

const clear = async (): Promise<void> =>
  (await navigator.storage.getDirectory()).removeEntry('files', { recursive: true }).catch(() => undefined);

async function damage(hash: string, bytes: Uint8Array | null): Promise<void> {
  const files = await folder();
  if (bytes === null) return files.removeEntry(hash);
  const writer = await (await files.getFileHandle(hash)).createWritable();
  await writer.write(bytes as Uint8Array<ArrayBuffer>);
  await writer.close();
}

const worker = new Worker(new URL('./db-files.worker.ts', import.meta.url), { type: 'module' });
afterAll(() => worker.terminate());
let calls = 0;

function inWorker(method: keyof Files, ...args: unknown[]): Promise<never> {
  const id = calls++;
  return new Promise((resolve, reject) => {
    const listen = ({ data }: MessageEvent<Answer>): void => {
      if (data.id !== id) return;
      worker.removeEventListener('message', listen);
      if (data.code === undefined) resolve(data.value as never);
      else reject(new AppError(data.code as ErrorCode, 'in the worker'));
    };
    worker.addEventListener('message', listen);
    worker.postMessage({ id, method, args } satisfies Request);
  });
}

const workerFiles: Files = {
  write: (bytes) => inWorker('write', bytes),
  read: (hash) => inWorker('read', hash),
  has: (hash) => inWorker('has', hash),
  list: () => inWorker('list'),
  collect: (keep, olderThan) => inWorker('collect', keep, olderThan),
  discard: (hashes) => inWorker('discard', hashes),
};

runAll('OPFS on a page', async () => {
  await clear();
  return { files: await opfsFiles(systemTimer, webLocks()), damage };
});

runAll('OPFS in a worker', async () => {
  await clear();
  return { files: workerFiles, damage };
});

describe('OPFS', () => {
  it('page and worker see the same files, and write the same one at once', async () => {
    await clear();
    const page = await opfsFiles(systemTimer, webLocks());
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i);
    const hashes = await Promise.all([
      page.write(bytes),
      workerFiles.write(bytes),
      page.write(bytes),
      workerFiles.write(bytes),
    ]);
    expect(new Set(hashes).size).toBe(1);
    expect(await page.read(hashes[0])).toEqual(await workerFiles.read(hashes[0]));
    expect(await page.list()).toHaveLength(1);
  });
});
