// What a loss is fed for a batch: its declared inputs (models/losses/loss.ts), of the supervised positions and of the sequences they belong to. Made from the
// packed rows and from what was given with their examples. It knows no particular loss.

import type { TensorData } from '../../models/graph/ir.ts';
import type { InputKind, Inputs, Loss } from '../../models/losses/loss.ts';
import { AppError } from '../lib/errors.ts';
import type { Packed } from './packing.ts';

export type Feed = { data: TensorData; shape: readonly number[] };

/** Cells of the supervised positions, and their targets and weights. */
type Supervised = { rows: BigInt64Array; targets: BigInt64Array; weights: Float32Array };

/** @throws AppError train/no-input when the batch was not given what the loss needs */
export function lossFeeds(inputs: Inputs, batch: Packed, supervised: Supervised): Record<string, Feed> {
  const cells = Array.from(supervised.rows, Number);
  // Most losses know no sequences.
  const whole = Object.values(inputs).some(({ per }) => per !== 'position');
  const sequences = whole ? sequencesOf(batch, cells) : { of: [], first: [] };
  const known: Readonly<Record<string, TensorData>> = { targets: supervised.targets, weights: supervised.weights };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, kind]) => {
      const data = known[name];
      return [name, data ? { data, shape: [cells.length] } : feed(name, kind, batch, cells, sequences)];
    }),
  );
}

/** What a step over the batch is divided by: Σ weights of its positions, or of its sequences. */
export function lossWeight({ per }: Pick<Loss, 'per'>, batch: Packed): number {
  if (per === 'position') return batch.supervised;
  const cells = Array.from(batch.weights.keys()).filter((cell) => batch.weights[cell] !== 0);
  const [better, weights] = [givenTo(batch, 'better'), givenTo(batch, 'sequence_weights')];
  return sequencesOf(batch, cells).first.reduce(
    (sum, cell) => sum + (better[cell] as number) * (weights[cell] as number),
    0,
  );
}

type Sequences = {
  /** Of each supervised position, its sequence. */
  of: readonly number[];
  /** Of each sequence, its first supervised cell. */
  first: readonly number[];
};

function sequencesOf({ time, segments }: Packed, cells: readonly number[]): Sequences {
  const numbers = new Map<string, number>();
  const first: number[] = [];
  const of = cells.map((cell) => {
    const key = `${Math.floor(cell / time)} ${segments[cell]}`;
    const number = numbers.get(key) ?? first.push(cell) - 1;
    numbers.set(key, number);
    return number;
  });
  return { of, first };
}

function feed(name: string, kind: InputKind, batch: Packed, cells: readonly number[], { of, first }: Sequences): Feed {
  if (kind.per === 'members')
    return table(cells.length, first.length, (position, sequence) => of[position] === sequence);
  const given = givenTo(batch, name);
  if (kind.per === 'sequence')
    return { data: Float32Array.from(first, (cell) => given[cell] as number), shape: [first.length] };
  if (kind.per === 'groups')
    return table(first.length, first.length, (a, b) => given[first[a] as number] === given[first[b] as number]);
  const width = kind.width ?? 1;
  if (given.length !== width * batch.weights.length) throw missing(name, `${width} numbers a position`);
  const data = new Float32Array(cells.length * width);
  cells.forEach((cell, i) => data.set(given.subarray(cell * width, (cell + 1) * width), i * width));
  const shape = kind.width ? [cells.length, width] : [cells.length];
  return { data: kind.dtype === 'int64' ? BigInt64Array.from(data, BigInt) : data, shape };
}

function table(rows: number, columns: number, holds: (row: number, column: number) => boolean): Feed {
  const data = Float32Array.from({ length: rows * columns }, (_, i) =>
    Number(holds(Math.floor(i / columns), i % columns)),
  );
  return { data, shape: [rows, columns] };
}

function givenTo({ given }: Packed, name: string): Float32Array {
  const data = given?.[name];
  if (!data) throw missing(name, 'them');
  return data;
}

const missing = (name: string, what: string): AppError =>
  new AppError(
    'train/no-input',
    `The loss needs ${name}, and the examples do not have ${what}. Give them with every example, or choose another loss.`,
    { name },
  );
