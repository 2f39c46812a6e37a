// Proves the environment that the other browser tests, and the app, take for granted.
import { describe, expect, it } from 'vitest';
import type { ProbeAnswer } from './fixtures/probe-worker.ts';

describe('the browser environment', () => {
  it('is cross-origin isolated', () => {
    expect(crossOriginIsolated).toBe(true);
  });

  it('runs module workers from TypeScript, isolated, with shared memory', async () => {
    const worker = new Worker(new URL('./fixtures/probe-worker.ts', import.meta.url), { type: 'module' });
    try {
      const memory = new SharedArrayBuffer(4);
      const answer = new Promise<ProbeAnswer>((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });
      Atomics.store(new Int32Array(memory), 0, 41);
      worker.postMessage(memory);
      expect(await answer).toEqual({ isolated: true, sum: 5, shared: 41 });
      expect(Atomics.load(new Int32Array(memory), 0)).toBe(42);
    } finally {
      worker.terminate();
    }
  });

  it('has strict IndexedDB transactions and OPFS', async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await folder.getFileHandle('environment-probe', { create: true });
    await folder.removeEntry(file.name);
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('environment-probe', 1);
      request.onupgradeneeded = () => void request.result.createObjectStore('rows');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('IndexedDB did not open'));
    });
    expect(db.transaction('rows', 'readwrite', { durability: 'strict' }).durability).toBe('strict');
    db.close();
    indexedDB.deleteDatabase('environment-probe');
  });
});
