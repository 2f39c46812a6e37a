// A night that would cost too much at the part of the way that nights go, and does not at a smaller one: it is examined twice, and the second decides.

import { describe, expect, it } from 'vitest';
import { loraLayout } from '../models/lora.ts';
import { broken, essence, headFiles, look, rowsOf } from '../tests/doubles/look.ts';
import { skills } from '../tests/doubles/domain.ts';
import { config, lora, placeOf } from '../tests/doubles/mind.ts';
import { enter, makeWorld, nightIn, type Outcome, SETTINGS, sleepThrough, type World } from '../tests/doubles/world.ts';
import { keptOf } from './app/pages/skills/levels.ts';
import { metricRows } from './export/metrics.ts';
import { must } from './lib/assert.ts';
import type { NightSettings, Poison } from './team/context.ts';
import { gainsBefore } from './team/gains.ts';

const settings = { ...SETTINGS, way: 0.8, nearer: 0.4, items: { known: 200, weak: 20, skill: 60, earlier: 60 } };
const prompts = ['l7-add 8', 'l7-times 8'];

/** What trainings do to skills whose names begin so, beside what they teach. */
function costing(name: string, share: number): World['extra'] {
  const hit = new Set(skills.flatMap(({ id }) => (id.startsWith(name) ? placeOf(id) : [])));
  const adapter: Poison['adapter'] = (flat) => flat.map((value, place) => (hit.has(place) ? -share : value));
  return { poison: { lessons: (rows) => rows, adapter } };
}

/** One night is behind it, and the next costs so much of level 2, or of one skill of it. */
async function secondNight(share: number, given: Partial<World> = {}, name = 'l2-add'): Promise<World> {
  const world = await makeWorld({ settings, ...given });
  const { score } = world.engine;
  // How sure it is stays as it was: nothing else is to speak against these nights.
  world.engine.score = async (...args) => (await score(...args)).map((each) => ({ ...each, nll: each.tokens / 10 }));
  expect((await sleepThrough(world, { prompts: ['l6-add 17'] })).report.promoted).toBe(true);
  world.extra = costing(name, share);
  return world;
}

/** A night from the base, after which known answers are by `cost` less likely at the end of its way. */
async function firstNight(cost: number, given: Partial<World> = {}): Promise<World> {
  const world = await makeWorld({
    ...given,
    settings: { ...(given.settings ?? settings), nearerFirst: { nll: 4, share: 0.81 } },
  });
  // What is added to the weights goes through B.
  const entry = loraLayout(config, lora).entries.find(({ name }) => name.endsWith('lora_B.weight'));
  const { offset } = must(entry, 'a B');
  const { score } = world.engine;
  world.engine.score = async (drafts, options, signal) => {
    const gone = options.adapter?.flat[offset] ?? 0;
    const scored = await score(drafts, options, signal);
    return scored.map((each) => ({ ...each, nll: (each.tokens / 10) * (1 + cost * gone ** 4) }));
  };
  const adapter: Poison['adapter'] = (flat) => flat.map((value, place) => (place === offset ? 1 : value));
  world.extra = { poison: { lessons: (rows) => rows, adapter } };
  return world;
}

const flatOf = async (world: World): Promise<Float32Array> => {
  const { context, close } = await enter(world);
  close();
  return must(context.learner.adapter, 'an adapter').flat;
};

describe('a night that would cost too much', { timeout: 60_000 }, () => {
  it('is examined once more nearer to where it set out, and that is decided about', async () => {
    const world = await secondNight(0.12);
    const start = await flatOf(world);
    const { report, id } = await sleepThrough(world, { prompts, seed: 'second' });
    expect(report).toMatchObject({ promoted: true, reason: 'promoted' });
    expect(report.further?.against).toEqual(expect.arrayContaining(['flips']));
    expect(must(report.further, 'the first exam').gain).toBeGreaterThan(report.gain);
    const [far, near] = (await rowsOf(world, 'checkpoints'))
      .filter(({ night, kind }) => night === id && kind === 'lora')
      .slice(-2);
    expect([near?.run, near?.parent]).toEqual([far?.run, far?.parent]);
    const now = await flatOf(world);
    // The double of the poison comes behind the part of the way, so that far is at -0.12.
    expect(now[placeOf('l2-add')]).toBeCloseTo(((start[placeOf('l2-add')] ?? 0) - 0.12) / 2, 6);
    expect((await look(world, headFiles)).active).toBe(near?.file);
    const moves = (await rowsOf(world, 'moves')).filter(({ night }) => night === id);
    expect(moves.map(({ action, checkpoint }) => [action, checkpoint])).toEqual([
      ['propose', near?.id],
      ['promote', near?.id],
    ]);
  });

  it('is told by its second exam wherever it is told', async () => {
    const world = await secondNight(0.12);
    const { report, id } = await sleepThrough(world, { prompts, seed: 'second' });
    const evals = (await rowsOf(world, 'evals')).filter(({ night }) => night === id);
    const after = evals.filter(({ phase, level }) => phase === 'after' && level === 2);
    const rates = after.map(({ passes, total }) => passes / total);
    expect(rates).toHaveLength(2);
    expect(rates[1]).toBeGreaterThan(must(rates[0], 'the first'));
    expect(report.after['2']).toBe(rates[1]);
    expect(metricRows(await rowsOf(world, 'runs'), evals).at(-1)).toMatchObject({ eval_level_2_pass_rate: rates[1] });
    const known = keptOf(
      evals,
      (await rowsOf(world, 'nights')).filter((row) => row.id === id),
    );
    expect(must(known[0], 'kept').kept).toBeCloseTo(report.retention.average, 9);
    const { context, close } = await enter(world);
    const [gain] = await gainsBefore(context, { id: 'next' });
    close();
    expect(must(gain, 'gain').gain).toBeCloseTo(report.gain, 9);
  });

  it('is rejected for what it costs even there, and nothing is tried a third time', async () => {
    const world = await secondNight(3, {}, 'l2');
    const before = (await look(world, headFiles)).active;
    const { report, id } = await sleepThrough(world, { prompts, seed: 'second' });
    expect(report.promoted).toBe(false);
    expect(report.against).toContain('retention');
    expect(report.further?.against).toContain('retention');
    expect((await look(world, headFiles)).active).toBe(before);
    const made = (await rowsOf(world, 'checkpoints')).filter(({ night, kind }) => night === id && kind === 'lora');
    expect(made).toHaveLength(3);
  });

  it('goes as near as likelihood asks, where that is all that spoke against it and nights are to', async () => {
    const world = await secondNight(0);
    world.extra = costing('l9-add', 1);
    const { score } = world.engine;
    // Known answers are 4 % less likely at the end of its way, twice what it may cost.
    world.engine.score = async (drafts, options, signal) => {
      const gone = options.adapter?.flat[placeOf('l9-add')] ?? 0;
      const scored = await score(drafts, options, signal);
      return scored.map((each) => ({ ...each, nll: each.nll * (1 + 0.04 * gone ** 2) }));
    };
    const nearerBy = { nll: 2, kl: 2, share: 0.81 };
    const { report } = await sleepThrough(world, { prompts, seed: 'second', settings: { ...settings, nearerBy } });
    expect(report.further?.against).toEqual(['nll']);
    expect(report).toMatchObject({ promoted: true, reason: 'promoted' });
    expect(report.nllChange).toBeCloseTo(0.81 * 0.02, 4);
  });

  it('goes back a part of what it added as a first night, as much as likelihood asks', async () => {
    const { report } = await sleepThrough(await firstNight(0.04), { prompts });
    expect(report.further?.against).toEqual(['nll']);
    expect(report).toMatchObject({ promoted: true, reason: 'promoted' });
    expect(report.nllChange).toBeCloseTo(0.81 * 0.02, 4);
  });

  const idle = {
    train: { ...SETTINGS.train, learningRate: 0 },
    consolidate: { ...SETTINGS.consolidate, learningRate: 0 },
  };
  const first = (): Promise<World> =>
    makeWorld({
      settings: { ...settings, nearerFirst: { nll: 4, share: 0.9 } },
      extra: costing('l2-add', 0.12),
    });
  it.each([
    ['did not gain', () => secondNight(0.12), idle],
    ['is the first, and more than likelihood speaks against it', first, {}],
    ['costs nothing', () => secondNight(0), {}],
    ['is the first, and costs nothing', () => firstNight(0.01), {}],
    ['is not to be examined twice', () => secondNight(0.12), { nearer: 0.8 }],
  ])('is examined once if it %s', async (_, given, different) => {
    const world = await given();
    const wanted = { ...world.settings, ...(different as Partial<NightSettings>) };
    const { report } = await sleepThrough(world, { prompts, seed: 'second', settings: wanted });
    expect(report.status).toBe('completed');
    expect(report.further).toBeNull();
  });
});

describe('a night with two exams', { timeout: 600_000 }, () => {
  it.each([
    ['after another', (given: Partial<World>) => secondNight(0.2, given)],
    ['from the base', (given: Partial<World>) => firstNight(0.04, given)],
  ])('is the same night wherever it is cut short, %s', async (_, nightOf) => {
    const small = {
      ...settings,
      tasks: 8,
      skills: 1,
      batch: 4,
      minLessons: 4,
      items: { known: 60, weak: 6, skill: 60 },
    };
    const request = { prompts: ['l7-add 8'], seed: 'second' };
    const whole = await nightOf({ settings: small });
    const { report } = await sleepThrough(whole, request);
    expect(report.further).not.toBeNull();
    const world = await nightOf({ settings: small });
    let end: Outcome['end'] = 'interrupted';
    for (let processes = 0; end === 'interrupted' && processes < 200; processes++) {
      const session = await enter(world);
      let saves = 0;
      let begun = false;
      world.onCall = (what) => {
        if (saves > 0) session.controller.abort();
        if (begun && /^(append|write)/.test(what)) saves++;
        begun ||= what === 'append nights';
      };
      ({ end } = await nightIn(world, session, { ...request, resume: processes > 0 }));
      session.close();
    }
    expect(end).toBe('completed');
    expect(await essence(world)).toEqual(await essence(whole));
    expect(await broken(world)).toEqual([]);
    expect(world.violations).toEqual([]);
  });
});
