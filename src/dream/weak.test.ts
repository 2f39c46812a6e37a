// Nights that practise only what is weak for certain: what they try first, what they leave out, and that they can be cut short there.

import { describe, expect, it } from 'vitest';
import { isHeldOut } from '../../tests/doubles/domain.ts';
import { essence, look, rowsOf } from '../../tests/doubles/look.ts';
import { knows } from '../../tests/doubles/mind.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { must } from '../lib/assert.ts';
import type { Probe } from '../team/evidence.ts';
import type { SkillSeed } from './seeds.ts';

const WEAK = { probes: 12, alpha: 0.05 };
const LONG = { timeout: 120_000 };

/** Of a skill that the base passes in 98 of 100 cases, the first question that it fails. */
const UNLUCKY = must(
  Array.from({ length: 9_000 }, (_, i) => `l1-add ${i + 10}`).find((sentence) => !knows(sentence, null)),
  'a question that fails',
);
const prompts = ['l6-add 17', UNLUCKY];

const nights = (weak: typeof WEAK | null, more: Partial<World> = {}): Promise<World> =>
  makeWorld({ settings: { ...SETTINGS, ...(weak ? { weak } : {}) }, ...more });

async function seedsOf(world: World): Promise<SkillSeed[]> {
  const first = (await rowsOf(world, 'steps')).filter(({ step, part }) => step === 'dream' && part === 0).at(-1);
  return first?.state as unknown as SkillSeed[];
}

const probesOf = async (world: World): Promise<Probe[]> =>
  (await rowsOf(world, 'steps')).flatMap(({ step, state }) => (step === 'probe' && state ? [state as Probe] : []));

describe('a night', LONG, () => {
  it('practises whatever failed, unless it is told to look first', async () => {
    const world = await nights(null);
    await sleepThrough(world, { prompts });
    expect((await seedsOf(world)).map(({ skill }) => skill)).toEqual(['l1-add', 'l6-add']);
    expect(await probesOf(world)).toEqual([]);
  });

  it('that looks first practises what is weak, and not what failed by bad luck', async () => {
    const world = await nights(WEAK);
    const { report } = await sleepThrough(world, { prompts });
    expect(report).toMatchObject({ status: 'completed', promoted: true });
    const [seed, ...others] = await seedsOf(world);
    expect(others).toEqual([]);
    expect(seed).toMatchObject({ skill: 'l6-add', known: { total: 12 } });
    const probes = await probesOf(world);
    expect(probes.map(({ skill, total }) => [skill, total])).toEqual([
      ['l1-add', 12],
      ['l6-add', 12],
    ]);
    expect(must(probes[0], 'probe').passes).toBeGreaterThanOrEqual(11);
    expect(world.log.find(({ message }) => message.includes('not weak for certain'))?.facts).toMatchObject({
      skill: 'l1-add',
      total: 12,
    });
  });

  it('tries tasks of the training split, as attempts of the learner that nobody counts as the teacher’s', async () => {
    const world = await nights(WEAK);
    const { report, id } = await sleepThrough(world, { prompts });
    const own = (await rowsOf(world, 'attempts')).filter((row) => row.own);
    expect(own).toHaveLength(24);
    expect(report.attempts).toBe(24);
    const tasks = await look(world, (store) =>
      store.getMany(
        'tasks',
        own.map(({ task }) => task),
      ),
    );
    for (const task of tasks) {
      const { skill, prompt, split, night } = must(task, 'task');
      expect([split, night]).toEqual(['train', id]);
      expect(isHeldOut(skill, Number(prompt.split(' ').at(-1)))).toBe(false);
    }
  });

  it('looks again at nothing that was looked at before, and learns nothing where nothing is weak', async () => {
    const world = await nights(WEAK);
    expect((await sleepThrough(world, { prompts: [UNLUCKY] })).end).toBe('no_knowledge');
    expect((await sleepThrough(world, { prompts: [UNLUCKY], seed: 'another' })).end).toBe('no_knowledge');
    expect(await probesOf(world)).toHaveLength(1);
  });

  it('is the same night wherever it is cut short while it looks', async () => {
    const whole = await nights(WEAK);
    await sleepThrough(whole, { prompts });
    const wanted = await essence(whole);
    for (const [cut, times] of [
      ['append tasks attempts steps', 2],
      ['engine.generateBatch', 3],
      ['sandbox.run', 40],
    ] as const)
      for (let at = 1; at <= times; at += times > 9 ? 13 : 1) {
        const world = await nights(WEAK);
        const session = await enter(world);
        let calls = 0;
        world.onCall = (what) => void (what === cut && ++calls === at && session.controller.abort());
        expect([cut, at, (await nightIn(world, session, { prompts })).end]).toEqual([cut, at, 'interrupted']);
        session.close();
        world.onCall = () => undefined;
        expect((await sleepThrough(world, { prompts, resume: true })).end).toBe('completed');
        expect([cut, at, await essence(world)]).toEqual([cut, at, wanted]);
        expect(world.violations).toEqual([]);
      }
  });
});
