// The merging of two adapters that the user asked for, and what came of the last one. It goes on while other pages are looked at.

import type { MergeReport, Progress } from '../../../workers/lab-api.ts';
import { codeOf } from '../../lib/errors.ts';
import { faultWords } from '../words.ts';
import type { Session } from './session.svelte.ts';

export class Merging {
  progress = $state.raw<Progress | null>(null);
  report = $state.raw<MergeReport | null>(null);
  /** The user ended the last one. */
  stopped = $state(false);
  fault = $state('');
  readonly #session: Session;
  #end: AbortController | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  get running(): boolean {
    return this.#session.merging;
  }

  /** Resolves to whether the merged one answers now. @param parts checkpoint rows @param keep share that it must keep */
  async start(parts: readonly [string, string], keep: number): Promise<boolean> {
    if (this.running) return false;
    this.#end = new AbortController();
    [this.progress, this.report, this.stopped, this.fault] = [null, null, false, ''];
    try {
      this.report = await this.#session.merge(parts, keep, (now) => (this.progress = now), this.#end.signal);
    } catch (error) {
      this.stopped = codeOf(error) === 'abort/aborted';
      if (!this.stopped) this.fault = faultWords(error);
    }
    return this.report?.promoted ?? false;
  }

  cancel(): void {
    this.#end?.abort();
  }
}
