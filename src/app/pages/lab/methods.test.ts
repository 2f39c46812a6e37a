import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/findings.ts';
import { METHOD_NAMES } from '../../../team/meta.ts';
import { FINDINGS } from './findings.gen.ts';
import { findingWords, GROUPS, isUntold, sourceWords, toldOf, verdictWords, WAYS } from './methods.ts';

const entries = GROUPS.flatMap((group) => group.entries);
const finding: Finding = {
  method: 'dpo',
  measure: 'gain',
  against: 'without it',
  seeds: 5,
  mean: 0.0125,
  low: -0.002,
  high: 0.028,
};

describe('the methods of the Lab page', () => {
  it('are all that can be switched on, and all that was measured', () => {
    const names = entries.flatMap((entry) => entry.names);
    expect(names).toEqual(expect.arrayContaining([...METHOD_NAMES]));
    expect(names).toEqual(
      expect.arrayContaining(FINDINGS.flatMap(({ findings }) => findings.map(({ method }) => method))),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('have training the top layer alone among those that can be switched on, with what was measured of it', () => {
    const group = GROUPS.find(({ title }) => title === 'Can be switched on');
    const entry = group?.entries.find(({ names }) => names.includes('top-layers'));
    expect(entry).toMatchObject({ title: 'Train the top layer alone', setting: 'topLayers' });
    expect(entry?.hint).toContain('Learners that you bring do without');
    expect(entry && toldOf(entry, FINDINGS).map(({ measure }) => measure)).toEqual(['time', 'loss']);
  });

  it('have the other losses over what a teacher says, each by its name', () => {
    const entry = entries.find(({ names }) => names.includes('jsd'));
    expect(entry?.names).toContain('logit-mse');
    expect(entry?.names.map((name) => WAYS[name])).toEqual(['Halfway between both (JSD)', 'By squares (MSE)']);
  });
});

it('says which is left out while a teacher teaches that cannot tell how sure it was', () => {
  const leftOut = (teacher: string, learner = 'dream-s'): unknown[] =>
    entries.filter((entry) => isUntold(entry, { teacher, learner }, [])).map(({ setting }) => setting);
  expect(leftOut('dream-l')).toEqual([]);
  for (const teacher of ['endpoint', 'built-in', `imported:${'a'.repeat(64)}`, `onnx:${'a'.repeat(64)}`])
    expect(leftOut(teacher)).toEqual(['distil']);
  expect(leftOut('dream-l', `imported:${'a'.repeat(64)}`)).toEqual(['distil']);
});

describe('what was measured, in words', () => {
  it('tells shares in points, with what it was compared with', () => {
    expect(findingWords(finding)).toBe('Of 100 new tasks it solves 1.3 more (0.2 fewer to 2.8 more) than without it.');
    expect(verdictWords(finding)).toBe('May be chance.');
    const less = { ...finding, mean: -0.01, low: -0.03, high: 0.01 };
    const sure = { ...less, high: -0.004 };
    expect(findingWords(sure)).toBe('Of 100 new tasks it solves 1.0 fewer (0.4 to 3.0 fewer) than without it.');
    expect(findingWords({ ...less, mean: 0, low: -0.0001, high: 0.0002 })).toBe(
      'Of 100 new tasks it solves 0.0 more (0.0 to 0.0 more) than without it.',
    );
    expect(findingWords(less)).toBe('Of 100 new tasks it solves 1.0 fewer (3.0 fewer to 1.0 more) than without it.');
  });

  it('tells ratios as they are, and seconds', () => {
    const ratio: Finding = { ...finding, measure: 'time', mean: 0.312, low: 0.3, high: 0.32, against: 'all layers' };
    expect(findingWords(ratio)).toBe('Training takes 0.31 (0.30 to 0.32) times that of all layers.');
    expect(verdictWords(ratio)).toBe('Helps.');
    const seconds: Finding = { ...finding, measure: 'seconds', mean: 12.04, low: 3, high: 21 };
    expect(findingWords(seconds)).toBe('A night takes 12.0 s more (3.0 to 21.0 s more) than without it.');
    expect(verdictWords(seconds)).toBe('Harms.');
  });

  it('shows no span after one seed, and believes it little', () => {
    const one: Finding = { ...finding, measure: 'drift', mean: 0.014, low: null, high: null };
    expect(findingWords(one)).toBe('Right answers that it knew are 1.4 % less likely than without it.');
    expect(verdictWords(one)).toBe('One try says little.');
    expect(findingWords({ ...one, mean: -0.02 })).toBe(
      'Right answers that it knew are 2.0 % likelier than without it.',
    );
  });

  it('comes from all experiments that measured the method', () => {
    const facts = { date: '2026-11-26' };
    const all = [
      {
        ...facts,
        experiment: 'held',
        findings: [
          { ...finding, method: 'pca' },
          { ...finding, seeds: 1 },
        ],
      },
      { ...facts, experiment: 'preferences', findings: [finding] },
    ];
    const told = toldOf({ names: ['dpo'], title: '', hint: '' }, all);
    expect(told.map(sourceWords)).toEqual([
      'One seed, 2026-11-26, experiment held',
      '5 seeds, 2026-11-26, experiment preferences',
    ]);
  });
});
