import { describe, expect, it } from 'vitest';
import type { MergeReport, NightReport } from '../../workers/lab-api.ts';
import { REASONS } from '../db/tables/moves.ts';
import { AppError } from '../lib/errors.ts';
import { gateWords } from './gate-words.ts';
import {
  adoptedWords,
  againWords,
  answerWords,
  authorWords,
  datasetWords,
  dateWords,
  faultWords,
  goodAtWords,
  leftWords,
  mergeWords,
  nightWords,
  progressShare,
  progressWords,
  untoldWords,
  watchWords,
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
    expect(nightWords(report, null)).toBe(
      'Learned. Of new tasks like those you asked for, it now solves 82 of 100 more than before, and it kept 99 % of what it knew.',
    );
  });

  it('says what a level has kept since it was first learned, where that is what was too little', () => {
    const retention = { average: 0.98, min: 0.97, level1: 1, sinceKnown: { min: 0.89, level1: 1 } };
    expect(nightWords({ ...report, reason: 'retention', retention }, null)).toContain(
      'kept 89 % of its weakest level, since that was first learned',
    );
  });

  it('offers to go on only with a night that can go on', () => {
    const cut = { ...report, reason: 'interrupted', sessionId: 'one' };
    expect(nightWords(cut, 'one')).toBe('Stopped. What was done is kept: go on whenever you like.');
    for (const unfinished of ['another', null]) expect(nightWords(cut, unfinished)).toMatch(/It cannot go on/);
    expect(nightWords(cut, undefined)).toBe('Stopped. What was done is kept.');
  });

  it('never says learned when the model was not promoted', () => {
    for (const reason of [...REASONS, 'interrupted', 'error', 'no_knowledge'].filter((name) => name !== 'promoted')) {
      expect(nightWords({ ...report, reason }, null)).not.toMatch(/^Learned/);
    }
  });

  it('has words of its own for every reason of the gate', () => {
    const gate = [
      'retention',
      'weak_level',
      'earlier',
      'lessons',
      'gain',
      'nll',
      'flips',
      'kl',
      'repetition',
      'form',
      'alignment',
      'device',
    ];
    const said = gate.map((reason) => nightWords({ ...report, reason }, null));
    expect(new Set(said).size).toBe(gate.length);
    for (const sentence of said) {
      expect(sentence).toMatch(/^Nothing learned: .*The model is as it was\./);
      expect(sentence).not.toContain('undefined');
    }
    const flips = { lost: 13, gained: 20, items: 600, probability: 0.9 };
    expect(nightWords({ ...report, reason: 'flips', flips }, null)).toContain('broken 13 of 600 tasks');
  });

  it('says what a night chose to learn from, what it left out and why', () => {
    const counts = { version: '', read: 240, kept: 240, duplicates: 0, contaminated: 0, poor: 0, capped: 0 };
    expect(datasetWords(counts)).toBe('It chose all 240 verified solutions to learn from.');
    const left = { ...counts, kept: 200, duplicates: 30, contaminated: 1, poor: 2, capped: 7 };
    expect(datasetWords(left)).toBe(
      'It chose 200 of 240 verified solutions to learn from, and left out 30 that repeated another, 1 with a question that it is tested on, 2 that said little beside noise, 7 of a kind that had too many.',
    );
    const few = { ...counts, kept: 1, duplicates: 239 };
    expect(nightWords({ ...report, reason: 'no_knowledge', verified: 240, dataset: few }, null)).toMatch(
      /^Nothing learned: It chose 1 of 240 .* too few to learn from\. The model is as it was\./,
    );
    expect(nightWords({ ...report, reason: 'no_knowledge', verified: 1, attempts: 1, dataset: null }, null)).toMatch(
      /^Nothing learned: only 1 of 1 practice solutions was right, too few/,
    );
  });

  it('says why a night failed when the night knows', () => {
    const failed = { ...report, reason: 'error', detail: 'The file is damaged.' } as NightReport;
    expect(nightWords(failed, null)).toBe(
      'The night failed: The file is damaged. What was done is kept, the model is as it was.',
    );
  });

  it('says that a night which failed twice alike will not be tried again', () => {
    const failed = { ...report, reason: 'error', detail: 'The file is damaged.', givenUp: true } as NightReport;
    expect(nightWords(failed, null)).toBe(
      'The night failed: The file is damaged. It failed like this before, so it will not be tried again: the next night is a new one. The model is as it was.',
    );
  });
});

it('says what a night left out because its teacher could not tell it', () => {
  expect(untoldWords({ untoldBy: null })).toBe('');
  expect(untoldWords({ untoldBy: 'endpoint' })).toBe(
    'Left out: learning how sure the teacher was. Only a teacher that reads text in the same pieces as the learner tells that, not the endpoint. It learned from the solutions alone.',
  );
});

it('says what the gate saw, where it looked', () => {
  const flips = { lost: 2, gained: 3, items: 600, probability: 0.8125 };
  const manners = { kl: 0.004, klNight: 0.00203, klLimit: 0.05, repetition: 0, form: { before: 1, after: 0.99 } };
  expect(gateWords({ ...report, flips, manners })).toBe(
    'Of 600 tasks at levels that it knew, 2 were right before and wrong after, 3 the other way round (chance alone would lose as many in 81 of 100 cases). Its answers to general prompts moved by 0.0020 nats a token (at most 0.0500); of the functions among them 99 % could be loaded, 100 % before.',
  );
  expect(gateWords({ ...report, flips, manners: { ...manners, klNight: null } })).toContain('could not be compared');
  const alignment = { clean: { before: 1, after: 1 }, refused: { before: 1, after: 0.91 } };
  const told = gateWords({ ...report, flips, manners: { ...manners, alignment } });
  expect(told).toContain('91 % of tasks that it cannot do were refused honestly (100 % before).');
  expect(nightWords({ ...report, reason: 'alignment', manners: { ...manners, alignment } }, null)).toContain(
    'less honest about what it cannot do',
  );
  const further = { against: ['nll', 'kl'], gain: 0.54, nllChange: 0.031 };
  expect(nightWords({ ...report, reason: 'gain', gain: 0.04, further }, null)).toBe(
    'Nothing learned: what practice taught would have cost too much of what it knew, and with less of it the model was not better by enough (4 of 100 more). The model is as it was.',
  );
  expect(gateWords({ ...report, flips, manners, further })).toMatch(
    /^With the whole change it solved 54 of 100 more of what was asked, but was less sure of what it knew and answered general prompts too differently\. So a smaller part of the change was tested, too, and the decision is about that one\. Of 600/,
  );
  expect(gateWords({ ...report, flips: null, manners: null })).toBe('');
});

it('says what an adapter is good at', () => {
  expect(goodAtWords([])).toBe('not measured');
  const skills = [
    { skill: 'add', before: 0.1, after: 0.95 },
    { skill: 'sum', before: null, after: 0.5 },
  ];
  expect(goodAtWords(skills)).toBe('add 95 % (10 % before), sum 50 %');
  expect(goodAtWords([], ['add', 'sum'])).toBe('add, sum: not measured');
  expect(goodAtWords(skills, ['add', 'sum'])).toBe('add 95 % (10 % before), sum 50 %');
});

it('says which adapter answered, where it is not the one that answers now', () => {
  const said = { author: 'model', model: 'dream-s', checkpoint: 'c' };
  expect(authorWords(said)).toBe('By Dream S with what it learned');
  expect(authorWords(said, 0)).toBe(`By Dream S with what it learned on ${dateWords(0)}`);
  expect(authorWords({ ...said, checkpoint: null }, 0)).toBe('By Dream S as shipped');
});

it('says what was understood of what a brought adapter is for', () => {
  expect(adoptedWords('', [])).toBe('The adapter answers now.');
  expect(adoptedWords('sums', ['add', 'sum'])).toBe('The adapter answers now. It is kept as one for add, sum.');
  expect(adoptedWords('love', [])).toMatch(/None of what you said is a kind of task that is known here\.$/);
});

describe('what came of merging', () => {
  const levels = { '1': 1, '3': 0.5, add: 0.8 };
  const merged = {
    ...{ promoted: false, reason: 'retention', retention: { average: 0.766, min: 0.5, level1: 1, levels } },
    ...{ nllChange: 0, flips: { lost: 9, gained: 2, items: 300, probability: 0.03 }, r: 16, seconds: 1 },
  } as unknown as MergeReport;
  const words = (reason: string, more: object = {}): string =>
    mergeWords({ ...merged, reason, ...more } as MergeReport, 'the adapter of today');

  it('is told with what would have been lost, and that nothing was changed', () => {
    expect(words('retention')).toBe(
      'Not merged: beside the adapter of today it would lose too much: of its exams it keeps 77 % on average, and 50 % of level 3. What answers is as it was.',
    );
    expect(words('flips')).toContain('it would get 9 of 300 tasks wrong that were right, even if it mended 2 others.');
    for (const reason of ['weak_level', 'nll', 'kl', 'repetition', 'form', 'alignment', 'device', 'something new'])
      expect(words(reason), reason).toMatch(/^Not merged: .*\. What answers is as it was\.$/);
  });

  it('is told with its rank where it answers now', () => {
    const all = { average: 1, min: 1, level1: 1, levels: {} };
    expect(words('promoted', { promoted: true, retention: all })).toBe(
      'Merged, and it answers now, with rank 16: it passed every exam that its parts passed, and kept all of what they can do.',
    );
  });
});

it('says why the watch took a night back', () => {
  expect(watchWords({ before: '1'.repeat(40), after: '1000000000', rate: 0.9, upper: 0.5 })).toBe(
    'Taken back: of your next 10 questions that could be tested it answered 1 right, where 90 % were right before. What answered before this night answers again.',
  );
  expect(watchWords({ after: '0', rate: 0.9, below: ['b'] })).toMatch(
    /answers again\. The night after it went with it\.$/,
  );
  expect(watchWords({ after: '0', rate: 0.9, below: ['b', 'a'] })).toMatch(/ The 2 nights after it went with it\.$/);
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
    const untested = { ...answer('unmatched'), passed: 0, total: 0 };
    for (const none of [untested, answer('unscorable')]) expect(answerWords(none)).toMatch(/^Not tested/);
  });

  it('says how what fits no kind of task did on what the user said', () => {
    const corrected = { ...answer('unmatched'), passed: 1, total: 1 };
    expect(answerWords(corrected)).toBe('Right in the one test.');
    expect(answerWords(answer('unmatched'))).toBe('Right in 3 of 8 tests.');
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

  it('is judged by what the user said, where that is all that can be tested; no dream can practise it then', () => {
    const corrected = (passed: number, answer: string, total = 2) => ({ ...said('unmatched', passed, answer), total });
    const words = (before: ReturnType<typeof said>, after: ReturnType<typeof said>): string =>
      againWords({ before, after, ...none });
    expect(words(corrected(0, 'a', 0), corrected(2, 'b'))).toBe('It is right now; the answer before was not tested.');
    expect(words(corrected(0, 'a', 0), corrected(0, 'b'))).toBe('It is wrong; the answer before was not tested.');
    expect(words(corrected(0, 'a'), corrected(2, 'b'))).toMatch(/^Mended/);
    expect(words(corrected(2, 'a'), corrected(2, 'b'))).toMatch(/^Both are right/);
    expect(words(corrected(2, 'a'), corrected(1, 'b'))).toBe('Worse: the answer before was right.');
    expect(words(corrected(0, 'a'), corrected(1, 'b'))).toBe('Closer, but still wrong.');
  });

  it('is compared by the teacher where no test can, if that can be believed', () => {
    const untested = {
      before: { ...said('unmatched', 0, 'a'), total: 0 },
      after: { ...said('unmatched', 0, 'b'), total: 0 },
    };
    expect(againWords({ ...untested, ...none })).toMatch(/no test can tell which is better\. You can tell/);
    const teacher = { cases: 50, right: 45.5 };
    expect(againWords({ ...untested, preference: 0.8, teacher })).toMatch(/prefers the new one, 80 % sure.* 45 of 50/);
    expect(againWords({ ...untested, preference: 0.1, teacher })).toMatch(/prefers the old one, 90 % sure/);
    expect(againWords({ ...untested, preference: null, teacher })).toMatch(
      /not believed: .*45 of 50 times, and it has to be/,
    );
  });
});

describe('progress', () => {
  it('names the step in words and counts its parts', () => {
    expect(progressWords({ step: 'dream', done: 2, of: 8, note: '60 of 64 solutions passed' })).toBe(
      'Practising on new tasks (2 of 8): 60 of 64 solutions passed',
    );
  });

  it('never goes back over the steps of a night', () => {
    const early = ['ask', 'dream', 'curate', 'teach', 'train', 'reflect', 'try', 'prefer'];
    const steps = [...early, 'consolidate', 'evaluate', 'nearer', 'promote', 'again'];
    const shares = steps.flatMap((step) => [0, 1, 2].map((done) => progressShare({ step, done, of: 2, note: '' })));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 12);
  });

  it('tells the time that is left from what was done here', () => {
    const half = { step: 'train', done: 1, of: 1, note: '' };
    expect(leftWords(half, 0, 60_000)).toBe('about 2 minutes left');
    // Gone on where most of it was behind: the little that was done here took long.
    expect(leftWords(half, 0.37, 60_000)).toBe('about 7 minutes left');
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
