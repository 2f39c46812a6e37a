// Where the service worker keeps large files, and under which address: it puts them there, pages look whether they are there.

/** The cache's name. */
export const KEPT = 'dream-lab-large';

/** A model's file is kept by the hash of its bytes. @param path as a page asks for it, relative to the app's own address */
export function keptAs(path: string, sha256: string): string {
  return `${path}?sha256=${sha256}`;
}
