// What was seen of a profile before it was killed, and what is wrong with it afterwards.

import type { Integrity, Tails } from '../../workers/lab-api.ts';

export type Seen = {
  faults: readonly string[];
  /** Rows of all tables that had been seen before the last kill. */
  rows: number;
  /** How often the active head was another after a kill than before. */
  headsMoved: number;
};

/** What has been seen so far, and what was wrong. */
export class History {
  seen: Tails = {};
  #active: string | null = null;
  #moved = 0;
  #faults: string[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  look({ broken, lost, heads, headsAgree, activeReadable }: Integrity): void {
    const faults = [
      ...broken.map((table) => `the chain of ${table} is broken`),
      ...lost.map((table) => `a row of ${table} that had been seen is gone`),
      ...(headsAgree ? [] : ['the heads are not where the last move left them']),
      ...(activeReadable ? [] : ['the active file cannot be read']),
    ];
    for (const fault of faults) this.#say(`FAULT: ${fault}`);
    this.#faults.push(...faults);
    if (heads.active !== this.#active) this.#moved++;
    this.#active = heads.active;
  }

  result(): Seen {
    return {
      faults: this.#faults,
      rows: Object.values(this.seen).reduce((sum, { seq }) => sum + seq, 0),
      headsMoved: this.#moved,
    };
  }
}
