// What the user set, live from the table, so that every tab shows the same.

import { DEFAULTS, type Preferences, preferencesOf } from '../../team/meta.ts';
import type { Store } from '../../db/db.ts';
import type { Json } from '../../lib/json.ts';
import { Live, pageStore } from './live.svelte.ts';

export class PreferenceState {
  readonly #stored = new Live(['preferences'], valuesIn);
  readonly current = $derived<Preferences>(preferencesOf(this.#stored.current ?? {}));
  /** False until they were read: nothing is decided on defaults before. */
  readonly known = $derived(this.#stored.current !== undefined);
  /** Resolves when they were read, or could not be. */
  readonly tried = this.#stored.settled;
  /** Read, or not to be had: pages wait for it, so that nothing is moved about under the user's eyes. */
  readonly settled = $derived(this.known || this.#stored.fault !== null);

  #last: Promise<void> = Promise.resolve();

  watch(): () => void {
    return this.#stored.watch();
  }

  /** One after the other, each on what is stored by then: a change made while another is being saved undoes nothing. @throws AppError storage/… when it cannot be saved. */
  set(changes: Partial<Preferences>): Promise<void> {
    const saved = this.#last.then(() => this.#save(changes));
    this.#last = saved.catch(() => undefined);
    return saved;
  }

  async #save(changes: Partial<Preferences>): Promise<void> {
    const store = await pageStore();
    const values = { ...(await valuesIn(store)), ...changes };
    await store.append('preferences', [{ at: Date.now(), values }], null);
    await this.#stored.refresh();
  }

  /** Everything but whether it was welcomed as it was at first. */
  reset(): Promise<void> {
    return this.set({ ...DEFAULTS, welcomed: this.current.welcomed });
  }
}

async function valuesIn(store: Store): Promise<Readonly<Record<string, Json>>> {
  const [newest] = await store.list('preferences', { newest: true, limit: 1 });
  return newest?.values ?? {};
}
