// Everything that the pages share, made once. Pages get it as a property; nothing is global.

import { AppError, codeOf, messageOf } from '../../lib/errors.ts';
import { type Fetched, fetchModels } from '../fetch-models.ts';
import { quiet } from '../quiet.ts';
import { placeOf } from '../routes.ts';
import { saveFile, saveZip } from '../save-file.ts';
import { type Answering, learnerWords } from '../answering.ts';
import { adoptedWords, faultWords, modelWords } from '../words.ts';
import { isForgetting, wornNow } from '../worn.ts';
import { FirstNight } from './first-night.svelte.ts';
import { Importing } from './importing.svelte.ts';
import { Dreaming } from './dreaming.svelte.ts';
import { Live, pageStore } from './live.svelte.ts';
import { Merging } from './merging.svelte.ts';
import { PreferenceState } from './preferences.svelte.ts';
import type { Session } from './session.svelte.ts';
import { keepUpToDate } from '../updates.ts';
import { Shelf } from './shelf.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import type { Preferences, Role } from '../../team/meta.ts';

type Dreamer = Awaited<ReturnType<Session['team']>>['dreamer'];

export class App {
  place = $state.raw(placeOf(location.hash));
  /** Lets a new build take over, when one waits. */
  update = $state.raw<(() => void) | null>(null);
  /** What answers is being moved: what the user decides next is decided when that is known. */
  moving = $state(false);
  /** A model or an adapter is being put into a file. */
  exporting = $state(false);
  /** How much of the models is on this device; null before it was begun, and where nothing would keep them. */
  fetched = $state.raw<Fetched | null>(null);
  readonly toasts = new Toasts();
  readonly shelf = new Shelf();
  readonly preferences = new PreferenceState();
  readonly dreaming: Dreaming;
  readonly session: Session;
  readonly firstNight: FirstNight;
  readonly merging: Merging;
  readonly importing: Importing;
  /** Read once, and again when a head has moved. */
  readonly worn = new Live(['heads'], wornNow);
  /** Another tab may have moved what answers. */
  readonly #moved = new Live(['heads'], () => this.session.refreshBehind());
  /** Ends what goes on beside. */
  readonly #away = new AbortController();

  constructor(session: Session) {
    this.session = session;
    this.firstNight = new FirstNight(session);
    this.merging = new Merging(session);
    this.importing = new Importing(session);
    this.dreaming = new Dreaming(session, this.preferences);
  }

  /** Whether what answers now has kept too little of a level. */
  get forgetting(): boolean {
    return this.worn.current !== undefined && isForgetting(this.worn.current, this.session.status?.learner.adapter);
  }

  /** What a model is called; an imported one by where it came from, as far as that was read. */
  nameOf(model: string): string {
    const row = this.shelf.rows.current?.find(({ file }) => model.endsWith(`:${file}`));
    return modelWords(model, row?.source);
  }

  get answering(): Answering {
    const { learner, lead } = this.preferences.current;
    return { learner: this.nameOf(learner), lead: lead === '' || lead === learner ? null : this.nameOf(lead) };
  }

  /** Starts everything; the returned function ends what can be ended. */
  start(): () => void {
    const onHash = (): void => void (this.place = placeOf(location.hash));
    window.addEventListener('hashchange', onHash);
    const ends = [this.preferences.watch(), this.dreaming.start(), this.shelf.start(), this.#moved.watch()];
    void this.#begin();
    return () => {
      window.removeEventListener('hashchange', onHash);
      this.#away.abort();
      for (const end of ends) end();
    };
  }

  /**
   * One after the other, for each takes all that a small machine has: the page that the user sees, the models' workers, the service worker, the models'
   * files. Where nothing but a service worker can isolate the page it comes first: the page is then loaded again.
   */
  async #begin(): Promise<void> {
    const keep = (): Promise<void> =>
      keepUpToDate((apply) => (this.update = apply)).catch((error: unknown) => this.toasts.fault(faultWords(error)));
    await quiet(this.preferences.tried);
    await this.#tellLoss();
    if (!crossOriginIsolated) void keep();
    await this.session.start();
    if (crossOriginIsolated) await keep();
    await this.#fetchModels(this.#away.signal);
  }

  /** The browser puts an empty database in the place of one that it cannot read. */
  async #tellLoss(): Promise<void> {
    const store = await pageStore().catch(() => null);
    if (store?.opened !== 'data-lost') return;
    this.toasts.fault(
      'What was stored here could not be read any more, and the browser began an empty store. Import what you exported before, and bring adapters that you kept.',
    );
  }

  /** Only where a service worker keeps them: without one they would be fetched twice. */
  async #fetchModels(signal: AbortSignal): Promise<void> {
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
    await navigator.serviceWorker.ready;
    // What fails here fails again, and is told, when a model is loaded.
    await fetchModels((fetched) => (this.fetched = fetched), signal).catch(() => (this.fetched = null));
  }

  /** Ends what runs, so that nothing is lost, and lets the new build take over. */
  async takeUpdate(): Promise<void> {
    this.#away.abort();
    await this.session.stopDreaming();
    this.update?.();
  }

  /** Others for parts of the team, or another endpoint; the workers begin anew with them. */
  async choose(changes: Partial<Pick<Preferences, Role | 'endpointUrl' | 'endpointModel'>>): Promise<void> {
    await this.preferences.set(changes);
    await this.session.restart();
  }

  /**
   * Moves what answers, one move at a time: a second click on "Go back" would undo the first. A night that runs is stopped before, for what it learns is on
   * top of what answers now.
   */
  async #move<T>(work: (dreamer: Dreamer) => Promise<T>): Promise<T | undefined> {
    if (this.moving) return undefined;
    this.moving = true;
    try {
      await this.session.stopDreaming();
      const done = await work((await this.session.team()).dreamer);
      await this.session.refresh();
      return done;
    } finally {
      this.moving = false;
    }
  }

  /** The same, and tells what answers then. */
  async #moveAndTell(work: (dreamer: Dreamer) => Promise<void>): Promise<void> {
    await this.attempt(async () => {
      if (!(await this.#move((dreamer) => work(dreamer).then(() => true)))) return;
      this.toasts.news(learnerWords(this.session.status, this.answering), () => void this.rollBack());
    });
  }

  /** Goes back to what answered before; undone by going back again. */
  async rollBack(): Promise<void> {
    await this.#moveAndTell((dreamer) => dreamer.rollback());
  }

  /** Lets an adapter of the library answer. @param checkpoint its row */
  async useAdapter(checkpoint: string): Promise<void> {
    await this.#moveAndTell((dreamer) => dreamer.choose(checkpoint));
  }

  /** Two adapters of the library as one, if that keeps what they can do. @param parts their checkpoint rows */
  async mergeAdapters(parts: readonly [string, string]): Promise<void> {
    if (await this.merging.start(parts, this.preferences.current.keep / 100))
      this.toasts.news('The merged adapter answers now.', () => void this.rollBack());
  }

  /** Undoes what the user said last about an answer. */
  async takeBack(episode: string): Promise<void> {
    await this.attempt(async () => {
      await (await this.session.team()).dreamer.takeBack(episode);
      await this.session.refreshOpen();
    });
  }

  /** Verified solutions of a night, or of all, as a file. */
  async download(night: string | null): Promise<void> {
    const { dreamer } = await this.session.team();
    const { name, file, rows } = await dreamer.exportLessons(night);
    if (rows === 0) return this.toasts.news('There is nothing to export yet: no solution was verified.');
    saveFile(name, file);
    this.toasts.news(`${rows} verified solutions went into ${name}.`);
  }

  /** What was measured while a night trained, as a file for experiment trackers. */
  async downloadMetrics(night: string, form: 'csv' | 'jsonl'): Promise<void> {
    const { dreamer } = await this.session.team();
    const { name, text, rows } = await dreamer.exportMetrics(night, form);
    saveFile(name, new Blob([text], { type: form === 'csv' ? 'text/csv' : 'application/x-ndjson' }));
    this.toasts.news(`${rows} rows of measurements went into ${name}.`);
  }

  /** Better and worse answers to the same questions, as a file. @param own with what the user asked and wrote in the chat */
  async downloadPairs(own: boolean): Promise<void> {
    const { dreamer } = await this.session.team();
    const { name, file, rows } = await dreamer.exportPairs(own);
    if (rows === 0)
      return this.toasts.news('There is nothing to export yet: no two answers to one question, one of them better.');
    saveFile(name, file);
    this.toasts.news(`${rows} ${rows === 1 ? 'pair' : 'pairs'} of a better and a worse answer went into ${name}.`);
  }

  /** One at a time: each holds a whole model. */
  async #export(work: () => Promise<void>): Promise<void> {
    if (this.exporting) return;
    this.exporting = true;
    await this.attempt(work);
    this.exporting = false;
  }

  /** What was learned, as a folder for other tools, zipped. */
  async exportAdapter(): Promise<void> {
    await this.#export(async () => {
      const { dreamer } = await this.session.team();
      await saveZip('dream-lab-adapter', await dreamer.exportAdapter());
      this.toasts.news(
        'The adapter went into dream-lab-adapter.zip: PEFT, GGUF, and a card with what it was measured to do.',
      );
    });
  }

  /** What answers now as one model: safetensors, or ONNX for transformers.js. */
  async exportModel(form: 'safetensors' | 'onnx'): Promise<void> {
    await this.#export(async () => {
      const { dreamer } = await this.session.team();
      await saveZip(`dream-lab-${form}`, await dreamer.exportMerged(form, this.#away.signal));
      this.toasts.news(`The model went into dream-lab-${form}.zip.`);
    });
  }

  /**
   * A PEFT adapter that was made elsewhere, as its two files; what answered before is one step back. `asks`: what is to be answered before it does, where it may
   * belong to another model.
   * @param purpose what it is for, one request a line @param sure it is wanted, whatever model it names
   */
  async importAdapter(
    files: readonly File[],
    purpose: string,
    sure: boolean,
  ): Promise<{ answers: boolean; asks: string | null }> {
    let [asks, answers]: [string | null, boolean] = [null, false];
    const worked = await this.attempt(async () => {
      const named = (end: string): File => {
        const file = files.find(({ name }) => name.endsWith(end));
        if (file) return file;
        throw new AppError('model/adapter', `Choose both files of the adapter: one that ends with ${end} is missing.`);
      };
      const [settings, weights] = [named('.json'), named('.safetensors')];
      const bytes = new Uint8Array(await weights.arrayBuffer());
      const brought = { adapterConfig: await settings.text(), weights: bytes, purpose, sure };
      const adopted = await this.#move((dreamer) =>
        dreamer.importAdapter(brought).catch((error: unknown) => {
          if (codeOf(error) !== 'model/base-unsure') throw error;
          asks = messageOf(error);
        }),
      );
      if (!adopted && asks === null)
        throw new AppError(
          'model/adapter',
          'Something else was being put in place of what answers. Bring the adapter once more.',
        );
      if (!adopted) return;
      answers = true;
      this.toasts.news(adoptedWords(purpose, adopted.skills), () => void this.rollBack());
    });
    return { answers: answers && worked, asks };
  }

  /** Saves what the user set, and offers to undo it. */
  async prefer(changes: Partial<Preferences>): Promise<void> {
    const before = this.preferences.current;
    const undo = Object.fromEntries(Object.keys(changes).map((name) => [name, before[name as keyof Preferences]]));
    const worked = await this.attempt(() => this.preferences.set(changes));
    if (worked) this.toasts.news('Saved.', () => void this.attempt(() => this.preferences.set(undo)));
  }

  /** Does something the user asked for; what goes wrong is said and stays until it is closed. True when it worked. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.toasts.fault(faultWords(error));
      return false;
    }
  }
}
