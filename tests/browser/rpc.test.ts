// The channel between page and workers: values, errors, aborts, callbacks, and what happens when the other side is gone.

import { afterEach, expect, it } from 'vitest';
import { connect, type Connection } from '../../src/lib/channel.ts';
import { AppError, codeOf } from '../../src/lib/errors.ts';
import type { RpcWorkerApi } from '../fixtures/rpc-worker.ts';

const open: Connection<RpcWorkerApi>[] = [];
function start(): Connection<RpcWorkerApi> & { worker: Worker } {
  const worker = new Worker(new URL('../fixtures/rpc-worker.ts', import.meta.url), { type: 'module' });
  const connection = connect<RpcWorkerApi>(worker);
  open.push(connection);
  return { ...connection, worker };
}
afterEach(() => {
  for (const { close } of open.splice(0)) close();
});
const never = new AbortController().signal;

it('calls, with plain values and typed arrays', async () => {
  const { api } = start();
  expect(await api.add(1, 2)).toBe(3);
  expect(await api.double(Float32Array.of(1, 2))).toEqual(Float32Array.of(2, 4));
});

it('keeps code, message and facts of errors', async () => {
  const { api } = start();
  const error = await api.fail('sample/failed').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'sample/failed', message: 'It went wrong. Try again.', facts: { tries: '3' } });
  expect(await api.failPlainly().catch((thrown: unknown) => thrown)).toMatchObject({
    code: 'unknown/error',
    message: 'plain',
  });
  expect(await api.unclonable().catch(codeOf)).toBe('unknown/error');
  const stranger = api as unknown as { missing(): Promise<void> };
  expect(await stranger.missing().catch(codeOf)).toBe('worker/no-method');
});

it('carries an abort into the call, and only into that call', async () => {
  const { api } = start();
  const [first, second] = [new AbortController(), new AbortController()];
  const calls = [api.untilAborted('first', first.signal), api.untilAborted('second', second.signal)];
  second.abort();
  expect(await calls[1]).toBe('second aborted');
  expect(await Promise.race([calls[0], api.add(1, 1)])).toBe(2);
  first.abort();
  expect(await calls[0]).toBe('first aborted');
  expect(await api.untilAborted('third', AbortSignal.abort())).toBe('third aborted');
});

it('calls back: everything told is heard before the call is over, and questions are answered', async () => {
  const { api } = start();
  const heard: number[] = [];
  expect(await api.tell(500, (number) => void heard.push(number))).toBe('told');
  expect(heard).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  expect(await api.ask((question) => Promise.resolve(`an answer to ${question}`))).toBe('heard an answer to what?');
  const refusal = api.ask(() => {
    throw new AppError('sample/no-answer', 'No.');
  });
  expect(await refusal.catch(codeOf)).toBe('sample/no-answer');
  const careless = (): void => {
    throw new Error('nobody waits for this');
  };
  expect(await api.tell(3, careless)).toBe('told');
});

it('rejects what is pending, and what comes later, when the worker is terminated', async () => {
  const { api, worker, dead } = start();
  await api.add(1, 1);
  const pending = api.never().catch(codeOf);
  worker.terminate();
  expect(await pending).toBe('worker/dead');
  expect(dead.aborted).toBe(true);
  expect(codeOf(dead.reason)).toBe('worker/dead');
  expect(await api.add(1, 1).catch(codeOf)).toBe('worker/dead');
});

it('notices a worker that ends by itself, also through a port', async () => {
  const { api } = start();
  const { port1, port2 } = new MessageChannel();
  await api.addPort(port1);
  const other = connect<RpcWorkerApi>(port2);
  open.push(other);
  expect(await other.api.add(2, 2)).toBe(4);
  const pending = [api.never().catch(codeOf), other.api.never().catch(codeOf)];
  await api.end();
  expect(await Promise.all(pending)).toEqual(['worker/dead', 'worker/dead']);
});

it('notices a worker that never starts', async () => {
  const connection = connect<RpcWorkerApi>(new Worker('/no-such-worker.js', { type: 'module' }));
  open.push(connection);
  expect(await connection.api.add(1, 1).catch(codeOf)).toBe('worker/dead');
});

it('lives on after an accident outside of any call', async () => {
  const { api, worker, dead } = start();
  await api.add(1, 1);
  const noticed = new Promise((resolve) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      resolve(event.message);
    });
  });
  await api.stumble();
  expect(await noticed).toContain('stumbled');
  expect(await api.add(2, 3)).toBe(5);
  expect(dead.aborted).toBe(false);
});

it('rejects pending calls when it is closed, and tells the worker that the caller is gone', async () => {
  const { api } = start();
  const { port1, port2 } = new MessageChannel();
  await api.addPort(port1);
  const other = connect<RpcWorkerApi>(port2);
  let pending: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve) => {
    pending = other.api.waitForCaller(never, resolve).catch(codeOf);
  });
  expect(await api.isCallerGone()).toBe(false);
  other.close();
  expect(await pending).toBe('worker/closed');
  await expect.poll(() => api.isCallerGone()).toBe(true);
});
