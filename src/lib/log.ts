// What the program says about itself. Three levels: error = someone must look, info = what happened, debug = for us.
// There is no warning level: warnings are ignored. Where entries go is decided by whoever makes the log.

import type { Clock } from './clock.ts';

const LEVELS = ['error', 'info', 'debug'] as const;
export type LogLevel = (typeof LEVELS)[number];

export type Entry = { at: number; level: LogLevel; message: string; facts: Readonly<Record<string, unknown>> };

export type Log = Readonly<Record<LogLevel, (message: string, facts?: Readonly<Record<string, unknown>>) => void>>;

/** A log that hands every entry up to `upTo` to the sink. A sink that throws is ignored: logging never breaks work. */
export function makeLog(sink: (entry: Entry) => void, clock: Clock, upTo: LogLevel = 'info'): Log {
  const say =
    (level: LogLevel) =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}) => {
      if (LEVELS.indexOf(level) > LEVELS.indexOf(upTo)) return;
      try {
        sink({ at: clock.now(), level, message, facts });
      } catch {
        // Nothing to do: the only place to report this is the sink itself.
      }
    };
  return { error: say('error'), info: say('info'), debug: say('debug') };
}

/** A log that says nothing. */
export const silentLog: Log = { error: () => undefined, info: () => undefined, debug: () => undefined };
