// Opens a file in place again and again while garbage is collected all the time; answers how often it opened, or which time it did not.

import { openInPlace } from '../../src/lib/in-place.ts';

export type Asked = { times: number; patienceMs: number };

declare const gc: () => void;
type FileHandle = { createSyncAccessHandle(): Promise<{ close(): void }> };

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  void openAgain(data).then(postMessage, (error: unknown) => postMessage(String(error)));
});

async function openAgain({ times, patienceMs }: Asked): Promise<number | string> {
  const root = await navigator.storage.getDirectory();
  const open = async (): Promise<{ close(): void }> =>
    openInPlace((await root.getFileHandle('in-place', { create: true })) as unknown as FileHandle);
  for (let i = 0; i < times; i++) {
    const collecting = setInterval(gc, 0);
    const late = new Promise<null>((resolve) => void setTimeout(() => resolve(null), patienceMs));
    const file = await Promise.race([open(), late]);
    clearInterval(collecting);
    if (!file) return `not opened the ${i + 1}th time`;
    file.close();
  }
  await root.removeEntry('in-place');
  return times;
}
