// Attention over a cache of keys and values in one kernel, for decoding rows that all begin at position 0. Its three results are three values: the mixed
// heads, and the cache after it. No gradient.

import { must } from '../../src/lib/assert.ts';
import type { Dim, Value } from './ir.ts';

export type CachedAttention = {
  /** [B, T, H·hd]; keys and values [B, T, KV·hd]; not yet turned by position. */
  query: Value;
  key: Value;
  value: Value;
  /** [B, KV, past, hd], keys turned. */
  pastKey: Value;
  pastValue: Value;
  /** Positions there are with the new ones, less one, [B] int32, and their number, [] int32, which the host must know. */
  last: Value;
  total: Value;
  /** Rotary tables [P, hd / 2]. */
  cos: Value;
  sin: Value;
};

/** mixed [B, T, H·hd]; key and value [B, KV, total, hd]. `totalDim` names the last size but one. Grouped queries, arXiv 2305.13245. */
export function cachedAttention(
  io: CachedAttention,
  heads: { query: number; key: number },
  totalDim: Dim,
): { mixed: Value; key: Value; value: Value } {
  const { query, key, value, pastKey, pastValue, last, total, cos, sin } = io;
  const inputs = [query, key, value, pastKey, pastValue, last, total, cos, sin];
  const attributes = { heads: heads.query, keyHeads: heads.key };
  const mixed = query.graph.node('cachedAttention', inputs, query.shape, 'float32', attributes);
  const shape = pastKey.shape.map((dim, i) => (i === 2 ? totalDim : dim));
  const grown = (which: string): Value =>
    query.graph.node(which, [mixed, ...inputs], shape, 'float32', { ...attributes, head: must(shape[3], 'hd') });
  return { mixed, key: grown('grownKey'), value: grown('grownValue') };
}
