// What the page shows, and what its buttons do. One per page. Nothing is computed here: it starts the team, asks it, and keeps what came back.

import type {
  ChatResult,
  MergeReport,
  NightReport,
  NightRequest,
  Progress,
  StatusReport,
} from '../../../workers/lab-api.ts';
import { throwIfAborted } from '../../lib/abort.ts';
import { AppError, codeOf } from '../../lib/errors.ts';
import { turns } from '../../lib/turns.ts';
import { type NightRun, runNight } from '../night.ts';
import { faultWords, leftWords, progressShare } from '../words.ts';
import { type DeviceWish, startTeam, type Team } from '../workers.ts';
import { CurveState } from './curves.svelte.ts';

export type Exchange = {
  readonly id: number;
  readonly prompt: string;
  /** What has been said so far. */
  text: string;
  /** What came of it; null while it is being answered and checked. */
  outcome: ChatResult | null;
  /** It was ended before it was whole: what was said stands here until the page is left, and is kept nowhere. */
  stopped: boolean;
  fault: string | null;
};

/** How an answer ends that nobody waits for any more: by its button, a dream that stops, or workers that begin anew. */
const CUT = ['abort/aborted', 'worker/closed'];

/** Longest prompt that is taken, characters. */
const LONGEST_PROMPT = 2000;

/** What this page's dream does, told to the other tabs. */
const channel = new BroadcastChannel('dream-lab/progress');

export class Session {
  state = $state<'starting' | 'ready' | 'failed'>('starting');
  /** How often workers were begun anew. */
  begun = 0;
  /** Why it cannot work, when `state` is failed. */
  fault = $state<string | null>(null);
  status = $state.raw<StatusReport | null>(null);
  device = $state<Team['device'] | null>(null);
  exchanges = $state<Exchange[]>([]);
  dreaming = $state(false);
  /** Two adapters are being merged: nothing dreams meanwhile. */
  merging = $state(false);
  /** The user asked for this dream: it goes on while the user is here. */
  asked = $state(false);
  /** The last dream ended because the user was back. */
  returned = $state(false);
  progress = $state.raw<Progress | null>(null);
  /** What another tab's dream did last. */
  elsewhere = $state.raw<Progress | null>(null);
  /** When this night began or went on here, ms of performance.now(), and how much of it was behind then. */
  since = $state(0);
  from = $state(0);
  /** What trainings tell step by step, here or in another tab. */
  readonly curves = new CurveState();
  report = $state.raw<NightReport | null>(null);
  nightFault = $state<string | null>(null);

  readonly longestPrompt = LONGEST_PROMPT;
  readonly #wish: DeviceWish;
  #team: Promise<Team> | null = null;
  #run: NightRun | null = null;
  /** The dream in hand, with what is read behind it. */
  #dream: Promise<unknown> = Promise.resolve();
  /** Answers are made one after the other: the flag that stops one would stop them all. */
  readonly #inTurn = turns();
  /** Readings of the status, and the one that has not begun. */
  readonly #reading = turns();
  #next: Promise<void> | null = null;
  /** What ends the answers that are being made or wait, by exchange. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  readonly #ends = new Map<number, AbortController>();
  /** The exchange that is being answered. */
  #speaking: number | null = null;
  /** Answers that are being made, or wait. */
  #asked = $state(0);

  constructor(wish: DeviceWish) {
    this.#wish = wish;
    channel.addEventListener('message', ({ data }: MessageEvent<Progress>) => {
      this.elsewhere = data;
      this.curves.add(data);
    });
  }

  /** The team, started at the first call. Rejects with why it cannot be had. */
  team(): Promise<Team> {
    return (this.#team ??= startTeam(this.#wish));
  }

  async start(): Promise<void> {
    try {
      const { device, dead } = await this.team();
      const own = this.#team;
      // A team that was ended on purpose has not failed.
      dead.addEventListener('abort', () => this.#team === own && this.#fail(dead.reason), { once: true });
      this.device = device;
      await this.refresh();
      this.state = 'ready';
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A night that was cut short and can be taken up again. */
  get canResume(): boolean {
    return typeof this.status?.nights.unfinished === 'string';
  }

  get answering(): boolean {
    return this.#asked > 0;
  }

  /** Whether anything was ever asked: a dream is about that. */
  get hasAsked(): boolean {
    return (this.status?.rows['episodes'] ?? 0) > 0 || this.exchanges.some(({ outcome }) => outcome !== null);
  }

  /** How long the night in hand will still take, in words. */
  get left(): string {
    return this.progress ? leftWords(this.progress, this.from, performance.now() - this.since) : '';
  }

  async ask(prompt: string): Promise<void> {
    const id = this.exchanges.length;
    this.exchanges.push({ id, prompt, text: '', outcome: null, stopped: false, fault: null });
    const end = new AbortController();
    this.#ends.set(id, end);
    this.#asked += 1;
    try {
      const exchange = this.exchanges[id] as Exchange;
      await this.#inTurn(() => this.#answer(exchange, end.signal));
      // What cannot be read now is read when something is done next.
      if (exchange.outcome)
        await (exchange.outcome.tookBack ? this.refresh() : this.refreshOpen()).catch(() => undefined);
    } finally {
      this.#asked -= 1;
      this.#ends.delete(id);
    }
  }

  async #answer(exchange: Exchange, signal: AbortSignal): Promise<void> {
    this.#speaking = exchange.id;
    try {
      mustBeShort(exchange.prompt);
      await this.stopDreaming();
      const team = await this.team();
      throwIfAborted(signal);
      team.flag.lower();
      const onText = (piece: string): void => void (exchange.text += piece);
      exchange.outcome = await team.dreamer.chat(exchange.prompt, onText, signal);
    } catch (error) {
      exchange.stopped = CUT.includes(codeOf(error));
      exchange.fault = exchange.stopped ? null : faultWords(error);
      await this.#beginAnewIfLost();
    } finally {
      this.#speaking = null;
    }
  }

  /** One answer, without an exchange of its own. */
  async answer(prompt: string): Promise<ChatResult> {
    this.#asked += 1;
    try {
      return await this.#inTurn(async () => {
        const team = await this.team();
        team.flag.lower();
        return team.dreamer.chat(prompt, () => undefined, new AbortController().signal);
      });
    } finally {
      this.#asked -= 1;
    }
  }

  /** Ends an answer that is being written, or waits; what is there stays on the page. @param id of its exchange */
  async stopAnswering(id: number): Promise<void> {
    this.#ends.get(id)?.abort();
    if (this.#speaking === id) return (await this.team()).flag.raise();
    const waiting = this.exchanges[id];
    if (waiting?.outcome === null) waiting.stopped = true;
  }

  /**
   * Takes up the night that was cut short, or begins one about what was asked before.
   * @param asked the user asked for it, so it goes on while the user is here; else any sign of life stops it
   * @returns false, and nothing begins, while something else takes the models
   */
  async dream(options: Pick<NightRequest, 'settings' | 'methods'>, asked: boolean): Promise<boolean> {
    if (this.busy) return false;
    this.#began(asked);
    await (this.#dream = this.#dreamNow(options, asked));
    return true;
  }

  /** It dreams, merges or answers. */
  get busy(): boolean {
    return this.dreaming || this.merging || this.answering;
  }

  async #dreamNow(options: Pick<NightRequest, 'settings' | 'methods'>, asked: boolean): Promise<void> {
    try {
      const team = await this.team();
      // What was asked here is stored already: the night finds it there.
      const request = { prompts: [], seed: crypto.randomUUID(), resume: this.canResume, ...options };
      const onProgress = (progress: Progress): void => {
        this.from = this.progress === null ? progressShare(progress) : this.from;
        this.progress = progress;
        this.curves.add(progress);
        channel.postMessage(progress);
      };
      const run = (this.#run = runNight(team, { request, onProgress, yields: !asked }));
      // What is read behind it is no part of it: whoever stops it then would stop what comes next.
      this.report = await run.report.finally(() => (this.#run = null));
      this.returned = run.hasReturned();
      if (this.report.status === 'error') await this.#beginAnewIfLost();
      await this.refresh();
    } catch (error) {
      this.nightFault = faultWords(error);
    } finally {
      this.dreaming = false;
    }
  }

  /** Merges two adapters. Rejects as merge does; what came of it is known before the next dream begins. @param parts their checkpoint rows */
  async merge(
    parts: readonly [string, string],
    keep: number,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<MergeReport> {
    this.merging = true;
    try {
      await this.stopDreaming();
      const team = await this.team();
      team.flag.lower();
      const report = await team.dreamer.merge({ parts, keep }, onProgress, signal);
      await this.refresh();
      return report;
    } finally {
      this.merging = false;
    }
  }

  /** A GPU that was reset is there again for new workers, and for them alone. */
  async #beginAnewIfLost(): Promise<void> {
    const team = await this.#team?.catch(() => null);
    if (!team) return;
    const lost = await Promise.all([team.engine.isLost(), team.trainer.isLost()]);
    if (!lost.includes(true)) return;
    await this.stopDreaming();
    await this.#beginAnew();
  }

  /** Ends the workers and starts them anew, with what the user chose since. An answer that is being written ends there. */
  async restart(): Promise<void> {
    await this.#stopped();
    await this.#beginAnew();
  }

  async #beginAnew(): Promise<void> {
    const old = this.#team;
    [this.#team, this.state, this.fault] = [null, 'starting', null];
    this.begun += 1;
    (await old?.catch(() => null))?.close();
    await this.start();
  }

  /** Ends the workers, for good: everything they hold is let go. */
  async end(): Promise<void> {
    await this.#stopped();
    (await this.#team?.catch(() => null))?.close();
  }

  /** Resolves when the night has stopped; at once when there is none. @param isBack as of NightRun.stop */
  async stopDreaming(isBack = false): Promise<void> {
    this.#run?.stop(isBack);
    await this.#run?.report.catch(() => undefined);
  }

  /** The same, and what is read behind a night was read: it is read from the workers, which are ended now. A user who asks does not wait for that. */
  async #stopped(): Promise<void> {
    await this.stopDreaming();
    await this.#dream;
  }

  #began(asked: boolean): void {
    [this.dreaming, this.asked, this.returned] = [true, asked, false];
    this.since = performance.now();
    this.progress = null;
    this.curves.clear();
    this.report = null;
    this.nightFault = null;
  }

  /** What there is to practise, again; the whole status verifies every row that there is. */
  async refreshOpen(): Promise<void> {
    const open = await (await this.team()).dreamer.open();
    if (this.status) this.status = { ...this.status, open };
  }

  /** Reads the status again. Whoever asks for it while it is being read waits for one reading more, all for the same: each verifies every row. */
  refresh(): Promise<void> {
    return (this.#next ??= this.#reading(async () => {
      this.#next = null;
      this.status = await (await this.team()).dreamer.status();
    }));
  }

  /** The same, where another tab may have changed it; what cannot be read now is read when something is done here. */
  async refreshBehind(): Promise<void> {
    if (this.state === 'ready' && !this.dreaming) await this.refresh().catch(() => undefined);
  }

  #fail(error: unknown): void {
    this.state = 'failed';
    this.fault = faultWords(error);
  }
}

function mustBeShort(prompt: string): void {
  if (prompt.length <= LONGEST_PROMPT) return;
  const much = `A prompt has at most ${LONGEST_PROMPT} characters, this one has ${prompt.length}.`;
  throw new AppError('ask/too-long', `${much} Ask for one function at a time.`);
}
