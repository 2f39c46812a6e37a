import { describe, expect, it } from 'vitest';
import type { ArmRows, Experiment } from './experiment.ts';
import { fingerprintOf, marked, settingsLines, settingsTold } from './fingerprint.ts';
import { experiments } from './index.ts';
import { EXPERIMENTS } from './names.ts';
import { publishedText, published, withRows } from './published.ts';

const ORIGIN = { date: '2026-11-27', machine: 'here' };
const row = (seed: string, of?: string) => ({ seed, gain: 0.1, ...(of === undefined ? {} : { of }) });
const now = (seed: string, arm: string) => marked(row(seed), 'month', arm);

describe('the fingerprint of a row', () => {
  it('is short, and another one for other settings, weights, experiments and arms', async () => {
    const measured = { settings: { tasks: 1, way: 0.8 }, weights: { 'dream-s': { 'model.safetensors': 'a' } } };
    const own = await fingerprintOf('month', 'nights', measured);
    expect(own).toMatch(/^[0-9a-f]{16}$/);
    const sorted = { ...measured, settings: { way: 0.8, tasks: 1 } };
    expect(await fingerprintOf('month', 'nights', sorted)).toBe(own);
    const others = await Promise.all([
      fingerprintOf('week', 'nights', measured),
      fingerprintOf('month', 'half a month', measured),
      fingerprintOf('month', 'nights', { ...measured, settings: { tasks: 2, way: 0.8 } }),
      fingerprintOf('month', 'nights', { ...measured, weights: { 'dream-s': { 'model.safetensors': 'b' } } }),
    ]);
    expect(new Set([own, ...others]).size).toBe(5);
  });

  it('is of the settings and weights that there are, and stands in the row', async () => {
    const of = await fingerprintOf('month', 'nights');
    expect(of).not.toBe(await fingerprintOf('month', 'nights', { settings: {}, weights: {} }));
    expect(await now('1', 'nights')).toEqual({ ...row('1'), of });
  });
});

describe('rows of other settings than today', () => {
  it('are told by arm and seed, those that do not say theirs apart; nothing is told where there are none', async () => {
    const rows = {
      nights: [await now('1', 'nights'), await now('2', 'nights'), row('3')],
      'without room': [row('3', 'other'), await now('4', 'nights'), await now('5', 'without room')],
      none: [],
    };
    const told = await settingsTold('month', rows);
    expect(told).toEqual({ otherSettings: { 'without room': ['3', '4'] }, unknownSettings: { nights: ['3'] } });
    expect(settingsLines('month', told)).toEqual([
      "month, without room: seeds 3, 4 were measured at other settings than today's; measure them anew with --fresh",
    ]);
    expect(settingsLines('month', { otherSettings: { nights: ['4'] } })).toEqual([
      "month, nights: seed 4 was measured at other settings than today's; measure it anew with --fresh",
    ]);
    const none = await settingsTold('month', { nights: rows.nights.slice(0, 2) });
    expect(Object.keys(none)).toEqual([]);
    expect(settingsLines('month', none)).toEqual([]);
  });

  it('are told where they are published, as of that day', async () => {
    const rows = { nights: [await now('1', 'nights'), row('2', 'other'), row('3')] };
    const text = await publishedText('month', withRows({ ...ORIGIN, rows }, {}));
    expect(JSON.parse(text)).toEqual({
      ...{ ...ORIGIN, otherSettings: { nights: ['2'] }, unknownSettings: { nights: ['3'] } },
      rows: { nights: rows.nights.map((each) => ({ ...each, ...ORIGIN })) },
    });
    const measured = {
      nights: await Promise.all(['2', '3'].map(async (seed) => ({ ...(await now(seed, 'nights')), ...ORIGIN }))),
    };
    const again = withRows(JSON.parse(text) as never, measured);
    expect(Object.keys(JSON.parse(await publishedText('month', again)) as object)).toEqual(['date', 'machine', 'rows']);
  });
});

it('no experiment finds another thing in rows that say their settings', () => {
  const say = (rows: ArmRows): ArmRows =>
    Object.fromEntries(
      Object.entries(rows).map(([arm, own]) => [arm, own.map((each) => ({ ...each, of: 'f'.repeat(16) }))]),
    );
  expect(EXPERIMENTS.some((name) => published(name) !== null)).toBe(true);
  for (const name of EXPERIMENTS) {
    const rows: ArmRows = published(name)?.rows ?? {};
    const { conclude, findings, signs }: Experiment = experiments[name];
    const found = (of: ArmRows) => [conclude(of), findings?.(of), signs?.(of)];
    expect(found(say(rows))).toEqual(found(rows));
  }
});
