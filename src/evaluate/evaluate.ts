// evaluate: a candidate -> evals of what it and the learner before it do on the same held-out items: levels, what the night was about, and what earlier nights taught. Scores of the learner are taken from earlier
// evals of the same file, and those of the shipped base from its model card. An item that was trained on ends the night: such a score says nothing.

import type { QwenConfig } from '../../models/qwen/config.ts';
import type { ContentOf, RowOf } from '../db/tables/index.ts';
import { LEVELS, type Level, type Task } from '../domains/domain.ts';
import type { Adapter } from '../engine/engine.ts';
import { AppError } from '../lib/errors.ts';
import { adapterFromBytes } from '../team/adapter-file.ts';
import { type Context, loraOf, type NightRef } from '../team/context.ts';
import { keptLessons } from '../team/dataset.ts';
import { knownLevels, learnerFile, passesOf } from '../team/known.ts';
import { questionName } from '../team/questions.ts';
import { lessonsBefore, skillsBefore } from '../team/rehearsal.ts';
import { REPLAY } from '../team/replay.ts';
import { examinerOf, scoreItems } from '../team/score.ts';
import { openStep, type StepName } from '../team/steps.ts';
import { inSlices } from '../team/stopping.ts';
import type { TrainedState } from '../team/training.ts';
import { drawLevelItems, drawSkillItems, ITEM_SEED, itemsHash } from './items.ts';

type Known = { outcomes: string; nll: number | null; repeated?: number | null };
/** `known`: scores of the same file on the same items, by the hash of the items: shipped with the base, or stored by an earlier night. */
export type Subject = {
  phase: 'before' | 'after';
  file: string;
  adapter: Adapter | null;
  known: ReadonlyMap<string, Known>;
};
export type ItemSet = { level: Level | null; skill: string | null; earlier?: boolean; draw(): Iterable<Task> };

/** Whose exam it is: of the night's candidate, or of the one that went less far, for which the learner before is not examined again. */
export type Sitting = 'first' | 'second';
/** What is told to be going on. */
export const STEP_OF = { first: 'evaluate', second: 'nearer' } as const satisfies Record<Sitting, StepName>;

/** Every eval of this night's decision, measured unless it is known: each asked skill and each level, before and after. One part an eval. */
export async function evaluate(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  candidate: TrainedState,
  skills: readonly string[],
  sitting: Sitting = 'first',
): Promise<readonly RowOf<'evals'>[]> {
  const { parts, done, save } = await openStep(ctx, night, sitting === 'first' ? 'evaluate' : 'evaluate 2');
  if (!done) {
    const subjects = (await subjectsOf(ctx, config, candidate)).slice(sitting === 'first' ? 0 : 1);
    const sets = sitting === 'first' ? await setsFor(ctx, night, skills) : await setsOfFirst(ctx, night);
    const trained = await trainedQuestions(ctx, night);
    const of = sets.length * subjects.length;
    for (const [i, set] of sets.entries()) {
      const missing = subjects.slice(Math.max(0, parts.length - i * subjects.length));
      const items = missing.length ? await heldOut(ctx, set, trained) : [];
      for (const subject of missing) {
        const row = await evalOf(ctx, night.id, set, subject, items);
        const part = i * subjects.length + subjects.indexOf(subject) + 1;
        const note = `${row.phase} ${set.skill ?? `level ${set.level}`}: ${row.passes} of ${row.total}`;
        ctx.report({ step: STEP_OF[sitting], done: part, of, note });
        await save({ rows: { evals: [row] }, done: part === of });
      }
    }
  }
  return (await ctx.store.list('evals', { where: ['night', night.id] })).filter(
    ({ phase, checkpoint }) => phase === 'before' || checkpoint === candidate.file,
  );
}

/** A candidate as the engine takes it. @throws AppError storage/missing-file, storage/corrupt-file, model/… */
export async function adapterOf(ctx: Context, config: QwenConfig, file: string): Promise<Adapter> {
  const lora = loraOf(ctx);
  return { hash: file, lora, flat: adapterFromBytes(config, lora, await ctx.files.read(file)) };
}

async function subjectsOf(ctx: Context, config: QwenConfig, { file }: TrainedState): Promise<Subject[]> {
  const adapter = await adapterOf(ctx, config, file);
  const before = learnerFile(ctx);
  return [
    { phase: 'before', file: before, adapter: ctx.learner.adapter, known: await knownScores(ctx, before) },
    { phase: 'after', file, adapter, known: await knownScores(ctx, file) },
  ];
}

export async function knownScores(ctx: Context, file: string): Promise<ReadonlyMap<string, Known>> {
  const shipped = file === ctx.learner.base ? Object.values(ctx.baseScores) : [];
  const stored = await ctx.store.list('evals', { where: ['checkpoint', file] });
  return new Map<string, Known>([...stored, ...shipped].map((row) => [row.items, row]));
}

async function setsFor(ctx: Context, night: NightRef, skills: readonly string[]): Promise<ItemSet[]> {
  return [
    ...setsOf(ctx, await knownLevels(ctx, night), skills),
    ...earlierSets(ctx, await lessonsBefore(ctx, night), skills),
  ];
}

/** The same items as in the first exam, whatever was measured of the learner since then: only the same can be compared. */
async function setsOfFirst({ store, domain }: Context, night: NightRef): Promise<ItemSet[]> {
  const rows = (await store.list('evals', { where: ['night', night.id] })).filter(({ phase }) => phase === 'before');
  return rows.map(({ level, skill, earlier, total }) => ({
    ...{ level: level as Level | null, skill, earlier },
    draw: () => (skill === null ? drawLevelItems(domain, level as Level, total) : drawSkillItems(domain, skill, total)),
  }));
}

/** @param known levels, of which there are more items */
export function setsOf({ domain, settings }: Context, known: readonly Level[], skills: readonly string[]): ItemSet[] {
  const count = (level: Level): number => (known.includes(level) ? settings.items.known : settings.items.weak);
  return [
    ...skills.map((skill) => ({ level: null, skill, draw: () => drawSkillItems(domain, skill, settings.items.skill) })),
    ...LEVELS.map((level) => ({ level, skill: null, draw: () => drawLevelItems(domain, level, count(level)) })),
  ];
}

/** Skills that earlier nights taught and this one did not practise, newest first: as many items of each as there is room for, and not fewer than a few. */
function earlierSets(
  { domain, settings }: Context,
  lessons: Parameters<typeof skillsBefore>[0],
  practised: readonly string[],
): ItemSet[] {
  const { earlier = 0, skill: most } = settings.items;
  const known = new Set(domain.skills.map(({ id }) => id));
  const skills = skillsBefore(lessons)
    .filter((skill) => known.has(skill) && !practised.includes(skill))
    .slice(0, Math.floor(earlier / FEW));
  const each = Math.min(most, Math.floor(earlier / Math.max(1, skills.length)));
  return skills.map((skill) => ({
    level: null,
    skill,
    earlier: true,
    draw: () => drawSkillItems(domain, skill, each),
  }));
}
const FEW = 5;

/** Names of all questions that this night trained on. Items never change, so what earlier nights trained on was compared by them. */
export async function trainedQuestions(ctx: Context, night: Pick<NightRef, 'id'>): Promise<ReadonlySet<string>> {
  const where = ['night', night.id] as const;
  const learned = (await keptLessons(ctx, night)).rows.map(({ prompt }) => prompt);
  const data = (await ctx.store.list('runs', { where })).flatMap((run) => run.data);
  const replayed = data.filter((name) => name.startsWith(REPLAY)).map((name) => name.slice(REPLAY.length));
  return new Set([...learned.map(questionName), ...replayed]);
}

/** @throws AppError evaluate/leak when an item was trained on. */
export async function heldOut(ctx: Context, { draw }: ItemSet, trained: ReadonlySet<string>): Promise<Task[]> {
  const items = await inSlices(ctx, draw());
  const leaked = items.filter(({ prompt }) => trained.has(questionName(prompt))).map(({ key }) => key);
  if (leaked.length === 0) return items;
  throw new AppError(
    'evaluate/leak',
    `${leaked.length} held-out tasks were trained on, so their score says nothing. Nothing was promoted; please report this.`,
    { leaked },
  );
}

/** Measured, unless it is known. */
export async function evalOf(
  ctx: Context,
  night: string | null,
  { level, skill, earlier = false }: ItemSet,
  { phase, file, adapter, known }: Subject,
  items: readonly Task[],
): Promise<ContentOf<'evals'>> {
  const start = ctx.clock.now();
  const hash = await itemsHash(items);
  const { outcomes, nll, repeated = null } = known.get(hash) ?? (await measure(ctx, adapter, items));
  const at = ctx.clock.now();
  return {
    ...{ at, night, checkpoint: file, phase, level, skill, earlier, items: hash },
    ...{ split: 'held-out', seed: ITEM_SEED },
    ...{ total: items.length, passes: passesOf(outcomes), outcomes, nll, repeated },
    seconds: Math.max(0, (at - start) / 1000),
  };
}

async function measure(ctx: Context, adapter: Adapter | null, items: readonly Task[]): Promise<Known> {
  const { nll, ...scored } = await scoreItems(examinerOf(ctx), ctx.learner.model, adapter, items);
  return { ...scored, nll: Number.isFinite(nll) ? nll : null };
}
