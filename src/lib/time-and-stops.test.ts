// Clock, abort, flag and log: the promises that others build on.

import { describe, expect, it } from 'vitest';
import { abortable, anySignal, throwIfAborted } from './abort.ts';
import { fakeTime, sleep, systemClock, systemTimer } from './clock.ts';
import { codeOf } from './errors.ts';
import { makeFlag, plainFlag, sharedFlag } from './flag.ts';
import { makeLog } from './log.ts';
import type { Entry } from './log.ts';

describe('time', () => {
  it('fake time stands still, then runs what falls due in order, also what was set meanwhile', () => {
    const time = fakeTime(100);
    const seen: string[] = [];
    const note = (what: string) => () => void seen.push(`${what}@${time.now()}`);
    time.after(30, note('late'));
    time.after(10, () => {
      note('early')();
      time.after(5, note('nested'));
    });
    time.after(20, note('cancelled'))();
    expect(seen).toEqual([]);
    time.advance(29);
    expect(seen).toEqual(['early@110', 'nested@115']);
    time.advance(1);
    expect(seen).toEqual(['early@110', 'nested@115', 'late@130']);
    expect([time.now(), time.waiting()]).toEqual([130, 0]);
  });

  it('sleeps, and wakes with an error when stopped', async () => {
    const time = fakeTime();
    const slept = sleep(50, time).then(() => 'slept');
    time.advance(50);
    expect(await slept).toBe('slept');
    const stop = new AbortController();
    const cut = sleep(50, time, stop.signal).catch(codeOf);
    stop.abort();
    expect(await cut).toBe('abort/aborted');
    expect(time.waiting()).toBe(0);
    await expect(sleep(50, time, stop.signal).catch(codeOf)).resolves.toBe('abort/aborted');
  });

  it('the system’s timer runs and cancels', async () => {
    let ran = 0;
    systemTimer.after(0, () => void (ran += 10))();
    await new Promise<void>((resolve) => void systemTimer.after(1, resolve));
    expect(ran).toBe(0);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });
});

describe('stopping', () => {
  it('throws one code, with the reason kept as the cause', () => {
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
    expect(() => throwIfAborted(undefined)).not.toThrow();
    expect(codeOf(thrown(() => throwIfAborted(AbortSignal.abort('why'))))).toBe('abort/aborted');
  });

  it('abortable gives the value, the error, or the stop, whichever is first', async () => {
    const stop = new AbortController();
    expect(await abortable(Promise.resolve(1), stop.signal)).toBe(1);
    await expect(abortable(Promise.reject(new Error('no')), stop.signal)).rejects.toThrow('no');
    const never = abortable(new Promise<never>(() => undefined), stop.signal).catch(codeOf);
    stop.abort();
    expect(await never).toBe('abort/aborted');
    await expect(abortable(Promise.resolve(1), stop.signal).catch(codeOf)).resolves.toBe('abort/aborted');
    expect(await abortable(Promise.resolve(2), null)).toBe(2);
  });

  it('anySignal aborts with the first and takes absent ones', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const any = anySignal(one.signal, null, two.signal, undefined);
    expect(any.aborted).toBe(false);
    two.abort();
    expect(any.aborted).toBe(true);
    expect(anySignal().aborted).toBe(false);
  });
});

describe('the stop flag', () => {
  it.each([
    ['shared', () => sharedFlag(new SharedArrayBuffer(4))],
    ['plain', plainFlag],
    ['made', makeFlag],
  ])('%s: is raised until it is lowered', (_, make) => {
    const flag = make();
    expect(flag.isRaised()).toBe(false);
    flag.raise();
    flag.raise();
    expect(flag.isRaised()).toBe(true);
    flag.lower();
    expect(flag.isRaised()).toBe(false);
  });

  it('is the same flag over the same memory', () => {
    const here = makeFlag();
    expect(here.buffer).not.toBeNull();
    const there = sharedFlag(here.buffer ?? new SharedArrayBuffer(4));
    there.raise();
    expect(here.isRaised()).toBe(true);
  });

  it('falls back to a plain one where memory cannot be shared', () => {
    const original = globalThis.SharedArrayBuffer;
    try {
      Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
      expect(makeFlag().buffer).toBeNull();
    } finally {
      globalThis.SharedArrayBuffer = original;
    }
  });
});

describe('the log', () => {
  it('hands entries up to its level to the sink, with the time', () => {
    const entries: Entry[] = [];
    const log = makeLog((entry) => void entries.push(entry), fakeTime(7));
    log.error('bad', { why: 1 });
    log.info('so');
    log.debug('hidden');
    expect(entries).toEqual([
      { at: 7, level: 'error', message: 'bad', facts: { why: 1 } },
      { at: 7, level: 'info', message: 'so', facts: {} },
    ]);
  });

  it('never breaks the work that it tells of', () => {
    const log = makeLog(() => {
      throw new Error('sink');
    }, fakeTime());
    expect(() => log.error('x')).not.toThrow();
  });
});

function thrown(run: () => void): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return error;
  }
}
