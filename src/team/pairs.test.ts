// Which of two answers is better, and what says so.

import { describe, expect, it } from 'vitest';
import type { RowOf } from '../db/tables/index.ts';
import { pairsOfChat, pairsOfNights } from './pairs.ts';

type Attempt = RowOf<'attempts'>;
type Episode = RowOf<'episodes'>;

const TASK = { id: 't1', prompt: 'l6-add 3', skill: 'l6-add', level: 6 };

let at = 0;
const attempt = (code: string, verdict: Attempt['verdict'], more: Partial<Attempt> = {}): Attempt => ({
  ...{ id: code, seq: 1, previous: null, at: ++at, night: 'n', task: TASK.id, model: 'dream-l', checkpoint: null },
  ...{ code, verdict, passed: verdict === 'pass' ? 5 : 0, total: 5, ms: 1, reason: '', split: 'train', own: false },
  ...more,
});

const episode = (id: string, more: Partial<Episode> = {}): Episode => ({
  ...{ id, seq: 1, previous: null, at: ++at, night: null, prompt: 'Add 3.', answer: id, model: 'dream-s' },
  ...{ checkpoint: null, skill: 'l1-add', level: 1, score: 9, runnerUp: 0, task: 't', verdict: 'fail', passed: 0 },
  ...{ total: 5, liked: false, disliked: false, author: 'model', corrections: [], replaces: null },
  ...more,
});
const PASS = { verdict: 'pass', passed: 5 } as const;
const UNTESTED = { verdict: 'unmatched', passed: 0, total: 0, task: null, skill: null, level: null } as const;

const said = (pairs: ReturnType<typeof pairsOfChat>): string[] =>
  pairs.map(({ chosen, rejected, evidence }) => `${chosen} > ${rejected} by ${evidence}`);

describe('pairs of nights', () => {
  it('are what passed against what did not, of one task', () => {
    const other = attempt('x', 'fail', { task: 't2' });
    const own = attempt('mine', 'fail', { own: true, model: 'dream-s' });
    const pairs = pairsOfNights([TASK, { ...TASK, id: 't2' }], [attempt('right', 'pass'), own, other]);
    expect(pairs).toMatchObject([
      { prompt: 'l6-add 3', chosen: 'right', rejected: 'mine', chosenBy: 'dream-l', rejectedBy: 'dream-s' },
    ]);
    expect(pairs[0]).toMatchObject({
      evidence: 'tests',
      passed: true,
      source: 'dream',
      task: 't1',
      skill: 'l6-add',
      level: 6,
    });
  });

  it('count whatever is no pass as failed, and few tests as none', () => {
    const worse = (['fail', 'error', 'timeout', 'unscorable'] as const).map((verdict) => attempt(verdict, verdict));
    expect(said(pairsOfNights([TASK], [attempt('right', 'pass'), ...worse]))).toHaveLength(4);
    expect(pairsOfNights([TASK], [attempt('lucky', 'pass', { passed: 2, total: 2 }), ...worse])).toEqual([]);
  });

  it('are each there once, and not more than a few of a task', () => {
    const [right, wrong] = [attempt('right', 'pass'), attempt('wrong', 'fail')];
    expect(pairsOfNights([TASK], [right, wrong, { ...right, at: 99 }, { ...wrong, at: 99 }])).toHaveLength(1);
    // The same question in another night.
    const again = [attempt('right', 'pass', { task: 't2' }), attempt('wrong', 'fail', { task: 't2' })];
    expect(pairsOfNights([TASK, { ...TASK, id: 't2' }], [right, wrong, ...again])).toHaveLength(1);
    const many = Array.from({ length: 20 }, (_, i) => attempt(`wrong ${i}`, 'fail'));
    expect(pairsOfNights([TASK], [right, ...many])).toHaveLength(4);
  });
});

describe('pairs of the chat', () => {
  it('come from tests: the same question answered wrongly, and rightly later', () => {
    const rows = [episode('old'), episode('new', { ...PASS, prompt: 'add 3' }), episode('else', { prompt: 'Add 4.' })];
    expect(said(pairsOfChat(rows))).toEqual(['new > old by tests']);
  });

  it('come from votes, also where nothing can be tested', () => {
    const rows = [episode('a', { ...UNTESTED, disliked: true }), episode('b', { ...UNTESTED, liked: true })];
    expect(said(pairsOfChat(rows))).toEqual(['b > a by vote']);
    expect(pairsOfChat([episode('a', UNTESTED), episode('b', UNTESTED)])).toEqual([]);
  });

  it('tell whether the better answer passed its tests, and enough of them', () => {
    const better = [{ ...UNTESTED, liked: true }, { ...PASS }, { verdict: 'pass', passed: 2, total: 2 } as const];
    const passed = better.map((more) => pairsOfChat([episode('a', { disliked: true }), episode('b', more)])[0]?.passed);
    expect(passed).toEqual([false, true, false]);
  });

  it('believe the user that what passed was not wanted, and the tests that what was liked is wrong', () => {
    expect(said(pairsOfChat([episode('a', { ...PASS, disliked: true }), episode('b', PASS)]))).toEqual([
      'b > a by vote',
    ]);
    expect(pairsOfChat([episode('a', { liked: true }), episode('b', { disliked: true })])).toEqual([]);
    expect(pairsOfChat([episode('a', { liked: true }), episode('b', PASS)])).toEqual([]);
  });

  it('come from edits: the user’s own answer against the one that it took the place of', () => {
    const mended = episode('mine', { ...PASS, author: 'user', replaces: 'its' });
    expect(said(pairsOfChat([episode('its', PASS), mended]))).toEqual(['mine > its by edit']);
    const twice = episode('mine again', { ...UNTESTED, author: 'user', replaces: 'mine' });
    expect(said(pairsOfChat([episode('its', PASS), mended, twice]))).toEqual(['mine again > its by edit']);
  });

  it('are none of an edit that fails, that changes nothing, or that was taken back', () => {
    const its = episode('its', PASS);
    expect(pairsOfChat([its, episode('mine', { author: 'user', replaces: 'its' })])).toEqual([]);
    const liked = { author: 'user', replaces: 'its', liked: true } as const;
    expect(pairsOfChat([its, episode('mine', liked)])).toEqual([]);
    // By a correction alone, too.
    expect(pairsOfChat([its, episode('mine', { ...liked, ...UNTESTED, total: 1 })])).toEqual([]);
    expect(said(pairsOfChat([its, episode('mine', { ...liked, ...UNTESTED })]))).toEqual(['mine > its by edit']);
    const undecided = { ...liked, verdict: 'unscorable', total: 0 } as const;
    expect(said(pairsOfChat([its, episode('mine', undecided)]))).toEqual(['mine > its by edit']);
    expect(pairsOfChat([its, episode('same', { ...PASS, answer: 'its', author: 'user', replaces: 'its' })])).toEqual(
      [],
    );
    const mine = episode('mine', { ...PASS, author: 'user', replaces: 'its' });
    expect(pairsOfChat([its, mine, episode('back', { ...PASS, answer: 'its', replaces: 'mine' })])).toEqual([]);
  });

  it('say the last word about two answers, not both', () => {
    const first = [episode('a', { ...UNTESTED, liked: true }), episode('b', { ...UNTESTED, disliked: true })];
    const later = [episode('c', { ...UNTESTED, answer: 'a', disliked: true })];
    const last = [...later, episode('d', { ...UNTESTED, answer: 'b', liked: true })];
    expect(said(pairsOfChat([...first, ...last]))).toEqual(['b > a by vote']);
  });
});
