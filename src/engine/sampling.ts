// Drawing a token from logits, given a number in [0, 1).

/** Index where the running sum of softmax(logits / temperature) passes `fraction` of the whole. */
export function drawFrom(logits: Float32Array, temperature: number, fraction: number): number {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logits.map((logit) => Math.exp((logit - most) / temperature));
  let left = fraction * weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < weights.length; i++) if ((left -= weights[i] as number) < 0) return i;
  return weights.length - 1;
}
