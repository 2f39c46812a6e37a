// How long the user waits: nights are started, and in a given phase, at a random moment, a sign of life is sent to this page. Stopped means: no run
// in flight in the engine or the trainer, the dreamer's lock free, no write transaction open. The clock runs from just before the event.

import type { NightReport, WakeRequest, WakeSample } from '../../workers/lab-api.ts';
import { META } from '../db/connection.ts';
import { openStore, type Store } from '../db/db.ts';
import { DREAMER_LOCK } from '../db/fence.ts';
import { LOG_NAMES } from '../db/tables/index.ts';
import { assert } from '../lib/assert.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { sleep, systemTimer } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Phase } from '../lib/phase.ts';
import { rng } from '../lib/rng.ts';
import { type NightRun, runNight } from './night.ts';
import type { Team } from './workers.ts';

/** Longest that a night is given to come to the phase, ms. */
const PATIENCE_MS = 300_000;

/** Once this is reached, the night will not come back to the phase. */
const TOO_LATE: Partial<Record<WakeRequest['phase'], Phase>> = {
  solve: 'train',
  verify: 'train',
  train: 'consolidate',
  consolidate: 'evaluate',
};

/** A sample of each stop. A night that ends before it was stopped, or has left the phase behind, is followed by a new one. */
export async function measureWakes(
  team: Team,
  { phase, count, seed, night, latestMs }: WakeRequest,
  onSample: (sample: WakeSample) => void,
  signal: AbortSignal,
): Promise<WakeSample[]> {
  const store = await openStore();
  const random = rng(`${seed}/${phase}`);
  const samples: WakeSample[] = [];
  const later = TOO_LATE[phase];
  let resume = true;
  try {
    for (let round = 0; samples.length < count; round++) {
      throwIfAborted(signal);
      const run = startNight(team, { ...night, seed: `${night.seed}/${phase}/${round}`, resume });
      const passed = later ? team.phase.reaches(later, PATIENCE_MS).then(() => false) : run.over;
      resume = true;
      while (!run.isOver() && (await Promise.race([team.phase.reaches(phase, PATIENCE_MS), run.over, passed]))) {
        const began = performance.now();
        await sleep(random.next() * latestMs, systemTimer, signal);
        if (team.phase.read() !== phase || run.isOver()) continue;
        const into = performance.now() - began;
        const sample = { into, ...(await timeToStop(team, store)) };
        samples.push(sample);
        onSample(sample);
        break;
      }
      if (later && team.phase.read() === later) resume = false;
      run.stop();
      mustGoOn(await run.report);
      team.phase.set('none');
      while (await lockIsHeld()) await sleep(1, systemTimer, signal);
    }
  } finally {
    store.close();
  }
  return samples;
}

type Started = NightRun & { over: Promise<false>; isOver(): boolean };

function startNight(team: Team, request: WakeRequest['night']): Started {
  const run = runNight(team, { request, onProgress: () => undefined, yields: true });
  let isOver = false;
  const over = run.report.then(() => {
    isOver = true;
    return false as const;
  });
  return { ...run, over, isOver: () => isOver };
}

/** A night that cannot come to its phases would be started for ever. */
function mustGoOn({ status, detail }: NightReport): void {
  if (status === 'interrupted' || status === 'completed') return;
  throw new AppError(
    'lab/night-failed',
    `Stop times need nights that go through all phases; this one ended as ${status}: ${detail}`,
  );
}

async function timeToStop(team: Team, store: Store): Promise<Omit<WakeSample, 'into'>> {
  assert(await lockIsHeld(), 'the dreamer holds its lock while it dreams');
  const start = performance.now();
  window.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
  const since = async (stopped: Promise<void>): Promise<number> => {
    await stopped;
    return performance.now() - start;
  };
  // The lock is let go when nothing more will be written; only then can no write be open.
  const free = lockIsFree();
  const [engine, trainer, lock, write] = await Promise.all([
    since(team.engine.idle()),
    since(team.trainer.idle()),
    since(free),
    since(free.then(() => noWriteIsOpen(store))),
  ]);
  return { ms: Math.max(engine, trainer, lock, write), parts: { engine, trainer, lock, write } };
}

/** Our own request counts too until the browser has heard that it is over; a night that begins before would find the lock taken. */
async function lockIsHeld(): Promise<boolean> {
  return ((await navigator.locks.query()).held ?? []).some(({ name }) => name === DREAMER_LOCK);
}

/** Stands in line for the lock, as another tab would. */
async function lockIsFree(): Promise<void> {
  await navigator.locks.request(DREAMER_LOCK, () => undefined);
}

/** Resolves when every write transaction that is open now has ended: writers of the same tables wait for each other. */
async function noWriteIsOpen(store: Store): Promise<void> {
  await store.session.transact('wait for writes', 'write', [...LOG_NAMES, 'heads', META], (tx) =>
    tx.table(META).count(),
  );
}
