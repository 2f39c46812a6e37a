// The few vector operations that fitting the network needs, over stretches of 32-bit arrays.

/** target += factor * source, over `size` numbers. */
export function add(
  target: Float32Array,
  at: number,
  source: Float32Array,
  from: number,
  factor: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) target[at + i] = (target[at + i] ?? 0) + factor * (source[from + i] ?? 0);
}

export function dot(a: Float32Array, at: number, b: Float32Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += (a[at + i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** One step of AdaGrad: each weight has its own rate, which falls with the slopes that it has seen. */
export function adagrad(
  weights: Float32Array,
  squares: Float32Array,
  at: number,
  gradient: Float32Array,
  rate: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) {
    const slope = gradient[i] ?? 0;
    if (slope === 0) continue;
    const square = (squares[at + i] ?? 0) + slope * slope;
    squares[at + i] = square;
    weights[at + i] = (weights[at + i] ?? 0) - (rate * slope) / Math.sqrt(square);
  }
}

/** In place. */
export function softmax(scores: Float32Array): Float32Array {
  const top = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  let total = 0;
  for (let i = 0; i < scores.length; i++) total += scores[i] = Math.exp((scores[i] ?? 0) - top);
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] ?? 0) / total;
  return scores;
}
