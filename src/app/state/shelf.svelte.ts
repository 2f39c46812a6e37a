// The models that the user brings: what is being fetched or converted, or was begun and waits, what is here, and which of it answers and teaches.

import type { DownloadApi, ImportProgress } from '../../../workers/download.ts';
import { repositoryOf } from '../../../models/catalog.ts';
import type { RowOf } from '../../db/tables/index.ts';
import type { Remote } from '../../lib/channel.ts';
import { AppError, codeOf } from '../../lib/errors.ts';
import { heldRows, speedometer, startDownloader } from '../bringing.ts';
import { faultWords } from '../words.ts';
import { Live } from './live.svelte.ts';

export type Precision = 'f32' | 'f16' | 'int4';
type Wanted = { kind: 'repository'; name: string } | { kind: 'files'; name: string; files: readonly File[] };
type Begun = Awaited<ReturnType<DownloadApi['here']>>['begun'][number];

/** One import, from the wish to its end. */
export type Bringing = {
  readonly id: number;
  readonly name: string;
  precision: Precision;
  readonly wanted: Wanted;
  /** `elsewhere`: another tab fetches it. */
  state: 'running' | 'paused' | 'failed' | 'elsewhere';
  progress: ImportProgress | null;
  /** Bytes a second, of the last seconds; null before there is anything to go by. */
  speed: number | null;
  fault: string;
  /** It failed for want of an answer. */
  unanswered: boolean;
  /** What of a download lay on this device when it last stopped, bytes; null when nothing did. */
  kept: { done: number; of: number } | null;
};

/** A folder that nobody would call a model. */
const MOST_FILES = 300;
/** How often it is looked after what another tab fetches. */
const LOOK_MS = 2000;

export class Shelf {
  bringing = $state<Bringing[]>([]);
  readonly rows = new Live(['models'], async (store) => {
    const { held, begun } = await this.#worker().here();
    this.#compare(begun);
    return heldRows(await store.list('models', { newest: true }), held);
  });
  #connected: ReturnType<typeof startDownloader> | null = null;
  readonly #runs: Record<number, { end: AbortController; over: Promise<void> }> = {};
  #next = 0;
  #look = 0;

  /** Goes on with what the network broke off, as soon as there is one again. The returned function ends that. */
  start(): () => void {
    const goOn = (): void => this.bringing.filter(({ unanswered }) => unanswered).forEach(({ id }) => this.resume(id));
    window.addEventListener('online', goOn);
    return () => window.removeEventListener('online', goOn);
  }

  #worker(): Remote<DownloadApi> {
    return (this.#connected ??= startDownloader()).api;
  }

  /**
   * Begins at once, or goes on with what was begun under this name; what goes wrong is said at the import.
   * @throws AppError model/too-many-files, model/coming when it is on its way
   */
  bring(wish: Wanted, precision: Precision): void {
    if (wish.kind === 'files' && wish.files.length > MOST_FILES)
      throw new AppError(
        'model/too-many-files',
        `The folder ${wish.name} has ${wish.files.length} files: choose the folder of one model.`,
      );
    const wanted = wish.kind === 'files' ? wish : { ...wish, name: repositoryOf(wish.name) };
    const old = wanted.kind === 'repository' ? this.#named(wanted.name) : undefined;
    if (old?.state === 'running' || old?.state === 'elsewhere')
      throw new AppError('model/coming', `${wanted.name} is being fetched already.`);
    const it = old ?? this.#add(wanted, precision);
    it.precision = precision;
    this.resume(it.id);
  }

  /** What came is kept, and gone on from. */
  pause(id: number): void {
    const it = this.#find(id);
    if (it?.state === 'running') it.state = 'paused';
    this.#runs[id]?.end.abort();
  }

  resume(id: number): void {
    const it = this.#find(id);
    if (!it || it.state === 'running') return;
    Object.assign(it, { state: 'running', fault: '', unanswered: false, progress: null, speed: null, kept: null });
    const end = new AbortController();
    const before = this.#runs[id]?.over;
    this.#runs[id] = { end, over: Promise.resolve(before).then(() => this.#run(it, end.signal)) };
  }

  /** Off the list, with what came of it. @throws AppError storage/file-busy while another tab fetches it */
  async discard(id: number): Promise<void> {
    this.pause(id);
    await this.#runs[id]?.over;
    const it = this.#find(id);
    if (it?.wanted.kind === 'repository') await this.#worker().discard(it.name);
    this.bringing = this.bringing.filter((each) => each.id !== id);
  }

  async remove(row: Pick<RowOf<'models'>, 'file'>): Promise<void> {
    await this.#worker().remove(row.file);
    await this.rows.refresh();
  }

  /** Ends what is being brought, and the worker. */
  end(): void {
    clearTimeout(this.#look);
    for (const { end } of Object.values(this.#runs)) end.abort();
    this.#connected?.close();
    this.#connected = null;
  }

  #find(id: number): Bringing | undefined {
    return this.bringing.find((each) => each.id === id);
  }

  #named(name: string): Bringing | undefined {
    return this.bringing.find(({ wanted }) => wanted.kind === 'repository' && wanted.name === name);
  }

  #add(wanted: Wanted, precision: Precision): Bringing {
    const id = this.#next++;
    const nothing = { progress: null, speed: null, fault: '', unanswered: false, kept: null };
    this.bringing.push({ id, name: wanted.name, precision, wanted, state: 'paused', ...nothing });
    return this.bringing[this.bringing.length - 1] as Bringing;
  }

  /** What waits is what lies on the device, whichever tab began it; what another tab has brought, or thrown away, no longer waits. */
  #compare(begun: readonly Begun[]): void {
    for (const { source, precision } of begun)
      if (!this.#named(source)) this.#add({ kind: 'repository', name: source }, precision);
    for (const it of this.bringing.filter(({ state }) => state !== 'running')) {
      const found = this.#begunOf(it, begun);
      if (it.kept && !found) this.bringing = this.bringing.filter(({ id }) => id !== it.id);
      if (found?.busy) it.state = 'elsewhere';
      else if (it.state === 'elsewhere') it.state = 'paused';
      it.kept = found;
    }
    clearTimeout(this.#look);
    if (this.bringing.some(({ state }) => state === 'elsewhere'))
      this.#look = window.setTimeout(() => void this.rows.refresh(), LOOK_MS);
  }

  #begunOf({ wanted, name }: Bringing, begun: readonly Begun[]): Begun | null {
    return (wanted.kind === 'repository' && begun.find(({ source }) => source === name)) || null;
  }

  async #run(it: Bringing, signal: AbortSignal): Promise<void> {
    const meter = speedometer();
    const onProgress = (progress: ImportProgress): void => {
      it.progress = progress;
      it.speed = meter(progress, performance.now() / 1000);
    };
    const { id, wanted, precision } = it;
    try {
      const worker = this.#worker();
      await (wanted.kind === 'repository'
        ? worker.importRepository(wanted.name, precision, onProgress, signal)
        : worker.importFiles([...wanted.files], wanted.name, precision, onProgress, signal));
      this.bringing = this.bringing.filter((each) => each.id !== id);
    } catch (error) {
      if (codeOf(error) !== 'abort/aborted') await this.#fail(it, error);
    }
    // After the end nothing is looked at, for that would make it anew.
    if (this.#connected) await this.rows.refresh();
  }

  /** Told together with what is left of it. */
  async #fail(it: Bringing, error: unknown): Promise<void> {
    const here = await this.#connected?.api.here().catch(() => null);
    const kept = this.#begunOf(it, here?.begun ?? []);
    const unanswered = codeOf(error) === 'download/failed';
    const hope = unanswered && !navigator.onLine ? ' It goes on by itself when there is a connection.' : '';
    Object.assign(it, { state: 'failed', fault: faultWords(error) + hope, unanswered, kept });
  }
}
