// The general prompts: 200 exchanges that have nothing to do with what a night sets out to learn, the same for every night and every learner. What a
// candidate says there should be what its base says. Half of them are prompts that the domain honestly refuses, half are tasks of its first levels, in forms
// and with constants that are never trained on. None is a score: nothing is gained by answering them better.

import { sha256 } from '../lib/hash.ts';
import { canonical } from '../lib/json.ts';
import { rng } from '../lib/rng.ts';
import type { Domain, Level, Split, Task } from '../domains/domain.ts';
import { ITEM_SEED } from './items.ts';

/** `answer`: the reference, or the honest refusal; `task`: null where the prompt is to be refused. */
export type GeneralPrompt = { prompt: string; answer: string; task: Task | null };

export const GENERAL_PROMPTS = 200;
/** What every learner is expected to know before its first night. */
const FIRST_LEVELS: readonly Level[] = [1, 2, 3];
const SPLITS: readonly Split[] = ['held-out', 'unseen-form'];

/** In turns a refusal and a task. Changing anything here makes every stored distance incomparable. */
export function* drawGeneral(domain: Domain): Generator<GeneralPrompt> {
  const random = rng(`${ITEM_SEED}/general`);
  const skills = domain.skills.filter(({ level }) => FIRST_LEVELS.includes(level));
  for (let i = 0; i < GENERAL_PROMPTS; i++) {
    const seed = `${ITEM_SEED}/general/${i}`;
    if (i % 2 === 0) yield { ...domain.refusal(seed), task: null };
    else {
      const task = domain.generate(random.pick(skills).id, random.pick(SPLITS), seed);
      yield { prompt: task.prompt, answer: task.reference, task };
    }
  }
}

/** Equal hashes can be compared prompt by prompt. */
export function generalHash(prompts: readonly GeneralPrompt[]): Promise<string> {
  return sha256(canonical(prompts.map(({ prompt, answer }) => [prompt, answer])));
}
