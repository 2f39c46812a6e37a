// Whole nights over doubles of the models: what they leave in the tables, when they promote, what they refuse, and how one goes on from another.
// What the gate looks at is in cycle.gate.test.ts, how nights keep what earlier ones taught in cycle.keeping.test.ts, faults are in cycle.faults.test.ts; that a night may
// be stopped or killed anywhere is in cycle.resume.test.ts.

import { describe, expect, it } from 'vitest';
import { domain, isHeldOut, skills } from '../tests/doubles/domain.ts';
import { type EngineCall, scriptedEngine } from '../tests/doubles/engine.ts';
import { broken, counts, essence, headFiles, look, rowsOf } from '../tests/doubles/look.ts';
import { placeOf } from '../tests/doubles/mind.ts';
import {
  enter,
  makeWorld,
  nightIn,
  type Outcome,
  PROMPTS,
  SETTINGS,
  sleepThrough,
  type World,
} from '../tests/doubles/world.ts';
import type { RowOf } from './db/tables/index.ts';
import type { Domain } from './domains/domain.ts';
import { must } from './lib/assert.ts';
import type { Poison } from './team/context.ts';
import { datasetOf } from './team/dataset.ts';

const WHOLE = { timeout: 60_000 };

let whole: Promise<{ world: World } & Outcome> | null = null;

/** One night as it should be, for all who only look at it. */
function wholeNight(): Promise<{ world: World } & Outcome> {
  const sleep = async (): Promise<{ world: World } & Outcome> => {
    const world = await makeWorld();
    return { world, ...(await sleepThrough(world)) };
  };
  return (whole ??= sleep());
}

/** Makes the learner forget level 1, whatever else it learned. */
const forgetLevel1: Poison = {
  lessons: (rows) => rows,
  adapter: (flat) => {
    const poisoned = flat.slice();
    for (const { id, level } of skills) if (level === 1) poisoned[placeOf(id)] = -1;
    return poisoned;
  },
};

const wrongLabels: Poison = {
  lessons: (rows) => rows.map((row) => ({ ...row, code: 'function solve(n) { return 0; }' })),
  adapter: (flat) => flat,
};

async function lastEval(world: World, want: Partial<RowOf<'evals'>>): Promise<RowOf<'evals'>> {
  const fits = (row: RowOf<'evals'>): boolean =>
    Object.entries(want).every(([field, value]) => row[field as keyof typeof row] === value);
  return must((await rowsOf(world, 'evals')).findLast(fits), `an eval of ${JSON.stringify(want)}`);
}

const scored = (calls: readonly EngineCall[], adapter: string | null): number =>
  calls.filter((call) => call.what === 'score' && call.adapter === adapter).length;

describe('a night that learns', WHOLE, () => {
  it('promotes, and leaves rows in every table that a night has', async () => {
    const { world, end, report } = await wholeNight();
    expect({ end, status: report.status, reason: report.reason, promoted: report.promoted }).toEqual({
      ...{ end: 'completed', status: 'completed', reason: 'promoted', promoted: true },
    });
    expect(await counts(world)).toEqual({
      ...{ episodes: 4 + 2, tasks: 3 + 24, attempts: 24, lessons: 24, datasets: 1, runs: 2, evals: 2 * (2 + 10) },
      ...{ moves: 2, nights: 2, manners: 2, steps: 45, checkpoints: 9, memories: 0, links: 0, imports: 0, models: 0 },
      preferences: 0,
    });
    expect(await broken(world)).toEqual([]);
    const [run, last] = await rowsOf(world, 'runs');
    expect([run?.kind, last?.kind]).toEqual(['lora', 'consolidate']);
    const heads = await look(world, headFiles);
    expect(heads).toEqual({
      active: (await lastEval(world, { phase: 'after' })).checkpoint,
      candidate: null,
      previous: null,
    });
    expect(world.violations).toEqual([]);
  });

  it('reports what is in its rows', async () => {
    const { world, id, report } = await wholeNight();
    expect(report.asked).toEqual([
      { prompt: 'l6-add 17', skill: 'l6-add', level: 6, score: 9, verdict: 'error' },
      { prompt: 'l6-times 5', skill: 'l6-times', level: 6, score: 9, verdict: 'error' },
      { prompt: 'l1-add 4', skill: 'l1-add', level: 1, score: 9, verdict: 'pass' },
      { prompt: 'what is love', skill: null, level: null, score: 0, verdict: 'unmatched' },
    ]);
    expect(report).toMatchObject({ sessionId: id, attempts: 24, verified: 24, successRate: 1 });
    const [runs, evals, steps] = [
      await rowsOf(world, 'runs'),
      await rowsOf(world, 'evals'),
      await rowsOf(world, 'steps'),
    ];
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    expect(report.trainTokens).toBe(sum(runs.map(({ tokens }) => tokens)));
    expect(report.trainTokensPerSecond).toBeCloseTo(report.trainTokens / sum(runs.map(({ seconds }) => seconds)), 9);
    expect(report.steps).toBe(sum(runs.map((run) => run.steps)));
    expect(report.steps).toBe(sum(runs.map(({ losses }) => losses.length)));
    for (const phase of ['before', 'after'] as const) {
      const rows = evals.filter((row) => row.phase === phase && row.level !== null);
      expect(report[phase]).toEqual(Object.fromEntries(rows.map((row) => [String(row.level), row.passes / row.total])));
    }
    const bits = (phase: string): number[] =>
      evals
        .filter((row) => row.phase === phase && row.skill !== null)
        .flatMap(({ outcomes }) => [...outcomes].map(Number));
    expect(report.gain).toBeCloseTo((sum(bits('after')) - sum(bits('before'))) / bits('after').length, 12);
    const keeps = ['1', '2', '3'].map((level) => (report.after[level] ?? 0) / (report.before[level] ?? 0));
    expect(report.retention.level1).toBeCloseTo(keeps[0] ?? 0, 12);
    expect(report.retention.min).toBeCloseTo(Math.min(...keeps), 12);
    expect(report.retention.average).toBeCloseTo(sum(keeps) / 3, 12);
    const { total, ...parts } = report.seconds;
    expect(total).toBe(1);
    expect(sum(Object.values(parts))).toBeCloseTo(sum(steps.map(({ seconds }) => seconds)), 9);
    expect(report.aeLoss).toBeCloseTo(0.1 * (report.aeError ?? 0), 12);
    expect(report.detail).toBe('The night is complete.');
  });

  it('reports the fields that the command line promises, and says what it adds', async () => {
    const { report } = await wholeNight();
    // offOriginRequests and device are known to whoever drives the browser.
    const promised = [
      'sessionId',
      'status',
      'asked',
      'attempts',
      'verified',
      'successRate',
      'trainTokens',
      'trainTokensPerSecond',
      'steps',
    ];
    const measured = ['before', 'after', 'gain', 'retention', 'promoted', 'reason', 'seconds'];
    const extras = [
      'gainLower',
      'detail',
      'aeLoss',
      'aeError',
      'nllChange',
      'flips',
      'earlier',
      'manners',
      'lessons',
      'against',
      'further',
      'repetition',
      'evaluatedPerSecond',
    ];
    const chosen = ['again', 'dataset', 'weighing', 'givenUp', 'untoldBy'];
    expect(Object.keys(report).sort()).toEqual([...promised, ...measured, ...extras, ...chosen].sort());
    const levels = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
    expect(Object.keys(report.before)).toEqual(levels);
    expect(Object.keys(report.after)).toEqual(levels);
    expect(Object.keys(report.asked[0] ?? {})).toEqual(['prompt', 'skill', 'level', 'score', 'verdict']);
    expect(Object.keys(report.retention).sort()).toEqual(['average', 'level1', 'min', 'sinceKnown']);
    expect(Object.keys(report.seconds).sort()).toEqual(['ask', 'consolidate', 'dream', 'evaluate', 'total', 'train']);
  });

  it('is the same night for the same seed, and another for another', async () => {
    const [{ world }, again, other] = [await wholeNight(), await makeWorld(), await makeWorld()];
    for (let i = 0; i < 1000; i++) again.clock.now(); // another time of day
    await sleepThrough(again);
    await sleepThrough(other, { seed: 'another' });
    expect(await essence(again)).toEqual(await essence(world));
    expect(await essence(other)).not.toEqual(await essence(world));
  });

  it('asks a repeated prompt once and reports it as often as it was given', async () => {
    const world = await makeWorld();
    const { report } = await sleepThrough(world, { prompts: ['l1-add 4', 'l2-add 4', 'l1-add 4'] });
    expect(report.asked.map(({ prompt }) => prompt)).toEqual(['l1-add 4', 'l2-add 4', 'l1-add 4']);
    expect(await rowsOf(world, 'episodes')).toHaveLength(2);
  });

  it('keeps the task that each answer was tested with', async () => {
    const { world } = await wholeNight();
    const tasks = new Map((await rowsOf(world, 'tasks')).map((row) => [row.id, row]));
    for (const { prompt, verdict, task } of await rowsOf(world, 'episodes'))
      expect(task && tasks.get(task)?.prompt).toBe(verdict === 'unmatched' ? null : prompt);
  });
});

describe('a night that learns nothing', WHOLE, () => {
  async function nothing(world: World, prompts: readonly string[]): Promise<void> {
    const { end, report } = await sleepThrough(world, { prompts });
    expect(end).toBe('no_knowledge');
    expect(report).toMatchObject({
      status: 'no_knowledge',
      reason: 'no_knowledge',
      promoted: false,
      steps: 0,
      gain: 0,
    });
    expect(report).toMatchObject({ before: {}, after: {}, retention: { average: 1, min: 1, level1: 1 } });
    expect(report.detail).toContain('nothing learned');
    expect(await counts(world)).toMatchObject({ runs: 0, checkpoints: 0, evals: 0, moves: 0 });
    expect(await look(world, headFiles)).toEqual({ active: null, candidate: null, previous: null });
  }

  it('because nothing failed', async () => {
    const world = await makeWorld();
    await nothing(world, ['l1-add 4', 'l2-times 3']);
    expect(await counts(world)).toMatchObject({ episodes: 2, attempts: 0, lessons: 0 });
  });

  it('because nothing was asked', async () => nothing(await makeWorld(), []));

  it('because what was asked is no skill', async () => {
    const world = await makeWorld();
    await nothing(world, ['what is love', 'l6-add', '']);
    const episodes = await rowsOf(world, 'episodes');
    expect(episodes.map(({ verdict, skill, task }) => [verdict, skill, task])).toEqual(
      episodes.map(() => ['unmatched', null, null]),
    );
    expect(await counts(world)).toMatchObject({ episodes: 3, tasks: 0, attempts: 0 });
  });

  it('because the teacher fails at everything, and keeps what it tried', async () => {
    const world = await makeWorld({ engine: scriptedEngine(() => true) });
    await nothing(world, PROMPTS);
    const attempts = await rowsOf(world, 'attempts');
    expect(attempts).toHaveLength(24);
    expect(attempts.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
  });
});

describe('training', WHOLE, () => {
  it('sees nothing of an unmatched prompt', async () => {
    const { world } = await wholeNight();
    const trained = world.trainer.plans.flatMap(({ lessons }) => lessons);
    expect(trained.length).toBeGreaterThan(100);
    expect(trained.filter(({ turns }) => turns[0]?.content === 'what is love')).toEqual([]);
    const rows = [...(await rowsOf(world, 'lessons')), ...(await rowsOf(world, 'attempts'))];
    expect(JSON.stringify(rows)).not.toContain('love');
  });

  it('sees verified lessons of the weak skills, and replay of known levels and of refusals', async () => {
    const { world } = await wholeNight();
    const [plan, again] = world.trainer.plans;
    const lessons = await rowsOf(world, 'lessons');
    const fresh = plan?.lessons.filter(({ replay }) => !replay) ?? [];
    expect(fresh.map(({ turns }) => turns[1]?.content)).toEqual(lessons.map(({ code }) => code));
    expect(new Set(lessons.map(({ skill }) => skill))).toEqual(new Set(['l6-add', 'l6-times']));
    const replayed = (plan?.lessons ?? []).filter(({ replay }) => replay).map(({ turns }) => turns[0]?.content ?? '');
    expect(replayed).toHaveLength(24);
    for (const prompt of replayed) expect(prompt).toMatch(/l[123]-|weather/);
    expect(again?.lessons.filter(({ replay }) => replay)).toHaveLength(48);
    expect([plan?.manifold, again?.manifold]).toEqual([undefined, 0.1]);
  });

  it('sees no item of the evaluation', async () => {
    const { world } = await wholeNight();
    const asked = new Set(PROMPTS);
    const trained = world.trainer.plans.flatMap(({ lessons }) => lessons.map(({ turns }) => turns[0]?.content ?? ''));
    for (const prompt of trained) expect(asked.has(prompt)).toBe(false);
    for (const prompt of trained.filter((text) => !text.includes('weather'))) {
      const task = must(domain.match(prompt), prompt);
      expect(isHeldOut(task.skill, Number(prompt.split(' ').at(-1)))).toBe(false);
    }
  });

  it('leaves out lessons that hold a held-out question, and without enough others refuses the night', async () => {
    // A domain that holds nothing out: every task of a skill is the same one.
    const leaking: Domain = { ...domain, generate: (skill) => domain.generate(skill, 'train', 'one') };
    const world = await makeWorld({ extra: { domain: leaking } });
    const { end, report } = await sleepThrough(world);
    expect(end).toBe('no_knowledge');
    expect(report.dataset).toMatchObject({ read: 24, kept: 0, contaminated: 24 });
    expect(await counts(world)).toMatchObject({ datasets: 1, runs: 0, checkpoints: 0, moves: 0 });
  });

  it('says the same thing once: a night whose lessons are all one is refused, whatever its settings', async () => {
    const same: Domain = {
      ...domain,
      generate: (skill, split, seed) => domain.generate(skill, split, split === 'train' ? 'one' : seed),
    };
    const settings = { ...SETTINGS, skills: 1, minLessons: 0 };
    const world = await makeWorld({ extra: { domain: same }, settings });
    const { end, report } = await sleepThrough(world);
    expect(end).toBe('no_knowledge');
    expect(report.dataset).toMatchObject({ read: 24, kept: 1, duplicates: 23 });
    expect(await counts(world)).toMatchObject({ runs: 0, moves: 0 });
  });

  it('refuses a night of a single example before anything is chosen', async () => {
    const world = await makeWorld({ settings: { ...SETTINGS, tasks: 1, minLessons: 0 } });
    const { end, report } = await sleepThrough(world);
    expect({ end, attempts: report.attempts, verified: report.verified }).toEqual({
      ...{ end: 'no_knowledge', attempts: 1, verified: 1 },
    });
    expect(report.dataset).toBeNull();
    expect(await counts(world)).toMatchObject({ datasets: 0, runs: 0, moves: 0 });
  });

  it('names the version of the dataset that it learned from, and both trainings learn from it', async () => {
    const { world, id } = await wholeNight();
    const dataset = must(await look(world, (store) => datasetOf(store, id)), 'dataset');
    const lessons = await rowsOf(world, 'lessons');
    expect(dataset.ids).toEqual(lessons.map((row) => row.id));
    expect((await rowsOf(world, 'runs')).map((run) => run.dataset)).toEqual([dataset.version, dataset.version]);
    for (const { data } of await rowsOf(world, 'runs')) expect(data.slice(0, 24)).toEqual(dataset.ids);
  });

  it('ends when the record of what it chose is damaged', async () => {
    const world = await makeWorld();
    const session = await enter(world);
    const { store } = session.context;
    const list: typeof store.list = async (table, query) => {
      const rows = await store.list(table, query);
      return table === 'datasets' ? (rows.map((row) => ({ ...row, ids: [] })) as never) : rows;
    };
    const { end, report } = await nightIn(world, {
      ...session,
      context: { ...session.context, store: { ...store, list } },
    });
    session.close();
    expect(end).toBe('error');
    expect(report.detail).toMatch(/learns from is damaged. Nothing is trained/);
    expect(await counts(world)).toMatchObject({ runs: 0, moves: 0 });
  });

  it('ends the night when an item of the evaluation was trained on all the same', async () => {
    // A domain that holds nothing out where it replays: every task of a known skill is the same one.
    const leaking: Domain = {
      ...domain,
      generate: (skill, split, seed) =>
        /^l[123]-/.test(skill) ? domain.generate(skill, 'train', 'one') : domain.generate(skill, split, seed),
    };
    const world = await makeWorld({ extra: { domain: leaking } });
    const { end, report } = await sleepThrough(world);
    expect(end).toBe('error');
    expect(report.detail).toMatch(/held-out tasks were trained on.*Nothing was promoted/);
    expect(await counts(world)).toMatchObject({ moves: 0 });
  });
});

describe('rejection', WHOLE, () => {
  it('leaves the head where it was, and says why', async () => {
    const world = await makeWorld({ extra: { poison: forgetLevel1 } });
    const { end, report } = await sleepThrough(world);
    expect({ end, promoted: report.promoted, reason: report.reason }).toEqual({
      end: 'completed',
      promoted: false,
      reason: 'retention',
    });
    expect(report.gain).toBeGreaterThan(0.45);
    expect(report.retention.level1).toBeLessThan(0.1);
    expect(await look(world, headFiles)).toEqual({ active: null, candidate: null, previous: null });
    expect((await rowsOf(world, 'moves')).map(({ action, reason }) => [action, reason])).toEqual([
      ['propose', 'trained'],
      ['reject', 'retention'],
    ]);
  });

  it('of wrong labels, wherever lessons are used; without poison the same night is promoted', async () => {
    const world = await makeWorld({ extra: { poison: wrongLabels } });
    const { report } = await sleepThrough(world);
    expect(report).toMatchObject({ status: 'completed', promoted: false, reason: 'lessons', verified: 24 });
    expect(report.gain).toBeLessThanOrEqual(0);
    expect(report.lessons).toEqual({ failed: 24, of: 24 });
    for (const { lessons } of world.trainer.plans)
      for (const { turns, replay } of lessons) if (!replay) expect(turns[1]?.content).toContain('return 0;');
    expect(await look(world, headFiles)).toMatchObject({ active: null });
    expect((await wholeNight()).report.reason).toBe('promoted');
  });

  it('keeps what an earlier night has learned', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    const { active } = await look(world, headFiles);
    world.extra = { poison: forgetLevel1 };
    const { report } = await sleepThrough(world, { prompts: ['l7-add 8'] });
    expect(report).toMatchObject({ promoted: false, reason: 'retention' });
    expect(await look(world, headFiles)).toEqual({ active, candidate: null, previous: null });
  });
});

describe('the next night', WHOLE, () => {
  it('goes on from the promoted adapter', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    const first = await look(world, headFiles);
    const { report } = await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' });
    expect(report).toMatchObject({ promoted: true, reason: 'promoted' });
    expect(await look(world, headFiles)).toMatchObject({ previous: first.active });
    const [, , run] = await rowsOf(world, 'runs');
    const parent = (await rowsOf(world, 'checkpoints')).find(({ id }) => id === run?.parent);
    expect(parent?.file).toBe(first.active);
    expect(report.before['6']).toBeGreaterThan(0.9);
    expect(report.after['6']).toBeGreaterThan(0.9);
    expect(report.after['7']).toBeGreaterThan(0.9);
  });

  it('takes before-scores from the model card and from the night before, by the hash of the file', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    expect(scored(world.engine.calls, null), 'of the base only the two asked skills, and general prompts').toBe(3);
    const first = must((await look(world, headFiles)).active, 'active');
    expect(scored(world.engine.calls, first)).toBe(13);
    world.engine.calls.length = 0;
    await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'] });
    // New are the two asked skills, and level 6, which is known by now and so is compared on more items.
    expect(scored(world.engine.calls, first)).toBe(3);
    expect(scored(world.engine.calls, null)).toBe(0);
    const calls = world.engine.calls.length;
    expect(calls).toBeGreaterThan(0);
  });

  it('counts what was learned among the known levels: it is replayed, and compared on as many items', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    expect((await lastEval(world, { level: 6 })).total).toBe(20);
    world.trainer.plans.length = 0;
    const { report } = await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'] });
    expect((await lastEval(world, { level: 6, phase: 'before' })).total).toBe(40);
    expect((await lastEval(world, { level: 6, phase: 'after' })).total).toBe(40);
    const replayed = world.trainer.plans.flatMap(({ lessons }) => lessons.filter(({ replay }) => replay));
    expect(replayed.some(({ turns }) => turns[0]?.content.includes('l6-'))).toBe(true);
    expect((await rowsOf(world, 'moves')).at(-1)?.detail).toMatchObject({
      retention: { levels: { 6: expect.any(Number) as number } },
    });
    expect(report.promoted).toBe(true);
  });

  it('does not practise again what the adapter was measured to know', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    const { report } = await sleepThrough(world, { prompts: ['l1-add 4'] });
    expect(report).toMatchObject({ status: 'no_knowledge', attempts: 0 });
  });

  it('practises again what a rejected night did not keep', async () => {
    const world = await makeWorld({ extra: { poison: forgetLevel1 } });
    await sleepThrough(world);
    world.extra = {};
    const { report } = await sleepThrough(world, { prompts: [] });
    expect(report).toMatchObject({ promoted: true, asked: [], attempts: 24 });
  });
});
