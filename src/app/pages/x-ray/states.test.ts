// Six nights: two that were kept, one that was thrown away between them, one that was kept and taken back, one by another learner, one that is still going on.

import { describe, expect, it } from 'vitest';
import { samples } from '../../../../tests/contracts/row-samples.ts';
import type { RowOf } from '../../../db/tables/index.ts';
import type { Summary } from '../../../lib/forgetting.ts';
import { must } from '../../../lib/assert.ts';
import { type Correlation, distancesOf, type Rows, type XRay, xrayOf } from './states.ts';
import { alertsOf, calmWords, cellWords, correlationWords, figuresOf, pointsWords, stateWords } from './words.ts';

const LEVELS = [1, 6];
const night = (id: string, at: number): RowOf<'nights'> =>
  ({ ...samples.nights, event: 'started', id, at, night: null }) as RowOf<'nights'>;
const checkpoint = (file: string, made: string | null, parent: string | null, base = 'base'): RowOf<'checkpoints'> =>
  ({ ...samples.checkpoints, id: `#${file}`, file, night: made, parent, base, kind: 'lora' }) as RowOf<'checkpoints'>;
const score = (made: string, phase: 'before' | 'after', file: string, level: number, passes: number) =>
  ({
    ...samples.evals,
    night: made,
    phase,
    checkpoint: file,
    level,
    passes,
    total: 100,
    items: `${level}`,
  }) as RowOf<'evals'>;
const measured = (
  made: string,
  before: [string, number, number],
  after: [string, number, number],
): RowOf<'evals'>[] => [
  score(made, 'before', before[0], 1, before[1]),
  score(made, 'after', after[0], 1, after[1]),
  score(made, 'before', before[0], 6, before[2]),
  score(made, 'after', after[0], 6, after[2]),
];
const move = (file: string, action: 'promote' | 'reject', kl?: number): RowOf<'moves'> => {
  const [id, detail] = [`#${file}`, kl === undefined ? null : { manners: { kl } }];
  return { ...samples.moves, action, checkpoint: id, to: action === 'promote' ? id : null, detail } as RowOf<'moves'>;
};

const checkpoints = [
  checkpoint('one', 'n1', null),
  checkpoint('bad', 'n2', '#one'),
  checkpoint('two-trained', 'n3', '#one'),
  checkpoint('two', 'n3', '#two-trained'),
  checkpoint('back', 'n4', '#two'),
  checkpoint('other', 'n5', null, 'other base'),
];
const moves = [
  move('one', 'promote', 0.01),
  move('bad', 'reject', 0.09),
  move('two', 'promote', 0.02),
  move('back', 'promote', 0.03),
];
const rows: Rows = {
  checkpoints,
  moves,
  nights: ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map((id, i) => night(id, 1000 + i)),
  evals: [
    ...measured('n1', ['base', 100, 10], ['one', 98, 80]),
    ...measured('n2', ['one', 98, 80], ['bad', 50, 80]),
    ...measured('n3', ['one', 98, 80], ['two', 97, 70]),
    ...measured('n4', ['two', 97, 70], ['back', 99, 90]),
    ...measured('n5', ['other base', 60, 60], ['other', 60, 60]),
  ],
  kl: distancesOf(moves, checkpoints),
};
const told = ({ summary }: XRay): Summary => must(summary, 'a summary');
const xray = xrayOf(rows, { base: 'base', adapter: 'two' }, LEVELS);
const summary = told(xray);

it('shows a night that examined two candidates by the one that it decided about', () => {
  const far = ['1', '6'].map((items) => score('n2', 'after', 'far', Number(items), 40));
  const [before, after] = [rows.evals.slice(0, 4), rows.evals.slice(4)];
  const twice = {
    ...rows,
    checkpoints: [...checkpoints, checkpoint('far', 'n2', '#one')],
    evals: [...before, ...far, ...after],
  };
  const shown = (of: Rows): string[] =>
    xrayOf(of, { base: 'base', adapter: 'two' }, LEVELS).states.map(({ file }) => file);
  expect(shown(twice)).toEqual(shown(rows));
});

describe('states', () => {
  it('are those of this learner, in order, with what became of them', () =>
    expect(xray.states.map(({ file, night: made, fate }) => [file, made, fate])).toEqual([
      ['base', null, 'shipped'],
      ['one', 'n1', 'kept'],
      ['bad', 'n2', 'not kept'],
      ['two', 'n3', 'kept'],
      ['back', 'n4', 'taken back'],
    ]));

  it('tell which levels kept too little, by what came before them alone', () =>
    expect(xray.states.map(({ worn }) => worn)).toEqual([[], [], [1], [6], []]));

  it('are not measured by what was thrown away', () => {
    const once = [score('n2', 'after', 'bad', 7, 90), score('n3', 'after', 'two', 7, 70)];
    const { states } = xrayOf({ ...rows, evals: [...rows.evals, ...once] }, { base: 'base', adapter: 'two' }, [7]);
    expect(states.map(({ worn }) => worn)).toEqual([[], [], [], [], []]);
  });

  it('have the distance that the gate measured', () => {
    expect(xray.states.map(({ kl }) => kl)).toEqual([null, 0.01, 0.09, 0.02, 0.03]);
    const none = [null, 7, 'text', [], { manners: null }, { manners: { kl: null } }];
    const without = none.map((detail) => ({ ...move('one', 'promote'), detail }));
    expect(distancesOf(without, checkpoints).size).toBe(0);
  });

  it('of another learner are told of that one', () =>
    expect(xrayOf(rows, { base: 'other base', adapter: 'other' }, LEVELS).states.map(({ fate }) => fate)).toEqual([
      'shipped',
      'kept',
    ]));
});

describe('the summary', () => {
  it('is of what answers and what came before it', () => {
    expect(summary.levels[0]?.retention).toBeCloseTo(0.97, 12);
    expect(summary.levels[1]?.retention).toBeCloseTo(70 / 80, 12);
    expect(summary.acc).toBeCloseTo(0.835, 12);
  });

  it('is none where what answers was not measured yet, whatever came before it', () => {
    const brought = [...checkpoints, checkpoint('brought', null, null), checkpoint('trained on', null, '#two')];
    for (const adapter of ['brought', 'trained on', 'of no row']) {
      const { states, summary: none } = xrayOf({ ...rows, checkpoints: brought }, { base: 'base', adapter }, LEVELS);
      expect(none).toBeNull();
      expect(states).toHaveLength(5);
    }
    const examined = [...rows.evals, ...measured('n6', ['brought', 70, 60], ['worse', 70, 50])];
    const after = xrayOf(
      { ...rows, checkpoints: brought, evals: examined },
      { base: 'base', adapter: 'brought' },
      LEVELS,
    );
    expect(after.summary?.acc).toBeCloseTo(0.65, 12);
  });

  it('compares nothing once all was taken back', () => {
    const base = xrayOf(rows, { base: 'base', adapter: null }, LEVELS);
    expect(base.summary).toMatchObject({ bwt: null, retention: { average: null } });
    expect(base.states.map(({ fate }) => fate)).toEqual([
      'shipped',
      'taken back',
      'not kept',
      'taken back',
      'taken back',
    ]);
    expect(calmWords(told(base), base.states)).toMatch(/answers as it was shipped/);
  });

  it('of no evals has no states', () =>
    expect(xrayOf({ ...rows, evals: [] }, { base: 'base', adapter: null }, LEVELS).states).toEqual([]));
});

describe('KL', () => {
  it('is compared with what is forgotten up to the same state, whether it was kept or not', () => {
    // Of level 1: 2, 50, 3 and 1 points under its best, 100; of level 6, once learned: none at first, 0, 10 and −10 (from 80 and 70 to 90).
    expect(xray.states.map(({ forgetting }) => forgetting)).toEqual(
      [null, 0.02, 0.25, 0.065, -0.045].map((value) => (value === null ? null : expect.closeTo(value, 12))),
    );
    const { r, n, interval } = xray.kl as Correlation;
    expect(n).toBe(4);
    // Pearson of (0.01, 0.02), (0.09, 0.25), (0.02, 0.065), (0.03, −0.045).
    expect(r).toBeCloseTo(0.86226, 5);
    expect(interval).toEqual([expect.closeTo(-0.57696, 4), expect.closeTo(0.99707, 4)]);
    expect(xrayOf({ ...rows, kl: new Map() }, { base: 'base', adapter: 'two' }, LEVELS).kl).toBeNull();
  });

  it('of what no night made counts for nothing', () => {
    const merged = { ...checkpoint('merged', null, '#one'), config: { parts: ['#one', '#back'] } };
    const brought = checkpoint('brought', null, null);
    const own = ['merged', 'brought'].flatMap((file) => [
      score('', 'after', file, 1, 20),
      score('', 'after', file, 6, 20),
    ]);
    const more = { ...rows, checkpoints: [...checkpoints, merged, brought], evals: [...rows.evals, ...own] };
    const kl = new Map([...rows.kl, ['merged', 0.9], ['brought', 0.8]]);
    const found = xrayOf({ ...more, kl }, { base: 'base', adapter: 'two' }, LEVELS);
    expect(found.states.slice(-2).map((state) => stateWords(state).split(',')[0])).toEqual([
      'Merged',
      'Brought by you',
    ]);
    expect(found.states.slice(-2).every(({ kl: far, forgetting }) => far !== null && forgetting !== null)).toBe(true);
    expect(found.kl).toEqual(xray.kl);
  });
});

describe('words', () => {
  it('of figures', () =>
    expect(figuresOf(summary).map(({ term, value }) => [term, value])).toEqual([
      ['ACC', '84 %'],
      ['retention', '92 %'],
      ['forgetting', '6.5 points'],
      ['BWT', '−6.5 points'],
    ]));

  it('of points: a sign where it says something, none for nothing', () => {
    expect([0.012, -0.012, 0.0004, null].map((value) => pointsWords(value, true))).toEqual([
      '+1.2 points',
      '−1.2 points',
      '0.0 points',
      '–',
    ]);
    expect(pointsWords(0.012)).toBe('1.2 points');
  });

  it('of alerts and their absence', () => {
    expect(alertsOf(summary)).toEqual([
      'Level 6 (choosing from a list) has kept 87 % of what it could, less than 95 %: 80 % of its tasks when it was learned, 70 % now.',
    ]);
    const one = xrayOf(rows, { base: 'base', adapter: 'one' }, LEVELS);
    expect(alertsOf(told(one))).toEqual([]);
    expect(calmWords(told(one), one.states)).toMatch(/the level that it had learned before kept at least 95 %/);
    const first = xrayOf({ ...rows, evals: rows.evals.slice(0, 1) }, { base: 'base', adapter: null }, LEVELS);
    expect(calmWords(told(first), first.states)).toMatch(/nothing to compare yet/);
  });

  it('of correlations that say little', () => {
    const few = /cannot be told yet: /;
    expect(correlationWords({ r: null, n: 0, interval: null })).toMatch(/cannot be told yet: no night was measured\.$/);
    expect(correlationWords({ r: null, n: 1, interval: null })).toMatch(/cannot be told yet: one night is too few\.$/);
    expect(correlationWords({ r: 0.99, n: 7, interval: [0.93, 1] })).toMatch(/yet: 7 nights are too few\.$/);
    expect(correlationWords({ r: null, n: 8, interval: null })).toMatch(few);
    expect(correlationWords({ r: 0.5, n: 9, interval: [-0.25, 0.87] })).toMatch(
      /yet: 9 nights are too few \(correlation 0\.50, 95 % interval −0\.25 to 0\.87\)\.$/,
    );
  });

  it('of correlations that say something', () => {
    expect(correlationWords({ r: 0.9, n: 8, interval: [0.53, 0.98] })).toMatch(
      /, the more is forgotten: correlation 0\.90, 95 % interval 0\.53 to 0\.98, over 8 nights\.$/,
    );
    expect(correlationWords({ r: -0.9, n: 9, interval: [-0.98, -0.59] })).toMatch(/, the less is forgotten: /);
  });

  it('of rows and cells', () => {
    const state = {
      file: 'x',
      fate: 'kept',
      merged: false,
      cells: [],
      worn: [],
      forgetting: null,
      kl: null,
      at: 0,
    } as const;
    expect(stateWords({ ...state, night: null })).toMatch(/^Brought by you, /);
    expect(stateWords({ ...state, fate: 'shipped', night: null })).toBe('As shipped');
    expect(cellWords(undefined, false)).toBe('not measured');
    expect(cellWords(xray.states[0]?.cells[0]?.[0], true)).toBe(', less than 95 % of what it was');
  });
});
