import { describe, expect, it } from 'vitest';
import { fakeTime } from '../lib/clock.ts';
import { codeOf } from '../lib/errors.ts';
import { plainFlag } from '../lib/flag.ts';
import { assertGoing, inSlices, stoppingFence } from './stopping.ts';

const codeOfThrown = (run: () => unknown): string => {
  try {
    run();
    return 'nothing';
  } catch (error) {
    return codeOf(error);
  }
};

describe('stopping', () => {
  it('hears the signal and the flag', () => {
    const [controller, stop] = [new AbortController(), plainFlag()];
    const it = { signal: controller.signal, stop };
    expect(codeOfThrown(() => assertGoing(it))).toBe('nothing');
    expect(codeOfThrown(() => assertGoing({ signal: it.signal }))).toBe('nothing');
    stop.raise();
    expect(codeOfThrown(() => assertGoing(it))).toBe('abort/aborted');
    stop.lower();
    controller.abort();
    expect(codeOfThrown(() => assertGoing(it))).toBe('abort/aborted');
  });

  it('ends the right to write', () => {
    const controller = new AbortController();
    const fence = stoppingFence({ signal: controller.signal, fence: { epoch: 7 } });
    expect(fence.epoch).toBe(7);
    controller.abort();
    expect(codeOfThrown(() => fence.epoch)).toBe('abort/aborted');
  });

  it('lets an abort in between two slices of work that waits for nothing', async () => {
    const [controller, time] = [new AbortController(), fakeTime()];
    let made = 0;
    function* work(): Generator<number> {
      for (; made < 1000; made++) {
        time.advance(1);
        yield made;
      }
    }
    setImmediate(() => controller.abort());
    const ended = await inSlices({ signal: controller.signal, clock: time }, work()).catch(codeOf);
    expect(ended).toBe('abort/aborted');
    expect(made).toBeLessThan(100);
  });

  it('gives everything, in order', async () => {
    const { signal } = new AbortController();
    const time = fakeTime();
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    const ticking = { now: (): number => (time.advance(1), time.now()) };
    expect(await inSlices({ signal, clock: ticking }, numbers)).toEqual(numbers);
  });
});
