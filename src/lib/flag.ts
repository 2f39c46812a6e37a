// A stop flag: raised by the page when the user returns, read by workers before every unit of work.
// Over shared memory it is seen inside a busy loop within a few milliseconds, where a message would wait for the loop to end.
// Without SharedArrayBuffer (page not cross-origin isolated) a flag lives in one thread only and must be raised there.

export type StopFlag = {
  raise(): void;
  lower(): void;
  isRaised(): boolean;
  /** Hand this to another thread and wrap it there with `sharedFlag`; null when the flag is not shared. */
  readonly buffer: SharedArrayBuffer | null;
};

/** A flag over shared memory of at least 4 bytes; every flag over the same buffer is the same flag. */
export function sharedFlag(buffer: SharedArrayBuffer): StopFlag {
  const cell = new Int32Array(buffer, 0, 1);
  return {
    raise: () => void Atomics.store(cell, 0, 1),
    lower: () => void Atomics.store(cell, 0, 0),
    isRaised: () => Atomics.load(cell, 0) !== 0,
    buffer,
  };
}

/** A flag of this thread only. */
export function plainFlag(): StopFlag {
  let raised = false;
  return {
    raise: () => void (raised = true),
    lower: () => void (raised = false),
    isRaised: () => raised,
    buffer: null,
  };
}

/** A shared flag where the platform allows it, else a plain one (`buffer` is null then). */
export function makeFlag(): StopFlag {
  return typeof SharedArrayBuffer === 'undefined' ? plainFlag() : sharedFlag(new SharedArrayBuffer(4));
}
