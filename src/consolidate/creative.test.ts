// Replay that the learner makes up itself: what passes its tests is gone over as it was said, the rest as it is written, and it is made once.

import { describe, expect, it } from 'vitest';
import { read } from '../../tests/doubles/domain.ts';
import { type ScriptedEngine, scriptedEngine } from '../../tests/doubles/engine.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { scriptedTrainer } from '../../tests/doubles/trainer.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { must } from '../lib/assert.ts';
import { NIGHT_SETTINGS, settingsFor } from '../team/context.ts';
import { importedName } from '../../models/catalog.ts';
import { withMethods } from '../team/methods.ts';
import { REPLAY } from '../team/replay.ts';
import { questionName } from '../team/questions.ts';

const ROWS = 12;
const BATCH = must(SETTINGS.batch, 'batch');
const settings = { ...SETTINGS, creative: { rows: ROWS, temperature: 1.2, minP: 0.1 } };
const prompts = ['l6-add 17', 'l7-times 5'];
const inOwnWords = (reference: string): string => reference.replace('return', 'return 0 +');

/** An engine that, when it is warm, is wrong, right in its own words, and cut off in turn. */
function warm(): ScriptedEngine & { asked: string[] } {
  const engine = { ...scriptedEngine(), asked: [] as string[] };
  const { generateBatch } = engine;
  engine.generateBatch = async (conversations, options, signal) => {
    const said = await generateBatch(conversations, options, signal);
    if (!options.temperature) return said;
    return said.map((answer, i) => {
      const sentence = conversations[i]?.[0]?.content ?? '';
      const own = inOwnWords(must(read(sentence), 'a task').reference);
      engine.asked.push(sentence);
      if (i % 3 === 0) return { ...answer, text: 'function solve(n) { return 0; }' };
      return { ...answer, text: own, stopped: i % 3 === 1 ? answer.stopped : 'length' };
    });
  };
  return engine;
}

async function slept(given: Partial<World>) {
  const [engine, trainer] = [warm(), scriptedTrainer()];
  const world = await makeWorld({ engine, trainer, settings, ...given });
  expect((await sleepThrough(world, { prompts })).end).toBe('completed');
  return { world, engine, plan: must(trainer.plans.at(-1), 'the plan of the consolidation') };
}

const replayOf = ({ plan }: Awaited<ReturnType<typeof slept>>): [string, string][] =>
  plan.lessons
    .filter(({ replay }) => replay)
    .map(({ turns: [asked, said] }) => [must(asked, 'turn').content, must(said, 'turn').content]);

describe('a night that makes up what it goes over', { timeout: 30_000 }, () => {
  it('goes over what passed as it was said, in place of as many rows as are written', async () => {
    const own = await slept({});
    const written = await slept({ settings: SETTINGS });
    const said = replayOf(own).filter(([, answer]) => answer.includes('return 0 +'));
    expect(said.map(([prompt]) => prompt)).toEqual(own.engine.asked.filter((_, i) => (i % BATCH) % 3 === 1));
    expect(said).toHaveLength(ROWS / 3);
    expect(own.plan.lessons).toHaveLength(written.plan.lessons.length);
    expect(replayOf(own).some(([, answer]) => answer.includes('return 0;'))).toBe(false);
    expect(written.engine.asked).toEqual([]);
    const run = (await rowsOf(own.world, 'runs')).find(({ kind }) => kind === 'consolidate');
    expect(run?.data).toEqual(expect.arrayContaining(said.map(([prompt]) => REPLAY + questionName(prompt))));
  });

  it('asks for what it knows alone, and the learner as it was just trained', async () => {
    const { engine, world } = await slept({});
    expect(engine.asked).toHaveLength(ROWS);
    expect(engine.asked.every((sentence) => must(read(sentence), 'a task').level <= 3)).toBe(true);
    const trained = (await rowsOf(world, 'checkpoints')).find(({ kind }) => kind === 'lora');
    const steps = (await rowsOf(world, 'steps')).map(({ step }) => step);
    expect(steps.filter((step) => step === 'creative')).toHaveLength(Math.ceil(ROWS / BATCH));
    expect(engine.calls.some(({ adapter }) => adapter === trained?.file)).toBe(true);
  });

  it('makes up nothing where nothing is known', async () => {
    const { engine, plan } = await slept({ baseScores: {} });
    expect(engine.asked).toEqual([]);
    expect(plan.lessons.every(({ replay }) => !replay)).toBe(true);
  });

  it('has no more of it than it goes over', async () => {
    const few = await slept({
      settings: { ...settings, consolidate: { ...must(settings.consolidate, 'settings'), replay: 0.05 } },
    });
    expect(replayOf(few).length).toBeLessThan(ROWS / 3);
    expect(replayOf(few).every(([, answer]) => answer.includes('return 0 +'))).toBe(true);
  });

  it('is the same night, taken up again after any batch, and makes up nothing twice', async () => {
    const whole = await slept({});
    const files = async (of: World) =>
      (await rowsOf(of, 'checkpoints')).flatMap(({ kind, file }) => (kind === 'lora' ? [file] : []));
    for (const at of [1, 2]) {
      const engine = warm();
      const world = await makeWorld({ engine, settings });
      const first = await enter(world);
      let count = 0;
      world.onCall = (what) => {
        if (engine.asked.length && what === 'append steps' && ++count === at) first.controller.abort();
      };
      expect((await nightIn(world, first, { prompts })).end).toBe('interrupted');
      first.close();
      world.onCall = () => undefined;
      const before = engine.asked.length;
      expect((await sleepThrough(world, { prompts, resume: true })).end).toBe('completed');
      // The part that was being written when the stop came is made again, no other.
      expect(engine.asked.length - before).toBe(ROWS - (at - 1) * BATCH);
      expect(await files(world)).toEqual(await files(whole.world));
      expect(world.violations).toEqual([]);
    }
  });
});

it('a model that was brought, whose answers cost minutes, makes up as small a part of what it goes over', () => {
  const brought = importedName('a'.repeat(64));
  const shares = (['dream-s', brought] as const).map((learner) => {
    const { creative, consolidate } = withMethods(settingsFor(learner), ['creative']);
    return must(creative, 'setting').rows / consolidate.least;
  });
  expect(shares.map((share) => share.toFixed(3))).toEqual(['0.125', '0.125']);
  expect(NIGHT_SETTINGS.creative).toBeUndefined();
});
