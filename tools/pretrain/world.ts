// A browser profile without a browser: the product's own stages over tables and files in memory, whatever the models compute on.

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { cycle } from '../../src/cycle.ts';
import { openStore } from '../../src/db/db.ts';
import { becomeDreamer } from '../../src/db/fence.ts';
import { memoryFiles } from '../../src/db/memory-files.ts';
import { katas } from '../../src/domains/katas.ts';
import type { ModelFacts } from '../../src/engine/weights.ts';
import { must } from '../../src/lib/assert.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { makeLog } from '../../src/lib/log.ts';
import { memoryLocks } from '../../src/lib/locks.ts';
import type { Context, NightSettings, Poison } from '../../src/team/context.ts';
import { currentLearner } from '../../src/team/current.ts';
import { beginNight, type NightRequest } from '../../src/team/night.ts';
import { nightReport, type NightReport } from '../../src/team/report.ts';

export const LEARNER = 'dream-s';

/** What a world is made of: the learner, and everything that computes. */
export type WorldParts = Pick<Context, 'engine' | 'trainer' | 'device' | 'sandbox'> & { facts: ModelFacts };

export type WorldOptions = {
  settings: NightSettings;
  /** What the tables' times are of; nights last as long as they do. */
  clock?: Clock;
  say(line: string): void;
};

export type World = {
  /** Tables and models as they are now: the learner is what the last night left. */
  context(): Promise<Context>;
  /** With other settings than the world's, if any are given. @param poison goes wrong after verification, as in test builds */
  sleep(night: NightRequest, poison?: Poison): Promise<NightReport>;
  /** Disposes of the engine; what else it was made of is the caller's. */
  close(): Promise<void>;
};

export async function openWorld(
  { facts, ...parts }: WorldParts,
  { settings, say, clock = systemClock }: WorldOptions,
): Promise<World> {
  const log = makeLog(({ level, message, facts: known }) => say(`${level} ${message} ${JSON.stringify(known)}`), clock);
  const store = await openStore({ name: 'night', backend: { indexedDB: new IDBFactory(), IDBKeyRange }, log });
  const dreamer = must(await becomeDreamer(store.session, memoryLocks(), 'try'), 'the dreamer');
  const files = memoryFiles(clock);
  const fixed: Omit<Context, 'learner'> = {
    ...{ ...parts, store, files, settings, clock, log },
    fence: dreamer.fence,
    domain: katas,
    teacher: 'dream-l',
    expert: null,
    baseScores: facts.scores,
    report: ({ step, done, of, note }) => say(`${step} ${done}/${of} ${note}`),
    signal: new AbortController().signal,
  };
  const context = async (): Promise<Context> => ({
    ...fixed,
    learner: await currentLearner(store, files, { model: LEARNER, facts, settings }, clock),
  });
  return {
    context,
    sleep: async (asked, poison) => {
      const started = systemClock.now();
      const night = await beginNight(store, dreamer.fence, clock, asked, facts.hash, settings);
      const now = { ...(await context()), settings: night.settings, ...(poison ? { poison } : {}) };
      const { unsaved } = await cycle(now, { ...night, config: facts.config });
      return nightReport(store, night.id, (systemClock.now() - started) / 1000, unsaved);
    },
    close: async () => {
      await fixed.engine.dispose();
      store.close();
    },
  };
}
