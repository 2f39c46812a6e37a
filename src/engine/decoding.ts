// Decodes a batch of prompts with transformers.js: left padding, rows that end on their own, sampling from seeded dice, a stop after any token. It sees
// token ids only.

import {
  LogitsProcessor,
  LogitsProcessorList,
  StoppingCriteria,
  StoppingCriteriaList,
  Tensor,
} from '@huggingface/transformers';
import { must } from '../lib/assert.ts';
import { type Rng, rng } from '../lib/rng.ts';
import type { AppError } from '../lib/errors.ts';
import { drawFrom } from './sampling.ts';
import type { HostedModel, Watch } from './hosted-model.ts';

export type Row = {
  prompt: readonly number[];
  /** New tokens at most, the end of the turn included. */
  limit: number;
  /** Of what is drawn for this row. */
  seed: string;
};

/** New tokens of a row, without the end of the turn. */
export type Decoded = { tokens: number[]; stopped: 'end' | 'length' | 'stopped' };

export type Decoding = {
  model: HostedModel;
  adapter: Float32Array | null;
  /** The token that ends a turn, which fills up shorter rows; and all that end one. */
  end: number;
  ends: ReadonlySet<number>;
  /** 0 = greedy. */
  temperature: number;
  minP: number;
  isStopped(): boolean;
  /** Gets every new token of the first row. */
  onToken(token: number): void;
};

/** All rows together, in order; every row has a limit of at least 1. @throws AppError engine/run, engine/adapter */
export async function decodeRows(rows: readonly Row[], decoding: Decoding): Promise<Decoded[]> {
  const progress = new Progress(rows, decoding);
  const { model, close } = decoding.model.view(decoding.adapter, progress);
  const processors = new LogitsProcessorList();
  if (decoding.temperature > 0) processors.push(new SeededSampling(rows, decoding, progress));
  const criteria = new StoppingCriteriaList();
  criteria.push(progress);
  try {
    const most = Math.max(...rows.map(({ limit }) => limit));
    const inputs = {
      ...leftPadded(rows, decoding.end),
      max_new_tokens: most,
      stopping_criteria: criteria,
      logits_processor: processors,
    };
    // Sampling is done by the processor, with our dice; the library then takes the largest.
    if (!decoding.isStopped()) await model.generate({ ...inputs, do_sample: false } as never);
  } finally {
    close();
  }
  if (progress.failure) throw progress.failure;
  return progress.rows;
}

function leftPadded(rows: readonly Row[], padding: number): { input_ids: Tensor; attention_mask: Tensor } {
  const width = Math.max(...rows.map(({ prompt }) => prompt.length));
  const ids = new BigInt64Array(rows.length * width).fill(BigInt(padding));
  const mask = new BigInt64Array(rows.length * width);
  rows.forEach(({ prompt }, row) => {
    const start = (row + 1) * width - prompt.length;
    ids.set(prompt.map(BigInt), start);
    mask.fill(1n, start, start + prompt.length);
  });
  const shape = [rows.length, width];
  return { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
}

/** Reads every new token of every row. The library forgets that a row has ended once it goes on; here it stays ended. */
class Progress extends StoppingCriteria implements Watch {
  readonly rows: Decoded[];
  failure: AppError | null = null;
  readonly #open: Set<number>;
  readonly #limits: readonly number[];
  readonly #decoding: Decoding;
  #stopped = false;

  constructor(rows: readonly Row[], decoding: Decoding) {
    super();
    this.rows = rows.map(() => ({ tokens: [], stopped: 'stopped' }));
    this.#open = new Set(rows.keys());
    this.#limits = rows.map(({ limit }) => limit);
    this.#decoding = decoding;
  }

  isOpen(row: number): boolean {
    return this.#open.has(row);
  }

  /** Once stopped, always stopped: the run that was cut short gave nothing to go on from. */
  isStopped(): boolean {
    this.#stopped ||= this.#decoding.isStopped();
    return this.#stopped;
  }

  override _call(ids: (number | bigint)[][]): boolean[] {
    const given = !this.failure && !this.isStopped();
    if (given) for (const row of [...this.#open]) this.#take(row, Number(must(ids[row]?.at(-1), 'token')));
    return ids.map((_, row) => !given || !this.#open.has(row));
  }

  #take(row: number, token: number): void {
    const { tokens } = must(this.rows[row], 'row');
    if (this.#decoding.ends.has(token)) return this.#close(row, 'end');
    tokens.push(token);
    if (row === 0) this.#decoding.onToken(token);
    if (tokens.length >= must(this.#limits[row], 'limit')) this.#close(row, 'length');
  }

  #close(row: number, stopped: 'end' | 'length'): void {
    must(this.rows[row], 'row').stopped = stopped;
    this.#open.delete(row);
  }
}

/** Draws each open row's token from softmax(logits / temperature); every row has its own dice. */
class SeededSampling extends LogitsProcessor {
  readonly #dice: readonly Rng[];
  readonly #warm: Pick<Decoding, 'temperature' | 'minP'>;
  readonly #progress: Progress;

  constructor(rows: readonly Row[], warm: Pick<Decoding, 'temperature' | 'minP'>, progress: Progress) {
    super();
    this.#dice = rows.map(({ seed }) => rng(`decode ${seed}`));
    this.#warm = warm;
    this.#progress = progress;
  }

  override _call(_ids: bigint[][], logits: Tensor): Tensor {
    const width = logits.dims.at(-1) as number;
    const data = logits.data as Float32Array;
    this.#dice.forEach((dice, row) => {
      if (!this.#progress.isOpen(row)) return;
      const line = data.subarray(row * width, (row + 1) * width);
      line[drawFrom(line, this.#warm.temperature, dice.next(), this.#warm.minP)] = Infinity;
    });
    return logits;
  }
}
