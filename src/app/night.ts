// One night as the page runs it: the flag lowered, signs of life watched, the flag and the signal raised together to stop.

import type { NightReport, NightRequest, Progress } from '../../workers/lab-api.ts';
import { watchPresence } from './presence.ts';
import type { Team } from './workers.ts';

export type NightRun = {
  readonly report: Promise<NightReport>;
  /** Ends the night at its next unit of work; the report follows. What is done is stored. */
  stop(): void;
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
  const unwatch = watchPresence(() => {
    if (yieldsAfter !== null && performance.now() - start >= yieldsAfter) stop();
  });
  const report = team.dreamer.night(request, onProgress, end.signal).finally(unwatch);
  return { report, stop };
}
