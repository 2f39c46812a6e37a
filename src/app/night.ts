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
  /** Ends the night at its next unit of work; the report follows. What is done is stored. @param isBack for the user is at the device again, though not on this page */
  stop(isBack?: boolean): void;
  /** Whether the user's return stopped it. */
  hasReturned(): boolean;
};

export type NightOptions = {
  request: NightRequest;
  onProgress: (progress: Progress) => void;
  /** Signs of life stop the night. */
  yields: boolean;
};

/** Starts or resumes a night. The report rejects with AppError dreamer/busy when another tab dreams. */
export function runNight(team: Team, { request, onProgress, yields }: NightOptions): NightRun {
  const end = new AbortController();
  let returned = false;
  const stop = (isBack = false): void => {
    returned ||= isBack;
    team.flag.raise();
    end.abort();
  };
  team.flag.lower();
  const unwatch = watchPresence(() => {
    if (yields) stop(true);
  });
  const report = team.dreamer.night(request, onProgress, end.signal).finally(unwatch);
  return { report, stop, hasReturned: () => returned };
}
