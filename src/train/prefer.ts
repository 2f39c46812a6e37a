// train, second part, where it is switched on: attempts and votes -> a checkpoint that prefers what passed to what failed. The learner as it was just trained tries its
// tasks itself; each of its answers that failed, now or before the night, is compared with the solution that passed, by a loss between whole answers; so is
// what the user preferred in the chat. The reference of that loss is the checkpoint that it sets out from, not the base as shipped: the training has just told right and
// wrong answers apart by tens of nats, and beside the base the loss would begin where nothing is left to gain (docs/experiments/preferences.json).

import type { RowOf } from '../db/tables/index.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Adapter } from '../engine/engine.ts';
import type { Lesson } from '../engine/trainer.ts';
import { must } from '../lib/assert.ts';
import { grouped } from '../lib/group.ts';
import { sum } from '../lib/stats.ts';
import { attemptsBy } from '../team/attempts.ts';
import { type Context, loraOf, type NightRef, type NightSettings } from '../team/context.ts';
import { courseOf, pace } from '../team/course.ts';
import { type Pair, pairsOfNights } from '../team/pairs.ts';
import { questionName, questionOf } from '../team/questions.ts';
import { lessonsOf, REPLAY } from '../team/replay.ts';
import { chunks, openStep } from '../team/steps.ts';
import { type Student, studentOf } from '../team/student.ts';
import type { TrainedState, TrainingSpec } from '../team/training.ts';
import { type HeldOutOf, pairsSaid } from './said.ts';
import { trainIfAny } from './spare.ts';

type Preferring = NonNullable<NightSettings['prefer']>;

/** Fewer pairs than this pull in too few directions. */
const LEAST_PAIRS = 8;

/** What was trained, unless the night's settings say to prefer, and there is enough to compare. */
export async function prefer(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  trained: TrainedState,
  heldOut: HeldOutOf,
): Promise<TrainedState> {
  const how = ctx.settings.prefer;
  if (!how) return trained;
  const start = await studentOf(ctx, config, trained);
  await tryAgain(ctx, night, start, how);
  const [tonight, said] = [await pairsOfTonight(ctx, night), await pairsSaid(ctx, night, how.chat ?? 0, heldOut)];
  ctx.log.info('prefer: pairs of a right and a wrong answer', { pairs: tonight.length, said: said.length });
  const pairs = [...tonight, ...said];
  const groups = how.loss === 'dpo' ? pairs.map(sidesOf) : groupsOf(pairs);
  const { time } = await rowsOf(ctx, night);
  let asked: Promise<Lesson[]> | null = null;
  const lessons = (): Promise<Lesson[]> => (asked ??= comparedLessons(ctx, groups, start.adapter, time));
  if (!(await isEnough(ctx, night, pairs, lessons))) return trained;
  return trainIfAny(trained, ctx, night, config, 'prefer', async () =>
    planOf(ctx, night, start, { pairs, lessons: await lessons() }, how),
  );
}

/** All answers to a question come in one row. */
async function rowsOf(ctx: Context, night: NightRef): Promise<{ batch: number; time: number }> {
  const { batch, time } = (await courseOf(ctx, night)).train;
  return { batch: Math.max(1, Math.floor(batch / 2)), time: 2 * time };
}

/** The learner as trained on the night's tasks, one part a batch. */
async function tryAgain(
  ctx: Context,
  night: NightRef,
  { adapter, checkpoint }: Student,
  { tasks: most }: Preferring,
): Promise<void> {
  const { parts, save } = await openStep(ctx, night, 'try');
  const tasks = (await chosenTasks(ctx, night)).slice(0, most);
  const batches = chunks(tasks, ctx.settings.batch);
  const solver = { model: ctx.learner.model, adapter, checkpoint, own: true };
  for (let part = parts.length; part < batches.length; part++) {
    const open = must(batches[part], 'batch').map((task) => ({ id: task.id, task }));
    const attempts = await attemptsBy(ctx, night, solver, open);
    ctx.report({ step: 'try', done: part + 1, of: batches.length, note: `${attempts.length} tasks tried` });
    await save({ rows: { attempts }, done: part + 1 === batches.length });
  }
}

/** Of this night alone: its tasks are of the training split. */
async function pairsOfTonight(ctx: Context, night: NightRef): Promise<Pair[]> {
  return pairsOfNights(await chosenTasks(ctx, night), await ctx.store.list('attempts', { where: ['night', night.id] }));
}

/** Decided once: a night that is taken up behind this has tried more by then. @param lessons those of the pairs that can be compared */
async function isEnough(
  ctx: Context,
  night: NightRef,
  pairs: readonly Pair[],
  lessons: () => Promise<readonly Lesson[]>,
): Promise<boolean> {
  const { done, save } = await openStep(ctx, night, 'pairs');
  if (done) return done.state === true;
  const enough = pairs.length >= LEAST_PAIRS && pairsIn(await lessons()) >= LEAST_PAIRS;
  await save({ state: enough, done: true });
  return enough;
}

function pairsIn(lessons: readonly Lesson[]): number {
  const groups = [...grouped(lessons, ({ group }) => group).values()];
  const better = groups.map((sides) => sides.filter(({ given }) => given?.['better'] === 1).length);
  return sum(groups.map((sides, i) => must(better[i], 'group') * (sides.length - must(better[i], 'group'))));
}

/** Tasks of the lessons that the night chose to learn from: what was left out there comes in by no other way. */
async function chosenTasks(ctx: Context, night: NightRef): Promise<readonly RowOf<'tasks'>[]> {
  const chosen = new Set((await lessonsOf(ctx, night)).map(({ task }) => task));
  return (await ctx.store.list('tasks', { where: ['night', night.id] })).filter(({ id }) => chosen.has(id));
}

async function planOf(
  ctx: Context,
  night: NightRef,
  { adapter, checkpoint }: Student,
  { pairs, lessons }: { pairs: readonly Pair[]; lessons: readonly Lesson[] },
  { loss, beta, epochs, learningRate }: Preferring,
): Promise<TrainingSpec> {
  const { model } = ctx.learner;
  return {
    from: { flat: adapter.flat, checkpoint },
    dataset: null,
    data: [...new Set(pairs.map(nameOf))],
    plan: {
      ...{ model, lora: loraOf(ctx), loss, lossOptions: { beta }, seed: `${night.seed}/prefer` },
      ...{ lessons, epochs, learningRate: pace(ctx) * learningRate, decay: 0, maxNorm: 1 },
      ...(await rowsOf(ctx, night)),
    },
  };
}

/** For the run's record. The exam looks for questions that are told so, and the night ends if it finds one (src/evaluate/evaluate.ts). */
const nameOf = ({ source, task, prompt }: Pair): string =>
  source === 'dream' && task !== null ? task : REPLAY + questionName(prompt);

/** Answers to one question. */
export type Sides = { prompt: string; better: readonly string[]; worse: readonly string[] };

const sidesOf = ({ prompt, chosen, rejected }: Pair): Sides => ({ prompt, better: [chosen], worse: [rejected] });

/** All pairs of one task together, or of one question of the user's. An answer that is better than one and worse than another stands with the worse ones. */
export function groupsOf(pairs: readonly Pair[]): Sides[] {
  const groups = new Map<string, { prompt: string; better: Set<string>; worse: Set<string> }>();
  for (const { prompt, task, source, chosen, rejected } of pairs) {
    const name = source === 'chat' ? questionOf(prompt) : (task ?? prompt);
    const group = groups.get(name) ?? { prompt, better: new Set(), worse: new Set() };
    group.better.add(chosen);
    group.worse.add(rejected);
    groups.set(name, group);
  }
  return [...groups.values()]
    .map(({ prompt, better, worse }) => ({
      prompt,
      better: [...better].filter((each) => !worse.has(each)),
      worse: [...worse],
    }))
    .filter(({ better }) => better.length > 0);
}

/**
 * Lessons of losses between whole answers: what the reference says of each is asked here, so that it need not run beside the learner. Where one side cannot be read,
 * nothing is compared; nor where the answers alone have more tokens than a row has room for.
 * @param reference the adapter that the training sets out from
 */
export async function comparedLessons(
  { engine, learner, signal }: Pick<Context, 'engine' | 'learner' | 'signal'>,
  groups: readonly Sides[],
  reference: Adapter,
  room = Infinity,
): Promise<Lesson[]> {
  const rows = groups.flatMap(({ prompt, better, worse }, group) =>
    [...better.map((answer) => ({ answer, better: 1 })), ...worse.map((answer) => ({ answer, better: 0 }))].map(
      (side) => ({ ...side, prompt, group }),
    ),
  );
  const drafts = rows.map(({ prompt, answer }) => ({
    messages: [{ role: 'user' as const, content: prompt }],
    draft: answer,
  }));
  const scores = await engine.score(drafts, { model: learner.model, adapter: reference }, signal);
  const readable = rows.flatMap((row, i) => {
    const { nll, tokens } = must(scores[i], 'score');
    return Number.isFinite(nll) ? [{ ...row, base_logs: -nll, tokens }] : [];
  });
  const sided = [...grouped(readable, ({ group }) => group).values()].filter(
    (sides) => new Set(sides.map(({ better }) => better)).size === 2 && sum(sides.map(({ tokens }) => tokens)) <= room,
  );
  return sided.flat().map(({ prompt, answer, better, group, base_logs }) => ({
    turns: [
      { role: 'user', content: prompt },
      { role: 'assistant', content: answer },
    ],
    ...{ weight: 1, replay: false, group },
    given: { better, base_logs, sequence_weights: 1 },
  }));
}
