// The guest's worker, as bundled text inside an opaque frame (or a Node worker thread). It gets the engine's bytes and a port
// in its first message, then answers each job on that port. The worker's own realm holds nothing but this file; guest
// code lives in QuickJS.
import { messageOf } from '../../lib/errors.ts';
import { MAX_RESULT, readToGuest, type FromGuest } from '../protocol.ts';
import type { RunResult } from '../sandbox.ts';
import { installGuestClock } from './clock.ts';
import { compileEngine } from './engine.ts';
import { runJob } from './run.ts';

export type Start = { wasm: ArrayBuffer; port: MessagePort };

globalThis.onmessage = ({ data }: MessageEvent<Start>): void => {
  globalThis.onmessage = null;
  void start(data);
};

async function start({ wasm, port }: Start): Promise<void> {
  const say = (message: FromGuest): void => port.postMessage(message);
  const broken = (error: unknown): void => say({ type: 'broken', reason: messageOf(error).slice(0, 1000) });
  try {
    const clock = installGuestClock();
    const engine = await compileEngine(wasm);
    port.onmessage = ({ data }: MessageEvent<unknown>): void => {
      const request = readToGuest(data);
      if (request === null) return broken('The guest got a job that it cannot read.');
      const { id, job, limits } = request;
      const begin = (): void => say({ type: 'started', id });
      runJob(engine, job, limits, clock, begin).then(
        (result) => say({ type: 'result', id, text: encode(result) }),
        broken,
      );
    };
    say({ type: 'ready' });
  } catch (error) {
    broken(error);
  }
}

function encode(result: RunResult): string {
  const text = JSON.stringify(result);
  if (text.length <= MAX_RESULT) return text;
  const reason = `output: all results together are longer than ${MAX_RESULT} bytes`;
  return JSON.stringify({ status: 'limit', reason, ms: result.ms } satisfies RunResult);
}
