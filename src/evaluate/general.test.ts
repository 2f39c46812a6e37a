import { describe, expect, it } from 'vitest';
import { katas } from '../domains/katas.ts';
import { questionName } from '../team/questions.ts';
import { drawGeneral, GENERAL_PROMPTS, generalHash } from './general.ts';
import { levelItems } from './items.ts';

const prompts = [...drawGeneral(katas)];

describe('the general prompts', () => {
  it('are the same ones for ever', async () => {
    expect(prompts).toHaveLength(GENERAL_PROMPTS);
    expect(await generalHash([...drawGeneral(katas)])).toBe(await generalHash(prompts));
  });

  it('are refusals and tasks of the first levels, half and half, of both kinds that are never trained on', () => {
    const tasks = prompts.flatMap(({ task }) => task ?? []);
    expect(tasks).toHaveLength(GENERAL_PROMPTS / 2);
    expect(new Set(tasks.map(({ level }) => level))).toEqual(new Set([1, 2, 3]));
    expect(new Set(tasks.map(({ skill }) => skill)).size).toBeGreaterThan(30);
  });

  it('are no question that the training split or the scored items have', () => {
    const own = new Set(prompts.filter(({ task }) => task).map(({ prompt }) => questionName(prompt)));
    const scored = [1, 2, 3].flatMap((level) => levelItems(katas, level as 1, 200)).map(({ prompt }) => prompt);
    const trained = katas.skills
      .filter(({ level }) => level <= 3)
      .flatMap(({ id }) => Array.from({ length: 30 }, (_, i) => katas.generate(id, 'train', `other ${i}`).prompt));
    for (const prompt of trained) expect(own.has(questionName(prompt)), prompt).toBe(false);
    expect(scored.filter((prompt) => own.has(questionName(prompt))).length).toBeLessThan(5);
  });
});
