// What matching promises: known requests with their constants, nothing for what is no kata, honest rates on requests that nobody tuned for.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SAMPLE } from '../../../tools/lab/sample.ts';
import { canonical } from '../../lib/json.ts';
import { katas } from '../katas.ts';
import { candidates } from './match.ts';
import { LEAST_PROBABILITY } from './matching/decide.ts';
import { askedPhrasings } from './matching/phrasings.ts';
import { skills } from './skills.ts';
import { type Exercise, makeAsked, makeExercise } from './tasks.ts';

type ProbeRow = { prompt: string; skill: string | null };

describe('matching a prompt', () => {
  it('finds the skills of the built-in sample, with their constants', () => {
    const found = SAMPLE.map((prompt) => katas.match(prompt)?.task.reference);
    expect(found).toEqual([
      'function solve(list) { return list.filter((x) => x > 12); }',
      'function solve(list) { return list.filter((x) => x > 250); }',
      'function solve(list) { return list.filter((x) => x % 2 === 0); }',
      "function solve(words) { return words.filter((x) => x.startsWith('b')); }",
      "function solve(words) { return words.filter((x) => x.endsWith('ed')); }",
      'function solve(list) { return list.filter((x) => x !== 0); }',
    ]);
  }, 60_000);

  it('gives tests that come from the reference, and both scores', () => {
    const match = katas.match('From the list, keep the numbers greater than 250.');
    expect(match?.score).toBeGreaterThan(match?.runnerUp ?? 1);
    const tests = [...(match?.task.shown ?? []), ...(match?.task.hidden ?? [])];
    expect(tests.length).toBeGreaterThanOrEqual(3);
    for (const { args, expected } of tests) expect(expected).toEqual((args[0] as number[]).filter((x) => x > 250));
  });

  it.each([
    ['an empty prompt', ''],
    ['blanks', ' \n\t '],
    ['an emoji', '😀'],
    ['one long word', 'x'.repeat(5000)],
    ['an endless request', 'keep the even numbers of the list '.repeat(60)],
    ['small talk', 'what is the weather in Oslo tomorrow'],
    ['a poem', 'write a poem about the moon'],
    ['German', 'Schreibe eine Funktion, die alle geraden Zahlen der Liste behält'],
    ['French', 'Écris une fonction qui renvoie la somme de la liste'],
    ['Japanese', 'リストの合計を返す関数を書いて'],
    ['a near miss', 'convert a number to roman numerals'],
  ])('finds nothing in %s', (_, prompt) => {
    expect(katas.match(prompt)).toBeNull();
  });

  it('answers in little time, however long the prompt is', () => {
    const long = 'take the list and keep 3 numbers greater than 12 '.repeat(60).slice(0, 2000);
    const start = performance.now();
    for (let i = 0; i < 20; i++) katas.match(`${i} ${long}`);
    expect((performance.now() - start) / 20).toBeLessThan(200);
  });
});

describe('the constants of matched requests', () => {
  /** Share of the matched exercises whose constants were all read right. */
  function share(exercises: readonly { skill: string; exercise: Exercise }[]): { matched: number; right: number } {
    let [matched, right] = [0, 0];
    for (const { skill, exercise } of exercises) {
      const best = candidates(exercise.prompt)[0];
      if (best?.skill.id !== skill || best.probability < LEAST_PROBABILITY) continue;
      matched += 1;
      if (canonical(best.constants) === canonical(exercise.constants)) right += 1;
    }
    return { matched: matched / exercises.length, right: right / matched };
  }

  it('are those that were filled into the grammar', () => {
    const { matched, right } = share(
      skills.map((skill) => ({ skill: skill.id, exercise: makeExercise(skill, 'held-out', 'constants') })),
    );
    expect(matched).toBeGreaterThan(0.75);
    expect(right).toBeGreaterThanOrEqual(0.97);
  }, 60_000);

  it("are those that were filled into people's own phrases", () => {
    const { matched, right } = share(
      skills.flatMap((skill) =>
        askedPhrasings(skill)
          .slice(0, 2)
          .map(({ text }) => ({ skill: skill.id, exercise: makeAsked(skill, text, 'constants') })),
      ),
    );
    expect(matched).toBeGreaterThan(0.6);
    expect(right).toBeGreaterThanOrEqual(0.97);
  }, 60_000);
});

describe('the rates on the probe set', () => {
  const rows = readFileSync('tests/probe/matching.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ProbeRow);

  // Only rates: a row that fails must not show up in a report that somebody might learn from.
  it('are as measured', () => {
    const found = rows.map(({ prompt, skill }) => ({ skill, found: katas.match(prompt)?.skill ?? null }));
    const right = found.filter((each) => each.found === each.skill).length / rows.length;
    const wrong = found.filter((each) => each.found !== null && each.found !== each.skill).length / rows.length;
    expect(right).toBeGreaterThanOrEqual(0.9);
    expect(wrong).toBeLessThanOrEqual(0.03);
  }, 60_000);
});
