// Opening a file of the browser's private file system to be written in place, in a worker.

const opening = new Set<object>();

/**
 * The file's access handle. Its file handle is held until then: Chromium (150) never answers when the file handle is collected as garbage in the meantime,
 * and `(await folder.getFileHandle(name)).createSyncAccessHandle()` leaves nobody else to hold it.
 * @throws DOMException NoModificationAllowedError when somebody has the file open
 */
export async function openInPlace<T>(file: { createSyncAccessHandle(): Promise<T> }): Promise<T> {
  opening.add(file);
  try {
    return await file.createSyncAccessHandle();
  } finally {
    opening.delete(file);
  }
}
