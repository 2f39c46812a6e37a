// chat, what the user says about an answer: thumbs, an answer mended by hand, a value that it should have given. Each is a new episode row that takes
// the place of the one it is about, or of what was said of that since; nothing is trained here, the next night reads the rows. What is said must come one after
// the other (the dreamer sees to that): of two rows in the place of one, both would count.

import type { Store } from '../db/db.ts';
import type { DraftOf, RowOf } from '../db/tables/index.ts';
import type { StoredTest } from '../db/tables/tasks.ts';
import { AppError } from '../lib/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { must } from '../lib/assert.ts';
import { verify } from '../sandbox/guardian.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { codeOfAnswer, MAX_CODE } from '../team/answer.ts';

export type Judge = { store: Store; sandbox: Sandbox; clock: Clock; entry: string };
export type Vote = 'up' | 'down' | 'none';
type Episode = RowOf<'episodes'>;

/** Thumb up, thumb down, or none any more. @throws AppError chat/no-episode, storage/… */
export async function vote(judge: Judge, id: string, thumb: Vote): Promise<Episode> {
  const episode = await episodeOf(judge.store, id);
  return replaced(judge, episode, { liked: thumb === 'up', disliked: thumb === 'down' });
}

/** Longest answer and longest correction that are taken, characters: more of an answer would not be run, and a row holds all corrections. */
const LONGEST = { answer: MAX_CODE, correction: 10_000 };

function mustFit(text: string, what: keyof typeof LONGEST): void {
  if (text.length <= LONGEST[what]) return;
  const much = `This has ${text.length} characters, which is too long: at most ${LONGEST[what]} are taken.`;
  throw new AppError('chat/too-long', `${much} What was there before stays.`, { what });
}

/** The user's own answer, run on the same tests. The learner is not thanked for it: the skill stays open for the night. */
export async function mend(judge: Judge, id: string, answer: string, signal: AbortSignal): Promise<Episode> {
  mustFit(answer, 'answer');
  const episode = await episodeOf(judge.store, id);
  const judged = await judgedBy(judge, episode, answer, episode.corrections, signal);
  return replaced(judge, episode, { answer, author: 'user', ...judged });
}

/**
 * What the function should give for these arguments. If the reference of the matched skill gives that too, it joins the tests and the answer is judged
 * again; if not, the prompt was not understood: the episode is no longer taken for that skill.
 */
export async function correct(judge: Judge, id: string, test: StoredTest, signal: AbortSignal): Promise<Episode> {
  mustFit(JSON.stringify(test), 'correction');
  const episode = await episodeOf(judge.store, id);
  const corrections = [...episode.corrections, test];
  const task = episode.task === null ? null : await judge.store.get('tasks', episode.task);
  if (!task) return replaced(judge, episode, { corrections });
  const { status } = await run(judge, task.entry, task.reference, [test], signal);
  if (status !== 'pass') return replaced(judge, episode, { corrections, ...UNMATCHED });
  return replaced(judge, episode, {
    corrections,
    ...(await judgedBy(judge, episode, episode.answer, corrections, signal)),
  });
}

/** As it was before the user's last word about it. @throws AppError chat/no-episode, chat/said-since, storage/… */
export async function takeBack(judge: Judge, id: string): Promise<Episode> {
  const episode = await episodeOf(judge.store, id);
  if (episode.id !== id)
    throw new AppError(
      'chat/said-since',
      'Something else was said about this answer since, so that stays as it is. Say it anew below the answer.',
      { id, newest: episode.id },
    );
  const before = episode.replaces === null ? episode : await rowOf(judge.store, episode.replaces);
  const { id: _, seq: __, previous: ___, replaces: ____, ...content } = before;
  return replaced(judge, episode, content);
}

const UNMATCHED = {
  skill: null,
  level: null,
  task: null,
  verdict: 'unmatched',
  passed: 0,
  total: 0,
  score: 0,
  runnerUp: 0,
} as const;

type Judged = Pick<DraftOf<'episodes'>, 'verdict' | 'passed' | 'total'>;

/** How an answer does on the tests of an episode's task and on these corrections. @throws AppError sandbox/gone, storage/… */
export async function judgedBy(
  judge: Pick<Judge, 'store' | 'sandbox' | 'entry'>,
  { task: id }: Episode,
  answer: string,
  corrections: readonly StoredTest[],
  signal: AbortSignal,
): Promise<Judged> {
  const task = id === null ? null : await judge.store.get('tasks', id);
  const tests = [...(task ? [...task.shown, ...task.hidden] : []), ...corrections];
  if (tests.length === 0) return { verdict: 'unmatched', passed: 0, total: 0 };
  const { status, passed, total } = await run(judge, task?.entry ?? judge.entry, codeOfAnswer(answer), tests, signal);
  // Without a skill there is no more to it than what the user said: right or wrong, it is not a skill's task.
  return { verdict: task ? status : 'unmatched', passed, total };
}

function run(
  { sandbox }: Pick<Judge, 'sandbox'>,
  entry: string,
  solution: string,
  tests: readonly StoredTest[],
  signal: AbortSignal,
): ReturnType<typeof verify> {
  return verify({ language: 'javascript', entry, solution, tests }, sandbox, { signal, seed: 'feedback' });
}

/** What holds of this answer now: the row itself, or the last of those that took its place. */
async function episodeOf(store: Store, id: string): Promise<Episode> {
  let newest = await rowOf(store, id);
  for (const row of await store.list('episodes', { after: newest.seq })) if (row.replaces === newest.id) newest = row;
  return newest;
}

async function rowOf(store: Store, id: string): Promise<Episode> {
  const episode = await store.get('episodes', id);
  if (episode) return episode;
  throw new AppError(
    'chat/no-episode',
    'This answer is no longer stored, or its record is damaged. Ask again, then say what is wrong with the new answer.',
    { id },
  );
}

async function replaced(
  { store, clock }: Judge,
  { id, seq: _, previous: __, ...content }: Episode,
  changes: Partial<DraftOf<'episodes'>>,
): Promise<Episode> {
  const row = { ...content, ...changes, at: clock.now(), replaces: id };
  const [saved] = await store.append('episodes', [row], null);
  return must(saved, 'the new episode row');
}
