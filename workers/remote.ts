// The worker that talks to the user's endpoint: the one place from which a prompt leaves the device, and only to the address that the user gave
// (src/lib/headers.ts). The dreamer opens it when a model behind an endpoint is first asked.

import { openStore } from '../src/db/db.ts';
import type { Engine } from '../src/engine/engine.ts';
import { type Endpoint, openAiEngine } from '../src/engine/openai.ts';
import { systemTimer } from '../src/lib/clock.ts';
import { plainFlag, sharedFlag } from '../src/lib/flag.ts';
import { preferencesOf } from '../src/team/meta.ts';
import { serve } from './rpc.ts';

let stop = plainFlag();

async function endpoint(): Promise<Endpoint> {
  const store = await openStore();
  try {
    const [newest] = await store.list('preferences', { newest: true, limit: 1 });
    const { endpointUrl, endpointModel, endpointKey } = preferencesOf(newest?.values ?? {});
    return { url: endpointUrl, model: endpointModel, key: endpointKey };
  } finally {
    store.close();
  }
}

const engine = openAiEngine({
  endpoint,
  fetch: (url, init) => fetch(url, init),
  stop: { isRaised: () => stop.isRaised() },
  timer: systemTimer,
  now: () => performance.now(),
});

const api = {
  /** Once, with the memory of the stop flag if it can be shared. */
  async open(buffer: SharedArrayBuffer | null): Promise<void> {
    if (buffer) stop = sharedFlag(buffer);
  },
  load: (...args: Parameters<Engine['load']>) => engine.load(...args),
  generate: (...args: Parameters<Engine['generate']>) => engine.generate(...args),
  generateBatch: (...args: Parameters<Engine['generateBatch']>) => engine.generateBatch(...args),
  likely: (...args: Parameters<Engine['likely']>) => engine.likely(...args),
  score: (...args: Parameters<Engine['score']>) => engine.score(...args),
  dispose: () => engine.dispose(),
};

serve(api);
export type RemoteApi = typeof api;
