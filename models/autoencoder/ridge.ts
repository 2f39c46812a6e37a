// Ridge regression in closed form: the linear map from what one model says to the width of another, W = (XᵀX + λI)⁻¹XᵀY on centred rows (Hoerl and Kennard
// 1970). Sums are gathered as rows come, so that rows need not be kept; one sum serves every λ.

import { assert } from '../../src/lib/assert.ts';
import { AppError } from '../../src/lib/errors.ts';

/** y ≈ (x − from)·map + to: from [m], to [d], map [m, d]. */
export type Ridge = { from: Float64Array; to: Float64Array; map: Float64Array };

/** Sums over pairs of rows: Σx [m], Σy [d], Σxᵀx [m, m] (its lower half), Σxᵀy [m, d]. */
export class Moments {
  readonly inputs: number;
  readonly outputs: number;
  count = 0;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly xx: Float64Array;
  readonly xy: Float64Array;

  constructor(inputs: number, outputs: number) {
    [this.inputs, this.outputs] = [inputs, outputs];
    [this.x, this.y] = [new Float64Array(inputs), new Float64Array(outputs)];
    [this.xx, this.xy] = [new Float64Array(inputs * inputs), new Float64Array(inputs * outputs)];
  }

  /** Rows x [N, m] with rows y [N, d]. */
  add(x: Float32Array, y: Float32Array): void {
    const [m, d] = [this.inputs, this.outputs];
    const rows = x.length / m;
    assert(rows === y.length / d, 'every row has its other');
    for (let row = 0; row < rows; row++) {
      const [a, b] = [x.subarray(row * m, (row + 1) * m), y.subarray(row * d, (row + 1) * d)];
      axpy(1, a, this.x, 0, m);
      axpy(1, b, this.y, 0, d);
      for (let i = 0; i < m; i++) {
        axpy(a[i] as number, a, this.xx, i * m, i + 1);
        axpy(a[i] as number, b, this.xy, i * d, d);
      }
    }
    this.count += rows;
  }
}

type Numbers = Float32Array | Float64Array;

/** into[at + i] += factor · row[i] for i < length. */
function axpy(factor: number, row: Numbers, into: Float64Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) into[at + i] = (into[at + i] as number) + factor * (row[i] as number);
}

/**
 * The map of these rows. @param strength λ as a share of the mean variance of an input times the number of rows, so that it means the same whatever the scale
 * @throws AppError train/ridge when nothing varies, or λ is too small for inputs that depend on each other
 */
export function ridge({ inputs: m, outputs: d, count, x, y, xx, xy }: Moments, strength: number): Ridge {
  const [from, to] = [x.map((sum) => sum / count), y.map((sum) => sum / count)];
  const gram = xx.slice();
  const map = xy.slice();
  for (let i = 0; i < m; i++) {
    axpy(-count * (from[i] as number), from, gram, i * m, i + 1);
    axpy(-count * (from[i] as number), to, map, i * d, d);
  }
  let trace = 0;
  for (let i = 0; i < m; i++) trace += gram[i * m + i] as number;
  for (let i = 0; i < m; i++) gram[i * m + i] = (gram[i * m + i] as number) + (strength * trace) / m;
  solve(gram, map, m, d);
  return { from, to, map };
}

/** Solves A·W = C in place of C [m, d], for a positive definite A [m, m] whose lower half is given and becomes its Cholesky factor. */
function solve(a: Float64Array, c: Float64Array, m: number, d: number): void {
  const at = (i: number, j: number): number => a[i * m + j] as number;
  for (let j = 0; j < m; j++)
    for (let i = j; i < m; i++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      if (i === j && !(sum > 0)) throw flat();
      a[i * m + j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  const row = (i: number): Float64Array => c.subarray(i * d, (i + 1) * d);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < i; k++) axpy(-at(i, k), row(k), c, i * d, d);
    row(i).forEach((value, j) => (c[i * d + j] = value / at(i, i)));
  }
  for (let i = m - 1; i >= 0; i--) {
    for (let k = i + 1; k < m; k++) axpy(-at(k, i), row(k), c, i * d, d);
    row(i).forEach((value, j) => (c[i * d + j] = value / at(i, i)));
  }
}

const flat = (): AppError =>
  new AppError(
    'train/ridge',
    'What the text autoencoder says of the lessons cannot be mapped to the learner: it hardly varies. Choose another in the settings, or none.',
  );

/** Rows x [N, m] mapped: [N, d]. */
export function mapped({ from, to, map }: Ridge, x: Float32Array): Float32Array {
  const [m, d] = [from.length, to.length];
  const out = new Float32Array((x.length / m) * d);
  const sum = new Float64Array(d);
  for (let row = 0; row * m < x.length; row++) {
    sum.set(to);
    for (let i = 0; i < m; i++)
      axpy((x[row * m + i] as number) - (from[i] as number), map.subarray(i * d, (i + 1) * d), sum, 0, d);
    out.set(sum, row * d);
  }
  return out;
}
