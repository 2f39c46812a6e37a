import { describe, expect, it } from 'vitest';
import type { NightReport } from '../../workers/lab-api.ts';
import { REASONS } from '../db/tables/moves.ts';
import { AppError } from '../lib/errors.ts';
import {
  againWords,
  answerWords,
  faultWords,
  learnerWords,
  leftWords,
  nightWords,
  progressShare,
  progressWords,
} from './words.ts';

const report = {
  reason: 'promoted',
  gain: 0.82,
  retention: { average: 0.99, min: 0.91, level1: 1 },
  verified: 3,
  attempts: 240,
} as NightReport;

describe('what came of a night', () => {
  it('says what was gained and what was kept', () => {
    expect(nightWords(report)).toBe(
      'Learned. Of new tasks like those you asked for, it now solves 82 of 100 more than before, and it kept 99 % of what it knew.',
    );
  });

  it('never says learned when the model was not promoted', () => {
    for (const reason of [...REASONS, 'interrupted', 'error', 'no_knowledge'].filter((name) => name !== 'promoted')) {
      expect(nightWords({ ...report, reason })).not.toMatch(/^Learned/);
    }
  });

  it('says why a night failed when the night knows', () => {
    const failed = { ...report, reason: 'error', detail: 'The file is damaged.' } as NightReport;
    expect(nightWords(failed)).toContain('The file is damaged.');
  });
});

describe('how an answer did', () => {
  const answer = (verdict: string) => ({ verdict, passed: 3, total: 8, disliked: false });

  it('says how many tests were right, and claims nothing when none was made', () => {
    expect(answerWords(answer('fail'))).toBe('Right in 3 of 8 tests. A dream can practise this.');
    expect(answerWords(answer('pass'))).toBe('Right in all 8 tests.');
    for (const verdict of ['unmatched', 'unscorable']) expect(answerWords(answer(verdict))).toMatch(/^Not tested/);
  });

  it('says when an answer was cut short, and when a vote opens it again', () => {
    expect(answerWords(answer('error'), 'length')).toContain('cut short');
    expect(answerWords({ ...answer('pass'), disliked: true })).toContain('A dream can practise this.');
  });
});

describe('an answer that was asked for again', () => {
  const none = { preference: null, teacher: null };
  const said = (verdict: string, passed: number, answer: string) => ({ verdict, passed, total: 8, answer });
  const [bad, good] = [said('fail', 3, 'bad'), said('pass', 8, 'good')];

  it('is mended, worse, closer or the same, and nothing is claimed where nothing was tested', () => {
    expect(againWords({ before: bad, after: good, ...none })).toMatch(/^Mended/);
    expect(againWords({ before: good, after: bad, ...none })).toMatch(/^Worse/);
    expect(againWords({ before: said('fail', 1, 'a'), after: bad, ...none })).toMatch(/^Closer, but still wrong/);
    expect(againWords({ before: bad, after: said('error', 0, 'none'), ...none })).toMatch(/^Still wrong/);
    expect(againWords({ before: good, after: said('pass', 8, 'other'), ...none })).toMatch(/^Both are right/);
    expect(againWords({ before: bad, after: { ...bad, answer: 'bad\n' }, ...none })).toBe('It answers as before.');
  });

  it('is compared by the teacher where no test can, if that can be believed', () => {
    const untested = { before: said('unmatched', 0, 'a'), after: said('unmatched', 0, 'b') };
    expect(againWords({ ...untested, ...none })).toMatch(/no test can tell which is better\. You can tell/);
    const teacher = { cases: 50, right: 45.5 };
    expect(againWords({ ...untested, preference: 0.8, teacher })).toMatch(/prefers the new one, 80 % sure.* 45 of 50/);
    expect(againWords({ ...untested, preference: 0.1, teacher })).toMatch(/prefers the old one, 90 % sure/);
    expect(againWords({ ...untested, preference: null, teacher })).toMatch(/not believed: .*45 of 50 times/);
  });
});

describe('progress', () => {
  it('names the step in words and counts its parts', () => {
    expect(progressWords({ step: 'dream', done: 2, of: 8, note: '60 of 64 solutions passed' })).toBe(
      'Practising on new tasks (2 of 8): 60 of 64 solutions passed',
    );
  });

  it('never goes back over the steps of a night', () => {
    const shares = ['ask', 'dream', 'train', 'try', 'prefer', 'consolidate', 'evaluate', 'promote', 'again'].flatMap(
      (step) => [0, 1, 2].map((done) => progressShare({ step, done, of: 2, note: '' })),
    );
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 12);
  });

  it('tells the time that is left from what was done here', () => {
    const half = { step: 'train', done: 1, of: 1, note: '' };
    expect(leftWords(half, 0, 60_000)).toBe('about 2 minutes left');
    // Gone on where most of it was behind: the little that was done here took long.
    expect(leftWords(half, 0.4, 60_000)).toBe('about 8 minutes left');
    expect(leftWords({ ...half, step: 'ask' }, 0, 1000)).toBe('');
  });
});

describe('faults', () => {
  it('lets our own errors speak for themselves', () => {
    expect(faultWords(new AppError('dreamer/busy', 'Another tab dreams.'))).toBe('Another tab dreams.');
  });

  it('says what to do about any other', () => {
    expect(faultWords(new TypeError('x is undefined'))).toMatch(/x is undefined.*Reload the page/);
  });
});

it('says who answers', () => {
  const status = {
    learner: { model: 'dream-s', base: 'b', adapter: null },
    nights: { total: 0, last: null, unfinished: null },
  };
  expect(learnerWords(status as never)).toBe('Dream S answers as it was shipped; no night so far.');
  const learned = { ...status, learner: { ...status.learner, adapter: 'a' }, nights: { ...status.nights, total: 2 } };
  expect(learnerWords(learned as never)).toBe('Dream S answers with what it learned; 2 nights so far.');
});
