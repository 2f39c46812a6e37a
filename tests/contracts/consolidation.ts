// What representation consolidation promises on every device, of whatever hidden states are held against: the sum and the gradient of its formula, written out
// by hand in double precision; rows of weight 0 change nothing; parts add up; what lies on the manifold costs nothing; no hidden state is too large.

import { describe, expect, it } from 'vitest';
import { type Autoencoder, autoencoderShapes } from '../../models/autoencoder/autoencoder.ts';
import { layoutOf, type Tensor, unflatten } from '../../models/parameters.ts';
import { relativeError } from '../../src/lib/relative-error.ts';
import { must } from '../../src/lib/assert.ts';
import { rng } from '../../src/lib/rng.ts';
import type { ConsolidationFound, ConsolidationJob, ConsolidationRun } from '../fixtures/loss-checks.ts';
import { erf } from './reference-tensors.ts';

export type ConsolidationChecks<D> = {
  consolidation(device: D, job: ConsolidationJob, runs: readonly ConsolidationRun[]): Promise<ConsolidationFound[]>;
};

const [ROWS, WIDTH, CODE] = [9, 8, 2];
const CLOSE = 1e-5;
/** Larger than any hidden state of a network; its square is no trouble for float32. */
const EXTREME = 1e4;

const drawn = (seed: string, size: number, deviation = 1): Float32Array => {
  const random = rng(seed);
  return Float32Array.from({ length: size }, () => deviation * random.normal());
};

function autoencoder(): Autoencoder {
  const layout = layoutOf(autoencoderShapes(WIDTH, CODE));
  const tensors = unflatten(layout, drawn('maps', layout.size, 0.6));
  const { data } = must(tensors.get('scale'), 'scale');
  data.forEach((value, i) => (data[i] = 0.5 + Math.abs(value)));
  return { tensors };
}

/** Two orthonormal vectors that are no coordinates. */
function components(): Autoencoder {
  const { tensors } = autoencoder();
  const data = Float32Array.from({ length: CODE * WIDTH }, (_, i) => {
    const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
    return Math.sqrt(2 / WIDTH) * Math.cos((Math.PI * (row + 1) * (column + 0.5)) / WIDTH);
  });
  const [mean, scale] = ['mean', 'scale'].map((name) => [name, must(tensors.get(name), name)] as const);
  return {
    tensors: new Map([must(mean, 'mean'), must(scale, 'scale'), ['components', { shape: [CODE, WIDTH], data }]]),
  };
}

const cases: readonly (ConsolidationJob & { title: string })[] = [
  { title: 'the frozen autoencoder', autoencoder: autoencoder(), unfrozen: false, given: false },
  { title: 'an autoencoder that trains along', autoencoder: autoencoder(), unfrozen: true, given: false },
  { title: 'principal components', autoencoder: components(), unfrozen: false, given: false },
  { title: 'given states', autoencoder: autoencoder(), unfrozen: false, given: true },
];

type Numbers = ArrayLike<number>;
type Maps = ReadonlyMap<string, Numbers>;
const at = (values: Numbers, i: number): number => values[i] as number;
const each = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const dot = (count: number, of: (i: number) => number): number => each(count, of).reduce((a, b) => a + b, 0);

/** AE(x) of one row. */
function image(x: Numbers, maps: Maps): number[] {
  const map = (name: string): Numbers => must(maps.get(name), name);
  if (maps.has('components')) {
    const code = each(CODE, (c) => dot(WIDTH, (i) => at(map('components'), c * WIDTH + i) * at(x, i)));
    return each(WIDTH, (i) => dot(CODE, (c) => at(map('components'), c * WIDTH + i) * at(code, c)));
  }
  const code = each(CODE, (c) => {
    const sum = at(map('encoder.bias'), c) + dot(WIDTH, (i) => at(map('encoder.weight'), c * WIDTH + i) * at(x, i));
    return (sum * (1 + erf(sum / Math.SQRT2))) / 2;
  });
  return each(
    WIDTH,
    (i) => at(map('decoder.bias'), i) + dot(CODE, (c) => at(map('decoder.weight'), i * CODE + c) * at(code, c)),
  );
}

/** Σ weights · ‖ĥ − AE(ĥ)‖² / d, or against what is given in the place of AE(ĥ). */
function byHand(job: ConsolidationJob, { weights, targets }: ConsolidationRun, hidden: Numbers, maps: Maps): number {
  const [mean, scale] = ['mean', 'scale'].map((name) => must(maps.get(name), name)) as [Numbers, Numbers];
  return dot(ROWS, (row) => {
    const x = each(WIDTH, (i) => (at(hidden, row * WIDTH + i) - at(mean, i)) * at(scale, i));
    const against = job.given ? each(WIDTH, (i) => at(targets, row * WIDTH + i)) : image(x, maps);
    return (at(weights, row) * dot(WIDTH, (i) => (at(x, i) - at(against, i)) ** 2)) / WIDTH;
  });
}

const mapsOf = ({ autoencoder: { tensors } }: ConsolidationJob): Map<string, Numbers> =>
  new Map([...tensors].map(([name, { data }]: [string, Tensor]) => [name, Array.from(data)]));

const loss = (job: ConsolidationJob, run: ConsolidationRun): number => byHand(job, run, run.hidden, mapsOf(job));

function slopes(values: Numbers, of: (changed: number[]) => number): Float32Array {
  const [all, step] = [Array.from(values), 1e-5];
  const moved = (i: number, by: number): number => of(all.with(i, at(all, i) + by));
  return Float32Array.from(all, (_, i) => (moved(i, step) - moved(i, -step)) / (2 * step));
}

/** By central differences, at the hidden states. */
const hiddenSlopes = (job: ConsolidationJob, run: ConsolidationRun): Float32Array =>
  slopes(run.hidden, (hidden) => byHand(job, run, hidden, mapsOf(job)));

/** The same at the maps that train along, in the order of their layout. */
function mapSlopes(job: ConsolidationJob, run: ConsolidationRun): Float32Array {
  const names = ['encoder.weight', 'encoder.bias', 'decoder.weight', 'decoder.bias'];
  return Float32Array.of(
    ...names.flatMap((name) => {
      const maps = mapsOf(job);
      return [
        ...slopes(must(maps.get(name), name), (map) => byHand(job, run, run.hidden, new Map(maps).set(name, map))),
      ];
    }),
  );
}

const whole: ConsolidationRun = {
  hidden: drawn('hidden', ROWS * WIDTH, 1.5),
  weights: Float32Array.from({ length: ROWS }, (_, row) => (1 + (row % 4)) / 2),
  targets: drawn('targets', ROWS * WIDTH),
};
const withWeights = (weight: (old: number, row: number) => number): ConsolidationRun => ({
  ...whole,
  weights: whole.weights.map(weight),
});
const isMasked = (row: number): boolean => row % 3 === 0;

/** Rows that weigh nothing, and hold nothing that means anything. */
function masked(seed: string): ConsolidationRun {
  const [hidden, targets] = [drawn(seed, ROWS * WIDTH, 30), drawn(`${seed} targets`, ROWS * WIDTH, 30)];
  const keep = (old: Float32Array, other: Float32Array): Float32Array =>
    old.map((value, i) => (isMasked(Math.floor(i / WIDTH)) ? at(other, i) : value));
  return {
    ...withWeights((old, row) => (isMasked(row) ? 0 : old)),
    hidden: keep(whole.hidden, hidden),
    targets: keep(whole.targets, targets),
  };
}

/** Hidden states whose standardised form is what they are held against: for an autoencoder there need not be any. */
function onManifold(job: ConsolidationJob): ConsolidationRun | null {
  const maps = mapsOf(job);
  if (!job.given && !maps.has('components')) return null;
  const [mean, scale] = ['mean', 'scale'].map((name) => must(maps.get(name), name)) as [Numbers, Numbers];
  const targets = job.given
    ? whole.targets
    : Float32Array.from(each(ROWS, (row) => image(whole.targets.slice(row * WIDTH), maps)).flat());
  return { ...whole, targets, hidden: targets.map((x, i) => x / at(scale, i % WIDTH) + at(mean, i % WIDTH)) };
}

const runsOf = (job: ConsolidationJob): Record<string, ConsolidationRun> => ({
  whole,
  masked: masked('one'),
  maskedAgain: masked('other'),
  firstHalf: withWeights((old, row) => (row < 4 ? old : 0)),
  secondHalf: withWeights((old, row) => (row < 4 ? 0 : old)),
  extreme: { ...whole, hidden: whole.hidden.map((value) => Math.sign(value) * EXTREME) },
  manifold: onManifold(job) ?? whole,
});

/** Distance of a sum from what it should be, relative to that if it is large. */
const off = (found: number, expected: number): number => Math.abs(found - expected) / Math.max(1, Math.abs(expected));

const sumOf = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value + at(b, i));

export function consolidationContract<D>(device: D, checks: ConsolidationChecks<D>, timeout: number): void {
  describe.each(cases)(`consolidation on ${String(device)}: $title`, { timeout }, ({ title: _, ...job }) => {
    // One program for all runs: making it takes longer than running it.
    let found: Promise<ConsolidationFound[]> | undefined;
    const on = async (which: string): Promise<ConsolidationFound> => {
      const runs = runsOf(job);
      found ??= checks.consolidation(device, job, Object.values(runs));
      return must((await found)[Object.keys(runs).indexOf(which)], which);
    };

    it('gives the sum and the gradient of its formula, at the maps only where they train along', async () => {
      const { loss: sum, gradient, maps } = await on('whole');
      const expected = loss(job, whole);
      expect(off(sum, expected), `${sum}, by hand ${expected}`).toBeLessThan(CLOSE);
      expect(relativeError(gradient, hiddenSlopes(job, whole))).toBeLessThan(CLOSE);
      if (job.unfrozen) expect(relativeError(must(maps, 'maps'), mapSlopes(job, whole))).toBeLessThan(CLOSE);
      else expect(maps).toBeNull();
    });

    it('leaves out rows of weight 0, whatever stands there', async () => {
      const [one, two] = [await on('masked'), await on('maskedAgain')];
      expect(off(one.loss, loss(job, masked('one')))).toBeLessThan(CLOSE);
      expect(off(two.loss, one.loss)).toBeLessThan(CLOSE);
      one.gradient.forEach((slope, i) => {
        if (isMasked(Math.floor(i / WIDTH))) expect([Math.abs(slope), Math.abs(at(two.gradient, i))]).toEqual([0, 0]);
        else expect(at(two.gradient, i)).toBeCloseTo(slope, 5);
      });
      if (job.unfrozen) expect(relativeError(must(two.maps, 'maps'), must(one.maps, 'maps'))).toBeLessThan(CLOSE);
    });

    it('adds up: two halves are the whole', async () => {
      const [all, first, second] = [await on('whole'), await on('firstHalf'), await on('secondHalf')];
      expect(off(first.loss + second.loss, all.loss)).toBeLessThan(CLOSE);
      expect(relativeError(sumOf(first.gradient, second.gradient), all.gradient)).toBeLessThan(CLOSE);
    });

    it('stays a number where hidden states are extreme', async () => {
      const { loss: sum, gradient, maps } = await on('extreme');
      expect(off(sum, loss(job, must(runsOf(job)['extreme'], 'extreme')))).toBeLessThan(CLOSE);
      expect([...gradient, ...(maps ?? [])].every(Number.isFinite)).toBe(true);
    });

    if (!onManifold(job)) return;
    it('is nothing where hidden states are what they are held against', async () => {
      const { loss: sum, gradient } = await on('manifold');
      expect(sum).toBeLessThan(1e-9);
      expect(gradient.every((slope) => Math.abs(slope) < CLOSE)).toBe(true);
    });
  });
}
