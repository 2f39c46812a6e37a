// Nights that follow each other: what one does to keep what those before it taught, and that it is rejected where it does not.

import { describe, expect, it } from 'vitest';
import { headFiles, look, rowsOf } from '../tests/doubles/look.ts';
import { config, lora, placeOf } from '../tests/doubles/mind.ts';
import { enter, makeWorld, SETTINGS, sleepThrough } from '../tests/doubles/world.ts';
import { libraryOf } from './db/library.ts';
import type { TrainingPlan } from './engine/trainer.ts';
import { must } from './lib/assert.ts';
import type { Poison } from './team/context.ts';
import { type LoraConfig, loraLayout } from '../models/lora.ts';

describe('a night after another', { timeout: 60_000 }, () => {
  it('rehearses what the night before taught, for a share of the replay at most', async () => {
    const world = await makeWorld();
    await sleepThrough(world, { prompts: ['l6-add 17'] });
    const taught = (await rowsOf(world, 'lessons')).map(({ prompt }) => prompt);
    world.trainer.plans.length = 0;
    await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' });
    const [train, consolidate] = world.trainer.plans.map(({ lessons }) => {
      const again = lessons.filter(({ turns }) => taught.includes(turns[0]?.content ?? ''));
      return { again, replay: lessons.filter(({ replay }) => replay).length, of: lessons.length };
    });
    for (const plan of [must(train, 'train'), must(consolidate, 'consolidate')]) {
      expect(plan.again.length).toBeGreaterThan(0);
      expect(plan.again.length).toBeLessThanOrEqual(Math.round(0.3 * (plan.again.length + plan.replay)));
      expect(plan.again.every(({ replay, weight }) => !replay && weight === 1)).toBe(true);
    }
    const settings = { ...world.settings, rehearse: { share: 0 } };
    world.trainer.plans.length = 0;
    await sleepThrough(world, { prompts: ['l8-add 8', 'l8-times 8'], seed: 'third', settings });
    const questions = world.trainer.plans.flatMap(({ lessons }) => lessons.map(({ turns }) => turns[0]?.content ?? ''));
    expect(questions.some((question) => taught.includes(question))).toBe(false);
  });

  it('goes over what it knows as it says it now; the first as it is written', async () => {
    const world = await makeWorld({ settings: { ...SETTINGS, echo: { top: 4 }, rehearse: { share: 0 } } });
    const consolidation = (): TrainingPlan => must(world.trainer.plans.splice(0)[1], 'the second training');
    const replayIn = ({ lessons }: TrainingPlan): TrainingPlan['lessons'] => lessons.filter(({ replay }) => replay);
    await sleepThrough(world);
    const first = consolidation();
    expect(first.loss).not.toBe('forward-kl');
    expect(first.lessons.some(({ taught }) => taught)).toBe(false);
    const active = must((await look(world, headFiles)).active, 'active');
    await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' });
    const second = consolidation();
    expect(second).toMatchObject({ loss: 'forward-kl', lossOptions: { top: 4, temperature: 1 } });
    expect(replayIn(second).every(({ taught }) => taught?.k === 4)).toBe(true);
    expect(second.lessons.filter(({ replay }) => !replay).some(({ taught }) => taught)).toBe(false);
    const asked = world.engine.calls.filter(
      ({ what, adapter, count }) => what === 'likely' && adapter === active && count < 100,
    );
    expect(asked.reduce((sum, { count }) => sum + count, 0)).toBe(replayIn(second).length);
    const settings = { ...world.settings, echo: null };
    await sleepThrough(world, { prompts: ['l8-add 8', 'l8-times 8'], seed: 'third', settings });
    expect(consolidation().loss).not.toBe('forward-kl');
  });

  it('widens an adapter that is narrower than later nights have it, once, and steps back from there', async () => {
    const world = await makeWorld();
    const starts: { lora: LoraConfig; size: number | undefined }[] = [];
    const { trainer } = world;
    const train: typeof trainer.train = async (...args) => {
      const [{ lora: shape }, start] = args;
      starts.push({ lora: shape, size: start?.parameters.length });
      return trainer.train(...args);
    };
    world.trainer = { ...trainer, train };
    await sleepThrough(world);
    expect(starts.map(({ size }) => size)).toEqual([undefined, loraLayout(config, lora).size]);
    starts.length = 0;
    const wider = { r: 3 * lora.r, lora_alpha: 3 * lora.lora_alpha };
    const settings = { ...world.settings, way: 0.5, later: { lora: wider, train: {}, consolidate: {} } };
    await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second', settings });
    const { size } = loraLayout(config, wider);
    expect(starts).toEqual([
      { lora: wider, size },
      { lora: wider, size },
    ]);
    const made = (await rowsOf(world, 'checkpoints')).filter(({ kind }) => kind === 'lora').slice(-2);
    expect(made.map((row) => row.config)).toEqual([wider, wider]);
  });

  it('goes a part of the way from where it set out; the first goes all of it', async () => {
    const world = await makeWorld({ settings: { ...SETTINGS, way: 0.5 } });
    const { trainer } = world;
    const trained: Float32Array[] = [];
    const train: typeof trainer.train = async (...args) => {
      const result = await trainer.train(...args);
      trained.push(result.parameters);
      return result;
    };
    world.trainer = { ...trainer, train };
    const active = async (): Promise<Float32Array> => {
      const { context, close } = await enter(world);
      close();
      return must(context.learner.adapter, 'an adapter').flat;
    };
    await sleepThrough(world);
    const first = await active();
    expect(first).toEqual(trained.at(-1));
    await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' });
    const [second, end] = [await active(), must(trained.at(-1), 'the end')];
    expect([...second]).not.toEqual([...first]);
    second.forEach((value, i) => expect(value).toBeCloseTo(((first[i] ?? 0) + (end[i] ?? 0)) / 2, 6));
    expect((await rowsOf(world, 'runs')).map(({ config }) => (config as { way?: number }).way)).toEqual([
      ...[undefined, undefined, undefined, 0.5],
    ]);
  });

  it('is rejected where it would cost what the night before taught', async () => {
    const settings = { ...SETTINGS, items: { known: 40, weak: 20, skill: 60, earlier: 60 } };
    const world = await makeWorld({ settings });
    await sleepThrough(world, { prompts: ['l6-add 17'] });
    const adapter: Poison['adapter'] = (flat) => flat.map((value, place) => (place === placeOf('l6-add') ? 0 : value));
    const night = { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' };
    world.extra = { poison: { lessons: (rows) => rows, adapter } };
    const { report } = await sleepThrough(world, night);
    expect(report.promoted).toBe(false);
    expect(report.against).toContain('earlier');
    expect(report.earlier).toMatchObject({ items: 60, before: expect.any(Number) as number });
    expect(must(report.earlier, 'earlier').before).toBeGreaterThan(40);
    expect(must(report.earlier, 'earlier').after).toBeLessThan(10);
    world.extra = {};
    const { report: well } = await sleepThrough(world, { ...night, seed: 'third' });
    expect(well).toMatchObject({ promoted: true, earlier: { items: 60 } });
    const earlier = (await rowsOf(world, 'evals')).filter((row) => row.earlier);
    expect(new Set(earlier.map(({ skill }) => skill))).toEqual(new Set(['l6-add']));
    // Of what a night learned they say nothing.
    const books = libraryOf({
      checkpoints: await rowsOf(world, 'checkpoints'),
      moves: await rowsOf(world, 'moves'),
      evals: await rowsOf(world, 'evals'),
    });
    expect(books.map(({ learned }) => [...learned].sort())).toEqual([['l7-add', 'l7-times'], ['l6-add']]);
  });

  it('loses no more of a level than its first score allows, however little it loses itself', async () => {
    const world = await makeWorld({ settings: { ...SETTINGS, items: { known: 200, weak: 20, skill: 60 } } });
    const { score } = world.engine;
    // How sure it is stays as it was: nothing else is to speak against these nights.
    world.engine.score = async (...args) => (await score(...args)).map((each) => ({ ...each, nll: each.tokens / 10 }));
    let night = 0;
    const lessons: Poison['lessons'] = (all) => all;
    const adapter = (flat: Float32Array): Float32Array => {
      for (const skill of ['l2-add', 'l2-times']) flat[placeOf(skill)] = -0.04 * night;
      return flat;
    };
    const reasons: string[] = [];
    for (const level of [6, 7, 8]) {
      night++;
      const extra = { poison: { lessons, adapter } };
      const { report } = await sleepThrough(Object.assign(world, { extra }), {
        prompts: [`l${level}-add 8`, `l${level}-times 8`],
        seed: `night ${level}`,
      });
      reasons.push(report.reason);
      expect(report.retention.min).toBeGreaterThan(0.94);
      const since = report.retention.sinceKnown?.min ?? 1;
      if (night > 1) expect(since).toBeLessThan(report.retention.min);
    }
    expect(reasons).toEqual(['promoted', 'promoted', 'retention']);
  });
});
