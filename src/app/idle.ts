// How long the user has been away: signs of life on this page, and, where it is allowed, Idle Detection over the whole device. The first is always
// there; the second makes "away" true also when the user works in another window.

import type { IdleMessage } from '../../workers/idle.ts';
import { watchPresence } from './presence.ts';

export type Idle = {
  /** Milliseconds since the last sign of life. */
  idleMs(): number;
  /** `device`: the browser tells about the whole device; `page`: only this page is known. */
  readonly source: 'device' | 'page';
  end(): void;
};

/** @param now milliseconds, of a clock that does not jump. */
export function watchIdle(now: () => number, allowed: boolean): Idle {
  let lastSign = now();
  let device: { user: 'active' | 'idle'; since: number } | null = null;
  const unwatch = watchPresence(() => (lastSign = now()));
  const worker = allowed ? new Worker(new URL('../../workers/idle.ts', import.meta.url), { type: 'module' }) : null;
  worker?.addEventListener('message', ({ data }: MessageEvent<IdleMessage>) => {
    if (data.kind === 'absent') return void (device = null);
    device = { user: data.user, since: now() - data.awayMs };
  });
  return {
    get source() {
      return device ? 'device' : 'page';
    },
    idleMs: () => {
      const onPage = now() - lastSign;
      if (!device) return onPage;
      return device.user === 'active' ? 0 : Math.min(onPage, now() - device.since);
    },
    end: () => {
      unwatch();
      worker?.terminate();
    },
  };
}

type Permitted = { requestPermission(): Promise<PermissionState> };

/** Asks for Idle Detection; must be called from a click. False where it is refused or unknown. */
export async function askForIdleDetection(): Promise<boolean> {
  const Detector = (globalThis as unknown as { IdleDetector?: Permitted }).IdleDetector;
  return (await Detector?.requestPermission().catch(() => 'denied')) === 'granted';
}

/** Calls back with whether Idle Detection is allowed, now and whenever that changes: it can be revoked at any time. */
export async function watchIdlePermission(onChange: (allowed: boolean) => void): Promise<void> {
  const name = 'idle-detection' as PermissionName;
  const known = 'IdleDetector' in globalThis;
  const status = known ? await navigator.permissions.query({ name }).catch(() => null) : null;
  status?.addEventListener('change', () => onChange(status.state === 'granted'));
  onChange(status?.state === 'granted');
}
