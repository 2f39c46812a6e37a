import { describe, expect, it } from 'vitest';
import type { NightReport } from '../../workers/lab-api.ts';
import { REASONS } from '../db/tables/moves.ts';
import { AppError } from '../lib/errors.ts';
import {
  answerWords,
  faultWords,
  learnerWords,
  leftWords,
  nightWords,
  progressShare,
  progressWords,
  weighingWords,
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

describe('how lessons were weighed', () => {
  const words = (weighing: NightReport['weighing']) => weighingWords({ weighing });

  it('is said in numbers of equal solutions, and not said where all were equal', () => {
    expect(words({ lessons: 216, effective: 150.4, kept: 1 })).toBe(
      'What matters most to you counted most: its 216 solutions told as much as 150 that count alike.',
    );
    expect(words({ lessons: 216, effective: 216, kept: 1 })).toBe('');
    expect(words(null)).toBe('');
  });

  it('says when weights were evened out', () => {
    expect(words({ lessons: 40, effective: 20, kept: 0.6 })).toContain('evened out');
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

describe('progress', () => {
  it('names the step in words and counts its parts', () => {
    expect(progressWords({ step: 'dream', done: 2, of: 8, note: '60 of 64 solutions passed' })).toBe(
      'Practising on new tasks (2 of 8): 60 of 64 solutions passed',
    );
  });

  it('never goes back over the steps of a night', () => {
    const shares = ['ask', 'dream', 'teach', 'train', 'reflect', 'consolidate', 'evaluate', 'promote'].flatMap((step) =>
      [0, 1, 2].map((done) => progressShare({ step, done, of: 2, note: '' })),
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
