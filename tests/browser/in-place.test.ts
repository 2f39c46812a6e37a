// A file opens in place although nothing but the opening itself holds its handle.

import { expect, it } from 'vitest';
import type { Asked } from './in-place.worker.ts';

it('a file opens while garbage is collected', async () => {
  const worker = new Worker(new URL('./in-place.worker.ts', import.meta.url), { type: 'module' });
  const said = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.postMessage({ times: 40, patienceMs: 10_000 } satisfies Asked);
  expect(await said).toBe(40);
  worker.terminate();
}, 30_000);
