// The time that guest code sees: a made-up clock that depends on a seed alone, jumps ahead at every read, and is always UTC.
//
// QuickJS asks its host, our worker, for the time and the time zone through the global Date. Exchanging that one constructor
// makes every run repeatable on every machine, and makes a solution that depends on the time differ between seeds.
// Deadlines of ours use performance.now(), never Date.
import { rng, type Rng } from '../../lib/rng.ts';

export type GuestClock = {
  /** Starts a new made-up time. */
  seed(seed: number): void;
  /** How often the time was read since the last seed. */
  reads(): number;
};

const YEAR_MS = 365.25 * 86_400_000;
const FIRST = Date.UTC(2001, 0, 1);

/** Takes the global Date of this worker away from everybody but the guest. Once per worker, for good. */
export function installGuestClock(): GuestClock {
  let random = rng(0);
  let time = 0;
  let reads = 0;
  const now = (): number => {
    reads++;
    time += jump(random);
    return time;
  };
  globalThis.Date = utcDate(now);
  return {
    seed: (seed) => {
      random = rng(seed).derive('clock');
      time = FIRST + Math.floor(random.next() * 30 * YEAR_MS);
      reads = 0;
    },
    reads: () => reads,
  };
}

// From 1 ms to 46 days, small and large steps equally likely.
const jump = (random: Rng): number => Math.ceil(4e9 ** random.next());

function utcDate(now: () => number): DateConstructor {
  return class extends Date {
    static override now(): number {
      return now();
    }
    override getTimezoneOffset(): number {
      return 0;
    }
    override getFullYear(): number {
      return this.getUTCFullYear();
    }
    override getMonth(): number {
      return this.getUTCMonth();
    }
    override getDate(): number {
      return this.getUTCDate();
    }
    override getDay(): number {
      return this.getUTCDay();
    }
    override getHours(): number {
      return this.getUTCHours();
    }
    override getMinutes(): number {
      return this.getUTCMinutes();
    }
    override getSeconds(): number {
      return this.getUTCSeconds();
    }
  } as unknown as DateConstructor;
}
