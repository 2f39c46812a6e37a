// The dreamer: owns the store, asks the engine, the trainer and the sandbox through ports, and runs nights. One page connects it once.

import { type OpenedTeam, openTeam, type Ports } from '../src/team/open.ts';
import { cycle } from '../src/cycle.ts';
import { merge, type MergeReport, type MergeRequest } from '../src/merge.ts';
import { converse, type Exchange, type Speaker } from '../src/chat/converse.ts';
import { correct, type Judge, mend, takeBack, vote, type Vote } from '../src/chat/feedback.ts';
import { type Tried, tryOut } from '../src/chat/try-out.ts';
import { rollback } from '../src/db/heads.ts';
import { watchPromotion } from '../src/promote/watch.ts';
import type { RowOf } from '../src/db/tables/index.ts';
import { type Adopted, adoptAdapter, type Brought } from '../src/export/adopt.ts';
import { type AdapterFolder, exportAdapter, sourceOf } from '../src/export/adapter.ts';
import { originOf } from '../src/export/card.ts';
import { exportMerged, type MergedForm } from '../src/export/merged.ts';
import { openBase } from '../src/team/base-model.ts';
import { chooseAdapter } from '../src/team/choose.ts';
import { exportMetrics, type MetricForm, type MetricsFile } from '../src/export/metrics.ts';
import { exportLessons, type Exported } from '../src/export/night.ts';
import { exportPairs } from '../src/export/pairs.ts';
import { importFile, type ImportSummary } from '../src/export/quarantine.ts';
import type { Json } from '../src/lib/json.ts';
import { phaseCell } from '../src/lib/phase.ts';
import { withPhases } from '../src/team/phases.ts';
import { AppError, codeOf } from '../src/lib/errors.ts';
import { turns } from '../src/lib/turns.ts';
import { systemClock } from '../src/lib/clock.ts';
import { connect } from '../src/lib/channel.ts';
import { ENDPOINT } from '../models/catalog.ts';
import type { Engine, GenerateOptions, Generation, ModelName } from '../src/engine/engine.ts';
import type { Progress } from '../src/team/context.ts';
import {
  askRows,
  type AskResult,
  type AskRow,
  guardRows,
  type GuardResult,
  type GuardRow,
} from '../src/team/examine.ts';
import { chooseSeeds } from '../src/dream/seeds.ts';
import { heldHere } from '../src/team/held.ts';
import { beginNight, type NightRequest, resumeNight } from '../src/team/night.ts';
import { ENTRY } from '../src/team/answer.ts';
import { findModel } from '../src/team/imported.ts';
import { nightReport, type NightReport } from '../src/team/report.ts';
import { statusReport, type StatusReport } from '../src/team/status.ts';
import { consoleLog } from './console-log.ts';
import { poison } from './poison.ts';
import type { RemoteApi } from './remote.ts';
import { serve } from './rpc.ts';

/** The worker that may talk to the user's endpoint. */
function openRemote(stop: SharedArrayBuffer | null): Engine {
  const worker = new Worker(new URL('./remote.ts', import.meta.url), { type: 'module' });
  const { api } = connect<RemoteApi>(worker);
  const ready = api.open(stop);
  const after =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await ready;
      return call(...args);
    };
  const remote = api as unknown as Engine;
  return {
    load: after(remote.load),
    generate: after(remote.generate),
    generateBatch: after(remote.generateBatch),
    score: after(remote.score),
    likely: after(remote.likely),
    dispose: after(remote.dispose),
  };
}

let opened: Promise<OpenedTeam> | null = null;
let phase = phaseCell(null);
const log = consoleLog(systemClock);

function team(): Promise<OpenedTeam> {
  if (!opened)
    throw new AppError('dreamer/not-connected', 'The dreamer has no engine, trainer and sandbox yet. Reload the page.');
  return opened;
}

async function judge(): Promise<Judge> {
  const { store, sandbox } = await team();
  return { store, sandbox, clock: systemClock, entry: ENTRY };
}

/** Whether what the last night taught was taken back now. The answer is told whatever comes of this: the next one asks again. */
async function watched({ store, files }: OpenedTeam, model: ModelName): Promise<boolean> {
  try {
    return (await watchPromotion({ store, files, clock: systemClock, model })) !== null;
  } catch (error) {
    log.error('watch: could not be made', { code: codeOf(error) });
    return false;
  }
}

/** What the user says about answers, one after the other: each is said of what the one before left. */
const inTurn = turns();

/** What the page needs of an episode row that was just written. */
type Said = { episode: string; verdict: string; passed: number; total: number; skill: string | null };

const said = ({ id, verdict, passed, total, skill }: RowOf<'episodes'>): Said => ({
  episode: id,
  verdict,
  passed,
  total,
  skill,
});

const api = {
  /** Once, before anything else. */
  async connect(
    engine: MessagePort,
    trainer: MessagePort,
    sandbox: MessagePort,
    builtIn: MessagePort,
    stop: SharedArrayBuffer | null,
  ): Promise<void> {
    const ports: Ports = { engine, trainer, sandbox, builtIn, stop, openRemote: () => openRemote(stop) };
    phase = phaseCell(stop);
    opened = openTeam(ports, { clock: systemClock, log, poison });
    await opened;
  },

  /** A new night, or with `resume` the unfinished one if there is one. @throws AppError dreamer/busy when another tab dreams. */
  async night(
    request: NightRequest & { resume?: boolean },
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<NightReport> {
    const { store, withDreamer } = await team();
    const start = systemClock.now();
    const { id, unsaved } = await withDreamer(signal, async (context, config) => {
      const { fence, learner } = context;
      const night =
        (request.resume ? await resumeNight(store, fence, systemClock, learner.base) : null) ??
        (await beginNight(store, fence, systemClock, request, learner.base, context.settings));
      const settings = await heldHere(night.settings, context.log);
      const watched = { ...withPhases(context, phase), settings, report: onProgress };
      const { unsaved } = await cycle(watched, { ...night, config });
      return { id: night.id, unsaved };
    });
    // Read when the right to dream has been let go: a user who is back waits for that, not for this.
    return nightReport(store, id, (systemClock.now() - start) / 1000, unsaved);
  },

  /** One prompt by the user, streamed, judged and stored. `tookBack`: this was one answer too many that was worse than before the last night. */
  async chat(
    prompt: string,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Exchange & { tookBack: boolean }> {
    const opened = await team();
    const speaker: Speaker = opened.lead
      ? { model: opened.lead, adapter: null, checkpoint: null, told: true }
      : { ...(await opened.learnerFor(prompt)), told: false };
    const { maxNewTokens } = opened.settings;
    const exchange = await converse({ ...opened, speaker, clock: systemClock, maxNewTokens }, prompt, onText, signal);
    return { ...exchange, tookBack: speaker.told ? false : await watched(opened, speaker.model) };
  },

  async ask(
    rows: readonly AskRow[],
    model: ModelName,
    onRow: (result: AskResult) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { engine, sandbox, learner, settings } = await team();
    const now = await learner();
    const adapter = now.model === model ? now.adapter : null;
    await askRows(
      {
        engine,
        sandbox,
        clock: systemClock,
        model,
        adapter,
        batch: settings.batch,
        maxNewTokens: settings.maxNewTokens,
        entry: ENTRY,
      },
      rows,
      'ask',
      onRow,
      signal,
    );
  },

  /** Whether the user's endpoint answers, knows its model, and tells how likely its words are. @throws AppError endpoint/… */
  async tryEndpoint(signal: AbortSignal): Promise<{ logprobs: boolean }> {
    const { engine } = await team();
    await engine.load(ENDPOINT, signal);
    const said = await engine.generate(
      [{ role: 'user', content: 'Say yes.' }],
      { model: ENDPOINT, maxNewTokens: 4, topLogprobs: 1 },
      () => undefined,
      signal,
    );
    return { logprobs: said.logprobs !== undefined };
  },

  /** The model that is called so. @throws AppError model/unknown, model/ambiguous */
  async find(called: string): Promise<ModelName> {
    return findModel(await (await team()).store.list('models', { newest: true }), called);
  },

  /** One answer of the model that is called so, to nobody's memory. @throws AppError model/unknown, model/ambiguous, those of the engine */
  async generate(
    called: string,
    prompt: string,
    options: Omit<GenerateOptions, 'model' | 'adapter'>,
    signal: AbortSignal,
  ): Promise<Generation & { model: ModelName; device: string; loadSeconds: number }> {
    const { engine } = await team();
    const model = await api.find(called);
    const { device, seconds: loadSeconds } = await engine.load(model, signal);
    const messages = [{ role: 'user' as const, content: prompt }];
    return {
      ...(await engine.generate(messages, { model, ...options }, () => undefined, signal)),
      model,
      device,
      loadSeconds,
    };
  },

  async guard(rows: readonly GuardRow[], onRow: (result: GuardResult) => void, signal: AbortSignal): Promise<void> {
    await guardRows((await team()).sandbox, rows, 'guard', onRow, signal);
  },

  /** The run button: one call, judged by nobody. */
  async tryOut(answer: string, args: readonly Json[], signal: AbortSignal): Promise<Tried> {
    return tryOut((await team()).sandbox, ENTRY, answer, args, signal);
  },

  /** What the user says about an answer; each gives the id of the episode row that holds now. @throws AppError chat/no-episode, storage/… */
  async vote(episode: string, thumb: Vote): Promise<string> {
    return (await inTurn(async () => vote(await judge(), episode, thumb))).id;
  },
  async mend(episode: string, answer: string, signal: AbortSignal): Promise<Said> {
    return said(await inTurn(async () => mend(await judge(), episode, answer, signal)));
  },
  async correct(episode: string, args: readonly Json[], expected: Json, signal: AbortSignal): Promise<Said> {
    return said(await inTurn(async () => correct(await judge(), episode, { args, expected }, signal)));
  },

  async takeBack(episode: string): Promise<void> {
    await inTurn(async () => takeBack(await judge(), episode));
  },

  /** Goes back to what answered before the last change. @throws AppError storage/no-previous, storage/… */
  async rollback(): Promise<void> {
    const { store, files } = await team();
    await rollback(store, files, 'user', { night: null, at: systemClock.now() }, null);
  },

  /** An adapter of the library answers from now on. Errors as chooseAdapter. */
  async choose(checkpoint: string): Promise<void> {
    const { store, files, facts } = await team();
    await chooseAdapter({ store, files, clock: systemClock, base: facts.hash }, checkpoint);
  },

  /** Two adapters of the library as one, which answers from then on if it keeps what they can do. Errors as merge, and dreamer/busy. */
  async merge(
    request: MergeRequest,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<MergeReport> {
    const { withDreamer } = await team();
    return withDreamer(signal, (context, config) => merge({ ...context, report: onProgress }, config, request));
  },

  /** Verified lessons of a night as a file, or of all nights. */
  async exportLessons(night: string | null): Promise<Exported> {
    return exportLessons((await team()).store, night);
  },

  /** What was measured of a night's training and of its exams, as a file for trackers. */
  async exportMetrics(night: string, form: MetricForm): Promise<MetricsFile> {
    return exportMetrics((await team()).store, night, form);
  },

  /** Preference pairs of all nights as a file; `own`: those of the chat too, in the user's words. */
  async exportPairs(own: boolean): Promise<Exported> {
    return exportPairs((await team()).store, own);
  },

  /** The active adapter as files that other tools read. @throws AppError export/nothing-learned */
  async exportAdapter(): Promise<AdapterFolder> {
    const { store, learner, facts } = await team();
    return exportAdapter(store, await learner(), facts.config);
  },

  /** The learner with what it learned, as one model. @throws AppError export/too-large, abort/aborted, those of loading it */
  async exportMerged(form: MergedForm, signal: AbortSignal): Promise<ReadonlyMap<string, Uint8Array>> {
    const { store, learner } = await team();
    const now = await learner();
    const base = await openBase(now.model, await sourceOf(store, now), signal);
    const adapter = now.adapter && { ...now.adapter, origin: await originOf(store, now) };
    return exportMerged(form, base, adapter, signal);
  },

  /** An adapter that was made elsewhere answers from now on; one step back is what answered before. Errors as adoptAdapter. */
  async importAdapter(brought: Brought): Promise<Adopted> {
    const { facts, learner, ...parts } = await team();
    const adopter = { ...parts, clock: systemClock, learner: await learner(), config: facts.config };
    return adoptAdapter(adopter, brought);
  },

  /** Reads a file into quarantine and executes every row of it. @throws AppError import/too-large, storage/…, abort/aborted */
  async importFile(file: File, onProgress: (done: ImportSummary) => void, signal: AbortSignal): Promise<ImportSummary> {
    return importFile({ ...(await team()), clock: systemClock }, file, onProgress, signal);
  },

  /** Skills that a night would practise now. */
  async open(): Promise<string[]> {
    const opened = await team();
    return (await chooseSeeds({ ...opened, learner: await opened.learner() }, { id: '' })).map(({ skill }) => skill);
  },

  /** What happened in a night, in numbers. */
  async report(night: string): Promise<NightReport> {
    return nightReport((await team()).store, night, 0);
  },

  async status(): Promise<StatusReport> {
    return statusReport(await team(), api.open);
  },
};

serve(api);
export type DreamerApi = typeof api;
