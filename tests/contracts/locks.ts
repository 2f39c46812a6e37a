// What every kind of lock promises, run over memory and over Web Locks.

import { describe, expect, it } from 'vitest';
import { codeOf } from '../../src/lib/errors.ts';
import type { Locks } from '../../src/lib/locks.ts';

/** Makes two tabs over the same locks, and a name that no other check uses. */
export function runAll(name: string, make: () => { a: Locks; b: Locks; lock: string }): void {
  describe(`${name}: locks`, () => {
    it('are held by one at a time, in the order of asking', async () => {
      const { a, b, lock } = make();
      const order: string[] = [];
      const first = await a.acquire(lock, 'wait');
      const others = ['second', 'third'].map(async (who) => {
        const held = await b.acquire(lock, 'wait');
        order.push(who);
        await held?.release();
      });
      await Promise.resolve();
      expect(await b.acquire(lock, 'try')).toBeNull();
      order.push('first');
      await first?.release();
      await Promise.all(others);
      expect(order).toEqual(['first', 'second', 'third']);
      const last = await b.acquire(lock, 'try');
      expect(last).not.toBeNull();
      await last?.release();
    });

    it('tell the holder when they are taken by force', async () => {
      const { a, b, lock } = make();
      const held = await a.acquire(lock, 'wait');
      expect(held?.lost.aborted).toBe(false);
      const stolen = await b.acquire(lock, 'steal');
      await expect.poll(() => held?.lost.aborted).toBe(true);
      expect(stolen?.lost.aborted).toBe(false);
      await held?.release();
      expect(await a.acquire(lock, 'try')).toBeNull();
      await stolen?.release();
    });

    it('stop waiting when asked to, and leave the line', async () => {
      const { a, b, lock } = make();
      const held = await a.acquire(lock, 'wait');
      const stop = new AbortController();
      const waiting = b.acquire(lock, 'wait', stop.signal).catch(codeOf);
      stop.abort();
      expect(await waiting).toBe('abort/aborted');
      await expect(b.acquire(lock, 'wait', stop.signal).catch(codeOf)).resolves.toBe('abort/aborted');
      await held?.release();
      const next = await a.acquire(lock, 'try');
      expect(next).not.toBeNull();
      await next?.release();
    });

    it('of different names do not meet', async () => {
      const { a, b, lock } = make();
      const [one, other] = [await a.acquire(lock, 'try'), await b.acquire(`${lock}/2`, 'try')];
      expect(one !== null && other !== null).toBe(true);
      await one?.release();
      await other?.release();
    });
  });
}
