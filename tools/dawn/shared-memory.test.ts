import { describe, expect, it } from 'vitest';
import { takeSharedMemory } from './shared-memory.ts';

type Write = GPUQueue['writeBuffer'];

/** As Dawn for Node: refuses shared memory; keeps the bytes that it would write. */
function refusing(): { writeBuffer: Write; written: number[][] } {
  const written: number[][] = [];
  const writeBuffer: Write = (_buffer, _at, data) => {
    const { buffer } = data as Uint8Array;
    if (!(buffer instanceof ArrayBuffer)) throw new TypeError('shared memory');
    written.push([...(data as Uint8Array)]);
  };
  return { writeBuffer, written };
}

function filled(size: number, shared: boolean): ArrayBuffer {
  const buffer = shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
  new Uint8Array(buffer).forEach((_, i, bytes) => (bytes[i] = i));
  return buffer as ArrayBuffer;
}

describe.each([true, false])('writing from memory that is shared: %s', (shared) => {
  const write = (...given: unknown[]): number[] | undefined => {
    const queue = refusing();
    takeSharedMemory(queue);
    (queue.writeBuffer as (...all: unknown[]) => void)({}, 0, ...given);
    return queue.written[0];
  };

  it('counts bytes of a buffer', () => {
    expect(write(filled(8, shared))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(write(filled(8, shared), 2, 3)).toEqual([2, 3, 4]);
    expect(write(filled(8, shared), 5)).toEqual([5, 6, 7]);
  });

  it('counts elements of a typed array, from where it begins', () => {
    const words = new Uint16Array(filled(16, shared), 4, 4);
    expect(write(words)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(write(words, 1, 2)).toEqual([6, 7, 8, 9]);
  });

  it('counts bytes of a DataView', () => {
    expect(write(new DataView(filled(8, shared), 2, 4), 1, 2)).toEqual([3, 4]);
  });
});
