// The scorer: how well a request fits each skill, and none of them, by a small network over the request's features (one hidden layer). Its weights were
// fitted offline (tools/matching/fit.ts) and are shipped as a packed table; here they are only read.

import { must } from '../../../lib/assert.ts';
import { hash53 } from '../../../lib/hash.ts';

/**
 * Base64 of bytes. `keys`: 24-bit hashes of the feature names. `rows`: for each feature a byte for the scale of its row, then 4 bits for each hidden unit.
 * `bias`, `offsets`: 32-bit floats. `output`: int8 for each class and hidden unit, times `outputScale`.
 */
export type ScoreTable = {
  hidden: number;
  /** Skill ids and NONE, blanks between. */
  classes: string;
  keys: string;
  rows: string;
  rowScale: number;
  bias: string;
  output: string;
  outputScale: number;
  offsets: string;
};

/** Stands for "no skill at all" beside the skills. */
export const NONE = 'none';

export type Scorer = {
  /** Whether the table knows this feature (a word is one) at all. */
  known(feature: string): boolean;
  /** Logarithms of the probabilities, by skill id and for `none`. */
  score(features: readonly string[]): Map<string, number>;
};

/** The name of a feature in the table. Two names rarely meet: there are some ten thousand of sixteen million. */
export function keyOf(feature: string): number {
  return hash53(feature) % 2 ** 24;
}

export function makeScorer(table: ScoreTable): Scorer {
  const { hidden } = table;
  const classes = table.classes.split(' ');
  const rows = readRows(table);
  const bias = floats(table.bias);
  const offsets = floats(table.offsets);
  const output = Float32Array.from(new Int8Array(bytesOf(table.output).buffer), (weight) => weight * table.outputScale);
  return {
    known: (feature) => rows.has(keyOf(feature)),
    score: (features) => {
      const units = unitsOf(features, rows, bias);
      const sums = classes.map((_, c) => {
        let sum = must(offsets[c], 'offset');
        for (let h = 0; h < hidden; h++) sum += (output[c * hidden + h] ?? 0) * (units[h] ?? 0);
        return sum;
      });
      const top = Math.max(...sums);
      const total = Math.log(sums.reduce((all, sum) => all + Math.exp(sum - top), 0)) + top;
      return new Map(classes.map((id, c) => [id, must(sums[c], 'sum') - total]));
    },
  };
}

/** The hidden layer: the rows of the features added up over the root of their number, rectified. */
function unitsOf(
  features: readonly string[],
  rows: ReadonlyMap<number, Float32Array>,
  bias: Float32Array,
): Float32Array {
  const seen = features.map((name) => rows.get(keyOf(name))).filter((row) => row !== undefined);
  const share = 1 / Math.sqrt(seen.length || 1);
  const units = new Float32Array(bias.length);
  for (const row of seen) for (let h = 0; h < row.length; h++) units[h] = (units[h] ?? 0) + (row[h] ?? 0);
  return units.map((sum, h) => Math.max(0, sum * share + (bias[h] ?? 0)));
}

function readRows({ keys, rows, rowScale, hidden }: ScoreTable): Map<number, Float32Array> {
  const names = bytesOf(keys);
  const packed = bytesOf(rows);
  const width = 1 + Math.ceil(hidden / 2);
  const out = new Map<number, Float32Array>();
  for (let i = 0; i * width < packed.length; i++) {
    const scale = ((packed[i * width] ?? 0) * rowScale) / 255 / 7;
    const row = Float32Array.from({ length: hidden }, (_, h) => {
      const byte = packed[i * width + 1 + (h >> 1)] ?? 0;
      return (((h % 2 ? byte >> 4 : byte) & 15) - 8) * scale;
    });
    out.set((names[i * 3] ?? 0) + (names[i * 3 + 1] ?? 0) * 2 ** 8 + (names[i * 3 + 2] ?? 0) * 2 ** 16, row);
  }
  return out;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

function floats(base64: string): Float32Array {
  return new Float32Array(bytesOf(base64).buffer);
}
