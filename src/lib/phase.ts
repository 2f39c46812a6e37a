// One number in shared memory that says what is being done right now. Written by one thread, read by any; where memory cannot be shared it is
// visible in its own thread only.

export const PHASES = ['none', 'solve', 'verify', 'train', 'consolidate', 'evaluate', 'save'] as const;
export type Phase = (typeof PHASES)[number];

export type PhaseCell = {
  set(phase: Phase): void;
  read(): Phase;
  /** Resolves at the next change after which it is this phase, or at once when it is; after `ms` in any case. */
  reaches(phase: Phase, ms: number): Promise<boolean>;
};

/** Bytes of shared memory that one flag (see flag.ts) and one phase take, in this order. */
export const FLAG_AND_PHASE_BYTES = 8;

/** The cell behind the flag in the same memory; null: a cell of this thread only. */
export function phaseCell(buffer: SharedArrayBuffer | null): PhaseCell {
  const cell = new Int32Array(buffer ?? new ArrayBuffer(FLAG_AND_PHASE_BYTES), 4, 1);
  const read = (): Phase => PHASES[Atomics.load(cell, 0)] ?? 'none';
  return {
    set: (phase) => {
      Atomics.store(cell, 0, PHASES.indexOf(phase));
      if (buffer) Atomics.notify(cell, 0);
    },
    read,
    reaches: async (phase, ms) => {
      const until = performance.now() + ms;
      for (let left = ms; read() !== phase; left = until - performance.now()) {
        if (left <= 0 || !buffer) return false;
        const seen = Atomics.load(cell, 0);
        if (PHASES[seen] === phase) return true;
        await Atomics.waitAsync(cell, 0, seen, left).value;
      }
      return true;
    },
  };
}
