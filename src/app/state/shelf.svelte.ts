// The models that the user brings: what is being fetched or converted, what is here, and which of it answers and teaches.

import type { DownloadApi, ImportProgress } from '../../../workers/download.ts';
import type { RowOf } from '../../db/tables/index.ts';
import type { Remote } from '../../lib/channel.ts';
import { AppError, codeOf } from '../../lib/errors.ts';
import { heldRows, speedometer, startDownloader } from '../bringing.ts';
import { faultWords } from '../words.ts';
import { Live } from './live.svelte.ts';

export type Precision = 'f32' | 'f16' | 'int4';
type Wanted = { kind: 'repository'; name: string } | { kind: 'files'; name: string; files: readonly File[] };

/** One import, from the wish to its end. */
export type Bringing = {
  readonly id: number;
  readonly name: string;
  readonly precision: Precision;
  readonly wanted: Wanted;
  state: 'running' | 'paused' | 'failed';
  progress: ImportProgress | null;
  /** Bytes a second, of the last seconds; null before there is anything to go by. */
  speed: number | null;
  fault: string;
};

/** A folder that nobody would call a model. */
const MOST_FILES = 300;

export class Shelf {
  bringing = $state<Bringing[]>([]);
  readonly rows = new Live(['models'], async (store) => {
    const held = await this.#worker().held();
    return heldRows(await store.list('models', { newest: true }), held);
  });
  #connected: ReturnType<typeof startDownloader> | null = null;
  readonly #ends: Record<number, AbortController> = {};
  #next = 0;

  #worker(): Remote<DownloadApi> {
    return (this.#connected ??= startDownloader()).api;
  }

  /** Begins at once; what goes wrong is said at the import. */
  bring(wanted: Wanted, precision: Precision): void {
    if (wanted.kind === 'files' && wanted.files.length > MOST_FILES)
      throw new AppError(
        'model/too-many-files',
        `The folder ${wanted.name} has ${wanted.files.length} files: choose the folder of one model.`,
      );
    const id = this.#next++;
    this.bringing.push({
      ...{ id, name: wanted.name, precision, wanted, state: 'running', progress: null, speed: null, fault: '' },
    });
    void this.#run(id);
  }

  /** What came is kept, and gone on from. */
  pause(id: number): void {
    const it = this.#find(id);
    if (it) it.state = 'paused';
    this.#ends[id]?.abort();
  }

  resume(id: number): void {
    const it = this.#find(id);
    if (!it) return;
    [it.state, it.fault] = ['running', ''];
    void this.#run(id);
  }

  /** Off the list; a download that was begun stays on the disk, for when it is wanted again. */
  forget(id: number): void {
    this.#ends[id]?.abort();
    this.bringing = this.bringing.filter((each) => each.id !== id);
  }

  async remove(row: Pick<RowOf<'models'>, 'file'>): Promise<void> {
    await this.#worker().remove(row.file);
    await this.rows.refresh();
  }

  /** Ends what is being brought, and the worker. */
  end(): void {
    for (const end of Object.values(this.#ends)) end.abort();
    this.#connected?.close();
    this.#connected = null;
  }

  #find(id: number): Bringing | undefined {
    return this.bringing.find((each) => each.id === id);
  }

  async #run(id: number): Promise<void> {
    const it = this.#find(id);
    if (!it) return;
    const end = new AbortController();
    this.#ends[id] = end;
    const meter = speedometer();
    const onProgress = (progress: ImportProgress): void => {
      it.progress = progress;
      it.speed = meter(progress, performance.now() / 1000);
    };
    const { wanted, precision } = it;
    try {
      const worker = this.#worker();
      await (wanted.kind === 'repository'
        ? worker.importRepository(wanted.name, precision, onProgress, end.signal)
        : worker.importFiles([...wanted.files], wanted.name, precision, onProgress, end.signal));
      this.bringing = this.bringing.filter((each) => each.id !== id);
      await this.rows.refresh();
    } catch (error) {
      if (codeOf(error) === 'abort/aborted') return;
      [it.state, it.fault] = ['failed', faultWords(error)];
    } finally {
      // A later try has an end of its own.
      if (this.#ends[id] === end) delete this.#ends[id];
    }
  }
}
