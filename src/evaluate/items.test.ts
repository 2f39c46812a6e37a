// The held-out items: the same for ever, apart from what is trained on. Over the real katas, because a leak there would make every score a lie.

import { describe, expect, it } from 'vitest';
import { domain } from '../../tests/doubles/domain.ts';
import { skills } from '../domains/katas/skills.ts';
import { makeExercise } from '../domains/katas/tasks.ts';
import { questionOf } from '../team/questions.ts';
import { drawSkillItems, itemsHash, levelItems } from './items.ts';

describe('items', () => {
  it('are the same for ever: a changed hash makes every stored score worthless', async () => {
    expect(await itemsHash(levelItems(domain, 3, 20))).toBe(await itemsHash(levelItems(domain, 3, 20)));
    expect(await itemsHash(levelItems(domain, 3, 20))).toMatchInlineSnapshot(
      `"c0951fb9a76b0bbaf124563f570f2df35500f58f0e9d4f17fb7b1108f5f694c8"`,
    );
    expect(await itemsHash([...drawSkillItems(domain, 'l6-add', 60)])).toMatchInlineSnapshot(
      `"4ba2622d48a873125ec4f1a7ee48bbc65986bfec5b06cf8fdc8add0dcdb701a1"`,
    );
  });

  it('begin alike, few or many', () => {
    expect(levelItems(domain, 5, 200).slice(0, 60)).toEqual(levelItems(domain, 5, 60));
  });

  it('are of their level and of all its skills', () => {
    const items = levelItems(domain, 9, 60);
    expect(new Set(items.map(({ level }) => level))).toEqual(new Set([9]));
    expect(new Set(items.map(({ skill }) => skill)).size).toBe(3);
  });

  it('have another hash when a question differs, and only then', async () => {
    const [first, ...others] = levelItems(domain, 3, 20);
    if (!first) throw new Error('no item');
    const hash = await itemsHash([first, ...others]);
    expect(await itemsHash([{ ...first, prompt: `${first.prompt}!` }, ...others])).not.toBe(hash);
    expect(await itemsHash([...others, first])).not.toBe(hash);
    expect(await itemsHash([{ ...first, hidden: [] }, ...others])).toBe(hash);
  });

  it('of the katas are never trained on', { timeout: 120_000 }, () => {
    const questions = (split: 'train' | 'held-out', count: number): string[] =>
      skills.flatMap((skill) =>
        Array.from({ length: count }, (_, i) => questionOf(makeExercise(skill, split, `${split}/${i}`).prompt)),
      );
    const held = new Set(questions('held-out', 20));
    expect(questions('train', 40).filter((question) => held.has(question))).toEqual([]);
  });
});
