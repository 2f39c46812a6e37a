// Opens a team: the store and files of this browser, the engine, trainer and sandbox behind their ports, the domain, and the learner as it is now.

import { connect } from '../lib/channel.ts';
import { sharedFlag } from '../lib/flag.ts';
import { AppError } from '../lib/errors.ts';
import { type Clock, systemTimer } from '../lib/clock.ts';
import { webLocks } from '../lib/locks.ts';
import type { Log } from '../lib/log.ts';
import { anySignal } from '../lib/abort.ts';
import { openStore, type Store } from '../db/db.ts';
import { becomeDreamer } from '../db/fence.ts';
import type { Files } from '../db/files.ts';
import { opfsFiles } from '../db/opfs.ts';
import type { Domain } from '../domains/domain.ts';
import { katas } from '../domains/katas.ts';
import type { Engine, Tester } from '../engine/engine.ts';
import type { Trainer } from '../engine/trainer.ts';
import { type BuiltInHost, builtInEngine } from '../engine/built-in.ts';
import { openImported, openOnnx } from '../engine/import/opfs-models.ts';
import { routed } from '../engine/routed.ts';
import { loadModelFacts, type ModelFacts } from '../engine/weights.ts';
import {
  BUILT_IN,
  canLearn,
  ENDPOINT,
  importedHash,
  isModelName,
  type ModelName,
  onnxHash,
} from '../../models/catalog.ts';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import { remoteSandbox } from '../sandbox/remote.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { type Context, type Learner, type NightSettings, type Poison, settingsFor } from './context.ts';
import { currentLearner } from './current.ts';
import { learnerFor as retrieve, openLibrary } from './library.ts';
import { type Preferences, preferencesOf } from './meta.ts';

export type Ports = {
  engine: MessagePort;
  trainer: MessagePort;
  sandbox: MessagePort;
  /** The page, where it asks the model that comes with the browser. */
  builtIn: MessagePort;
  stop: SharedArrayBuffer | null;
  /** What talks to the user's endpoint. */
  openRemote(): Engine;
};

export type OpenedTeam = {
  store: Store;
  files: Files;
  engine: Engine;
  trainer: Trainer;
  sandbox: Sandbox;
  domain: Domain;
  facts: ModelFacts;
  settings: NightSettings;
  /** Who answers in place of the learner; null: the learner does. */
  lead: ModelName | null;
  learner(): Promise<Learner>;
  /** The same for one question: with the adapter that fits it best, where the user wants that. */
  learnerFor(prompt: string): Promise<Learner>;
  /** Runs work as the one dreamer. @throws AppError dreamer/busy when another tab dreams. */
  withDreamer<T>(signal: AbortSignal, work: (context: Context, config: QwenConfig) => Promise<T>): Promise<T>;
};

export async function openTeam(
  ports: Ports,
  { clock, log, poison }: { clock: Clock; log: Log; poison: Poison | undefined },
): Promise<OpenedTeam> {
  const store = await openStore({ log });
  const files = await opfsFiles(systemTimer, webLocks());
  const local = connect<Engine & Tester>(ports.engine).api as unknown as Engine & Tester;
  const engine = routed(local, {
    [ENDPOINT]: ports.openRemote,
    [BUILT_IN]: () => builtInEngine(connect<BuiltInHost>(ports.builtIn).api, () => performance.now()),
  });
  const trainer = connect<Trainer>(ports.trainer).api as unknown as Trainer;
  const sandbox = remoteSandbox(ports.sandbox);
  const { learner: model, lead, teacher, expert, facts } = await chosenModels(store, log);
  const settings = settingsFor(model);
  const domain = katas;
  const learner = (): Promise<Learner> => currentLearner(store, files, { model, facts, settings }, clock);
  const { config } = facts;
  const retrieving = { library: openLibrary(store), domain, learner, log, files, config, usual: settings.lora };
  const learnerFor = async (prompt: string): Promise<Learner> =>
    (await wishOf(store)).byQuestion ? retrieve(retrieving, prompt) : learner();
  const stop = ports.stop ? sharedFlag(ports.stop) : null;
  const withDreamer: OpenedTeam['withDreamer'] = async (signal, work) => {
    const dreamer = await becomeDreamer(store.session, webLocks(), 'try');
    if (!dreamer)
      throw new AppError(
        'dreamer/busy',
        'Dream Lab is dreaming in another tab. Close that tab or stop its dream first.',
      );
    try {
      const context: Context = {
        ...{ store, files, engine, device: local, trainer, sandbox, settings, clock, log },
        fence: dreamer.fence,
        domain,
        learner: await learner(),
        teacher,
        expert,
        baseScores: facts.scores,
        ...(poison ? { poison } : {}),
        report: () => undefined,
        signal: anySignal(signal, dreamer.lost),
      };
      if (stop?.isRaised()) throw new AppError('abort/aborted', 'Stopped before it began.');
      return await work(context, facts.config);
    } finally {
      await dreamer.release();
    }
  };
  return { store, files, engine, trainer, sandbox, domain, facts, settings, lead, learner, learnerFor, withDreamer };
}

/**
 * The models that the user chose. One that is no longer on this device gives way to the family's, so that the app always starts; the choice stays as it is.
 * @throws AppError as loadModelFacts
 */
async function chosenModels(store: Store, log: Log): Promise<Chosen> {
  const wish = await wishOf(store);
  const known = async <T extends ModelName | null>(name: string, otherwise: T): Promise<ModelName | T> => {
    if (isModelName(name) && (await isHere(name))) return name;
    if (name !== '') log.error('model: the chosen one is not here', { name, otherwise });
    return otherwise;
  };
  const chosen = await known(wish.learner, 'dream-s');
  const learner = canLearn(chosen) ? chosen : 'dream-s';
  const [lead, teacher] = [await known(wish.lead, null), await known(wish.teacher, 'dream-l')];
  const expert = await known(wish.expert, null);
  return { learner, lead: lead === learner ? null : lead, teacher, expert, facts: await factsOf(learner) };
}

/** What the user set, as it is now. */
async function wishOf(store: Store): Promise<Preferences> {
  const [newest] = await store.list('preferences', { newest: true, limit: 1 });
  return preferencesOf(newest?.values ?? {});
}

type Chosen = {
  learner: ModelName;
  lead: ModelName | null;
  teacher: ModelName;
  expert: ModelName | null;
  facts: ModelFacts;
};

async function isHere(name: ModelName): Promise<boolean> {
  const [imported, readyMade] = [importedHash(name), onnxHash(name)];
  const opening = imported !== null ? openImported(imported) : readyMade !== null ? openOnnx(readyMade) : null;
  return (
    opening === null ||
    opening.then(
      () => true,
      () => false,
    )
  );
}

async function factsOf(model: ModelName): Promise<ModelFacts> {
  const hash = importedHash(model);
  if (hash === null) return loadModelFacts(model);
  const { facts } = await openImported(hash);
  return { hash, config: parseConfig(facts['config.json']), scores: {} };
}
