// What the page shows, and what its buttons do. One per page. Nothing is computed here: it starts the team, asks it, and keeps what came back.

import type { ChatResult, NightReport, Progress, StatusReport } from '../../../workers/lab-api.ts';
import { AppError } from '../../lib/errors.ts';
import { type NightRun, runNight } from '../night.ts';
import { faultWords } from '../words.ts';
import { type DeviceWish, startTeam, type Team } from '../workers.ts';

export type Exchange = {
  readonly id: number;
  readonly prompt: string;
  /** What has been said so far. */
  text: string;
  /** What came of it; null while it is being answered and checked. */
  outcome: ChatResult | null;
  fault: string | null;
};

/** Longest prompt that is taken, characters. */
const LONGEST_PROMPT = 2000;
/** A hand that has just pressed the button still moves the mouse. */
const GRACE_MS = 3000;

export class Session {
  state = $state<'starting' | 'ready' | 'failed'>('starting');
  /** Why it cannot work, when `state` is failed. */
  fault = $state<string | null>(null);
  status = $state.raw<StatusReport | null>(null);
  device = $state<Team['device'] | null>(null);
  exchanges = $state<Exchange[]>([]);
  dreaming = $state(false);
  progress = $state.raw<Progress | null>(null);
  report = $state.raw<NightReport | null>(null);
  nightFault = $state<string | null>(null);
  /** When true, a night goes on while the user is on this page. */
  keepGoing = $state(false);

  readonly #wish: DeviceWish;
  #team: Promise<Team> | null = null;
  #run: NightRun | null = null;

  constructor(wish: DeviceWish) {
    this.#wish = wish;
  }

  /** The team, started at the first call. Rejects with why it cannot be had. */
  team(): Promise<Team> {
    return (this.#team ??= startTeam(this.#wish));
  }

  async start(): Promise<void> {
    try {
      const { device, dead } = await this.team();
      dead.addEventListener('abort', () => this.#fail(dead.reason), { once: true });
      this.device = device;
      await this.#refresh();
      this.state = 'ready';
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A night that was cut short and can be taken up again. */
  get canResume(): boolean {
    return typeof this.status?.nights.unfinished === 'string';
  }

  /** Whether anything was ever asked: a dream is about that. */
  get hasAsked(): boolean {
    return (this.status?.rows['episodes'] ?? 0) > 0 || this.exchanges.some(({ outcome }) => outcome !== null);
  }

  async ask(prompt: string): Promise<void> {
    const id = this.exchanges.length;
    this.exchanges.push({ id, prompt, text: '', outcome: null, fault: null });
    const exchange = this.exchanges[id] as Exchange;
    try {
      mustBeShort(prompt);
      await this.stopDreaming();
      const team = await this.team();
      team.flag.lower();
      const onText = (piece: string): void => void (exchange.text += piece);
      exchange.outcome = await team.dreamer.chat(prompt, onText, new AbortController().signal);
    } catch (error) {
      exchange.fault = faultWords(error);
    }
  }

  /** Takes up the night that was cut short, or begins one about what was asked before. */
  async dream(): Promise<void> {
    this.#began();
    try {
      const team = await this.team();
      // What was asked here is stored already: the night finds it there.
      const request = { prompts: [], seed: crypto.randomUUID(), resume: this.canResume };
      const onProgress = (progress: Progress): void => void (this.progress = progress);
      this.#run = runNight(team, { request, onProgress, yieldsAfter: this.keepGoing ? null : GRACE_MS });
      this.report = await this.#run.report;
      await this.#refresh();
    } catch (error) {
      this.nightFault = faultWords(error);
    } finally {
      this.#run = null;
      this.dreaming = false;
    }
  }

  /** Resolves when the night has stopped; at once when there is none. */
  async stopDreaming(): Promise<void> {
    this.#run?.stop();
    await this.#run?.report.catch(() => undefined);
  }

  #began(): void {
    this.dreaming = true;
    this.progress = null;
    this.report = null;
    this.nightFault = null;
  }

  async #refresh(): Promise<void> {
    this.status = await (await this.team()).dreamer.status();
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
