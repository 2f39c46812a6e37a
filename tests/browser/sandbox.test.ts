// The opaque frame as a sandbox: in the page, across a port, and from a worker that has no DOM.
import { afterEach, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/lib/errors.ts';
import { frameSandbox, frameSource } from '../../src/sandbox/frame.ts';
import { remoteSandbox, serveGuests } from '../../src/sandbox/remote.ts';
import { DEFAULT_LIMITS, type Job } from '../../src/sandbox/sandbox.ts';
import { sandboxContract } from '../contracts/sandbox.ts';
import type { SandboxReply, SandboxRequest } from './fixtures/sandbox-worker.ts';

sandboxContract('the opaque frame', frameSandbox);

sandboxContract('the opaque frame across a port', () => {
  const { port1, port2 } = new MessageChannel();
  serveGuests(port1, frameSource());
  return remoteSandbox(port2);
});

const job = (solution: string): Job => ({ language: 'javascript', solution, entry: 'f', calls: [[20]] });
const frames = (): HTMLIFrameElement[] => [...document.querySelectorAll('iframe')];

describe('the opaque frame', () => {
  it('is opaque, holds no window of ours, and leaves nothing behind', async () => {
    const sandbox = frameSandbox();
    const run = sandbox.run(job('const f = (n) => n;'), DEFAULT_LIMITS, new AbortController().signal);
    expect(await run).toMatchObject({ status: 'done' });
    const [frame] = frames();
    expect(frame?.getAttribute('sandbox')).toBe('allow-scripts');
    expect(frame?.contentDocument).toBeNull();
    expect(() => frame?.contentWindow?.location.href).toThrow(/cross-origin/);
    await sandbox.dispose();
    expect(frames()).toEqual([]);
  });

  it('is one at a time, also after a kill', async () => {
    const sandbox = frameSandbox();
    const { signal } = new AbortController();
    const limits = { ...DEFAULT_LIMITS, wallMs: 50 };
    for (let i = 0; i < 3; i++) {
      expect(await sandbox.run(job('const f = () => new Array(1e9) + "";'), limits, signal)).toMatchObject({
        status: 'timeout',
      });
      expect(await sandbox.run(job('const f = (n) => n;'), DEFAULT_LIMITS, signal)).toMatchObject({ status: 'done' });
      expect(frames()).toHaveLength(1);
    }
    await sandbox.dispose();
  });

  it('says sandbox/gone when it was closed before it could open', async () => {
    const sandbox = frameSandbox();
    const run = sandbox.run(job('const f = (n) => n;'), DEFAULT_LIMITS, new AbortController().signal).catch(codeOf);
    await sandbox.dispose();
    expect(await run).toBe('sandbox/gone');
    expect(frames()).toEqual([]);
  });
});

describe('a worker', () => {
  const cleanups: (() => void)[] = [];
  afterEach(() => cleanups.splice(0).forEach((clean) => clean()));

  function start(): (request: SandboxRequest) => Promise<SandboxReply> {
    const worker = new Worker(new URL('./fixtures/sandbox-worker.ts', import.meta.url), { type: 'module' });
    const { port1, port2 } = new MessageChannel();
    const stop = serveGuests(port1, frameSource());
    cleanups.push(stop, () => worker.terminate());
    worker.postMessage({ port: port2 } satisfies SandboxRequest, [port2]);
    return (request) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<SandboxReply>) => resolve(data);
        worker.postMessage(request);
      });
  }

  it('runs code through the page, kills what does not stop, and goes on', async () => {
    const ask = start();
    const right = { result: { status: 'done', results: [{ kind: 'value', value: 40 }] } };
    const twice = job('const f = (n) => n * 2;');
    expect(await ask({ job: twice, abortAfterMs: null })).toMatchObject(right);
    const bomb = job('const f = () => new Array(1e9) + "";');
    expect(await ask({ job: bomb, abortAfterMs: null })).toMatchObject({ result: { status: 'timeout' } });
    expect(await ask({ job: bomb, abortAfterMs: 300 })).toEqual({ error: 'abort/aborted' });
    expect(await ask({ job: twice, abortAfterMs: null })).toMatchObject(right);
  });
});
