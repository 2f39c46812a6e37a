// The files contract in memory and over a directory that is a map; then the directory fails on purpose.

import { describe, expect, it } from 'vitest';
import { runAll } from '../../tests/contracts/files.ts';
import { fakeTime, systemTimer } from '../lib/clock.ts';
import { codeOf } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import { memoryLocks } from '../lib/locks.ts';
import { memoryFiles } from './memory-files.ts';
import { directoryFiles } from './opfs.ts';
import type { Directory, FileHandle } from './opfs.ts';

type Disk = Map<string, { bytes: Uint8Array; written: number }>;

/** What a fake directory does wrong: called before each operation with its name, may throw or change the disk. */
type Trouble = (operation: string, name: string, disk: Disk) => void;

const notFound = (): DOMException => new DOMException('not there', 'NotFoundError');

/** A directory over a map, with the sync handles of a worker. Names are locked while a handle is open, as in OPFS. */
function fakeDirectory(disk: Disk, trouble: Trouble = () => undefined): Directory {
  const locked = new Set<string>();
  const handle = (first: string): FileHandle => {
    let name = first;
    const act = (operation: string): { bytes: Uint8Array; written: number } => {
      trouble(operation, name, disk);
      const entry = disk.get(name);
      if (entry === undefined) throw notFound();
      return entry;
    };
    return {
      kind: 'file',
      getFile: async () => {
        const { bytes, written } = act('getFile');
        return { size: bytes.byteLength, lastModified: written, arrayBuffer: async () => bytes.slice().buffer };
      },
      createSyncAccessHandle: async () => {
        act('open');
        if (locked.has(name)) throw new DOMException('open elsewhere', 'NoModificationAllowedError');
        locked.add(name);
        const replace = (bytes: Uint8Array): void => void disk.set(name, { bytes, written: 1000 });
        return {
          truncate: () => replace(new Uint8Array()),
          write: (bytes, { at }) => {
            const old = act('write').bytes;
            const room = disk.has('limit') ? Math.max(0, (disk.get('limit')?.written ?? 0) - at) : Infinity;
            const count = Math.min(room, bytes.byteLength, 500_000);
            replace(new Uint8Array(Buffer.concat([old.subarray(0, at), bytes.subarray(0, count)])));
            return count;
          },
          flush: () => void act('flush'),
          close: () => void locked.delete(name),
        };
      },
      move: async (to) => {
        const entry = act('move');
        disk.delete(name);
        disk.set(to, entry);
        name = to;
      },
    };
  };
  return {
    getFileHandle: async (name, { create = false } = {}) => {
      trouble('getFileHandle', name, disk);
      if (!disk.has(name)) {
        if (!create) throw notFound();
        disk.set(name, { bytes: new Uint8Array(), written: 1000 });
      }
      return handle(name);
    },
    removeEntry: async (name) => {
      if (locked.has(name)) throw new DOMException('in use', 'NoModificationAllowedError');
      if (!disk.delete(name)) throw notFound();
    },
    async *entries() {
      for (const name of [...disk.keys()]) yield [name, handle(name)];
    },
  };
}

const damager =
  (disk: Disk) =>
  async (hash: string, bytes: Uint8Array | null): Promise<void> => {
    if (bytes === null) disk.delete(hash);
    else disk.set(hash, { bytes, written: 1000 });
  };

runAll('memory', async () => {
  const disk: Disk = new Map();
  return { files: memoryFiles(fakeTime(5), disk), damage: damager(disk) };
});

runAll('a directory', async () => {
  const disk: Disk = new Map();
  return { files: directoryFiles(fakeDirectory(disk), systemTimer, memoryLocks()), damage: damager(disk) };
});

describe('a directory that fails', () => {
  const bytes = Uint8Array.from({ length: 2500 }, (_, i) => i);

  it('fails at the Nth operation, for every N: the hash never stands for other bytes', async () => {
    const hash = await sha256(bytes);
    let points = 0;
    for (let at = 1; ; at++) {
      const disk: Disk = new Map();
      let calls = 0;
      const trouble: Trouble = (operation) => {
        if (++calls === at) throw new DOMException(operation, 'UnknownError');
      };
      const result = await directoryFiles(fakeDirectory(disk, trouble), systemTimer, memoryLocks())
        .write(bytes)
        .catch(codeOf);
      if (disk.has(hash)) expect(disk.get(hash)?.bytes).toEqual(bytes);
      if (result === hash) expect(disk.has(hash)).toBe(true);
      else expect(result).toBe('storage/io');
      const again = directoryFiles(fakeDirectory(disk), systemTimer, memoryLocks());
      expect(await again.write(bytes)).toBe(hash);
      expect(await again.read(hash)).toEqual(bytes);
      if (calls < at) break;
      points = at;
    }
    expect(points).toBeGreaterThan(6);
  });

  it('the process ends at the Nth operation, for every N: what is left is nothing, a leftover, or the whole file', async () => {
    const hash = await sha256(bytes);
    for (let at = 1; at < 20; at++) {
      const disk: Disk = new Map();
      let calls = 0;
      const frozen: { disk: Disk | null } = { disk: null };
      const trouble: Trouble = () => {
        if (++calls === at) frozen.disk = structuredClone(disk);
      };
      await directoryFiles(fakeDirectory(disk, trouble), systemTimer, memoryLocks()).write(bytes);
      const left = frozen.disk ?? disk;
      if (left.has(hash)) expect(left.get(hash)?.bytes).toEqual(bytes);
      const next = directoryFiles(fakeDirectory(left), systemTimer, memoryLocks());
      expect(await next.write(bytes)).toBe(hash);
      await next.collect(new Set([hash]), 2000);
      expect([...left.keys()]).toEqual([hash]);
    }
  });

  it('reports a disk that gives back other bytes, and leaves no file', async () => {
    const disk: Disk = new Map();
    const trouble: Trouble = (operation, name) => {
      if (operation === 'getFile' && name.endsWith('.part')) disk.set(name, { bytes: Uint8Array.of(1), written: 0 });
    };
    const files = directoryFiles(fakeDirectory(disk, trouble), systemTimer, memoryLocks());
    await expect(files.write(bytes).catch(codeOf)).resolves.toBe('storage/corrupt-file');
    expect(disk.size).toBe(0);
  });

  it('reports a full disk, and leaves no file', async () => {
    const disk: Disk = new Map([['limit', { bytes: new Uint8Array(), written: 1500 }]]);
    const error: unknown = await directoryFiles(fakeDirectory(disk), systemTimer, memoryLocks())
      .write(bytes)
      .catch((cause: unknown) => cause);
    expect(codeOf(error)).toBe('storage/quota');
    expect((error as Error).message).toMatch(/Free disk space/);
    expect([...disk.keys()]).toEqual(['limit']);
  });

  it.each([
    [40, 'written'],
    [80, 'storage/file-busy'],
  ])('waits up to 3 s for a file that another tab holds (%i refusals)', async (refusals, expected) => {
    const disk: Disk = new Map();
    const time = fakeTime();
    let left = refusals;
    const trouble: Trouble = (operation) => {
      if (operation === 'open' && left-- > 0) throw new DOMException('held', 'NoModificationAllowedError');
    };
    const writing = directoryFiles(fakeDirectory(disk, trouble), time, memoryLocks())
      .write(bytes)
      .then(() => 'written', codeOf);
    let outcome: string | null = null;
    void writing.then((value) => (outcome = value));
    while (outcome === null) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      // Two timers: the watchdog and the pause before the next try.
      if (time.waiting() === 2) time.advance(50);
    }
    expect(outcome).toBe(expected);
    expect(time.now()).toBeLessThanOrEqual(3000);
  });

  it('ends a read that hangs', async () => {
    const time = fakeTime();
    const folder = { ...fakeDirectory(new Map()), getFileHandle: () => new Promise<never>(() => undefined) };
    const reading = directoryFiles(folder, time, memoryLocks()).read('a'.repeat(64)).catch(codeOf);
    time.advance(3000);
    expect(await reading).toBe('storage/timeout');
  });
});
