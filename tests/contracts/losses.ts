// What every loss promises on every device: the sum and the gradient of the formula written out by hand; positions of weight 0 change nothing; parts add
// up; a constant added to logits changes nothing; no logit is too large; the vocabulary in chunks gives the same, if the loss says so. What is over hidden
// states instead of logits, representation consolidation, promises the same in consolidation.ts.

import { describe, expect, it } from 'vitest';
import { chooseLoss } from '../../models/losses/build.ts';
import { type LossName, losses } from '../../models/losses/index.ts';
import type { LossOptions } from '../../models/losses/loss.ts';
import { relativeError } from '../../src/lib/relative-error.ts';
import { must } from '../../src/lib/assert.ts';
import { rng } from '../../src/lib/rng.ts';
import type { ChunkedRun, LossFound, LossJob, LossRun } from '../fixtures/loss-checks.ts';
import { type ConsolidationChecks, consolidationContract } from './consolidation.ts';
import { batchFor, byHand, CHUNK, type Sample, sampleOf, slopes, TOP, VOCABULARY } from './losses-by-hand.ts';

type Case = { name: LossName; options: LossOptions; title: string };

const variants: Readonly<Record<LossName, readonly LossOptions[]>> = {
  'cross-entropy': [{}],
  smoothed: [{}],
  'forward-kl': [{}, { temperature: 2 }],
  'reverse-kl': [{}, { temperature: 0.9 }],
  jsd: [{}, { beta: 0 }, { beta: 0.1, temperature: 0.9 }, { beta: 1 }],
  'logit-mse': [{}, { temperature: 2 }],
  dpo: [{}, { beta: 1, temperature: 1.5 }],
  'info-nce': [{}, { beta: 1 }],
  'policy-gradient': [{}, { kl: 0 }, { clip: 0.5, kl: 0.3, temperature: 1.5 }],
};

export const lossCases: readonly Case[] = Object.entries(variants).flatMap(([key, all]) => {
  const name = key as LossName;
  return all.map((own) => {
    const options = 'top' in losses[name].defaults ? { ...own, top: TOP } : own;
    return { name, options, title: `${name} ${Object.keys(own).length > 0 ? JSON.stringify(own) : ''}` };
  });
});

export type LossChecks<D> = ConsolidationChecks<D> & {
  loss(device: D, job: LossJob, runs: readonly LossRun[]): Promise<LossFound[]>;
  chunkedLoss(device: D, job: LossJob, runs: readonly ChunkedRun[]): Promise<LossFound[]>;
};

/** Of float32 sums against doubles, relative. */
const CLOSE = 1e-5;
/** On a GPU that is computed on the CPU, ms. */
const SLOW = 120_000;
/** Larger than any logit of a network; float32 tells neighbours of it apart by 1e-3. */
const EXTREME = 1e4;
const EXTREMELY_CLOSE = 5e-3;

const runOf = (name: LossName, sample: Sample): LossRun => ({
  batch: batchFor(name, sample),
  logits: Float32Array.from(sample.flatMap(({ logits }) => logits)),
});

const groups = (sample: Sample, wanted: (group: number) => boolean): Sample =>
  sample.filter(({ sequence }) => wanted(sequence.group));

/** Some positions without weight and with nothing else that means anything, as padding is. */
function masked(sample: Sample, seed: string): Sample {
  const random = rng(seed);
  return sample.map((position, i) =>
    i % 3
      ? position
      : {
          ...position,
          weight: 0,
          target: random.int(0, VOCABULARY - 1),
          logits: position.logits.map(() => 30 * random.normal()),
          topIds: position.topIds.map(() => 0),
          topLogs: position.topLogs.map(() => -random.next()),
          advantage: 100 * random.normal(),
          oldLog: 0,
          baseLog: 0,
        },
  );
}

const withLogits = (sample: Sample, change: (logit: number, row: number, id: number) => number): Sample =>
  sample.map((position, row) => ({
    ...position,
    logits: position.logits.map((logit, id) => Math.fround(change(logit, row, id))),
  }));

export function lossContract<D>(device: D, checks: LossChecks<D>): void {
  consolidationContract(device, checks, SLOW);
  describe(`losses on ${String(device)}`, { timeout: SLOW }, () => {
    describe.each(lossCases)('$title', ({ name, options }) => {
      const full = chooseLoss(name, options).options;
      const job = { name, options, vocabulary: VOCABULARY };
      const given = samplesOf(name);
      // One program for all samples: making it takes longer than running it.
      let found: Promise<LossFound[]> | undefined;
      const on = async (which: keyof typeof given): Promise<LossFound> => {
        const runs = Object.values(given).map((sample) => runOf(name, sample));
        found ??= checks.loss(device, job, runs);
        return must((await found)[Object.keys(given).indexOf(which)], which);
      };

      it.each(['whole', 'other'] as const)(
        'gives the sum and the gradient of its formula: the %s sample',
        async (which) => {
          const { loss, gradient } = await on(which);
          const expected = byHand[name](given[which], full);
          expect(off(loss, expected), `${loss}, by hand ${expected}`).toBeLessThan(CLOSE);
          expect(relativeError(gradient, Float32Array.from(slopes(name, given[which], full)))).toBeLessThan(CLOSE);
        },
      );

      it('leaves out positions of weight 0, whatever stands there', async () => {
        const [one, two] = [await on('masked'), await on('maskedAgain')];
        expect(off(two.loss, one.loss)).toBeLessThan(CLOSE);
        given.masked.forEach(({ weight }, row) => {
          const [first, second] = [one, two].map(({ gradient }) => rowOf(gradient, row)) as [
            Float32Array,
            Float32Array,
          ];
          if (weight === 0) expect([...first, ...second].every((slope) => Math.abs(slope) === 0)).toBe(true);
          else first.forEach((slope, id) => expect(second[id]).toBeCloseTo(slope, 5));
        });
      });

      it('adds up: two halves are the whole', async () => {
        const [whole, first, second] = [await on('whole'), await on('firstHalf'), await on('secondHalf')];
        expect(off(first.loss + second.loss, whole.loss)).toBeLessThan(CLOSE);
        expect(relativeError(Float32Array.of(...first.gradient, ...second.gradient), whole.gradient)).toBeLessThan(
          CLOSE,
        );
      });

      it('does not change when a constant is added to the logits of a position', async () => {
        const [still, moved] = [await on('whole'), await on('moved')];
        expect(off(moved.loss, still.loss)).toBeLessThan(CLOSE);
        expect(relativeError(moved.gradient, still.gradient)).toBeLessThan(CLOSE);
      });

      it('stays a number where logits are extreme', async () => {
        const { loss, gradient } = await on('extreme');
        // Cross-entropy's own operations end where a float32 probability does: see crossEntropy in models/graph/fused.ts.
        if (!SATURATED.includes(name))
          expect(off(loss, byHand[name](given.extreme, full))).toBeLessThan(EXTREMELY_CLOSE);
        expect(Number.isFinite(loss)).toBe(true);
        expect(gradient.every(Number.isFinite)).toBe(true);
      });

      if (!losses[name].chunks) return;
      it('gives the same where the vocabulary comes in chunks', async () => {
        const runs = [1, EXTREME / 4].map((size) => chunkedRun(name, size));
        const [usual, extreme] = (await checks.chunkedLoss(
          device,
          job,
          runs.map(({ run }) => run),
        )) as [LossFound, LossFound];
        const [one, two] = runs.map(({ sample }) => sample) as [Sample, Sample];
        expect(off(usual.loss, byHand[name](one, full))).toBeLessThan(CLOSE);
        const expected = product(slopes(name, one, full), must(runs[0], 'run').run.head);
        expect(relativeError(usual.gradient, expected)).toBeLessThan(CLOSE);
        expect(off(extreme.loss, byHand[name](two, full))).toBeLessThan(EXTREMELY_CLOSE);
        expect(extreme.gradient.every(Number.isFinite)).toBe(true);
      });
    });
  });
}

/** Distance of a sum from what it should be, relative to that if it is large. */
const off = (found: number, expected: number): number => Math.abs(found - expected) / Math.max(1, Math.abs(expected));

const rowOf = (gradient: Float32Array, row: number): Float32Array =>
  gradient.slice(row * VOCABULARY, (row + 1) * VOCABULARY);

function samplesOf(name: LossName) {
  const [whole, other] = ['one', 'two'].map((seed) => sampleOf(rng(`${name} ${seed}`), name !== 'dpo')) as [
    Sample,
    Sample,
  ];
  const random = rng('extreme');
  return {
    whole,
    other,
    masked: masked(whole, 'one'),
    maskedAgain: masked(whole, 'other'),
    firstHalf: groups(whole, (group) => group < 2),
    secondHalf: groups(whole, (group) => group >= 2),
    moved: withLogits(whole, (logit, row) => logit + 3 * row - 10),
    extreme: withLogits(whole, (logit) => logit + random.pick([-EXTREME, 0, EXTREME])),
  };
}

const SATURATED: readonly LossName[] = ['cross-entropy', 'smoothed'];
const WIDTH = 5;

/** Hidden states and a head, and the sample with the logits that they make. */
function chunkedRun(name: LossName, size: number): { sample: Sample; run: ChunkedRun } {
  const random = rng(`${name} chunks`);
  const plain = samplesOf(name).whole;
  const hidden = Float32Array.from({ length: plain.length * WIDTH }, () => size * random.normal());
  const head = Float32Array.from({ length: VOCABULARY * WIDTH }, () => random.normal());
  const dot = (row: number, id: number): number =>
    Array.from(
      { length: WIDTH },
      (_, i) => (hidden[row * WIDTH + i] as number) * (head[id * WIDTH + i] as number),
    ).reduce((a, b) => a + b, 0);
  const sample = withLogits(plain, (_, row, id) => dot(row, id));
  return { sample, run: { batch: batchFor(name, sample), hidden, head, chunk: CHUNK } };
}

/** Slopes [K, V] at the logits → at the hidden states [K, d]. */
function product(at: Float64Array, head: Float32Array): Float32Array {
  return Float32Array.from({ length: (at.length / VOCABULARY) * WIDTH }, (_, i) => {
    const row = Math.floor(i / WIDTH) * VOCABULARY;
    return Array.from(
      { length: VOCABULARY },
      (_, id) => (at[row + id] as number) * (head[id * WIDTH + (i % WIDTH)] as number),
    ).reduce((a, b) => a + b, 0);
  });
}
