// Dreaming: what becomes a lesson and what does not.

import { describe, expect, it } from 'vitest';
import { isHeldOut, read } from '../../tests/doubles/domain.ts';
import { scriptedEngine } from '../../tests/doubles/engine.ts';
import { look, rowsOf } from '../../tests/doubles/look.ts';
import { makeWorld, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { nightReport } from '../team/report.ts';

/** A night that dreams and then learns nothing, because it wants more lessons than there are. */
async function dreamed(given: Partial<World> = {}, prompts = ['l6-add 17', 'l7-times 5']): Promise<World> {
  const world = await makeWorld({ settings: { ...SETTINGS, tasks: 20, minLessons: 1000 }, ...given });
  const { end } = await sleepThrough(world, { prompts });
  expect(end).toBe('no_knowledge');
  return world;
}

describe('dream', { timeout: 30_000 }, () => {
  it('weaves tasks around what failed, skills in turn, from the training split', async () => {
    const world = await dreamed();
    const episodes = await rowsOf(world, 'episodes');
    const woven = (await rowsOf(world, 'tasks')).filter(({ seeds }) => seeds.length > 0);
    expect(woven).toHaveLength(20);
    expect(woven.map(({ skill }) => skill).slice(0, 4)).toEqual(['l6-add', 'l7-times', 'l6-add', 'l7-times']);
    for (const { skill, seeds, prompt, split } of woven) {
      expect(seeds).toEqual(episodes.filter((row) => row.skill === skill).map(({ id }) => id));
      expect(isHeldOut(skill, read(prompt)?.constant ?? 0)).toBe(false);
      expect(split).toBe('train');
    }
    expect(new Set(woven.map(({ key }) => key)).size).toBe(20);
  });

  it('keeps what the teacher wrote and ran, each lesson by its task and attempt', async () => {
    const world = await dreamed();
    const [tasks, attempts, lessons] = [
      await rowsOf(world, 'tasks'),
      await rowsOf(world, 'attempts'),
      await rowsOf(world, 'lessons'),
    ];
    expect(lessons).toHaveLength(20);
    for (const { task, attempt, prompt, code, skill, level } of lessons) {
      const [woven, tried] = [tasks.find(({ id }) => id === task), attempts.find(({ id }) => id === attempt)];
      expect(woven).toMatchObject({ prompt, skill, level, reference: code });
      expect(tried).toMatchObject({ task, code, model: 'dream-l', verdict: 'pass', passed: 5, total: 5 });
    }
  });

  it('makes no lesson of what fails, and keeps the attempt', async () => {
    const world = await dreamed({ engine: scriptedEngine((skill) => skill === 'l7-times') });
    const [attempts, lessons] = [await rowsOf(world, 'attempts'), await rowsOf(world, 'lessons')];
    expect(attempts).toHaveLength(20);
    expect(attempts.filter(({ verdict }) => verdict === 'pass')).toHaveLength(10);
    expect(new Set(lessons.map(({ skill }) => skill))).toEqual(new Set(['l6-add']));
    for (const { reason } of attempts.filter(({ verdict }) => verdict !== 'pass')) expect(reason).not.toBe('');
  });

  it('lets the expert try what the teacher got wrong, and nothing else', async () => {
    const helped = scriptedEngine((skill) => skill === 'l7-times');
    const { generateBatch } = helped;
    const engine = {
      ...helped,
      generateBatch: (conversations, options, signal) =>
        options.model === 'endpoint'
          ? scriptedEngine().generateBatch(
              conversations.map((each) =>
                each.map((said) => ({ ...said, content: said.content.split('\n')[0] ?? '' })),
              ),
              { ...options, model: 'dream-l' },
              signal,
            )
          : generateBatch(conversations, options, signal),
    } satisfies typeof helped;
    const world = await dreamed({ engine, extra: { expert: 'endpoint' } });
    const [attempts, lessons] = [await rowsOf(world, 'attempts'), await rowsOf(world, 'lessons')];
    expect(attempts.filter(({ model }) => model === 'dream-l')).toHaveLength(20);
    const second = attempts.filter(({ model }) => model === 'endpoint');
    expect(second).toHaveLength(10);
    expect(second.every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(lessons).toHaveLength(20);
    expect(new Set(lessons.map(({ attempt }) => attempt)).size).toBe(20);
  });

  it('lets the learner try some of what was solved, and makes no lesson of that', async () => {
    const engine = scriptedEngine((skill) => skill === 'l7-times');
    const world = await dreamed({ engine, settings: { ...SETTINGS, tasks: 20, tries: 10, minLessons: 1000 } });
    const [attempts, lessons] = [await rowsOf(world, 'attempts'), await rowsOf(world, 'lessons')];
    const own = attempts.filter((row) => row.own);
    // Of eight in the first batch the teacher solves four; two tries are left for the second.
    expect(own).toHaveLength(4 + 2);
    expect(new Set(own.map(({ model }) => model))).toEqual(new Set(['dream-s']));
    expect(own.every(({ task }) => lessons.some((lesson) => lesson.task === task))).toBe(true);
    expect(lessons).toHaveLength(10);
    expect(lessons.some(({ attempt }) => own.some(({ id }) => id === attempt))).toBe(false);
    const night = (await rowsOf(world, 'nights'))[0]?.id ?? '';
    const report = await look(world, (store) => nightReport(store, night, 1));
    expect(report).toMatchObject({ attempts: 20, verified: 10, successRate: 0.5 });
  });

  it('leaves out a skill whose tests cannot tell right from wrong', async () => {
    const world = await dreamed({}, ['l9-weak 3', 'l6-add 17']);
    const woven = (await rowsOf(world, 'tasks')).filter(({ seeds }) => seeds.length > 0);
    expect(new Set(woven.map(({ skill }) => skill))).toEqual(new Set(['l6-add']));
    expect(world.log.find(({ message }) => message.includes('too weak'))?.facts).toMatchObject({ skill: 'l9-weak' });
    const none = await dreamed({}, ['l9-weak 3']);
    expect((await rowsOf(none, 'steps')).filter(({ step }) => step === 'dream')).toMatchObject([
      { state: [], done: true },
    ]);
  });

  it('judges by hidden tests too', async () => {
    const engine = scriptedEngine();
    const { generateBatch } = engine;
    // Right for small numbers, as are the shown tests; the hidden ones go higher.
    engine.generateBatch = async (conversations, options, signal) =>
      (await generateBatch(conversations, options, signal)).map((answer, i) => {
        const { constant = 0 } = read(conversations[i]?.[0]?.content ?? '') ?? {};
        const text = `function solve(n) { return n < 200 ? n + ${constant} : 0; }`;
        return options.model === 'dream-l' ? { ...answer, text } : answer;
      });
    const world = await dreamed({ engine }, ['l6-add 17']);
    const attempts = await rowsOf(world, 'attempts');
    expect(new Set(attempts.map(({ verdict, passed }) => `${verdict} ${passed}`))).toEqual(new Set(['fail 2']));
    expect(await rowsOf(world, 'lessons')).toEqual([]);
  });
});
