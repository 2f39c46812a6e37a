// What the doubles of models know. The learner passes a share of each level's sentences, decided by each sentence alone; an adapter is one number per
// skill that is added to that share. So the same adapter always gives the same answers, more training gives more, and pairs of scores are fair.

import { loraLayout, type LoraConfig } from '../../models/lora.ts';
import { fractionOf } from '../../src/lib/hash.ts';
import { read, skills } from './domain.ts';
import { tinyConfig } from '../contracts/tiny-model.ts';

export const config = tinyConfig;
export const lora: LoraConfig = { r: 1, lora_alpha: 2 };
export const adapterSize = loraLayout(config, lora).size;

/** Share of a level that the base passes: levels 1 to 3 are known. */
const BASE = [0.98, 0.97, 0.96, 0.04, 0.04, 0.02, 0.02, 0.02, 0.02, 0.02];

export function placeOf(skill: string): number {
  return skills.findIndex(({ id }) => id === skill);
}

/** Probability that the learner passes a sentence of this skill. */
export function shareOf(skill: string, level: number, flat: Float32Array | null): number {
  return Math.min(0.98, Math.max(0, (BASE[level - 1] ?? 0) + (flat?.[placeOf(skill)] ?? 0)));
}

/** Whether the learner's answer to this sentence is right. */
export function knows(sentence: string, flat: Float32Array | null): boolean {
  const asked = read(sentence);
  return asked !== null && fractionOf(`answer ${sentence}`) < shareOf(asked.skill, asked.level, flat);
}
