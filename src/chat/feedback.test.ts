// What the user says about answers: rows that take the place of others, and what a night makes of them.

import { describe, expect, it } from 'vitest';
import { domain } from '../../tests/doubles/domain.ts';
import { enter, makeWorld, type Session } from '../../tests/doubles/world.ts';
import { chooseSeeds } from '../dream/seeds.ts';
import type { Engine } from '../engine/engine.ts';
import { must } from '../lib/assert.ts';
import { correct, type Judge, mend, takeBack, vote } from './feedback.ts';
import { converse } from './converse.ts';

const signal = new AbortController().signal;
const night = { id: 'f'.repeat(64), seed: '1' };

type Asked = { session: Session; judge: Judge; id: string };

async function asked(prompt: string): Promise<Asked> {
  const session = await enter(await makeWorld());
  const { store, sandbox, clock, engine, learner } = session.context;
  const talks: Engine = {
    ...engine,
    generate: async (messages, options, _, signal) =>
      must((await engine.generateBatch([messages], options, signal))[0], 'answer'),
  };
  const it = { store, sandbox, clock, engine: talks, speaker: { ...learner, told: false }, domain, maxNewTokens: 40 };
  const { episode } = await converse(it, prompt, () => undefined, signal);
  return { session, judge: { store, sandbox, clock, entry: 'solve' }, id: episode };
}

const open = async ({ session }: Asked): Promise<readonly string[]> =>
  (await chooseSeeds({ ...session.context, settings: { ...session.context.settings, skills: 5 } }, night)).map(
    ({ skill }) => skill,
  );

describe('a thumb', () => {
  it('down opens a skill that passed, up or none closes it again', async () => {
    const it = await asked('l1-add 4');
    expect(await open(it)).toEqual([]);
    const down = await vote(it.judge, it.id, 'down');
    expect(down).toMatchObject({ disliked: true, liked: false, replaces: it.id });
    expect(await open(it)).toEqual(['l1-add']);
    const none = await vote(it.judge, down.id, 'none');
    expect(none).toMatchObject({ disliked: false, liked: false });
    expect(await open(it)).toEqual([]);
    expect(await vote(it.judge, none.id, 'up')).toMatchObject({ liked: true });
  });

  it('needs an answer that is there', async () => {
    const it = await asked('l1-add 4');
    await expect(vote(it.judge, '0'.repeat(64), 'up')).rejects.toMatchObject({ code: 'chat/no-episode' });
  });
});

describe('what is said of a row that something was said about since', () => {
  it('is said of what holds now, so that one row holds', async () => {
    const it = await asked('l1-add 4');
    const up = await vote(it.judge, it.id, 'up');
    const again = await vote(it.judge, it.id, 'up');
    expect(again).toMatchObject({ liked: true, replaces: up.id });
    const mended = await mend(it.judge, it.id, 'function solve(n) { return n + 4; }', signal);
    expect(mended).toMatchObject({ liked: true, author: 'user', replaces: again.id });
  });

  it('cannot be taken back', async () => {
    const it = await asked('l1-add 4');
    const up = await vote(it.judge, it.id, 'up');
    const down = await vote(it.judge, up.id, 'down');
    await expect(takeBack(it.judge, up.id)).rejects.toMatchObject({ code: 'chat/said-since' });
    expect(await takeBack(it.judge, down.id)).toMatchObject({ liked: true, disliked: false, replaces: down.id });
  });
});

it('half an answer is neither judged nor stored', async () => {
  const { context } = await enter(await makeWorld());
  const { store, sandbox, clock, engine, learner } = context;
  const cut: Engine = {
    ...engine,
    generate: () =>
      Promise.resolve({ text: 'function solve', tokens: 2, promptTokens: 3, seconds: 1, stopped: 'stopped' } as never),
  };
  const it = { store, sandbox, clock, engine: cut, speaker: { ...learner, told: false }, domain, maxNewTokens: 40 };
  await expect(converse(it, 'l1-add 4', () => undefined, signal)).rejects.toMatchObject({ code: 'abort/aborted' });
  expect(await store.list('episodes')).toEqual([]);
});

it('takes back what was said last, and that again', async () => {
  const it = await asked('l6-add 17');
  const first = must(await it.judge.store.get('episodes', it.id), 'episode');
  const mended = await mend(it.judge, it.id, 'function solve() { return 0; }', signal);
  const back = await takeBack(it.judge, mended.id);
  expect(back).toMatchObject({ answer: first.answer, verdict: first.verdict, author: 'model', replaces: mended.id });
  expect(await takeBack(it.judge, back.id)).toMatchObject({ answer: mended.answer, author: 'user' });
});

describe('an answer mended by hand', () => {
  it('is judged, and does not count as learned', async () => {
    const it = await asked('l6-add 17');
    const task = must(domain.match('l6-add 17'), 'match').task;
    const mended = await mend(it.judge, it.id, task.reference, signal);
    expect(mended).toMatchObject({ verdict: 'pass', author: 'user', answer: task.reference });
    expect(await open(it)).toEqual(['l6-add']);
    expect(await mend(it.judge, mended.id, 'function solve() { return 0; }', signal)).toMatchObject({
      verdict: 'fail',
    });
  });
});

it('refuses what is too long', async () => {
  const it = await asked('l1-add 4');
  const long = { code: 'chat/too-long' };
  await expect(mend(it.judge, it.id, 'x'.repeat(8001), signal)).rejects.toMatchObject(long);
  const test = { args: ['x'.repeat(10_000)], expected: 1 };
  await expect(correct(it.judge, it.id, test, signal)).rejects.toMatchObject(long);
});

describe('a correction', () => {
  it('that the skill agrees with joins the tests', async () => {
    const it = await asked('l1-add 4');
    const { task } = must(domain.match('l1-add 4'), 'match');
    const [test] = task.hidden;
    const row = await correct(it.judge, it.id, must(test, 'test'), signal);
    expect(row).toMatchObject({ verdict: 'pass', skill: 'l1-add', total: task.shown.length + task.hidden.length + 1 });
  });

  it('that it does not agree with shows that the prompt was not understood', async () => {
    const it = await asked('l6-add 17');
    const row = await correct(it.judge, it.id, { args: [1], expected: 'something else' }, signal);
    expect(row).toMatchObject({ verdict: 'unmatched', skill: null, task: null });
    expect(row.corrections).toEqual([{ args: [1], expected: 'something else' }]);
    expect(await open(it)).toEqual([]);
  });

  it('of a prompt that fits no skill is kept, and judged alone', async () => {
    const it = await asked('what is love');
    const row = await correct(it.judge, it.id, { args: [1], expected: 2 }, signal);
    expect(row).toMatchObject({ verdict: 'unmatched', corrections: [{ args: [1], expected: 2 }] });
    const mended = await mend(it.judge, row.id, 'function solve(n) { return n + 1; }', signal);
    expect(mended).toMatchObject({ verdict: 'unmatched', passed: 1, total: 1 });
  });
});
