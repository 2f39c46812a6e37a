// A value that is read from the tables and read again when one of them has grown, whoever wrote. `current` is undefined until the first reading.

import { watchTables } from '../../db/watch.ts';
import { openStore, type Store } from '../../db/db.ts';
import type { LogName } from '../../db/tables/index.ts';
import { faultWords } from '../words.ts';

let opened: Promise<Store> | null = null;

/** The page's own store: it reads, and writes only what the user says. */
export function pageStore(): Promise<Store> {
  return (opened ??= openStore().catch((error: unknown) => {
    opened = null;
    throw error;
  }));
}

/** Lets go of the database; the page is of no use afterwards until it is loaded again. */
export async function closePageStore(): Promise<void> {
  (await opened?.catch(() => null))?.close();
  opened = null;
}

export class Live<T> {
  current = $state.raw<T | undefined>(undefined);
  /** Why it could not be read, in a sentence. */
  fault = $state<string | null>(null);
  readonly #tables: readonly (LogName | 'heads')[];
  readonly #read: (store: Store) => Promise<T>;
  readonly #first = Promise.withResolvers<void>();
  /** Resolves when it was read for the first time, or could not be. */
  readonly settled = this.#first.promise;
  #busy = false;
  #again = false;
  #end: (() => void) | null = null;

  constructor(tables: readonly (LogName | 'heads')[], read: (store: Store) => Promise<T>) {
    [this.#tables, this.#read] = [tables, read];
  }

  /** Begins to watch; the returned function ends it. Fits an $effect. */
  watch(): () => void {
    void this.#begin();
    return () => {
      this.#end?.();
      this.#end = null;
    };
  }

  async #begin(): Promise<void> {
    try {
      await pageStore();
      this.#end = watchTables(
        this.#tables,
        () => void this.refresh(),
        (error) => this.#fail(error),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Reads now. Readings do not overlap: what changes during one is read after it. */
  async refresh(): Promise<void> {
    if (this.#busy) return void (this.#again = true);
    this.#busy = true;
    try {
      this.current = await this.#read(await pageStore());
      this.fault = null;
      this.#first.resolve();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
    if (!this.#again) return;
    this.#again = false;
    await this.refresh();
  }

  #fail(error: unknown): void {
    this.fault = faultWords(error);
    this.#first.resolve();
  }
}
