// What the user set, live from the table, so that every tab shows the same.

import { DEFAULTS, type Preferences, preferencesOf } from '../../team/meta.ts';
import type { Json } from '../../lib/json.ts';
import { Live, pageStore } from './live.svelte.ts';

export class PreferenceState {
  readonly #stored = new Live(['preferences'], async (store) => {
    const [newest] = await store.list('preferences', { newest: true, limit: 1 });
    return newest?.values ?? {};
  });
  readonly current = $derived<Preferences>(preferencesOf(this.#stored.current ?? {}));
  /** False until they were read: nothing is decided on defaults before. */
  readonly known = $derived(this.#stored.current !== undefined);
  /** Resolves when they were read, or could not be. */
  readonly tried = this.#stored.settled;
  /** Read, or not to be had: pages wait for it, so that nothing is moved about under the user's eyes. */
  readonly settled = $derived(this.known || this.#stored.fault !== null);

  watch(): () => void {
    return this.#stored.watch();
  }

  /** @throws AppError storage/… when it cannot be saved. */
  async set(changes: Partial<Preferences>): Promise<void> {
    const values: Readonly<Record<string, Json>> = { ...this.#stored.current, ...changes };
    await (await pageStore()).append('preferences', [{ at: Date.now(), values }], null);
    await this.#stored.refresh();
  }

  /** Everything but whether it was welcomed as it was at first. */
  reset(): Promise<void> {
    return this.set({ ...DEFAULTS, welcomed: this.current.welcomed });
  }
}
