// The log of a worker: the browser's console, where a developer looks. Nothing else writes there.
/* eslint-disable no-console */

import type { Clock } from '../src/lib/clock.ts';
import { type Log, makeLog } from '../src/lib/log.ts';

export function consoleLog(clock: Clock): Log {
  return makeLog(
    ({ level, message, facts }) => (level === 'error' ? console.error(message, facts) : console.info(message, facts)),
    clock,
  );
}
