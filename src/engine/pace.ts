// How many new positions one run takes, so that a stop need not wait for more: fixed where the speed is known beforehand, else by measuring.

export type Pace = {
  /** Positions of the next run, for so many rows. */
  columns(rows: number): number;
  /** Runs so many rows and positions, and may learn from it. */
  run<T>(rows: number, columns: number, work: () => Promise<T>): Promise<T>;
};

/** Fewer new positions than this are not worth a run of their own. */
const LEAST = 4;

/** @param budget multiplications of one run @param each multiplications of one position */
export function fixedPace(budget: number, each: number): Pace {
  return {
    columns: (rows) => Math.max(LEAST, Math.floor(budget / each / rows)),
    run: (_rows, _columns, work) => work(),
  };
}

const [FIRST, MOST, GROWTH] = [16, 512, 4];

/**
 * Aims at runs of `ms` by the clock `now`. The first run of a size is slow, because kernels are compiled for it: a slow run halves the size, never more.
 */
export function measuredPace(ms: number, now: () => number): Pace {
  let cells = FIRST;
  return {
    columns: (rows) => Math.max(LEAST, Math.floor(cells / rows)),
    run: async (rows, columns, work) => {
      const begun = now();
      const result = await work();
      // A run of few positions tells what a run costs, not what a position does.
      if (rows * columns < cells / 2) return result;
      const factor = Math.min(GROWTH, Math.max(0.5, ms / Math.max(now() - begun, 1)));
      cells = Math.round(Math.min(MOST, Math.max(LEAST, rows * columns * factor)));
      return result;
    },
  };
}
