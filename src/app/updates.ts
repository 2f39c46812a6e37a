// The page's side of the service worker: registers it, reloads once where only it can isolate the page, and tells when a new build waits.

/** Told when a new build is ready; `apply` lets it take over and reloads the page. */
export type OnUpdate = (apply: () => void) => void;

const RELOADED = 'dream-lab-isolated';

/** Longest wait for the new build to take over; what the old one still has in hand ends with the page. */
const PATIENCE_MS = 5000;
const LOOK_EVERY_MS = 3600_000;

export async function keepUpToDate(onUpdate: OnUpdate): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const reload = (): void => location.reload();
  const registration = await navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`);
  await isolate();
  // From here on a change of controllers is an update: this tab's, or another's, under which this page's parts are no longer kept.
  navigator.serviceWorker.addEventListener('controllerchange', () => onUpdate(reload));
  const look = (): void => {
    const { waiting } = registration;
    if (!waiting || !navigator.serviceWorker.controller) return;
    onUpdate(() => {
      navigator.serviceWorker.addEventListener('controllerchange', reload);
      waiting.postMessage('take over');
      setTimeout(reload, PATIENCE_MS);
    });
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
  look();
  // A tab that stays open for days would hear of no new build: browsers look when a page is opened.
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
}

/** Waits until a service worker answers for this page. On a host that sends no isolation headers the page is then loaded again, once a tab: isolated. */
async function isolate(): Promise<void> {
  if (!navigator.serviceWorker.controller)
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
  if (crossOriginIsolated || sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, '1');
  location.reload();
}
