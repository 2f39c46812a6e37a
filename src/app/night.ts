// One night as the page runs it: the flag lowered, signs of life watched, the flag and the signal raised together to stop.

import type { NightReport, NightRequest, Progress } from '../../workers/lab-api.ts';
import type { Held } from '../../models/catalog.ts';
import { methodsIn, type Preferences } from '../team/meta.ts';
import { watchPresence } from './presence.ts';
import type { Team } from './workers.ts';

/** What a night is told of what the user set. */
export function nightOptions(preferences: Preferences): Pick<NightRequest, 'settings' | 'methods'> {
  const { tasks, skills, salience, keep, mended } = preferences;
  const gate = { keep: keep / 100, mended: mended / 100 };
  // What is stored fits (meta.ts).
  const against = preferences.against as Held;
  return {
    settings: { tasks, skills, weights: salience ? 'salience' : 'equal', against, gate },
    methods: methodsIn(preferences),
  };
}

export type NightRun = {
  readonly report: Promise<NightReport>;
  /** Ends the night at its next unit of work; the report follows. What is done is stored. */
  stop(): void;
  /** Whether a sign of life stopped it. */
  hasReturned(): boolean;
};

export type NightOptions = {
  request: NightRequest;
  onProgress: (progress: Progress) => void;
  /** From this time on, ms after the start, signs of life stop the night; null: they never do. Whoever has just clicked is not back yet. */
  yieldsAfter: number | null;
};

/** Starts or resumes a night. The report rejects with AppError dreamer/busy when another tab dreams. */
export function runNight(team: Team, { request, onProgress, yieldsAfter }: NightOptions): NightRun {
  const end = new AbortController();
  const stop = (): void => {
    team.flag.raise();
    end.abort();
  };
  team.flag.lower();
  const start = performance.now();
  let returned = false;
  const unwatch = watchPresence(() => {
    if (yieldsAfter === null || performance.now() - start < yieldsAfter) return;
    returned = true;
    stop();
  });
  const report = team.dreamer.night(request, onProgress, end.signal).finally(unwatch);
  return { report, stop, hasReturned: () => returned };
}
