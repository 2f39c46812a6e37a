// The dreamer: owns the store, asks the engine, the trainer and the sandbox through ports, and runs nights. One page connects it once.

import { type OpenedTeam, openTeam, type Ports } from '../src/team/open.ts';
import { cycle } from '../src/cycle.ts';
import { converse, type Exchange } from '../src/chat/converse.ts';
import { phaseCell } from '../src/lib/phase.ts';
import { withPhases } from '../src/team/phases.ts';
import { AppError } from '../src/lib/errors.ts';
import { systemClock } from '../src/lib/clock.ts';
import type { ModelName } from '../src/engine/engine.ts';
import type { Progress } from '../src/team/context.ts';
import {
  askRows,
  type AskResult,
  type AskRow,
  guardRows,
  type GuardResult,
  type GuardRow,
} from '../src/team/examine.ts';
import { beginNight, type NightRequest, resumeNight } from '../src/team/night.ts';
import { nightReport, type NightReport } from '../src/team/report.ts';
import { statusReport, type StatusReport } from '../src/team/status.ts';
import { consoleLog } from './console-log.ts';
import { poison } from './poison.ts';
import { serve } from './rpc.ts';

let opened: Promise<OpenedTeam> | null = null;
let phase = phaseCell(null);

function team(): Promise<OpenedTeam> {
  if (!opened)
    throw new AppError('dreamer/not-connected', 'The dreamer has no engine, trainer and sandbox yet. Reload the page.');
  return opened;
}

const api = {
  /** Once, before anything else. */
  async connect(
    engine: MessagePort,
    trainer: MessagePort,
    sandbox: MessagePort,
    stop: SharedArrayBuffer | null,
  ): Promise<void> {
    const ports: Ports = { engine, trainer, sandbox, stop };
    phase = phaseCell(stop);
    opened = openTeam(ports, { clock: systemClock, log: consoleLog(systemClock), poison });
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
    const id = await withDreamer(signal, async (context, config) => {
      const fence = context.fence;
      const night =
        (request.resume ? await resumeNight(store, fence, systemClock) : null) ??
        (await beginNight(store, fence, systemClock, request));
      await cycle(
        { ...withPhases(context, phase), settings: night.settings, report: onProgress },
        { ...night, config },
      );
      return night.id;
    });
    // Read when the right to dream has been let go: a user who is back waits for that, not for this.
    return nightReport(store, id, (systemClock.now() - start) / 1000);
  },

  /** One prompt by the user, streamed, judged and stored. */
  async chat(prompt: string, onText: (piece: string) => void, signal: AbortSignal): Promise<Exchange> {
    const opened = await team();
    const { settings } = opened;
    return converse(
      { ...opened, learner: await opened.learner(), clock: systemClock, maxNewTokens: settings.maxNewTokens },
      prompt,
      onText,
      signal,
    );
  },

  async ask(
    rows: readonly AskRow[],
    model: ModelName,
    onRow: (result: AskResult) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { engine, sandbox, learner, settings } = await team();
    const adapter = model === 'dream-s' ? (await learner()).adapter : null;
    await askRows(
      {
        engine,
        sandbox,
        clock: systemClock,
        model,
        adapter,
        batch: settings.batch,
        maxNewTokens: settings.maxNewTokens,
        entry: 'solve',
      },
      rows,
      'ask',
      onRow,
      signal,
    );
  },

  async guard(rows: readonly GuardRow[], onRow: (result: GuardResult) => void, signal: AbortSignal): Promise<void> {
    await guardRows((await team()).sandbox, rows, 'guard', onRow, signal);
  },

  async status(): Promise<StatusReport> {
    return statusReport(await team());
  },
};

serve(api);
export type DreamerApi = typeof api;
