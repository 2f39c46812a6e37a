// The report of a night, read from its rows alone: what `lab night --json` prints and the journal shows. Whoever prints it adds what only the outside
// knows: the device that was chosen and the requests to other origins.

import { isGivenUp, NIGHT_ENDS } from '../db/tables/nights.ts';
import type { DatasetCounts } from '../db/tables/datasets.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Store } from '../db/db.ts';
import { LEVELS } from '../domains/domain.ts';
import { lastExam } from '../lib/exams.ts';
import { askedAgain, type AskedAgain } from './again.ts';
import { type NightEnd, promptsOf } from './night.ts';
import { type NightPart, stepKind } from './steps.ts';
import { untoldBy } from './told.ts';
import type { Weighing } from './weights.ts';

export type NightReport = {
  sessionId: string;
  status: NightEnd;
  /** It failed twice with the same error, and is not taken up again. */
  givenUp: boolean;
  /** One entry for each prompt that was answered, in the order of the prompts; a repeated prompt is there as often. */
  asked: { prompt: string; skill: string | null; level: number | null; score: number; verdict: string }[];
  /** What the user had not liked, asked again after the promotion: both answers. */
  again: readonly AskedAgain[];
  attempts: number;
  verified: number;
  successRate: number;
  /** The version of a dataset that it chose to learn from, and what became of its verified solutions; null when it did not come that far. */
  dataset: (DatasetCounts & { version: string }) | null;
  trainTokens: number;
  trainTokensPerSecond: number;
  steps: number;
  /** How its lessons were weighed; null for a night that did not train. */
  weighing: Weighing | null;
  /** The teacher that could not tell how sure it was, in a night that was to learn from that: it learned from solutions alone. Null for any other. */
  untoldBy: string | null;
  /** Pass rate by level on the same held-out items; empty for a night that did not come that far. */
  before: Record<string, number>;
  after: Record<string, number>;
  /** Mean of after − before over held-out items of the skills that were learned, and its 5 % bound from below. */
  gain: number;
  gainLower: number;
  /** 1 when nothing was changed. `sinceKnown`: of the first scores of levels as known ones; absent before nights looked at it. */
  retention: {
    average: number;
    min: number;
    level1: number;
    sinceKnown?: { min: number; level1: number };
  };
  /** Relative change of the NLL of gold answers on known levels; null when it was not measured. */
  nllChange: number | null;
  /** Items of known levels that were right and are wrong, and the other way round; null when nothing was decided, as in `manners`. */
  flips: { lost: number; gained: number; items: number; probability: number } | null;
  /** Held-out items of skills that earlier nights taught: passed before and after; null when nothing was decided, or before nights looked at it. */
  earlier: { before: number; after: number; items: number; probability: number } | null;
  /** Answers to general prompts: KL in nats a token from the base, and from where the night set out with its limit; share of repetition; share of functions in form; alignment. */
  manners: {
    kl: number | null;
    klNight: number | null;
    klLimit: number;
    repetition: number;
    form: { before: number; after: number };
    /** Shares of alignment probes by name; absent before nights looked at them. */
    alignment?: Readonly<Record<string, { before: number; after: number }>>;
  } | null;
  /** Every rule of the gate that did not hold, in its order; null as in `flips`. */
  against: readonly string[] | null;
  /** Of a candidate that went further and would have cost too much: what it gained, and what the gate had against it. Null where there was none. */
  further: { against: readonly string[]; gain: number; nllChange: number | null } | null;
  /** The most that answers to an asked skill's items repeat what they said before, on average; null as in `flips`. */
  repetition: number | null;
  /** Lessons that did not pass their tests when they were executed once more after the training, of those that were trained on; null as in `flips`. */
  lessons: { failed: number; of: number } | null;
  promoted: boolean;
  /** `promoted`, the rule of the gate that did not hold, or else the status. */
  reason: string;
  /** One sentence for people: how the night ended, or what went wrong. */
  detail: string;
  aeLoss: number | null;
  aeError: number | null;
  /** Held-out items that the candidate was scored on, for each second of evaluating (drawing items and scoring the learner before it included). */
  evaluatedPerSecond: number;
  seconds: Record<NightPart | 'total', number>;
};

type Decided = Pick<
  NightReport,
  | 'gain'
  | 'gainLower'
  | 'retention'
  | 'nllChange'
  | 'flips'
  | 'earlier'
  | 'manners'
  | 'lessons'
  | 'against'
  | 'further'
  | 'repetition'
>;
const NOTHING: Decided = {
  ...{ gain: 0, gainLower: 0, retention: { average: 1, min: 1, level1: 1 }, nllChange: null },
  ...{ flips: null, earlier: null, manners: null, lessons: null, against: null, further: null, repetition: null },
};

/** A night that was stopped writes nothing any more, so silence means that. */
const STOPPED = 'The night was stopped before it was complete; it goes on where it was.';

/**
 * @param total seconds: the caller knows when the page was ready
 * @param unsaved why the night failed, where no row tells
 * @throws AppError storage/…
 */
export async function nightReport(
  store: Store,
  night: string,
  total: number,
  unsaved: string | null = null,
): Promise<NightReport> {
  const where = ['night', night] as const;
  const started = await store.get('nights', night);
  const events = await store.list('nights', { where });
  const end = events.at(-1);
  const status = unsaved === null ? (NIGHT_ENDS.find((name) => name === end?.event) ?? 'interrupted') : 'error';
  const [runs, evals] = [await store.list('runs', { where }), await store.list('evals', { where })];
  const steps = await store.list('steps', { where });
  const spent = seconds(steps);
  const { again, rows } = await askedAgain(store, steps);
  const episodes = (await store.list('episodes', { where })).filter(({ id }) => !rows.has(id));
  return {
    sessionId: night,
    status,
    givenUp: isGivenUp(events),
    asked: asked(started ? promptsOf(started) : [], episodes),
    again,
    ...practice(await store.list('attempts', { where })),
    dataset: chosen(await store.list('datasets', { where })),
    ...training(runs),
    untoldBy: untoldBy(steps.filter(({ step }) => step === 'teach')),
    before: rates(lastExam(evals), 'before'),
    after: rates(lastExam(evals), 'after'),
    ...decision(await store.list('moves', { where }), status),
    detail: unsaved ?? (status === 'interrupted' ? STOPPED : (end?.detail ?? '')),
    evaluatedPerSecond: perSecond(evals, spent.evaluate),
    seconds: { ...spent, total },
  };
}

function asked(prompts: readonly string[], episodes: readonly RowOf<'episodes'>[]): NightReport['asked'] {
  const answered = new Map(episodes.map((row) => [row.prompt, row]));
  return prompts.flatMap((prompt) => {
    const row = answered.get(prompt);
    return row ? [{ prompt, skill: row.skill, level: row.level, score: row.score, verdict: row.verdict }] : [];
  });
}

function practice(rows: readonly RowOf<'attempts'>[]): Pick<NightReport, 'attempts' | 'verified' | 'successRate'> {
  const solutions = rows.filter(({ own }) => !own);
  const verified = solutions.filter(({ verdict }) => verdict === 'pass').length;
  return { attempts: solutions.length, verified, successRate: solutions.length ? verified / solutions.length : 0 };
}

function chosen([first]: readonly RowOf<'datasets'>[]): NightReport['dataset'] {
  return first ? { version: first.version, ...first.counts } : null;
}

type Training = Pick<NightReport, 'trainTokens' | 'trainTokensPerSecond' | 'steps' | 'weighing' | 'aeLoss' | 'aeError'>;

function training(runs: readonly RowOf<'runs'>[]): Training {
  const sum = (of: (run: RowOf<'runs'>) => number): number => runs.reduce((all, run) => all + of(run), 0);
  const [tokens, spent] = [sum((run) => run.tokens), sum((run) => run.seconds)];
  const { aeLoss = null, aeError = null } = runs.findLast(({ kind }) => kind === 'consolidate') ?? {};
  return {
    trainTokens: tokens,
    trainTokensPerSecond: spent > 0 ? tokens / spent : 0,
    steps: sum((run) => run.steps),
    weighing: weighingOf(runs.find(({ kind }) => kind === 'lora')),
    aeLoss,
    aeError,
  };
}

/** Runs of nights before lessons were weighed say nothing of it. */
function weighingOf(run: RowOf<'runs'> | undefined): Weighing | null {
  const { weighing } = (run?.config ?? {}) as { weighing?: Weighing };
  return weighing ?? null;
}

function decision(
  moves: readonly RowOf<'moves'>[],
  status: NightEnd,
): Decided & Pick<NightReport, 'promoted' | 'reason'> {
  const decided = moves.findLast(({ action }) => action === 'promote' || action === 'reject');
  // Decisions of old looked at less.
  const measured = { ...NOTHING, ...((decided?.detail ?? {}) as unknown as Partial<Decided>) };
  const { gain, gainLower, retention, nllChange, flips, earlier, manners, lessons, against, further, repetition } =
    measured;
  const { average, min, level1, sinceKnown } = retention;
  const kept = { average, min, level1, ...(sinceKnown ? { sinceKnown } : {}) };
  return {
    ...{ gain, gainLower, retention: kept, nllChange, flips, earlier },
    ...{ manners, lessons, against, further, repetition },
    promoted: decided?.action === 'promote',
    reason: decided?.reason ?? status,
  };
}

function perSecond(evals: readonly RowOf<'evals'>[], spent: number): number {
  const items = evals.filter(({ phase }) => phase === 'after').reduce((sum, { total }) => sum + total, 0);
  return spent > 0 ? items / spent : 0;
}

function seconds(steps: readonly RowOf<'steps'>[]): Omit<NightReport['seconds'], 'total'> {
  const spent: Record<NightPart, number> = { ask: 0, dream: 0, train: 0, consolidate: 0, evaluate: 0 };
  for (const { step, seconds: own } of steps) {
    const kind = stepKind(step);
    if (kind) spent[kind.part] += own;
  }
  return spent;
}

function rates(evals: readonly RowOf<'evals'>[], phase: 'before' | 'after'): Record<string, number> {
  const rows = LEVELS.flatMap((level) => evals.findLast((row) => row.phase === phase && row.level === level) ?? []);
  return Object.fromEntries(rows.map(({ level, passes, total }) => [String(level), passes / total]));
}
