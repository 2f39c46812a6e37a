// Fits the few weights of the matcher's decision: conditional logit by gradient descent over requests that the matcher had not seen.

import type { DecisionWeights, Facts } from '../../src/domains/katas/matching/decide.ts';
import { dot, FACTS, NONE_FACTS } from '../../src/domains/katas/matching/decide.ts';

/** `right`: index of the candidate that was asked for; -1 for none. */
export type Decided = { candidates: readonly Facts[]; none: Facts; right: number };

/** Weights to start from, and to look at facts alone with. */
export const NO_WEIGHTS: DecisionWeights = { skill: FACTS.map(() => 0), none: NONE_FACTS.map(() => 0) };

const STEPS = 1500;
const RATE = 0.1;
const DECAY = 1e-3;

/** @param rows requests whose right answer is among the candidates or is none. */
export function fitDecision(rows: readonly Decided[]): DecisionWeights {
  const skill = FACTS.map(() => 0);
  const none = NONE_FACTS.map(() => 0);
  const squares = [...skill, ...none].map(() => 1e-6);
  for (let step = 0; step < STEPS; step++) {
    const gradient = gradientOf(rows, skill, none);
    gradient.forEach((value, i) => {
      const own = i < skill.length ? skill : none;
      const at = i < skill.length ? i : i - skill.length;
      const slope = value / rows.length + DECAY * (own[at] ?? 0);
      squares[i] = (squares[i] ?? 0) + slope ** 2;
      own[at] = (own[at] ?? 0) - (RATE * slope) / Math.sqrt(squares[i] ?? 1);
    });
  }
  return { skill, none };
}

function gradientOf(rows: readonly Decided[], skill: Facts, none: Facts): number[] {
  const sum = [...skill, ...none].map(() => 0);
  for (const row of rows) {
    const scores = [...row.candidates.map((facts) => dot(skill, facts)), dot(none, row.none)];
    const top = Math.max(...scores);
    const total = scores.reduce((all, score) => all + Math.exp(score - top), 0);
    scores.forEach((score, i) => {
      const isNone = i === row.candidates.length;
      const error = Math.exp(score - top) / total - (isNone === row.right < 0 && (isNone || i === row.right) ? 1 : 0);
      const facts = isNone ? row.none : (row.candidates[i] ?? []);
      facts.forEach((fact, k) => {
        const at = isNone ? skill.length + k : k;
        sum[at] = (sum[at] ?? 0) + error * fact;
      });
    });
  }
  return sum;
}
