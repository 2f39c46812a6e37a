// The user's return: any sign of life on this page. The listener runs in the capture phase and does nothing but call back, so that the stop flag is up
// within the same task.

const ON_WINDOW = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/** Calls back at every sign of life until the returned function is called. */
export function watchPresence(onPresent: () => void): () => void {
  const end = new AbortController();
  const options = { capture: true, passive: true, signal: end.signal };
  // The page itself moves the focus of its elements; what the user does to move it is a key or a click, too.
  const given = (event: Event): void => {
    if (event.type !== 'focus' || event.target === window) onPresent();
  };
  const seen = (): void => {
    if (document.visibilityState === 'visible') onPresent();
  };
  for (const name of ON_WINDOW) window.addEventListener(name, given, options);
  document.addEventListener('visibilitychange', seen, options);
  return () => end.abort();
}
