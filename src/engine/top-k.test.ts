import { describe, expect, it } from 'vitest';
import { must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import { concatTopK, cutTopK, decodeTopK, encodeTopK, logsAt, type TopK, topK } from './top-k.ts';

const rows = (seed: string, n: number, vocabulary: number, draw = (normal: number) => normal): Float32Array => {
  const random = rng(seed);
  return Float32Array.from({ length: n * vocabulary }, () => draw(random.normal()));
};

/** By a full sort and plain sums in double precision. */
function byHand(
  logits: Float32Array,
  vocabulary: number,
  k: number,
  temperature: number,
): { ids: number[]; logs: number[]; tails: number[] } {
  const out = { ids: [] as number[], logs: [] as number[], tails: [] as number[] };
  for (let at = 0; at < logits.length; at += vocabulary) {
    const line = Array.from(logits.subarray(at, at + vocabulary), (logit, id) => ({ id, z: logit / temperature }));
    const sorted = line.toSorted((a, b) => b.z - a.z || a.id - b.id);
    const top = must(sorted[0], 'top').z;
    const all = top + Math.log(line.reduce((sum, { z }) => sum + Math.exp(z - top), 0));
    const first = must(sorted[k], 'first left out').z;
    const rest = first + Math.log(sorted.slice(k).reduce((sum, { z }) => sum + Math.exp(z - first), 0));
    out.ids.push(...sorted.slice(0, k).map(({ id }) => id));
    out.logs.push(...sorted.slice(0, k).map(({ z }) => z - all));
    out.tails.push(rest - all);
  }
  return out;
}

function expectAlike(found: TopK, expected: ReturnType<typeof byHand>, digits: number): void {
  expect(Array.from(found.ids)).toEqual(expected.ids);
  found.logs.forEach((log, i) => expect(log).toBeCloseTo(expected.logs[i] as number, digits));
  found.tails.forEach((tail, i) => expect(tail).toBeCloseTo(expected.tails[i] as number, digits));
}

describe('topK', () => {
  it.each([
    { what: 'random rows', vocabulary: 500, k: 32, temperature: 1, draw: (x: number) => 3 * x },
    { what: 'a temperature', vocabulary: 300, k: 8, temperature: 2.5, draw: (x: number) => 5 * x },
    { what: 'many equal logits', vocabulary: 200, k: 16, temperature: 1, draw: (x: number) => Math.round(x) },
    { what: 'one id', vocabulary: 40, k: 1, temperature: 1, draw: (x: number) => x },
    { what: 'all but one id', vocabulary: 12, k: 11, temperature: 1, draw: (x: number) => x },
    { what: 'far logits', vocabulary: 100, k: 4, temperature: 1, draw: (x: number) => 1e4 * x },
  ])('gives what a full sort gives: $what', ({ vocabulary, k, temperature, draw }) => {
    const logits = rows(`top ${vocabulary}`, 40, vocabulary, draw);
    // Far logits have logarithms of five digits, of which float32 keeps two behind the point.
    expectAlike(
      topK(logits, vocabulary, k, temperature),
      byHand(logits, vocabulary, k, temperature),
      draw(1) === 1e4 ? 2 : 5,
    );
  });

  it('keeps the digits of a tail that is nearly nothing', () => {
    const { logs, tails } = topK(Float32Array.of(40, 0, -1, 39), 4, 2);
    expect(tails[0]).toBeCloseTo(Math.log(1 + Math.exp(-1)) - (40 + Math.log(1 + Math.exp(-1))), 5);
    expect(logs[0]).toBeCloseTo(-Math.log(1 + Math.exp(-1)), 6);
  });

  it('leaves something to the tail', () => {
    expect(() => topK(new Float32Array(8), 4, 4)).toThrow(/some are left/);
    expect(() => topK(new Float32Array(9), 4, 2)).toThrow(/some are left/);
  });
});

describe('logsAt', () => {
  it('says of chosen ids what topK says of the likeliest', () => {
    const logits = rows('at', 7, 60);
    const top = topK(logits, 60, 5, 1.5);
    expect(logsAt(logits, 60, top.ids, 5, 1.5)).toEqual(top);
    const [first, last] = [
      logsAt(
        logits,
        60,
        Uint32Array.from({ length: 7 }, () => 3),
        1,
      ),
      logits,
    ];
    first.logs.forEach((log, row) => {
      const sum = last.subarray(row * 60, (row + 1) * 60).reduce((total, z) => total + Math.exp(z), 0);
      expect(log).toBeCloseTo((last[row * 60 + 3] as number) - Math.log(sum), 5);
      expect(Math.exp(log) + Math.exp(must(first.tails[row], 'tail'))).toBeCloseTo(1, 6);
    });
  });
});

describe('a stored distribution', () => {
  it.each([
    { vocabulary: 2000, bytes: 130 },
    { vocabulary: 150_000, bytes: 194 },
  ])(
    'of 32 among $vocabulary takes $bytes bytes a position and comes back within half precision',
    ({ vocabulary, bytes }) => {
      const top = topK(
        rows('store', 5, vocabulary, (x) => 4 * x),
        vocabulary,
        32,
      );
      top.ids[3] = vocabulary - 1;
      const stored = encodeTopK(top);
      expect(stored.length).toBe(12 + 5 * bytes);
      const back = decodeTopK(stored);
      expect(back.ids).toEqual(top.ids);
      const probability = (logs: Float32Array): Float32Array => logs.map(Math.exp);
      for (const part of ['logs', 'tails'] as const)
        probability(back[part]).forEach((p, i) =>
          expect(Math.abs(p - Math.exp(top[part][i] as number))).toBeLessThan(2e-3 * p + 1e-6),
        );
    },
  );

  it('adds up to 1 again', () => {
    const back = decodeTopK(
      encodeTopK(
        topK(
          rows('sum', 20, 300, (x) => 3 * x),
          300,
          32,
        ),
      ),
    );
    back.tails.forEach((tail, row) => {
      const sum = back.logs
        .subarray(row * 32, (row + 1) * 32)
        .reduce((total, log) => total + Math.exp(log), Math.exp(tail));
      expect(sum).toBeCloseTo(1, 6);
    });
  });

  it('can be read from the middle of other bytes, and keeps what is out of reach of half precision at its lowest', () => {
    const top = topK(Float32Array.of(0, -1e6, -2e6, -9e6), 4, 2);
    const stored = encodeTopK(top);
    const shifted = new Uint8Array(stored.length + 3);
    shifted.set(stored, 3);
    const back = decodeTopK(shifted.subarray(3));
    expect(Array.from(back.logs)).toEqual([0, -65_504]);
    expect(Array.from(back.tails)).toEqual([-65_504]);
  });

  it('comes apart again, answer by answer, when several are stored as one', () => {
    const parts = [3, 0, 5].map((n, i) => topK(rows(`part ${i}`, n, 300), 300, 32));
    const all = decodeTopK(encodeTopK(concatTopK(parts, 32)));
    expect(all.tails).toHaveLength(8);
    let at = 0;
    for (const part of parts) {
      const cut = cutTopK(all, at, (at += part.tails.length));
      expect(cut.ids).toEqual(part.ids);
      expect(cut).toMatchObject({
        k: 32,
        ids: decodeTopK(encodeTopK(part)).ids,
        tails: decodeTopK(encodeTopK(part)).tails,
      });
    }
    expect(concatTopK([], 4)).toMatchObject({ k: 4, tails: new Float32Array(0) });
    expect(() => concatTopK(parts, 4)).toThrow(expect.objectContaining({ code: 'assert/failed' }));
  });

  it('holds nothing for no position', () => {
    expect(decodeTopK(encodeTopK(topK(new Float32Array(0), 4, 2)))).toMatchObject({ k: 2, ids: new Uint32Array(0) });
  });

  it('is refused when it is cut, or something else', () => {
    const stored = encodeTopK(topK(rows('cut', 3, 50), 50, 4));
    for (const wrong of [
      stored.subarray(0, -1),
      stored.subarray(0, -(4 * 4 + 2)),
      stored.subarray(0, 5),
      stored.map((byte, i) => (i === 3 ? 3 : byte)),
      new Uint8Array(40),
    ])
      expect(() => decodeTopK(wrong)).toThrow(expect.objectContaining({ code: 'data/top-k' }));
  });
});
