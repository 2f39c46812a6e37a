// The Sandbox over any source of guests: one job at a time, a watchdog outside the guest, a new guest after every kill.
//
// The guest stops most runaway code by itself. What its engine cannot interrupt (one long native call) is ended here: when
// a job is not back in its time plus a grace, the guest is killed with all it holds. The same happens on abort. A guest is
// opened when a job needs one, not ahead: a second one in waiting would share a process with the first, and then that
// process would outlive the kill (see frame.ts).
import { abortable, throwIfAborted } from '../lib/abort.ts';
import type { Timer } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { encodeJob, MAX_JOB, readFromGuest, readResult, type FromGuest, type ToGuest } from './protocol.ts';
import type { Job, Limits, RunResult, Sandbox } from './sandbox.ts';

/** A place where one job at a time can run, and that can be ended at any moment. */
export type Guest = { port: MessagePort; kill(): void };

export type GuestSource = {
  /** A new guest, which says `ready` on its port. @throws AppError sandbox/gone when none can be had. */
  open(): Promise<Guest>;
  /** Ends all guests of this source; `open` fails from then on. */
  close(): void;
};

/** How long after its own time a job may stay out before its guest is killed, ms. */
const GRACE_MS = 150;
/** How long a new guest may take to compile, and a ready one to begin a job, on a busy machine, ms. */
const START_MS = 20_000;

type Live = Guest & { ready: boolean; hear: (message: FromGuest | null) => void };

/** @param timer outside the guest: what ends a guest that does not come back */
export function superviseGuests(source: GuestSource, timer: Timer): Sandbox {
  const guests = keepOne(source);
  let last: Promise<unknown> = Promise.resolve();
  let jobs = 0;
  const runNow = async (job: Job, limits: Limits, signal: AbortSignal): Promise<RunResult> => {
    throwIfAborted(signal);
    const text = encodeJob(job, limits);
    if (text.length > MAX_JOB) {
      return { status: 'error', reason: `The job is ${text.length} characters long, the limit is ${MAX_JOB}.`, ms: 0 };
    }
    const live = await abortable(guests.get(), signal);
    throwIfAborted(signal);
    return exchange(live, { id: ++jobs, text, job, limits }, { timer, signal, kill: guests.kill });
  };
  return {
    run: (job, limits, signal) => {
      const turn = last.then(() => runNow(job, limits, signal));
      last = turn.catch(() => undefined);
      return abortable(turn, signal);
    },
    dispose: () => {
      guests.close();
      return Promise.resolve();
    },
  };
}

type OneGuest = { get(): Promise<Live>; kill(): void; close(): void };

function keepOne(source: GuestSource): OneGuest {
  let current: Promise<Live> | null = null;
  let closed = false;
  const open = async (): Promise<Live> => {
    if (closed) throw gone('It has been closed.');
    return listen(await source.open());
  };
  const end = ({ kill, port }: Live): void => {
    kill();
    port.close();
  };
  const kill = (): void => {
    current?.then(end, () => undefined);
    current = null;
  };
  return {
    get: () => {
      current ??= open();
      // A failure to open is told once; the next job tries again.
      current.catch(() => (current = null));
      return current;
    },
    kill,
    close: () => {
      closed = true;
      kill();
      source.close();
    },
  };
}

function listen(guest: Guest): Live {
  const live: Live = { ...guest, ready: false, hear: () => undefined };
  live.port.onmessage = ({ data }: MessageEvent<unknown>): void => {
    const message = readFromGuest(data);
    live.ready ||= message?.type === 'ready';
    live.hear(message);
  };
  return live;
}

type Request = { id: number; text: string; job: Job; limits: Limits };
type Means = { timer: Timer; signal: AbortSignal; kill: () => void };

function exchange(live: Live, request: Request, { timer, signal, kill }: Means): Promise<RunResult> {
  const { id, text, job, limits } = request;
  return new Promise((resolve, reject) => {
    let cancel = (): void => undefined;
    const leave = (): void => {
      cancel();
      signal.removeEventListener('abort', stop);
      live.hear = () => undefined;
    };
    const end = (result: RunResult): void => {
      leave();
      resolve(result);
    };
    const killWith = (result: RunResult): void => {
      kill();
      end(result);
    };
    const lose = (error: AppError): void => {
      leave();
      kill();
      reject(error);
    };
    const stop = (): void =>
      lose(new AppError('abort/aborted', 'Stopped while code was being run.', {}, signal.reason));
    const send = (): void => live.port.postMessage({ type: 'run', id, text } satisfies ToGuest);
    live.hear = (message) => {
      if (message === null) return killWith(cheated);
      if (message.type === 'ready') return send();
      if (message.type === 'broken') return lose(gone(message.reason));
      if (message.id !== id) return killWith(cheated);
      cancel();
      if (message.type === 'result') return end(readResult(message.text, job.calls.length) ?? cheated);
      cancel = timer.after(limits.wallMs + GRACE_MS, () => killWith(overdue(limits)));
    };
    cancel = timer.after(START_MS, () => lose(gone(`It did not answer in ${START_MS / 1000} s.`)));
    signal.addEventListener('abort', stop, { once: true });
    if (live.ready) send();
  });
}

const cheated: RunResult = { status: 'error', reason: 'protocol: the guest sent what no guest may send', ms: 0 };

const overdue = ({ wallMs }: Limits): RunResult => ({
  status: 'timeout',
  reason: `time: stopped from outside, not done after ${wallMs} ms`,
  ms: wallMs + GRACE_MS,
});

/** The error of a sandbox that cannot be had. @param why one sentence of facts */
export function gone(why: string): AppError {
  return new AppError(
    'sandbox/gone',
    `Code cannot be run: ${why} Reload the page; if that does not help, restart the browser.`,
    { why },
  );
}
