// What the page says, in plain words: sentences made from reports and errors. Pure, so that every sentence can be tested.

import type { ChatResult, NightReport, Progress, StatusReport } from '../../workers/lab-api.ts';
import { AppError, codeOf, messageOf } from '../lib/errors.ts';

const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;

const STEPS: Readonly<Record<string, string>> = {
  ask: 'Answering what you asked',
  dream: 'Practising on new tasks',
  train: 'Training',
  consolidate: 'Going over what it knew',
  evaluate: 'Testing, before and after',
  promote: 'Deciding',
};
const ORDER = Object.keys(STEPS);

/** One line of progress: the step in words, and how far it is. */
export function progressWords({ step, done, of, note }: Progress): string {
  const part = of > 1 ? ` (${done} of ${of})` : '';
  return `${STEPS[step] ?? step}${part}${note ? `: ${note}` : ''}`;
}

/** How much of the night is behind, from 0 to 1; all steps count alike. */
export function progressShare({ step, done, of }: Progress): number {
  const at = Math.max(0, ORDER.indexOf(step));
  return (at + (of > 0 ? Math.min(1, done / of) : 0)) / ORDER.length;
}

/** What came of a night, in one or two sentences. */
export function nightWords(report: NightReport): string {
  const { gain, retention, verified, attempts } = report;
  const points = `${Math.round(gain * 100)} of 100 more`;
  const sentences: Readonly<Record<string, string>> = {
    promoted: `Learned. Of new tasks like those you asked for, it now solves ${points} than before, and it kept ${percent(retention.average)} of what it knew.`,
    retention: `Nothing learned: practice would have cost too much of what it knew (it would have kept ${percent(retention.min)} of its weakest level). The model is as it was.`,
    weak_level:
      'Nothing learned: practice would have made it worse at a level that it is still weak in. The model is as it was.',
    nll: 'Nothing learned: practice would have made it less sure of what it knew. The model is as it was.',
    gain: `Nothing learned: after practice it was not better by enough, or not for certain (${points}). The model is as it was.`,
    no_knowledge:
      attempts === 0
        ? 'Nothing learned: nothing that you asked was answered wrongly since it was last practised.'
        : `Nothing learned: only ${verified} of ${attempts} practice solutions were right, too few to learn from. Ask for something that the teacher can do.`,
    interrupted: 'Stopped. What was done is kept: go on whenever you like.',
    error: `The night failed${detailOf(report)} What was done is kept, the model is as it was.`,
  };
  return sentences[report.reason] ?? `The night ended: ${report.reason}. The model is as it was.`;
}

function detailOf(report: NightReport): string {
  const detail = 'detail' in report && typeof report.detail === 'string' ? report.detail : '';
  return detail ? `: ${detail}` : '.';
}

/** How an answer did on the tests of what was asked. */
export function answerWords({ verdict, passed, total, stopped, ms }: ChatResult): string {
  const cut = stopped === 'end' ? '' : ' The answer was cut short.';
  const words: Readonly<Record<string, string>> = {
    pass: `Checked: right in all ${total} tests.`,
    fail: `Checked: right in ${passed} of ${total} tests. A dream can practise this.`,
    error: 'Checked: it cannot be run. A dream can practise this.',
    timeout: `Checked: stopped after ${Math.round(ms)} ms without a result. A dream can practise this.`,
    unmatched: 'Not checked: this fits no kind of task that Dream Lab can test, so a dream will not practise it.',
  };
  return (words[verdict] ?? 'Not checked: no test could decide.') + cut;
}

/** Who answers now. */
export function learnerWords({ learner, nights }: StatusReport): string {
  const who = learner.adapter ? 'Dream S answers with what it learned' : 'Dream S answers as it was shipped';
  const count =
    nights.total === 0 ? 'no night so far' : nights.total === 1 ? 'one night so far' : `${nights.total} nights so far`;
  return `${who}; ${count}.`;
}

/** A sentence with what to do, for anything that can be thrown. Our own errors say it themselves. */
export function faultWords(error: unknown): string {
  if (error instanceof AppError && codeOf(error) !== 'unknown/error') return messageOf(error);
  return `Something went wrong: ${messageOf(error)}. Reload the page; nothing that was saved is lost.`;
}
