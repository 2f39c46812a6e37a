// The runtime's memory is shared between its threads, even where there is one, and Dawn for Node copies from no shared memory: what is written to a GPU buffer
// is copied first.

type Queue = Pick<GPUQueue, 'writeBuffer'>;

/** Changes `queue`, a prototype as a rule. */
export function takeSharedMemory(queue: Queue): void {
  const write = queue.writeBuffer;
  queue.writeBuffer = function (buffer, at, data, from = 0, size) {
    const { bytes, unit } = bytesOf(data);
    const part = bytes.subarray(from * unit, size === undefined ? undefined : (from + size) * unit);
    write.call(this, buffer, at, owned(part));
  };
}

/** Offsets and sizes count elements of a typed array, and bytes of a buffer or of a DataView. */
function bytesOf(data: ArrayBufferLike | ArrayBufferView): { bytes: Uint8Array; unit: number } {
  if (!ArrayBuffer.isView(data)) return { bytes: new Uint8Array(data), unit: 1 };
  const { BYTES_PER_ELEMENT: unit = 1 } = data as Partial<Uint8Array>;
  return { bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), unit };
}

const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
