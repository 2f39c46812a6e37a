// Where the service worker keeps large files, under which address, and what it calls large: it puts them there, pages look whether they are there.

/** The cache's name. */
export const KEPT = 'dream-lab-large';

/** A model's file is kept by the hash of its bytes. @param path as a page asks for it, relative to the app's own address */
export function keptAs(path: string, sha256: string): string {
  return `${path}?sha256=${sha256}`;
}

/** A file of the program that is kept when it is first asked for, and not at install. `url` is relative to the app's own address. */
export type LargeFile = { readonly url: string; readonly bytes: number };

/** What a page says to the service worker, with a port, to be told the program's large files. */
export const ASK_LARGE = 'which files are large';
