// Runs the file store where the trainer will: in a worker, over sync access handles. Errors cross as their codes.

import { opfsFiles } from '../../src/db/opfs.ts';
import type { Files } from '../../src/db/files.ts';
import { systemTimer } from '../../src/lib/clock.ts';
import { codeOf } from '../../src/lib/errors.ts';
import { webLocks } from '../../src/lib/locks.ts';

export type Request = { id: number; method: keyof Files; args: unknown[] };
export type Answer = { id: number; value?: unknown; code?: string };

addEventListener('message', ({ data }: MessageEvent<Request>) => void answer(data));

async function answer({ id, method, args }: Request): Promise<void> {
  try {
    const files = (await opfsFiles(systemTimer, webLocks())) as unknown as Record<
      string,
      (...args: unknown[]) => Promise<unknown>
    >;
    postMessage({ id, value: await files[method]?.(...args) } satisfies Answer);
  } catch (error) {
    postMessage({ id, code: codeOf(error) } satisfies Answer);
  }
}
