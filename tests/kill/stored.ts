// What a page's storage holds of models, read beside the app: names and hashes of files, and rows.

import type { Page } from 'playwright';
import type { RowOf } from '../../src/db/tables/index.ts';

export type Stored = {
  /** Paths of all files below `models` and `downloads`. */
  files: string[];
  /** Rows of models, oldest first. */
  rows: RowOf<'models'>[];
  /** SHA-256 by file, of those that are named by one. */
  hashes: Record<string, string>;
};

export async function storedIn(page: Page): Promise<Stored> {
  // As text, so that nothing that a bundler adds to functions reaches the page.
  return (await page.evaluate(`(${READ})()`)) as Stored;
}

const READ = `async () => {
  const root = await navigator.storage.getDirectory();
  const files = [], hashes = {};
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  // The app goes on meanwhile: what it takes away while it is being read is not there any more.
  const gone = (error) => { if (error.name !== 'NotFoundError') throw error; return null; };
  const walk = async (folder, path) => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'directory') { await walk(handle, path + name + '/').catch(gone); continue; }
      const isHash = /^[0-9a-f]{64}$/.test(name);
      const bytes = isHash ? await handle.getFile().then((file) => file.arrayBuffer()).catch(gone) : null;
      if (isHash && bytes === null) continue;
      files.push(path + name);
      if (bytes) hashes[name] = hex(await crypto.subtle.digest('SHA-256', bytes));
    }
  };
  for (const name of ['models', 'downloads']) await walk(await root.getDirectoryHandle(name, { create: true }), name + '/');
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await done(indexedDB.open('dream-lab'));
  const rows = await done(db.transaction('models').objectStore('models').getAll());
  db.close();
  return { files, hashes, rows: rows.sort((a, b) => a.seq - b.seq) };
}`;
