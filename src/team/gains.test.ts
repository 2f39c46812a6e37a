// What earlier nights gained and took, from their rows.

import { expect, it } from 'vitest';
import { rowsOf } from '../../tests/doubles/look.ts';
import { enter, makeWorld, SETTINGS, sleepThrough } from '../../tests/doubles/world.ts';
import { mean, sum } from '../lib/stats.ts';
import { gainsBefore } from './gains.ts';

const NIGHT = { id: 'a'.repeat(64) };
const LONG = { timeout: 60_000 };

it(
  'gains are those of the exam, with the seconds of all steps; of this night, and of another base, nothing',
  LONG,
  async () => {
    const world = await makeWorld();
    const { id, report } = await sleepThrough(world);
    const { context, close } = await enter(world);
    const [night, ...others] = await gainsBefore(context, NIGHT);
    expect(others).toEqual([]);
    expect(night?.gain).toBeCloseTo(report.gain, 12);
    expect(night?.gain).toBeGreaterThan(0.2);
    expect(night?.seconds).toBeCloseTo(sum((await rowsOf(world, 'steps')).map(({ seconds }) => seconds)), 12);
    const skills = night?.skills ?? [];
    expect(skills.map(({ skill }) => skill).sort()).toEqual(['l6-add', 'l6-times']);
    // Both were at some hundredths: what was mended is hardly more than what was gained.
    expect(mean(skills.map(({ mended }) => mended))).toBeGreaterThan(report.gain);
    expect(mean(skills.map(({ mended }) => mended))).toBeLessThan(report.gain * 1.1);
    expect(await gainsBefore(context, { id })).toEqual([]);
    const other = { ...context, learner: { ...context.learner, base: 'f'.repeat(64) } };
    expect(await gainsBefore(other, NIGHT)).toEqual([]);
    close();
  },
);

const tries = { rounds: 1, prompts: 6, tries: 4, temperature: 1, minP: 0.05, learningRate: 0.01, clip: 0.2, kl: 0.04 };
const prefer = { loss: 'dpo', beta: 0.1, tasks: 24, epochs: 1, learningRate: 0.01 } as const;

it.each([
  ['training', SETTINGS, ['dream', 'train', 'consolidate']],
  [
    'training with what follows it',
    { ...SETTINGS, tries: 16, prefer, reinforce: tries },
    ['dream', 'train', 'try', 'prefer', 'rollout', 'consolidate'],
  ],
] as const)('the seconds of its skills are those of its practice and %s', LONG, async (_, settings, names) => {
  const world = await makeWorld({ settings });
  await sleepThrough(world);
  const { context, close } = await enter(world);
  const skills = (await gainsBefore(context, NIGHT))[0]?.skills ?? [];
  const kinds: readonly string[] = names;
  const steps = (await rowsOf(world, 'steps')).filter(({ step }) => kinds.includes(step.split(' ')[0] ?? ''));
  expect(new Set(steps.map(({ step }) => step.split(' ')[0]))).toEqual(new Set(names));
  const tasks = (await rowsOf(world, 'tasks')).filter(({ seeds }) => seeds.length > 0);
  const spent = sum(skills.map(({ skill, seconds }) => seconds * tasks.filter((task) => task.skill === skill).length));
  expect(spent).toBeCloseTo(sum(steps.map(({ seconds }) => seconds)), 9);
  expect(skills.every(({ seconds }) => seconds > 0)).toBe(true);
  close();
});

it('a night that was rejected gained nothing, its skills what they gained', LONG, async () => {
  const world = await makeWorld({ settings: { ...SETTINGS, gate: { keep: 0.95, mended: 0.999 } } });
  expect((await sleepThrough(world)).report.promoted).toBe(false);
  const { context, close } = await enter(world);
  const [night] = await gainsBefore(context, NIGHT);
  expect(night?.gain).toBe(0);
  expect(mean((night?.skills ?? []).map(({ mended }) => mended))).toBeGreaterThan(0.2);
  close();
});
