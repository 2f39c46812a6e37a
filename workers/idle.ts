// Tells the page whether the user is at this device at all, where the browser knows (Idle Detection). In a worker, because it goes on there while the
// page is busy or hidden. The permission was asked for by a click on the page; without it this worker says so and is done.

import { messageOf } from '../src/lib/errors.ts';

export type IdleMessage =
  /** `awayMs`: so long the user has been away at least, 0 for one who is here. */
  { kind: 'state'; user: 'active' | 'idle'; awayMs: number } | { kind: 'absent'; why: string };

/** The least that browsers allow; how much longer the user must be away is the page's business. */
const THRESHOLD_MS = 60_000;

type Detector = EventTarget & {
  userState: 'active' | 'idle' | null;
  start(options: { threshold: number }): Promise<void>;
};

const say = (message: IdleMessage): void => self.postMessage(message);

async function watch(): Promise<void> {
  const Detector = (self as unknown as { IdleDetector?: new () => Detector }).IdleDetector;
  if (!Detector) return say({ kind: 'absent', why: 'This browser does not tell whether you are at the device.' });
  const detector = new Detector();
  const tell = (): void => {
    const user = detector.userState ?? 'active';
    say({ kind: 'state', user, awayMs: user === 'idle' ? THRESHOLD_MS : 0 });
  };
  detector.addEventListener('change', tell);
  try {
    await detector.start({ threshold: THRESHOLD_MS });
    tell();
  } catch (error) {
    say({ kind: 'absent', why: `Idle Detection was not allowed: ${messageOf(error)}` });
  }
}

void watch();
