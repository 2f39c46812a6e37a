// Argument draws for list, word and record skills: values around the constants of a task, so that a nearly right solution fails.
// Not the constants themselves (constants.ts). Everything comes from the stream that is passed in.

import type { Rng } from '../../lib/rng.ts';

/** Integers at, next to and around each of `marks`, and some of their own scale; every mark and its neighbours are likely to be there. */
export function near(random: Rng, marks: readonly number[], low = -Infinity): number[] {
  const wide = Math.max(10, ...marks.map((mark) => Math.abs(mark)));
  const close = marks.flatMap((mark) => [mark - 1, mark, mark + 1].filter(() => random.chance(0.75)));
  const far = Array.from({ length: random.int(0, 4) }, () => random.int(-wide, 2 * wide));
  return random.shuffle([...close, ...far].filter((x) => x >= low));
}

/** Integers from low to high; `min` to `max` of them, with some repeats. */
export function ints(random: Rng, low: number, high: number, min = 0, max = 8): number[] {
  const out = Array.from({ length: random.int(min, max) }, () => random.int(low, high));
  return out.map((x, i) => (i > 0 && random.chance(0.2) ? (out[i - 1] as number) : x));
}

/** Multiples of `k`, their neighbours, and small numbers for those who test the wrong divisor. */
export function multiples(random: Rng, k: number, min = 0): number[] {
  const one = (): number =>
    random.pick([
      k * random.int(-3, 9),
      k * random.int(0, 9),
      k * random.int(1, 9) + 1,
      k * random.int(1, 5) + random.int(1, k),
      random.int(0, 50),
    ]);
  return Array.from({ length: random.int(min, 8) }, one);
}

const WORDS =
  'apple river stone cloud table green window paper light music orange garden bread silver horse train winter summer coffee lemon island mountain pencil candle bottle shadow forest copper sugar planet rocket tiger basket button carpet dragon engine feather guitar hammer jacket kitten ladder mirror needle onion pepper quilt ribbon saddle turtle umbrella violin wagon yellow zebra cat dog sun sea ox egg ice map pen red a be up'.split(
    ' ',
  );
const SYLLABLES = 'ba ke lo mi nu ra se ti vo zu pra ste gri blo chu fen dor lam pix quo'.split(' ');

/** One lower-case word, common or made up. */
export function word(random: Rng): string {
  if (random.chance(0.6)) return random.pick(WORDS);
  return Array.from({ length: random.int(1, 4) }, () => random.pick(SYLLABLES)).join('');
}

export function wordList(random: Rng, min = 0, max = 7): string[] {
  return Array.from({ length: random.int(min, max) }, () => word(random));
}

/** A lower-case word of exactly this length. */
export function wordOf(random: Rng, length: number): string {
  let out = word(random);
  while (out.length < length) out += word(random);
  return out.slice(0, Math.max(0, length));
}

/** Words of `k` letters, one less, one more, and others. */
export function wordsAround(random: Rng, k: number, min = 0): string[] {
  const out = wordList(random, 0, 3);
  for (const length of [k - 1, k, k + 1]) if (length > 0 && random.chance(0.8)) out.push(wordOf(random, length));
  while (out.length < min) out.push(wordOf(random, k + random.int(1, 3)));
  return random.shuffle(out);
}

/** Words with `part` at the start, in the middle, at the end, alone, or not at all. */
export function wordsWith(random: Rng, part: string, min = 0): string[] {
  const make = [
    (w: string) => part + w,
    (w: string) => w + part,
    (w: string) => w.slice(0, 2) + part + w.slice(2),
    () => part,
  ];
  const out = [...wordList(random, 1, 4), ...make.filter(() => random.chance(0.6)).map((one) => one(word(random)))];
  while (out.length < min) out.push(part + word(random));
  return random.shuffle(random.chance(0.06) && min === 0 ? [] : out);
}
