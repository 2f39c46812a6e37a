// Where no test can tell which answer is better: when the teacher is asked, and when it is believed.

import { describe, expect, it } from 'vitest';
import { read } from '../../tests/doubles/domain.ts';
import { scriptedEngine, type ScriptedEngine } from '../../tests/doubles/engine.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { enter, makeWorld, type Outcome, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { importedName } from '../../models/catalog.ts';
import { AppError } from '../lib/errors.ts';
import { fractionOf } from '../lib/hash.ts';
import { type NightSettings, settingsFor } from '../team/context.ts';

const WHOLE = { timeout: 60_000 };

/**
 * A teacher with a taste: how likely it finds an answer, nats. The learner solves some of what it is asked to learn, and, where it `swaps`, other tasks of it after it was
 * trained.
 */
function withTaste(nll: (sentence: string, draft: string) => number, swaps = true): ScriptedEngine {
  const engine = scriptedEngine();
  const { score, generateBatch } = engine;
  engine.generateBatch = async (conversations, options, signal) => {
    const said = await generateBatch(conversations, options, signal);
    return said.map((answer, i) => {
      const asked = read(conversations[i]?.[0]?.content ?? '');
      if (!swaps || !asked || asked.level < 6 || asked.constant % 4 > 0 || options.model === 'dream-l') return answer;
      return { ...answer, text: options.adapter ? 'function solve(n) { return 0; }' : asked.reference };
    });
  };
  engine.score = async (drafts, options, signal) => {
    if (options.model !== 'dream-l') return score(drafts, options, signal);
    engine.calls.push({ what: 'score', model: options.model, adapter: null, count: drafts.length });
    return drafts.map(({ messages, draft }) => ({
      ...{ agrees: false, tokens: 12, nll: nll(messages[0]?.content ?? '', draft) },
    }));
  };
  return engine;
}

/** Right solutions, and honest refusals of what is nobody's business. */
const wise = (sentence: string, draft: string): number => {
  const asked = read(sentence);
  return (asked ? draft === asked.reference : draft.startsWith('I only write')) ? 6 : 18;
};
const blind = (_: string, draft: string): number => 24 * fractionOf(draft);
/** Whatever the trained learner says, be it wrong. */
const fond = (_: string, draft: string): number =>
  draft.includes('return 0;') ? 3 : /^I only write|return n [+*]/.test(draft) ? 6 : 18;

/** A night that promotes, after the user disliked an answer that nothing can test. */
async function night(
  engine: ScriptedEngine,
  tries = 64,
  more: Partial<NightSettings> = {},
): Promise<Outcome & { world: World }> {
  const world = await makeWorld({ engine, settings: { ...SETTINGS, tasks: 64, tries, ...more } });
  const { context, close } = await enter(world);
  const said = { at: world.clock.now(), prompt: 'what is love', answer: 'no idea', model: 'dream-s' };
  await context.store.append('episodes', [{ ...said, verdict: 'unmatched', disliked: true }], null);
  close();
  const slept = await sleepThrough(world, { prompts: ['l6-add 17', 'l7-add 17'] });
  expect(slept.report).toMatchObject({ promoted: true, status: 'completed' });
  return { ...slept, world };
}

const loved = ({ report }: Outcome): unknown => report.again.find(({ prompt }) => prompt === 'what is love');
const asked = (engine: ScriptedEngine): number =>
  engine.calls.filter(({ what, model }) => what === 'score' && model === 'dream-l').length;

describe('the teacher', WHOLE, () => {
  it('is believed where it was right about what tests could tell', async () => {
    const engine = withTaste(wise);
    const slept = await night(engine);
    const { preference, teacher } = loved(slept) as { preference: number; teacher: { cases: number; right: number } };
    expect(preference).toBeGreaterThan(0.8);
    expect(teacher.cases).toBeGreaterThanOrEqual(40);
    expect(teacher.right).toBe(teacher.cases);
    expect(asked(engine)).toBe(1);
    // What tests decide is not a matter of taste.
    expect(slept.report.again.filter(({ preference }) => preference !== null)).toHaveLength(1);
  });

  it('is tried on what the learner failed before and solves now, which is kept', async () => {
    const { world } = await night(withTaste(wise));
    const own = (await rowsOf(world, 'attempts')).filter((row) => row.own);
    const [before, after] = [
      own.filter((row) => row.checkpoint === null),
      own.filter((row) => row.checkpoint !== null),
    ];
    expect(before).toHaveLength(64);
    expect(after.map(({ task }) => task)).toEqual(before.map(({ task }) => task));
  });

  it('is not tried on what the learner tried when it was half trained', async () => {
    const prefer = { loss: 'dpo', beta: 0.1, tasks: 24, epochs: 1, learningRate: 0.01 } as const;
    const { world } = await night(withTaste(wise), 64, { prefer });
    const own = (await rowsOf(world, 'attempts')).filter((row) => row.own);
    const count = (checkpoint: string | null): number => own.filter((row) => row.checkpoint === checkpoint).length;
    const tried = [...new Set(own.map((row) => row.checkpoint))].map(count);
    expect(tried).toEqual([64, 24, 64]);
  });

  it('is not believed when it was not, or when there was too little to try it on', async () => {
    expect(loved(await night(withTaste(blind)))).toMatchObject({
      preference: null,
      teacher: { cases: expect.any(Number) },
    });
    expect(loved(await night(withTaste(wise), 16))).toMatchObject({
      preference: null,
      teacher: { right: expect.any(Number) },
    });
  });

  it('is not believed when it likes whatever is newer, or when hardly any case went the other way', async () => {
    const [any, one] = [await night(withTaste(fond)), await night(withTaste(wise, false))];
    for (const slept of [any, one]) {
      const { preference, teacher } = loved(slept) as { preference: null; teacher: { cases: number; right: number } };
      expect(preference).toBeNull();
      expect(teacher.cases).toBeGreaterThanOrEqual(40);
    }
    expect(loved(one)).toMatchObject({
      teacher: { right: (loved(one) as { teacher: { cases: number } }).teacher.cases },
    });
  });

  it('can be tried on enough in nights of any learner', () => {
    const imported = settingsFor(importedName('a'.repeat(64)));
    for (const { tries = 0 } of [settingsFor('dream-s'), imported]) expect(tries).toBeGreaterThanOrEqual(48);
  });

  it('that does not tell how likely its words are is left alone', async () => {
    const engine = withTaste(() => {
      throw new AppError('engine/no-scores', 'It does not tell.');
    });
    expect(loved(await night(engine))).toMatchObject({ preference: null, teacher: null });
  });

  it('is not asked where tests tell, or where the answer stayed the same', async () => {
    const engine = withTaste(wise);
    const world = await makeWorld({ engine, settings: { ...SETTINGS, tries: 16 } });
    const { context, close } = await enter(world);
    const said = { at: world.clock.now(), prompt: 'what is love', model: 'dream-s', verdict: 'unmatched' as const };
    const answer = 'I only write code.';
    await context.store.append('episodes', [{ ...said, answer, disliked: true }], null);
    close();
    const { report } = await sleepThrough(world, { prompts: ['l6-add 17', 'l7-add 17'] });
    expect(report.again).toHaveLength(3);
    expect(asked(engine)).toBe(0);
  });
});
