// How much each lesson counts in training: by the salience of what it was woven from, within bounds, and never so that a few decide alone.
// w = verified · clip(s / mean(s), 1/4, 4), brought to mean 1; how many lessons of equal weight would tell as much is (Σw)² / Σw² (Kish).

import { mean, sum } from '../lib/stats.ts';

/** What a training was told about its lessons. */
export type Weighing = {
  /** Lessons that count at all. */
  lessons: number;
  /** Effective sample size: so many equal lessons tell as much. */
  effective: number;
  /** Share of the weights' distance from 1 that was kept; 1: nothing had to be flattened. */
  kept: number;
};

/** `weight`: 0 for what is not verified. */
export type Weighable = { salience: number; weight: number };

const [LEAST, MOST] = [1 / 4, 4];
/** Weights are flattened until the effective sample size is so much of all. */
const LEAST_EFFECTIVE = 1 / 2;

/** Weights in the order of the rows, of mean 1 over those that count. */
export function weigh(rows: readonly Weighable[]): { weights: number[]; weighing: Weighing } {
  const counted = rows.filter(({ weight }) => weight > 0);
  const average = mean(counted.map(({ salience }) => salience));
  const raw = rows.map(({ salience, weight }) => weight * clip(average > 0 ? salience / average : 1));
  const scale = mean(raw.filter((weight) => weight > 0));
  const { weights, kept } = flattened(raw.map((weight) => (weight > 0 ? weight / scale : 0)));
  return { weights, weighing: { ...effectOf(weights), kept } };
}

/** Every lesson as its row says. */
export function unweighed(rows: readonly Weighable[]): { weights: number[]; weighing: Weighing } {
  const weights = rows.map(({ weight }) => weight);
  return { weights, weighing: { ...effectOf(weights), kept: 1 } };
}

/**
 * Weights of mean 1 are n / (1 + v) effective ones, v their variance. Where that is too few, all are drawn towards 1 by one factor, w ← 1 + t·(w − 1), which
 * keeps mean and order and makes the variance t²·v.
 */
function flattened(weights: readonly number[]): { weights: number[]; kept: number } {
  const variance = mean(weights.filter((weight) => weight > 0).map((weight) => (weight - 1) ** 2));
  const most = 1 / LEAST_EFFECTIVE - 1;
  if (!(variance > most)) return { weights: [...weights], kept: 1 };
  const kept = Math.sqrt(most / variance);
  return { weights: weights.map((weight) => (weight > 0 ? 1 + kept * (weight - 1) : 0)), kept };
}

function effectOf(weights: readonly number[]): Pick<Weighing, 'lessons' | 'effective'> {
  const [all, squares] = [sum(weights), sum(weights.map((weight) => weight * weight))];
  return { lessons: weights.filter((weight) => weight > 0).length, effective: squares > 0 ? all ** 2 / squares : 0 };
}

const clip = (ratio: number): number => Math.min(MOST, Math.max(LEAST, ratio));
