// Preference pairs: of two answers to one question the better and the worse one, and what says so. From nights: solutions that passed and failed the tests of
// one task. From the chat: answers that passed or were liked against those that failed or were disliked, and the user's own answer against the model's that
// it took the place of. Pure: rows in, pairs out, each question and two answers once.

import type { RowOf } from '../db/tables/index.ts';
import { grouped } from '../lib/group.ts';
import { questionOf } from './questions.ts';
import { verifiedReward } from './rewards.ts';

/** What says which is better: executed tests, the user's thumb, the user's own answer. */
export type Evidence = 'tests' | 'vote' | 'edit';

export type Pair = {
  prompt: string;
  chosen: string;
  rejected: string;
  evidence: Evidence;
  /** The better one passed its tests, and there were enough of them; an answer that was liked need not have any. */
  passed: boolean;
  /** `chat`: the question, at least, is in the user's words. */
  source: 'dream' | 'chat';
  /** Who wrote which: a model's name, or `user`. */
  chosenBy: string;
  rejectedBy: string;
  night: string | null;
  /** Task row whose tests were run, if any. */
  task: string | null;
  skill: string | null;
  level: number | null;
  at: number;
};

type Attempt = RowOf<'attempts'>;
type Episode = RowOf<'episodes'>;
type Task = Pick<RowOf<'tasks'>, 'id' | 'prompt' | 'skill' | 'level'>;

/** Pairs of one question at most: where one right answer stands against many wrong ones, the rest says little more. */
const MOST = 4;

/** Of every task: each attempt that passed against each that did not. */
export function pairsOfNights(tasks: readonly Task[], attempts: readonly Attempt[]): Pair[] {
  const byTask = grouped(attempts, ({ task }) => task);
  const pairs = tasks.flatMap((task) => {
    const tried = distinctBy(byTask.get(task.id) ?? [], ({ code }) => code);
    const right = tried.filter((attempt) => verifiedReward(attempt) === 1);
    const wrong = tried.filter(({ verdict }) => verdict !== 'pass');
    return right.flatMap((good) => wrong.map((bad) => pairOfAttempts(task, good, bad))).slice(0, MOST);
  });
  return distinct(pairs);
}

function pairOfAttempts({ id, prompt, skill, level }: Task, good: Attempt, bad: Attempt): Pair {
  return {
    ...{ prompt, chosen: good.code, rejected: bad.code, evidence: 'tests', passed: true, source: 'dream' },
    ...{ chosenBy: good.model, rejectedBy: bad.model, night: good.night, task: id, skill, level, at: bad.at },
  };
}

/** From all episodes, those included that others took the place of: they hold what the user mended. */
export function pairsOfChat(episodes: readonly Episode[]): Pair[] {
  const replaced = new Set(episodes.map(({ replaces }) => replaces));
  const byId = new Map(episodes.map((row) => [row.id, row]));
  const now = episodes.filter(({ id }) => !replaced.has(id));
  const compared = [...grouped(now, ({ prompt }) => questionOf(prompt)).values()].flatMap(pairsOfQuestion);
  const mended = now.flatMap((row) => {
    const before = isMended(row) ? mendedBy(row, byId) : null;
    return before ? [pairOfEpisodes(row, before)] : [];
  });
  return distinct([...compared, ...mended]);
}

/** The user's own answer, unless tests found it wrong, whether it was liked or not. Where there was none, there is nothing to find. */
const isMended = (row: Episode): boolean =>
  row.author === 'user' && (standing(row) === 'good' || (row.total === 0 && standing(row) === 'open'));

function pairsOfQuestion(rows: readonly Episode[]): Pair[] {
  const [good, bad] = (['good', 'bad'] as const).map((wanted) => rows.filter((row) => standing(row) === wanted));
  return (good ?? []).flatMap((better) => (bad ?? []).map((worse) => pairOfEpisodes(better, worse))).slice(-MOST);
}

/**
 * How an answer stands. What was executed and found wrong is not good because it was liked; what passed is not good where the user disliked it. The
 * user's own answer is good unless it was found wrong.
 */
export function standing(row: Episode): 'good' | 'bad' | 'open' {
  const failed = row.verdict === 'unmatched' ? row.passed < row.total : row.verdict !== 'pass';
  if (row.disliked) return 'bad';
  if (failed) return row.liked ? 'open' : 'bad';
  return row.verdict === 'pass' || row.liked || row.author === 'user' ? 'good' : 'open';
}

/** The model's answer that the user's own took the place of; null where there is none. */
export function mendedBy(row: Episode, byId: ReadonlyMap<string, Episode>): Episode | null {
  let before: Episode | undefined = row;
  while (before?.author === 'user') before = before.replaces === null ? undefined : byId.get(before.replaces);
  return before ?? null;
}

function pairOfEpisodes(better: Episode, worse: Episode): Pair {
  const tested = better.verdict === 'pass' && worse.verdict !== 'pass' && worse.verdict !== 'unmatched';
  const evidence = tested ? 'tests' : better.author === 'user' ? 'edit' : 'vote';
  return {
    ...{ prompt: better.prompt, chosen: better.answer, rejected: worse.answer, evidence, source: 'chat' },
    passed: verifiedReward(better) === 1,
    ...{ chosenBy: writer(better), rejectedBy: writer(worse), night: better.night, task: better.task },
    ...{ skill: better.skill, level: better.level, at: Math.max(better.at, worse.at) },
  };
}

const writer = ({ author, model }: Episode): string => (author === 'user' ? 'user' : model);

/** Each question with the same two answers once, as it was said last, whichever way round; never an answer against itself. */
export function distinct(pairs: readonly Pair[]): Pair[] {
  const kept = new Map<string, Pair>();
  for (const pair of pairs.toSorted((a, b) => a.at - b.at)) {
    if (pair.chosen.trim() !== pair.rejected.trim()) kept.set(sameAs(pair), pair);
  }
  return [...kept.values()];
}

/** Equal for pairs of one question with the same two answers, whichever way round. */
export const sameAs = ({ prompt, chosen, rejected }: Pick<Pair, 'prompt' | 'chosen' | 'rejected'>): string =>
  JSON.stringify([questionOf(prompt), ...[chosen.trim(), rejected.trim()].sort()]);

function distinctBy<T>(rows: readonly T[], of: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [of(row), row])).values()];
}
