// Holds a file open in place, says so, and is busy from then on: what is told to end takes its time.

import { openInPlace } from '../../src/lib/in-place.ts';

export type Asked = { name: string; busyMs: number };

type FileHandle = { createSyncAccessHandle(): Promise<{ close(): void }> };

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  void hold(data.name).then(() => {
    postMessage('held');
    const until = performance.now() + data.busyMs;
    while (performance.now() < until);
  });
});

async function hold(name: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('downloads', { create: true });
  await openInPlace((await folder.getFileHandle(name, { create: true })) as unknown as FileHandle);
}
