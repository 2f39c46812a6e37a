// What the user preferred in the chat is learned, where it is sure to be better, and never what an exam asks.

import { describe, expect, it } from 'vitest';
import { domain } from '../../tests/doubles/domain.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { scriptedTrainer } from '../../tests/doubles/trainer.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { drawSkillItems } from '../evaluate/items.ts';
import { must } from '../lib/assert.ts';
import { REPLAY } from '../team/replay.ts';
import { questionName } from '../team/questions.ts';

const HOW = { beta: 0.1, tasks: 24, epochs: 2, learningRate: 0.01 };
const prompts = ['l6-add 17', 'l7-times 5'];
type Said = Partial<DraftOf<'episodes'>> & Pick<DraftOf<'episodes'>, 'prompt' | 'answer'>;

const PASS = { verdict: 'pass', passed: 5, total: 5 } as const;
const FAIL = { verdict: 'fail', passed: 0, total: 5 } as const;
const UNTESTED = { verdict: 'unmatched' } as const;
const given = (said: Said, at: number): DraftOf<'episodes'> => ({ at, model: 'dream-s', ...UNTESTED, ...said });

/** An answer that the user disliked, and a better one to the same question. */
const disliked = (prompt: string, better: Partial<Said> = PASS): Said[] => [
  { prompt, answer: `bad ${prompt}`, ...PASS, disliked: true },
  { prompt, answer: `good ${prompt}`, ...better },
];

/** An answer that the user wrote in the place of the model's. */
async function mend(world: World, prompt: string, its: Partial<Said>, own: Partial<Said>): Promise<void> {
  const { context, close } = await enter(world);
  const [before] = await context.store.append('episodes', [given({ prompt, answer: 'its', ...its }, 1)], null);
  const mine: Said = { prompt, answer: 'mine', author: 'user', replaces: must(before, 'row').id, ...own };
  await context.store.append('episodes', [given(mine, 2)], null);
  close();
}

async function say(world: World, said: readonly Said[], from = 10): Promise<void> {
  const { context, close } = await enter(world);
  await context.store.append(
    'episodes',
    said.map((each, i) => given(each, from + i)),
    null,
  );
  close();
}

async function fresh(chat: number | undefined, loss: 'dpo' | 'info-nce' = 'dpo') {
  const trainer = scriptedTrainer();
  const prefer = { loss, ...HOW, ...(chat === undefined ? {} : { chat }) };
  const world = await makeWorld({ trainer, settings: { ...SETTINGS, tries: 16, prefer } });
  return { world, trainer };
}

/** `question: better > worse` of each of the user's pairs that was learned. */
function learned({ plans }: Pick<ReturnType<typeof scriptedTrainer>, 'plans'>, own: ReadonlySet<string>): string[] {
  const { lessons } = must(plans[1], 'what was compared');
  const groups = new Map<number, { question: string; better: string[]; worse: string[] }>();
  for (const { turns, group = -1, given: side } of lessons) {
    const [question, answer] = turns.map(({ content }) => content);
    const sides = groups.get(group) ?? { question: question ?? '', better: [], worse: [] };
    sides[side?.['better'] === 1 ? 'better' : 'worse'].push(answer ?? '');
    groups.set(group, sides);
  }
  return [...groups.values()]
    .filter(({ question }) => own.has(question))
    .map(({ question, better, worse }) => `${question}: ${better.join()} > ${worse.join()}`);
}

const item = must([...drawSkillItems(domain, 'l8-add', 60)][0], 'item').prompt;
const EDITED = 'l2-add 7';

describe('what the user preferred', { timeout: 60_000 }, () => {
  it('is learned beside tonight’s pairs: an edit, and a better answer than one that was disliked; no item of an exam', async () => {
    const { world, trainer } = await fresh(200);
    await mend(world, EDITED, FAIL, PASS);
    const unsure = disliked('what is love', { ...UNTESTED, liked: true });
    await say(world, [...disliked('l3-times 4'), ...disliked(item), ...disliked(`please ${item}`), ...unsure]);
    const before = (await rowsOf(world, 'episodes')).length;
    expect(before).toBe(10);
    expect((await sleepThrough(world, { prompts })).end).toBe('completed');
    const asked = new Set((await rowsOf(world, 'episodes')).slice(0, before).map(({ prompt }) => prompt));
    expect(learned(trainer, asked)).toEqual([`${EDITED}: mine > its`, 'l3-times 4: good l3-times 4 > bad l3-times 4']);
    const [, run] = await rowsOf(world, 'runs');
    const names = [EDITED, 'l3-times 4'].map((prompt) => REPLAY + questionName(prompt));
    expect(run?.data.filter((name) => name.startsWith(REPLAY))).toEqual(names);
    // Tonight's are there as well.
    expect(must(trainer.plans[1], 'plan').lessons.length).toBeGreaterThanOrEqual(2 * (14 + 2));
  });

  it('is the newest of it, and none of it in nights that were begun without', async () => {
    const said = Array.from({ length: 6 }, (_, i) => disliked(`l1-add ${i + 20}`)).flat();
    const own = new Set(said.map(({ prompt }) => prompt));
    const taken: string[][] = [];
    for (const chat of [2, undefined]) {
      const { world, trainer } = await fresh(chat);
      await say(world, said);
      await sleepThrough(world, { prompts });
      taken.push(learned(trainer, own).map((line) => line.split(':')[0] ?? ''));
    }
    expect(taken).toEqual([['l1-add 24', 'l1-add 25'], []]);
  });

  it('is what was said before the night: a vote while it is stopped is for the next one', async () => {
    const { world, trainer } = await fresh(200);
    await mend(world, EDITED, FAIL, PASS);
    const session = await enter(world);
    let tried = 0;
    world.onCall = (what) => {
      if (what === 'engine.generateBatch') tried++;
      if (what === 'engine.score' && tried > 0) session.controller.abort();
    };
    expect((await nightIn(world, session, { prompts })).end).toBe('interrupted');
    session.close();
    world.onCall = () => undefined;
    await say(world, disliked('l3-times 4'), world.clock.now());
    expect((await sleepThrough(world, { resume: true })).end).toBe('completed');
    expect(learned(trainer, new Set([EDITED, 'l3-times 4']))).toEqual([`${EDITED}: mine > its`]);
  });

  it('by InfoNCE stands together by question, and an answer on one side of it', async () => {
    const { world, trainer } = await fresh(200, 'info-nce');
    await mend(world, EDITED, PASS, PASS);
    // What the model said passes, so it is better than this one, and worse than the user's own.
    await say(world, [
      { prompt: EDITED, answer: 'wrong', ...FAIL },
      { prompt: EDITED, answer: 'its', ...PASS },
    ]);
    await sleepThrough(world, { prompts });
    expect(learned(trainer, new Set([EDITED]))).toEqual([`${EDITED}: mine > its,wrong`]);
  });
});
