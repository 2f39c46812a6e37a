// Principal components by Jacobi rotations: the linear yardstick and the starting point of the autoencoder.

import { must } from '../../src/lib/assert.ts';

/** `vectors` [d, d], one component a row, by falling `values` (variances). */
export type Components = { values: Float64Array; vectors: Float64Array };

/** Xᵀ·X / N of rows [N, d]. */
export function covariance(rows: Float32Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let at = 0; at < rows.length; at += d)
    for (let i = 0; i < d; i++)
      for (let j = 0; j <= i; j++) out[i * d + j] = at_(out, i * d + j) + at_(rows, at + i) * at_(rows, at + j);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) out[i * d + j] = out[j * d + i] = at_(out, i * d + j) / (rows.length / d);
  return out;
}

const at_ = (data: Float64Array | Float32Array, i: number): number => data[i] as number;

/** Eigenvectors of a symmetric matrix [d, d]: cyclic Jacobi until nothing is left beside the diagonal. */
export function components(matrix: Float64Array, d: number): Components {
  const a = Float64Array.from(matrix);
  const v = Float64Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? 1 : 0));
  const trace = Array.from({ length: d }, (_, i) => Math.abs(at_(a, i * d + i))).reduce((x, y) => x + y, 0);
  for (let sweep = 0; sweep < 60 && aside(a, d) > 1e-12 * trace; sweep++)
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) rotate(a, v, d, p, q);
  const order = Array.from({ length: d }, (_, i) => i).sort((i, j) => at_(a, j * d + j) - at_(a, i * d + i));
  return {
    values: Float64Array.from(order, (i) => at_(a, i * d + i)),
    vectors: Float64Array.from({ length: d * d }, (_, k) =>
      at_(v, (k % d) * d + must(order[Math.floor(k / d)], 'component')),
    ),
  };
}

function aside(a: Float64Array, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) sum += Math.abs(at_(a, i * d + j));
  return sum;
}

/** Turns rows and columns p and q of `a`, and columns p and q of `v`, so that a[p, q] becomes 0. */
function rotate(a: Float64Array, v: Float64Array, d: number, p: number, q: number): void {
  const off = at_(a, p * d + q);
  if (off === 0) return;
  const theta = (at_(a, q * d + q) - at_(a, p * d + p)) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const turn = (m: Float64Array, i: number, j: number): void => {
    const [x, y] = [at_(m, i), at_(m, j)];
    m[i] = c * x - t * c * y;
    m[j] = t * c * x + c * y;
  };
  for (let k = 0; k < d; k++) turn(a, k * d + p, k * d + q);
  for (let k = 0; k < d; k++) turn(a, p * d + k, q * d + k);
  for (let k = 0; k < d; k++) turn(v, k * d + p, k * d + q);
}

/** Σ‖x − its projection on the first `width` components‖² / Σ‖x‖² over rows [N, d]. */
export function leftOver(rows: Float32Array, d: number, { vectors }: Components, width: number): number {
  let [whole, kept] = [0, 0];
  for (let at = 0; at < rows.length; at += d) {
    for (let i = 0; i < d; i++) whole += at_(rows, at + i) ** 2;
    for (let k = 0; k < width; k++) {
      let dot = 0;
      for (let i = 0; i < d; i++) dot += at_(rows, at + i) * at_(vectors, k * d + i);
      kept += dot * dot;
    }
  }
  return 1 - kept / whole;
}
