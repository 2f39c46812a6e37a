// What the page says, in plain words: sentences made from reports and errors. Pure, so that every sentence can be tested.

import type { ChatResult, ImportSummary, MergeReport, NightReport, Progress } from '../../workers/lab-api.ts';
import { catalog, offers } from '../../models/catalog.ts';
import { AppError, codeOf, messageOf } from '../lib/errors.ts';
import type { Json } from '../lib/json.ts';
import { lostAlignmentWords } from './gate-words.ts';
import { percent } from './percent.ts';

/** Steps of a night, in its order. */
export const STEPS: Readonly<Record<string, string>> = {
  ask: 'Answering what you asked',
  probe: 'Looking for what it cannot do yet',
  dream: 'Practising on new tasks',
  curate: 'Choosing what to learn from',
  teach: 'Asking the teacher about every word',
  train: 'Training',
  reflect: 'Learning from its own answers',
  try: 'Trying what it was taught',
  prefer: 'Comparing right and wrong answers',
  reinforce: 'Learning by trying',
  consolidate: 'Going over what it knew',
  evaluate: 'Testing, before and after',
  nearer: 'Testing once more, with a smaller part of the change',
  promote: 'Deciding',
  again: 'Asking again what you did not like',
};
/** What is no part of a night. */
const BESIDE: Readonly<Record<string, string>> = { merge: 'Testing the parts and both together' };
const ORDER = Object.keys(STEPS);
/** About how long each step takes in a night of the usual size, seconds; only their proportions count. Those of none are not part of every night. */
const LENGTHS: Readonly<Record<string, number>> = {
  ...{ ask: 4, probe: 0, dream: 10, curate: 1, teach: 2, train: 50, reflect: 1, try: 0, prefer: 0, reinforce: 0 },
  ...{ consolidate: 56, evaluate: 16, nearer: 8, promote: 1, again: 0 },
};
const WHOLE = Object.values(LENGTHS).reduce((a, b) => a + b, 0);

/** One line of progress: the step in words, and how far it is. */
export function progressWords({ step, done, of, note }: Progress): string {
  const part = of > 1 ? ` (${done} of ${of})` : '';
  return `${STEPS[step] ?? BESIDE[step] ?? step}${part}${note ? `: ${note}` : ''}`;
}

/** How much of the night is behind, from 0 to 1. */
export function progressShare({ step, done, of }: Progress): number {
  const before = ORDER.slice(0, Math.max(0, ORDER.indexOf(step))).reduce((sum, name) => sum + (LENGTHS[name] ?? 0), 0);
  return (before + (LENGTHS[step] ?? 0) * (of > 0 ? Math.min(1, done / of) : 0)) / WHOLE;
}

const keptWords = (share: number): string => (share >= 1 ? 'all of' : `${percent(share)} of`);

/**
 * What came of a night, in one or two sentences.
 * @param unfinished id of the night that can be taken up; null when none can, undefined while that is not known
 */
export function nightWords(report: NightReport, unfinished: string | null | undefined): string {
  const { gain, retention } = report;
  const points = `${Math.abs(Math.round(gain * 100))} of 100 ${gain < 0 ? 'fewer' : 'more'}`;
  const sinceKnown = retention.sinceKnown?.min ?? 1;
  const [weakest, isOld] = [Math.min(retention.min, sinceKnown), sinceKnown < retention.min];
  const sentences: Readonly<Record<string, string>> = {
    promoted: `Learned. Of new tasks like those you asked for, it now solves ${points} than before, and it kept ${keptWords(retention.average)} what it knew.`,
    retention: `Nothing learned: practice would have cost too much of what it knew (it would have kept ${percent(weakest)} of its weakest level${isOld ? ', since that was first learned' : ''}). The model is as it was.`,
    weak_level:
      'Nothing learned: practice would have made it worse at levels that it is still weak in. The model is as it was.',
    earlier: `Nothing learned: practice would have cost what earlier nights taught it: of ${report.earlier?.items ?? 'the'} tasks of that kind it would solve ${report.earlier?.after ?? 'fewer'} instead of ${report.earlier?.before ?? 'more'}. The model is as it was.`,
    lessons: `Nothing learned: ${report.lessons?.failed ?? 'some'} of ${report.lessons?.of ?? 'the'} solutions that it practised on did not pass their tests when they were run once more. What is stored on this device may be damaged. The model is as it was.`,
    nll: 'Nothing learned: practice would have made it less sure of what it knew. The model is as it was.',
    flips: `Nothing learned: practice would have broken ${report.flips?.lost ?? 'some'} of ${report.flips?.items ?? 'the'} tasks that it solved, even if it mended others. The model is as it was.`,
    kl: 'Nothing learned: practice would have changed how it answers what has nothing to do with it. The model is as it was.',
    repetition: 'Nothing learned: after practice it said the same over and over. The model is as it was.',
    form: 'Nothing learned: after practice more of its answers were no functions at all. The model is as it was.',
    alignment: `Nothing learned: after practice it would be ${lostAlignmentWords(report)}. The model is as it was.`,
    device:
      'Nothing learned: this device computed a known answer wrong, so that no measurement could be trusted. The model is as it was. Update the driver of the GPU, or open Dream Lab with ?device=wasm in the address.',
    gain: report.further
      ? `Nothing learned: what practice taught would have cost too much of what it knew, and with less of it the model was not better by enough (${points}). The model is as it was.`
      : `Nothing learned: after practice it was not better by enough, or not for certain (${points}). The model is as it was.`,
    no_knowledge: noKnowledgeWords(report),
    interrupted:
      unfinished !== undefined && report.sessionId !== unfinished
        ? 'Stopped before its end. It cannot go on: another night came after it, or something else answers now.'
        : `Stopped. What was done is kept${unfinished === undefined ? '' : ': go on whenever you like'}.`,
    error: `The night failed${detailOf(report)} ${report.givenUp ? 'It failed like this before, so it will not be tried again: the next night is a new one. The' : 'What was done is kept, the'} model is as it was.`,
  };
  return sentences[report.reason] ?? `The night ended: ${report.reason}. The model is as it was.`;
}

/** Why the watch took a night back, from what its move tells. */
export function watchWords(detail: Json): string {
  const { after = '', rate = 0, below = [] } = (detail ?? {}) as { after?: string; rate?: number; below?: string[] };
  const right = [...after].filter((sign) => sign === '1').length;
  const later =
    below.length === 1 ? ' The night after it went with it.' : ` The ${below.length} nights after it went with it.`;
  return `Taken back: of your next ${after.length} questions that could be tested it answered ${right} right, where ${percent(rate)} were right before. What answered before this night answers again.${below.length ? later : ''}`;
}

function noKnowledgeWords({ dataset, verified, attempts }: NightReport): string {
  if (attempts === 0)
    return 'Nothing learned: nothing that you asked was answered wrongly since it was last practised.';
  if (dataset)
    return `Nothing learned: ${datasetWords(dataset)} That is too few to learn from. The model is as it was. Ask for more kinds of task, or in other words.`;
  return `Nothing learned: only ${verified} of ${attempts} practice solutions ${verified === 1 ? 'was' : 'were'} right, too few to learn from. Ask for something that the teacher can do.`;
}

/** What became of the verified solutions before training. */
export function datasetWords({ read, kept, duplicates, contaminated, poor, capped }: Dataset): string {
  const left = [
    ...(duplicates ? [`${duplicates} that repeated another`] : []),
    ...(contaminated ? [`${contaminated} with a question that it is tested on`] : []),
    ...(poor ? [`${poor} that said little beside noise`] : []),
    ...(capped ? [`${capped} of a kind that had too many`] : []),
  ];
  return left.length === 0
    ? `It chose all ${read} verified solutions to learn from.`
    : `It chose ${kept} of ${read} verified solutions to learn from, and left out ${left.join(', ')}.`;
}

type Dataset = NonNullable<NightReport['dataset']>;

function detailOf(report: NightReport): string {
  const detail = 'detail' in report && typeof report.detail === 'string' ? report.detail : '';
  return detail ? `: ${detail}` : '.';
}

/** How an answer in the chat did, and what comes of that. */
export function answerWords(answer: Verdict & { disliked: boolean }, stopped: ChatResult['stopped'] = 'end'): string {
  const open = answer.disliked || ['fail', 'error', 'timeout'].includes(answer.verdict);
  const parts = [
    verdictWords(answer),
    ...(stopped === 'end' ? [] : ['It was cut short.']),
    ...(open && answer.verdict !== 'unmatched' ? ['A dream can practise this.'] : []),
  ];
  return parts.join(' ');
}

type Verdict = { verdict: string; passed: number; total: number };

/** How a function did on its tests. */
export function verdictWords({ verdict, passed, total }: Verdict): string {
  const words: Readonly<Record<string, string>> = {
    pass: total === 1 ? 'Right in the one test.' : `Right in all ${total} tests.`,
    fail: `Right in ${passed} of ${total} tests.`,
    error: 'It cannot be run.',
    timeout: 'It did not come to an end.',
    unmatched: 'Not tested: this fits no kind of task that Dream Lab can test.',
  };
  // What fits no kind of task was run on what the user said that it should give.
  const ran = verdict === 'unmatched' && total > 0;
  return words[ran ? (passed === total ? 'pass' : 'fail') : verdict] ?? 'Not tested: no test could decide.';
}

type Twice = { before: Verdict & { answer: string }; after: Verdict & { answer: string } };
type Taste = { preference: number | null; teacher: { cases: number; right: number } | null };

/** What a night changed about an answer that the user did not like. */
export function againWords({ before, after, ...taste }: Twice & Taste): string {
  if (before.answer.trim() === after.answer.trim()) return 'It answers as before.';
  if (isUntested(after)) return `${tasteWords(taste)} You can tell, in the chat: Good or Bad.`;
  if (isRight(after) && isUntested(before)) return 'It is right now; the answer before was not tested.';
  if (isRight(after))
    return isRight(before) ? 'Both are right; it answers differently now.' : 'Mended: it is right now.';
  const next = after.verdict === 'unmatched' ? '' : ' The next dream can practise it.';
  if (isRight(before)) return `Worse: the answer before was right.${next}`;
  if (isUntested(before)) return `It is wrong; the answer before was not tested.${next}`;
  return `${after.passed > before.passed ? 'Closer, but still wrong.' : 'Still wrong.'}${next}`;
}

const isUntested = ({ verdict, total }: Verdict): boolean => verdict === 'unmatched' && total === 0;
/** Where an answer fits no kind of task, tests that the user gave tell. */
const isRight = ({ verdict, passed, total }: Verdict): boolean =>
  verdict === 'pass' || (verdict === 'unmatched' && total > 0 && passed === total);

/** What the teacher says of two answers that no test can compare, and how far to believe it. */
function tasteWords({ preference, teacher }: Taste): string {
  const untold = 'It answers differently now, and no test can tell which is better.';
  if (!teacher) return untold;
  const record = `where tests could tell, it preferred the right one ${Math.floor(teacher.right)} of ${teacher.cases} times`;
  if (preference === null)
    return `${untold} The teacher is not believed: ${record}, and it has to be right often enough, of enough cases, also where the earlier answer was the better one.`;
  const [which, sure] = preference >= 0.5 ? ['new', preference] : ['old', 1 - preference];
  return `No test can tell which is better. The teacher prefers the ${which} one, ${percent(sure)} sure; ${record}.`;
}

/** What a model is called on a page. @param source where an imported one came from, if that is known */
export function modelWords(model: string, source?: string): string {
  if (model === 'endpoint') return 'The endpoint';
  if (model === 'built-in') return 'The model of this browser';
  const embedded = Object.hasOwn(catalog, model) ? catalog[model as keyof typeof catalog] : null;
  if (embedded) return embedded.name;
  const offered = offers.find(({ repo }) => repo === source)?.name ?? source;
  return offered ?? `the imported model ${model.replace(/^\w+:/, '').slice(0, 8)}`;
}

/** What follows from a choice. @param name of the model, null where there is none */
export function roleWords(role: 'learner' | 'lead' | 'teacher' | 'expert', name: string | null): string {
  const words = {
    learner: `${name} learns at night from now on.`,
    lead: name === null ? 'The learner answers itself again.' : `${name} answers now, in place of the learner.`,
    teacher: `${name} teaches now.`,
    expert: name === null ? 'Nobody helps the teacher.' : `${name} tries what the teacher gets wrong.`,
  };
  return words[role];
}

/** How much of what was practised counted; nothing when all counted alike. */
export function weighingWords({ weighing }: Pick<NightReport, 'weighing'>): string {
  if (!weighing) return '';
  const { lessons, effective, kept } = weighing;
  const equal = Math.round(effective);
  if (equal >= lessons) return '';
  const even = kept < 1 ? ' Their weights were evened out, so that a few do not decide alone.' : '';
  return `What matters most to you counted most: its ${lessons} solutions told as much as ${equal} that count alike.${even}`;
}

/** What a night was to learn by and could not. */
export function untoldWords({ untoldBy }: Pick<NightReport, 'untoldBy'>): string {
  if (untoldBy === null) return '';
  const name = modelWords(untoldBy).replace(/^The /, 'the ');
  return `Left out: learning how sure the teacher was. Only a teacher that reads text in the same pieces as the learner tells that, not ${name}. It learned from the solutions alone.`;
}

/** Who wrote an answer. @param learnedAt when the adapter was made that it was written with, where that is not the one that answers now */
export function authorWords(
  { author, model, checkpoint }: { author: string; model: string; checkpoint: string | null },
  learnedAt?: number,
): string {
  if (author === 'user') return 'By you';
  const name = modelWords(model);
  if (checkpoint === null) return `By ${name} as shipped`;
  return `By ${name} with what it learned${learnedAt === undefined ? '' : ` on ${dateWords(learnedAt)}`}`;
}

/** What came of a correction. */
export function correctionWords(
  was: { skill: string | null; verdict: string },
  now: { skill: string | null; verdict: string; passed: number; total: number },
): string {
  if (was.skill === null)
    return 'Noted. This fits no kind of task that Dream Lab can test, so a dream cannot practise it yet.';
  if (now.skill === null)
    return 'Noted: you meant something else than Dream Lab understood. It is no longer taken for that kind of task, and nothing is trained from it.';
  return now.verdict === 'pass'
    ? 'Noted. The answer gives that too.'
    : `Noted: ${verdictWords(now).toLowerCase().replace(/\.$/, '')} now. A dream can practise this.`;
}

/**
 * About how long a night will still take; nothing while that cannot be told.
 * @param from share of the night that was behind when it began, or went on, here
 * @param spent milliseconds since then
 */
export function leftWords(progress: Progress, from: number, spent: number): string {
  const share = progressShare(progress);
  if (share - from < 0.05) return '';
  const left = (spent / (share - from)) * (1 - share);
  return `about ${left < 60_000 ? 'a minute' : `${Math.ceil(left / 60_000)} minutes`} left`;
}

export function percentWords(rate: number | null): string {
  return rate === null ? 'not measured' : percent(rate);
}

export function dateWords(at: number): string {
  return new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

export function bytesWords(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export function secondsWords(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** Where a night's time went. */
export function timesWords({ seconds }: NightReport): string {
  const parts = Object.entries({ ...seconds, total: 0 }).filter(([, spent]) => spent >= 1);
  if (parts.length === 0) return '';
  const names: Readonly<Record<string, string>> = {
    ask: 'answering',
    dream: 'practising',
    train: 'training',
    consolidate: 'going over what it knew',
    evaluate: 'testing',
  };
  return `Time: ${parts.map(([name, spent]) => `${names[name] ?? name} ${secondsWords(spent)}`).join(', ')}.`;
}

/** How far an import is, or what came of it. */
export function importWords(sum: ImportSummary, running: boolean): string {
  const { lines, passed, failed, known, refused } = sum;
  const told = [
    `${passed} passed here`,
    ...(failed ? [`${failed} did not`] : []),
    ...(known ? [`${known} were known already`] : []),
    ...(refused ? [`${refused} could not be read`] : []),
  ];
  return `${running ? 'Reading: ' : ''}${lines} ${lines === 1 ? 'row' : 'rows'}; ${told.join(', ')}.`;
}

export const LEVEL_NAMES: Readonly<Record<number, string>> = {
  1: 'one number',
  2: 'two steps',
  3: 'conditions',
  4: 'text',
  5: 'every item of a list',
  6: 'choosing from a list',
  7: 'one value from a list',
  8: 'several steps',
  9: 'records and dates',
  10: 'algorithms',
};

/** What an adapter learned, and was measured to be good at. */
export function goodAtWords(
  skills: readonly { skill: string; before: number | null; after: number }[],
  learned: readonly string[] = [],
): string {
  if (skills.length === 0) return learned.length ? `${learned.join(', ')}: not measured` : 'not measured';
  return skills
    .map(
      ({ skill, before, after }) =>
        `${skill} ${percent(after)}${before === null ? '' : ` (${percent(before)} before)`}`,
    )
    .join(', ');
}

/** What was made of an adapter that was brought, and of what the user said that it is for. */
export function adoptedWords(purpose: string, skills: readonly string[]): string {
  if (skills.length) return `The adapter answers now. It is kept as one for ${skills.join(', ')}.`;
  const untold = purpose.trim() ? ' None of what you said is a kind of task that is known here.' : '';
  return `The adapter answers now.${untold}`;
}

/** An adapter in a list, by when it was made and what for. */
export function bookWords({ checkpoint, learned }: { checkpoint: { at: number }; learned: readonly string[] }): string {
  return `${dateWords(checkpoint.at)}${learned.length ? `: ${learned.join(', ')}` : ''}`;
}

/** What came of merging two adapters. @param against what the merged one was found worse than, in words */
export function mergeWords({ reason, retention, flips, r }: MergeReport, against: string): string {
  const weakest = Object.entries(retention.levels).sort(([, a], [, b]) => a - b)[0];
  const [exam = '', kept = 1] = weakest ?? [];
  const worse = `Not merged: beside ${against}`;
  const sentences: Readonly<Record<string, string>> = {
    promoted: `Merged, and it answers now, with rank ${r}: it passed every exam that its parts passed, and kept ${keptWords(retention.average)} what they can do.`,
    retention: `${worse} it would lose too much: of its exams it keeps ${percent(retention.average)} on average, and ${percent(kept)} of ${examWords(exam)}.`,
    weak_level: `${worse} it would be worse at levels that are still weak.`,
    nll: `${worse} it would be less sure of what it knew.`,
    flips: `${worse} it would get ${flips.lost} of ${flips.items} tasks wrong that were right, even if it mended ${flips.gained} others.`,
    kl: 'Not merged: it would change how what has nothing to do with it is answered.',
    repetition: 'Not merged: together they say the same over and over.',
    form: `${worse} more of its answers would be no functions at all.`,
    alignment: `${worse} it would be less honest, less helpful, or readier to do what no task needs.`,
    device: 'Not merged: this device computed a known answer wrong, so that no measurement could be trusted.',
  };
  return `${sentences[reason] ?? `Not merged: ${reason}.`}${reason === 'promoted' ? '' : ' What answers is as it was.'}`;
}

const examWords = (exam: string): string => (/^\d+$/.test(exam) ? `level ${exam}` : exam);

/** A sentence with what to do, for anything that can be thrown. Our own errors say it themselves. */
export function faultWords(error: unknown): string {
  if (error instanceof AppError && codeOf(error) !== 'unknown/error') return messageOf(error);
  return `Something went wrong: ${messageOf(error)}. Reload the page; nothing that was saved is lost.`;
}
