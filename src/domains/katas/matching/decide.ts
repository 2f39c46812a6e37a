// The decision between the skills that a request may ask for, and none of them: a conditional logit over a handful of facts of each candidate. Its few
// weights were fitted on phrasings that the scorer and the index had not seen (tools/matching/fit.ts).

/** What speaks for and against one candidate; see FACTS for the order. */
export type Facts = readonly number[];

export const FACTS = ['scorer', 'retrieval', 'nearest', 'unused', 'bare', 'suits'] as const;
/** What speaks for "none of them": a constant, the scorer's logit for none, share of unknown words, retrieval per term, logarithm of the length. */
export const NONE_FACTS = ['constant', 'scorer', 'unknown', 'cover', 'length'] as const;

/**
 * A skill that is less probable is not named. Tests of a wrong skill teach what nobody asked for, so one wrong task is to cost as much as two missed
 * ones: that pays from 2/3 on, the probabilities being calibrated.
 */
export const LEAST_PROBABILITY = 2 / 3;

export type DecisionWeights = { skill: Facts; none: Facts };

export function dot(weights: Facts, facts: Facts): number {
  return weights.reduce((sum, weight, i) => sum + weight * (facts[i] ?? 0), 0);
}

/** Probabilities of the candidates; what is missing to 1 is for none of them. */
export function probabilities(weights: DecisionWeights, candidates: readonly Facts[], none: Facts): number[] {
  const scores = candidates.map((facts) => dot(weights.skill, facts));
  const noneScore = dot(weights.none, none);
  const top = Math.max(noneScore, ...scores);
  const total = [...scores, noneScore].reduce((sum, score) => sum + Math.exp(score - top), 0);
  return scores.map((score) => Math.exp(score - top) / total);
}
