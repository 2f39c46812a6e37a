// The file of other people's solutions that the user imports, and what came of the last one. It goes on while other pages are looked at.

import type { ImportSummary } from '../../../workers/lab-api.ts';
import { codeOf } from '../../lib/errors.ts';
import { faultWords } from '../words.ts';
import type { Session } from './session.svelte.ts';

export class Importing {
  /** How far it is, and in the end what came of it. */
  sum = $state.raw<ImportSummary | null>(null);
  running = $state(false);
  /** The user ended the last one. */
  stopped = $state(false);
  fault = $state('');
  readonly #session: Session;
  #end: AbortController | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** One at a time: nothing comes of a second one. */
  async start(file: File): Promise<void> {
    if (this.running) return;
    const end = (this.#end = new AbortController());
    [this.sum, this.running, this.stopped, this.fault] = [null, true, false, ''];
    try {
      const team = await this.#session.team();
      team.flag.lower();
      this.sum = await team.dreamer.importFile(file, (done: ImportSummary) => void (this.sum = done), end.signal);
    } catch (error) {
      this.stopped = codeOf(error) === 'abort/aborted';
      if (!this.stopped) this.fault = whyEnded(error);
    } finally {
      this.running = false;
    }
  }

  cancel(): void {
    this.#end?.abort();
  }
}

/** Other models may be chosen meanwhile: the workers begin anew with them. */
function whyEnded(error: unknown): string {
  if (codeOf(error) !== 'worker/closed') return faultWords(error);
  return 'The models were started anew, and that ended the import. What was read is kept: import the file again for the rest.';
}
