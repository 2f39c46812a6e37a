// The supervisor against guests that misbehave in ways a real one does not: the rest is in the contract suite.
import { describe, expect, it } from 'vitest';
import { fakeTime } from '../lib/clock.ts';
import { codeOf } from '../lib/errors.ts';
import { DEFAULT_LIMITS, type Job } from './sandbox.ts';
import { superviseGuests, type GuestSource } from './supervisor.ts';

const JOB: Job = { language: 'javascript', solution: '', entry: 'f', calls: [[]] };
const never = new AbortController().signal;
type Reply = (message: { id: number }, say: (message: unknown) => void) => void;

/** Guests that say `first` when opened and answer jobs by `reply`. */
function scripted(reply: Reply, first: unknown = { type: 'ready' }): GuestSource & { opened: number; killed: number } {
  const source = {
    opened: 0,
    killed: 0,
    open: () => {
      source.opened++;
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = ({ data }: MessageEvent<{ id: number }>) =>
        reply(data, (message) => port2.postMessage(message));
      if (first !== null) port2.postMessage(first);
      return Promise.resolve({ port: port1, kill: () => void source.killed++ });
    },
    close: () => undefined,
  };
  return source;
}

const right: Reply = ({ id }, say) => {
  say({ type: 'started', id });
  say({ type: 'result', id, text: '{"status": "done", "results": [{"kind": "value", "value": 1}], "ms": 1}' });
};
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('the supervisor', () => {
  it('keeps one guest for all jobs', async () => {
    const source = scripted(right);
    const sandbox = superviseGuests(source, fakeTime());
    for (let i = 0; i < 3; i++) expect(await sandbox.run(JOB, DEFAULT_LIMITS, never)).toMatchObject({ status: 'done' });
    expect([source.opened, source.killed]).toEqual([1, 0]);
    await sandbox.dispose();
  });

  it.each<[string, Reply]>([
    ['talks nonsense', (_, say) => say({ type: 'SET', value: 1 })],
    ['answers another job', ({ id }, say) => say({ type: 'result', id: id + 1, text: '{}' })],
  ])('kills a guest that %s', async (_, reply) => {
    const source = scripted(reply);
    const sandbox = superviseGuests(source, fakeTime());
    expect(await sandbox.run(JOB, DEFAULT_LIMITS, never)).toMatchObject({
      status: 'error',
      reason: expect.stringMatching(/protocol/) as unknown,
    });
    await settle();
    expect(source.killed).toBe(1);
    await sandbox.dispose();
  });

  it('takes a result that does not fit its job for an error', async () => {
    const sandbox = superviseGuests(
      scripted(({ id }, say) => say({ type: 'result', id, text: '{"status": "done", "results": [], "ms": 1}' })),
      fakeTime(),
    );
    expect(await sandbox.run(JOB, DEFAULT_LIMITS, never)).toMatchObject({ status: 'error' });
    await sandbox.dispose();
  });

  it('kills a job that is overdue and opens another guest for the next one', async () => {
    let silent = true;
    const source = scripted((message, say) =>
      silent ? say({ type: 'started', id: message.id }) : right(message, say),
    );
    const time = fakeTime();
    const sandbox = superviseGuests(source, time);
    const late = sandbox.run(JOB, DEFAULT_LIMITS, never);
    await settle();
    time.advance(DEFAULT_LIMITS.wallMs);
    await settle();
    expect(source.killed).toBe(0);
    time.advance(500);
    expect(await late).toMatchObject({ status: 'timeout' });
    silent = false;
    expect(await sandbox.run(JOB, DEFAULT_LIMITS, never)).toMatchObject({ status: 'done' });
    expect([source.opened, source.killed]).toEqual([2, 1]);
    await sandbox.dispose();
  });

  it('says sandbox/gone when a guest never gets ready, and tries again for the next job', async () => {
    const source = scripted(right, null);
    const time = fakeTime();
    const sandbox = superviseGuests(source, time);
    for (const opened of [1, 2]) {
      const run = sandbox.run(JOB, DEFAULT_LIMITS, never).catch(codeOf);
      await settle();
      time.advance(60_000);
      expect(await run).toBe('sandbox/gone');
      expect(source.opened).toBe(opened);
    }
    await sandbox.dispose();
  });

  it('says sandbox/gone when its guest is broken or cannot be opened', async () => {
    const broken = superviseGuests(scripted(right, { type: 'broken', reason: 'no engine' }), fakeTime());
    await expect(broken.run(JOB, DEFAULT_LIMITS, never)).rejects.toThrow(/no engine/);
    await broken.dispose();
    const none = superviseGuests({ open: () => Promise.reject(new Error('none')), close: () => undefined }, fakeTime());
    await expect(none.run(JOB, DEFAULT_LIMITS, never)).rejects.toThrow('none');
  });
});
