// Packs a fitted network into the form that the matcher reads (scorer.ts): 4 bits for a weight of a feature, 8 for one of a class, base64.

import type { ScoreTable } from '../../src/domains/katas/matching/scorer.ts';
import { keyOf } from '../../src/domains/katas/matching/scorer.ts';
import { must } from '../../src/lib/assert.ts';
import type { Net } from './net.ts';

/** @param names of the features, in the order of the embeddings. */
export function packNet(
  { hidden, embeddings, bias, output, offsets }: Net,
  names: readonly string[],
  classes: readonly string[],
): ScoreTable {
  const rowScale = most(embeddings);
  const keys = names.flatMap((name) => [keyOf(name) & 255, (keyOf(name) >> 8) & 255, keyOf(name) >> 16]);
  const rows = names.flatMap((_, i) => packRow(embeddings.subarray(i * hidden, (i + 1) * hidden), rowScale));
  const outputScale = most(output) / 127;
  const packed = Int8Array.from(output, (weight) => Math.round(weight / outputScale));
  return {
    hidden,
    classes: classes.join(' '),
    keys: base64(Uint8Array.from(keys)),
    rows: base64(Uint8Array.from(rows)),
    rowScale,
    bias: base64(new Uint8Array(bias.buffer)),
    output: base64(new Uint8Array(packed.buffer)),
    outputScale,
    offsets: base64(new Uint8Array(offsets.buffer)),
  };
}

function packRow(row: Float32Array, rowScale: number): number[] {
  const scale = Math.max(1, Math.ceil((most(row) / rowScale) * 255));
  const step = (scale * rowScale) / 255 / 7;
  const fours = Array.from(row, (weight) => Math.round(weight / step) + 8);
  return [scale, ...fours.flatMap((four, h) => (h % 2 ? [] : [four | (must(fours[h + 1] ?? 8, 'unit') << 4)]))];
}

function most(weights: Float32Array): number {
  return weights.reduce((top, weight) => Math.max(top, Math.abs(weight)), 0) || 1;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
