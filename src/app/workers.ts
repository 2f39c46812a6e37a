// The page's side of everything that computes: three workers, the ports between them, one source of sandbox frames, one stop flag. The page itself
// computes nothing. Assumes that it is started once per page.

import type { DreamerApi } from '../../workers/dreamer.ts';
import type { EngineApi } from '../../workers/engine.ts';
import { serve } from '../../workers/rpc.ts';
import type { TrainerApi } from '../../workers/trainer.ts';
import { openStore } from '../db/db.ts';
import { opfsFiles } from '../db/opfs.ts';
import { connect, type Remote } from '../lib/channel.ts';
import { systemTimer } from '../lib/clock.ts';
import { plainFlag, sharedFlag, type StopFlag } from '../lib/flag.ts';
import { webLocks } from '../lib/locks.ts';
import { FLAG_AND_PHASE_BYTES, type PhaseCell, phaseCell } from '../lib/phase.ts';
import { frameSource } from '../sandbox/frame.ts';
import { serveGuests } from '../sandbox/remote.ts';
import { builtInHost } from './built-in.ts';

export type DeviceWish = 'auto' | 'wasm' | 'webgpu';

export type Team = {
  readonly engine: Remote<EngineApi>;
  readonly trainer: Remote<TrainerApi>;
  readonly dreamer: Remote<DreamerApi>;
  readonly device: 'wasm' | 'webgpu';
  /** Raised: whoever works stops at the next unit. Whoever starts work lowers it. */
  readonly flag: StopFlag;
  readonly phase: PhaseCell;
  /** Aborted when a worker is gone; its reason says so in a sentence. */
  readonly dead: AbortSignal;
  /** Ends the workers. */
  close(): void;
};

/**
 * Starts the workers and connects them. @throws AppError of whatever is missing: engine/no-webgpu, storage/refused, model/missing, worker/dead, …
 */
export async function startTeam(wish: DeviceWish): Promise<Team> {
  const buffer = crossOriginIsolated ? new SharedArrayBuffer(FLAG_AND_PHASE_BYTES) : null;
  const engine = connect<EngineApi>(
    new Worker(new URL('../../workers/engine.ts', import.meta.url), { type: 'module' }),
  );
  const trainer = connect<TrainerApi>(
    new Worker(new URL('../../workers/trainer.ts', import.meta.url), { type: 'module' }),
  );
  const dreamer = connect<DreamerApi>(startDreamer());
  const dead = AbortSignal.any([engine.dead, trainer.dead, dreamer.dead]);
  try {
    const [device] = await Promise.all([engine.api.open(wish, buffer), trainer.api.open(wish, buffer)]);
    const flag = buffer ? sharedFlag(buffer) : plainFlag();
    const endGuests = await wire(engine.api, trainer.api, dreamer.api, { buffer, flag });
    const close = (): void => {
      [engine, trainer, dreamer].forEach((each) => each.close());
      endGuests();
    };
    return {
      engine: engine.api,
      trainer: trainer.api,
      dreamer: dreamer.api,
      device,
      flag,
      phase: phaseCell(buffer),
      dead,
      close,
    };
  } catch (error) {
    for (const { close } of [engine, trainer, dreamer]) close();
    throw (await storageFault()) ?? error;
  }
}

/** Why storage cannot be had, null when it can. Where a browser refuses it, workers cannot even take the lock that says they live. */
async function storageFault(): Promise<unknown> {
  try {
    // Files first: where all storage is refused, they say so, while tables seem to be broken.
    await opfsFiles(systemTimer, webLocks());
    (await openStore()).close();
    return null;
  } catch (error) {
    return error;
  }
}

/** The page's query goes along as the worker's name: a worker cannot see the address of its page. */
function startDreamer(): Worker {
  return new Worker(new URL('../../workers/dreamer.ts', import.meta.url), { type: 'module', name: location.search });
}

/** @returns what ends the sandbox's frames: they are the page's, and outlive the workers */
async function wire(
  engine: Team['engine'],
  trainer: Team['trainer'],
  dreamer: Team['dreamer'],
  { buffer, flag }: { buffer: SharedArrayBuffer | null; flag: StopFlag },
): Promise<() => void> {
  const [forEngine, forTrainer, forSandbox, forBuiltIn] = Array.from({ length: 4 }, () => new MessageChannel()) as [
    MessageChannel,
    MessageChannel,
    MessageChannel,
    MessageChannel,
  ];
  const endGuests = serveGuests(forSandbox.port1, frameSource());
  serve(builtInHost(flag), forBuiltIn.port1);
  await Promise.all([engine.addPort(forEngine.port1), trainer.addPort(forTrainer.port1)]);
  await dreamer.connect(forEngine.port2, forTrainer.port2, forSandbox.port2, forBuiltIn.port2, buffer);
  return endGuests;
}
