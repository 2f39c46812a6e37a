// What every store of files promises, run over memory, a fake directory and the browser's own file system.

import { describe, expect, it } from 'vitest';
import type { Files } from '../../src/db/files.ts';
import { codeOf } from '../../src/lib/errors.ts';
import { sha256 } from '../../src/lib/hash.ts';

export type FilesUnderTest = {
  files: Files;
  /** Replaces the stored bytes behind the store's back; null removes the file. */
  damage(hash: string, bytes: Uint8Array | null): Promise<void>;
};

/** Makes an empty store for each check. */
export function runAll(name: string, make: () => Promise<FilesUnderTest>): void {
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7919) >> 3);

  describe(`${name}: files`, () => {
    it.each([0, 1, 65_537, 3_000_000])('gives back %i bytes under their hash', async (length) => {
      const { files } = await make();
      const bytes = noise(length);
      const hash = await files.write(bytes);
      expect(hash).toBe(await sha256(bytes));
      expect(await sha256(await files.read(hash))).toBe(hash);
      expect(await files.has(hash)).toBe(true);
      expect((await files.list()).map((file) => [file.hash, file.bytes])).toEqual([[hash, length]]);
    });

    it('keeps one file when the same bytes are written twice, also at once', async () => {
      const { files } = await make();
      const [a, b] = await Promise.all([files.write(noise(5000)), files.write(noise(5000))]);
      expect(await files.write(noise(5000))).toBe(a);
      expect(b).toBe(a);
      expect(await files.list()).toHaveLength(1);
    });

    it('does not change with the caller’s buffer', async () => {
      const { files } = await make();
      const bytes = noise(10);
      const hash = await files.write(bytes);
      bytes.fill(0);
      expect(await files.read(hash)).toEqual(noise(10));
    });

    it.each([
      ['empty', new Uint8Array()],
      ['cut short', noise(999)],
      ['longer', noise(1001)],
      ['changed in one bit', noise(1000).map((byte, i) => (i === 500 ? byte ^ 1 : byte))],
    ])('never gives back a file that is %s, and writing it again restores it', async (_, bad) => {
      const { files, damage } = await make();
      const hash = await files.write(noise(1000));
      await damage(hash, bad);
      await expect(files.read(hash).catch(codeOf)).resolves.toBe('storage/corrupt-file');
      expect(await files.write(noise(1000))).toBe(hash);
      expect(await files.read(hash)).toEqual(noise(1000));
    });

    it('tells a missing file', async () => {
      const { files, damage } = await make();
      const hash = await files.write(noise(10));
      await damage(hash, null);
      expect(await files.has(hash)).toBe(false);
      await expect(files.read(hash).catch(codeOf)).resolves.toBe('storage/missing-file');
      expect(await files.list()).toEqual([]);
    });

    it('collects what is old and not named, and nothing else', async () => {
      const { files } = await make();
      const [kept, dropped] = [await files.write(noise(10)), await files.write(noise(20))];
      const newest = Math.max(...(await files.list()).map(({ written }) => written));
      expect(await files.collect(new Set([kept]), newest - 60_000)).toEqual([]);
      expect(await files.collect(new Set([kept]), newest + 1)).toEqual([dropped]);
      expect((await files.list()).map(({ hash }) => hash)).toEqual([kept]);
      expect(await files.read(kept)).toEqual(noise(10));
    });

    it('discards what it is told to at once, and nothing else', async () => {
      const { files } = await make();
      const [kept, dropped] = [await files.write(noise(10)), await files.write(noise(20))];
      await files.discard([dropped, 'f'.repeat(64)]);
      expect((await files.list()).map(({ hash }) => hash)).toEqual([kept]);
      expect(await files.write(noise(20))).toBe(dropped);
      expect(await files.read(dropped)).toEqual(noise(20));
    });
  });
}
