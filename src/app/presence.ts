// The user's return: any sign of life on this page. The listener runs in the capture phase and does nothing but call back, so that the stop flag is up
// within the same task.

const ON_WINDOW = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/** Calls back at every sign of life until the returned function is called. */
export function watchPresence(onPresent: () => void): () => void {
  const end = new AbortController();
  const options = { capture: true, passive: true, signal: end.signal };
  for (const name of ON_WINDOW) window.addEventListener(name, onPresent, options);
  const seen = (): void => {
    if (document.visibilityState === 'visible') onPresent();
  };
  document.addEventListener('visibilitychange', seen, options);
  return () => end.abort();
}
