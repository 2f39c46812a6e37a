// Packs tokenised examples into rows of fixed length: several examples share a row, each its own attention segment with positions from 0.
// The loss weight stands at the position that predicts the token (next-token targets).

import { assert } from '../lib/assert.ts';
import { emptyGiven, type Given, givenWidths, placeGiven } from './given.ts';

/** One example: token ids and, for each token, the weight of predicting it (0 = prompt). */
export type Example = {
  ids: readonly number[];
  weights: readonly number[];
  /**
   * What a loss is given beside them, by the input's name (models/losses/loss.ts): one number for the whole example, or for each token as many as the input
   * has, which belong to predicting it. Numbers under 2²⁴, if they are ids.
   */
  given?: Given;
  /** Examples that a loss compares have one number and follow each other: they come into one row, and so into one run. */
  group?: number;
};

/**
 * B rows of T positions, row-major. `examples` are indices into the packed list; `tokens` counts real positions, `supervised` is Σ weights. `given`: what
 * the examples were given, at the positions that predict, [B, T, numbers a position]; as `groups` their groups.
 */
export type Packed = {
  batch: number;
  time: number;
  ids: BigInt64Array;
  positions: BigInt64Array;
  targets: BigInt64Array;
  segments: Int32Array;
  weights: Float32Array;
  examples: number[];
  tokens: number;
  supervised: number;
  given?: Readonly<Record<string, Float32Array>>;
};

export function emptyPacked(batch: number, time: number): Packed {
  const cells = batch * time;
  // Padding has segment -1 - position's row cell, so that it attends only to padding of its own row; weight 0 keeps it out of the loss.
  return {
    batch,
    time,
    ids: new BigInt64Array(cells),
    positions: new BigInt64Array(cells),
    targets: new BigInt64Array(cells),
    segments: new Int32Array(cells).fill(-1),
    weights: new Float32Array(cells),
    examples: [],
    tokens: 0,
    supervised: 0,
  };
}

/** Positions an example takes: its last token is only a target. */
export function lengthOf(example: Example): number {
  return example.ids.length - 1;
}

function place(into: Packed, row: number, start: number, segment: number, example: Example, index: number): void {
  const length = lengthOf(example);
  for (let i = 0; i < length; i++) {
    const cell = row * into.time + start + i;
    into.ids[cell] = BigInt(example.ids[i] as number);
    into.positions[cell] = BigInt(i);
    into.targets[cell] = BigInt(example.ids[i + 1] as number);
    into.segments[cell] = segment;
    into.weights[cell] = example.weights[i + 1] as number;
    into.supervised += example.weights[i + 1] as number;
  }
  into.tokens += length;
  into.examples.push(index);
  placeGiven(into, row * into.time + start, example, index);
}

/**
 * First-fit packing in the given order. Examples longer than `time` positions are left out and returned in `tooLong`, a group that is longer as a whole.
 * Every batch is [batch, time]; the last may have empty rows.
 */
export function pack(
  examples: readonly Example[],
  batch: number,
  time: number,
): { batches: Packed[]; tooLong: number[] } {
  const rows: { used: number; members: number[] }[] = [];
  const tooLong: number[] = [];
  let firstOpen = 0;
  for (const members of together(examples)) {
    const length = lengthOfAll(examples, members);
    if (length > time) {
      tooLong.push(...members);
      continue;
    }
    while (firstOpen < rows.length && rows.length - firstOpen > 4 * batch) firstOpen++;
    let row = rows.slice(firstOpen).find((candidate) => candidate.used + length <= time);
    if (!row) rows.push((row = { used: 0, members: [] }));
    row.used += length;
    row.members.push(...members);
  }
  const batches = layOut(
    examples,
    rows.map(({ members }) => members),
    batch,
    time,
  );
  return { batches, tooLong };
}

/** Batches [batch, time] of rows whose members are known; the last may have empty rows. */
export function layOut(
  examples: readonly Example[],
  rows: readonly (readonly number[])[],
  batch: number,
  time: number,
): Packed[] {
  const widths = givenWidths(examples);
  return Array.from({ length: Math.ceil(rows.length / batch) }, (_, i) => {
    const packed = {
      ...emptyPacked(batch, time),
      ...(widths.size > 0 ? { given: emptyGiven(widths, batch * time) } : {}),
    };
    rows.slice(i * batch, (i + 1) * batch).forEach((members, row) => {
      let start = 0;
      members.forEach((index, segment) => {
        const example = examples[index] as Example;
        place(packed, row, start, segment, example, index);
        start += lengthOf(example);
      });
    });
    return packed;
  });
}

export function lengthOfAll(examples: readonly Example[], members: readonly number[]): number {
  return members.reduce((sum, index) => sum + lengthOf(examples[index] as Example), 0);
}

/** Indices of examples, those of a group in one. */
export function together(examples: readonly Example[]): number[][] {
  const parts: number[][] = [];
  examples.forEach((example, index) => {
    assert(
      example.weights.length === example.ids.length && lengthOf(example) > 0,
      'an example has a weight for every token and at least two tokens',
    );
    const before = examples[index - 1];
    if (before && example.group !== undefined && before.group === example.group) parts.at(-1)?.push(index);
    else parts.push([index]);
  });
  return parts;
}
