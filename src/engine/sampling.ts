// Drawing a token from logits, given a number in [0, 1).

/**
 * Index where the running sum of softmax(logits / temperature) passes `fraction` of the whole. Nothing is drawn that is less likely than `minP` times the
 * likeliest (min_p, arXiv 2407.01082): a smoothed model has much of its mass in a tail that is never an answer.
 */
export function drawFrom(logits: Float32Array, temperature: number, fraction: number, minP = 0): number {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logits
    .map((logit) => Math.exp((logit - most) / temperature))
    .map((weight) => (weight < minP ? 0 : weight));
  let left = fraction * weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < weights.length; i++) if ((left -= weights[i] as number) < 0) return i;
  return weights.length - 1;
}
