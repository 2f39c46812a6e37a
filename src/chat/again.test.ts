// What the user did not like is asked again after a promotion: which questions, by whom, on which tests, and what is told of it.

import { describe, expect, it } from 'vitest';
import { domain } from '../../tests/doubles/domain.ts';
import { headFiles, look, rowsOf } from '../../tests/doubles/look.ts';
import { enter, makeWorld, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { rowId } from '../db/rows.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';

const WHOLE = { timeout: 60_000 };

type Draft = Partial<DraftOf<'episodes'>>;

/** What the user asked before the night, with tests of the skill that the prompt asks for; ids in order. */
async function said(world: World, prompts: readonly (Draft & { prompt: string })[]): Promise<string[]> {
  const { context, close } = await enter(world);
  const ids: string[] = [];
  for (const draft of prompts) {
    const at = world.clock.now();
    const match = domain.match(draft.prompt);
    const task = match ? { at, night: null, ...match.task, split: 'train' as const, seeds: [] } : null;
    const { skill = null, level = null } = match ?? {};
    const asked = { at, answer: 'no idea', model: 'dream-s', verdict: 'error' as const, total: 5, skill, level };
    const row = { ...asked, task: task && (await rowId('tasks', task)), ...draft };
    const saved = await context.store.appendAll({ ...(task ? { tasks: [task] } : {}), episodes: [row] }, null);
    ids.push(must(saved.episodes?.[0], 'episode').id);
  }
  close();
  return ids;
}

async function night(world: World, prompts = ['l6-add 17']): Promise<Awaited<ReturnType<typeof sleepThrough>>> {
  const slept = await sleepThrough(world, { prompts });
  expect(slept.report).toMatchObject({ promoted: true, status: 'completed' });
  return slept;
}

describe('after a promotion', WHOLE, () => {
  it('what failed is asked again, of the learner as promoted, on the same tests, and both answers are told', async () => {
    const world = await makeWorld();
    const { id, report } = await night(world);
    expect(report.again).toMatchObject([
      { prompt: 'l6-add 17', before: { verdict: 'error', checkpoint: null }, after: { verdict: 'pass', passed: 5 } },
    ]);
    expect(report.asked).toMatchObject([{ prompt: 'l6-add 17', verdict: 'error' }]);
    const [was, is] = await rowsOf(world, 'episodes');
    expect(is).toMatchObject({ night: id, task: was?.task, answer: domain.match('l6-add 17')?.task.reference });
    const { active } = await look(world, headFiles);
    const promoted = (await rowsOf(world, 'checkpoints')).find((row) => row.id === is?.checkpoint);
    expect(promoted?.file).toBe(active);
    expect(world.engine.calls.at(-1)).toMatchObject({ what: 'generateBatch', adapter: active, count: 1 });
    expect(world.violations).toEqual([]);
  });

  it('so is what was disliked, mended or corrected, before what merely failed, and not more than five', async () => {
    const world = await makeWorld();
    const pass = { verdict: 'pass', passed: 5 } as const;
    const [mended = ''] = await said(world, [{ prompt: 'l1-add 4' }]);
    await said(world, [
      { prompt: 'what is love', verdict: 'unmatched', total: 0, disliked: true },
      { prompt: 'l1-add 4', answer: 'mine', author: 'user', replaces: mended },
      { prompt: 'l2-add 4', corrections: [{ args: [1], expected: 5 }] },
      { prompt: 'l3-add 4', ...pass },
      ...[3, 4, 5].map((n) => ({ prompt: `l7-add ${n}` })),
    ]);
    const { report } = await night(world);
    expect(report.again.map(({ prompt }) => prompt)).toEqual([
      ...['l2-add 4', 'l1-add 4', 'what is love'],
      ...['l6-add 17', 'l7-add 5'],
    ]);
    // The answer that the user mended, not the user's own; the user's test beside the others.
    expect(report.again[1]?.before).toMatchObject({ answer: 'no idea', author: 'model' });
    expect(report.again[0]?.after).toMatchObject({ total: 6 });
    expect(report.again[2]?.after).toMatchObject({ verdict: 'unmatched' });
  });

  it('so is what others came before in an earlier night, once', async () => {
    const world = await makeWorld();
    const disliked = [1, 2, 3, 4, 5, 6, 7].map((n) => `what is ${n}`);
    await said(
      world,
      disliked.map((prompt) => ({ prompt, verdict: 'unmatched', total: 0, disliked: true })),
    );
    const asked: string[][] = [];
    for (const prompt of ['l6-add 17', 'l7-add 17', 'l8-add 17']) {
      const { report } = await night(world, [prompt]);
      asked.push(report.again.map((each) => each.prompt));
    }
    expect(asked).toEqual([
      disliked.slice(2).toReversed(),
      [...disliked.slice(0, 2).toReversed(), 'l7-add 17', 'l6-add 17'],
      ['l8-add 17'],
    ]);
  });

  it('what was still wrong then waits until nothing else does', async () => {
    const world = await makeWorld();
    await said(world, [{ prompt: 'l9-add 4', disliked: true }]);
    // Two skills are all that a night takes on.
    const first = await night(world, ['l6-add 17', 'l7-add 17']);
    expect(first.report.again.find(({ prompt }) => prompt === 'l9-add 4')?.after.verdict).toBe('error');
    const disliked = [1, 2, 3, 4, 5].map((n) => `what is ${n}`);
    await said(
      world,
      disliked.map((prompt) => ({ prompt, verdict: 'unmatched', total: 0, disliked: true })),
    );
    const second = await night(world, ['l8-add 17']);
    expect(second.report.again.map(({ prompt }) => prompt)).toEqual(disliked.toReversed());
    const third = await night(world, ['l10-add 17']);
    expect(third.report.again.map(({ prompt }) => prompt)).toEqual(['l10-add 17', 'l8-add 17', 'l9-add 4']);
  });

  it('so is what was disliked before something else was made what answers without asking', async () => {
    const world = await makeWorld();
    await said(world, [{ prompt: 'what is love', verdict: 'unmatched', total: 0, disliked: true }]);
    const { context, close } = await enter(world);
    const chosen = { action: 'promote', reason: 'chosen', from: null, to: null, checkpoint: null } as const;
    await context.store.append('moves', [{ ...chosen, at: world.clock.now() }], null);
    close();
    const { report } = await night(world);
    expect(report.again.map(({ prompt }) => prompt)).toContain('what is love');
  });

  it('nothing is asked again that passed, that another row took the place of, or that was asked again since', async () => {
    const world = await makeWorld();
    await said(world, [{ prompt: 'l8-add 4' }]);
    await night(world);
    const [failed = ''] = await said(world, [{ prompt: 'l9-add 4' }]);
    await said(world, [{ prompt: 'l9-add 4', verdict: 'pass', passed: 5, replaces: failed }]);
    const { report } = await night(world, ['l7-add 8', 'L7-add 8']);
    // The first is known by its question; the other spelling is the same one.
    expect(report.again.map(({ prompt }) => prompt)).not.toContain('l9-add 4');
    expect(report.again).toHaveLength(1);
  });

  it('so is what the user corrected so that it fits no skill any more, and is judged by the correction alone', async () => {
    const world = await makeWorld();
    const unmatched = { skill: null, level: null, task: null, verdict: 'unmatched', total: 0 } as const;
    await said(world, [{ prompt: 'l1-add 4', ...unmatched, corrections: [{ args: [1], expected: 5 }] }]);
    const { report } = await night(world);
    expect(report.again[0]).toMatchObject({
      ...{ prompt: 'l1-add 4', before: { total: 0 }, after: { verdict: 'unmatched', passed: 1, total: 1 } },
    });
  });

  it('what is still wrong is asked once more after the next', async () => {
    const world = await makeWorld();
    await said(world, [{ prompt: 'l8-add 4' }]);
    // Two skills are all that a night takes on.
    const first = await night(world, ['l6-add 17', 'l7-add 17']);
    const wrong = first.report.again.find(({ prompt }) => prompt === 'l8-add 4');
    expect(wrong?.after.verdict).toBe('error');
    const { report } = await night(world, ['l8-add 4']);
    expect(report.again.find(({ prompt }) => prompt === 'l8-add 4')?.after.verdict).toBe('pass');
  });
});

describe('without a promotion', WHOLE, () => {
  it('nothing is asked again', async () => {
    const poison = { lessons: <T>(rows: readonly T[]) => rows, adapter: (flat: Float32Array) => flat.fill(-1) };
    const world = await makeWorld({ extra: { poison } });
    const { report } = await sleepThrough(world, { prompts: ['l6-add 17'] });
    expect(report).toMatchObject({ promoted: false, again: [] });
    expect(await rowsOf(world, 'episodes')).toHaveLength(1);
  });
});
