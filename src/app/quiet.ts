// Waits until the page has nothing better to do: what it shows comes before what it prepares.

/** Longest wait: a page that is never at rest goes on all the same. */
const LONGEST_MS = 1000;

/** Resolves when the browser calls this page idle. @param after what the page still waits for; it is not waited for without end */
export async function quiet(after: Promise<unknown> = Promise.resolve()): Promise<void> {
  await Promise.race([after, new Promise((resolve) => setTimeout(resolve, LONGEST_MS))]);
  await new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: LONGEST_MS });
    else setTimeout(resolve, LONGEST_MS / 5);
  });
}
