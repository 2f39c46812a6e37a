// The sentence that tells why it is dreaming or not, for every rule.

import { describe, expect, it } from 'vitest';
import { DEFAULTS, fits, preferencesOf, PRESETS, SETTINGS } from '../team/meta.ts';
import { type Facts, inHours, whyDreaming } from './policy.ts';

const away: Facts = {
  preferences: { ...DEFAULTS, dreaming: true },
  ...{
    ready: true,
    failed: false,
    dreaming: false,
    asked: false,
    elsewhere: false,
    open: 2,
    unfinished: false,
    idleMs: 400_000,
  },
  ...{ visible: true, charging: true, hour: 12, dreamedMinutes: 0 },
};
const given = (changes: Partial<Facts>): Facts => ({ ...away, ...changes });

describe('it dreams', () => {
  it('when every rule holds', () => expect(whyDreaming(away)).toMatchObject({ dreams: true, line: 'About to dream.' }));
  it('and says so', () => expect(whyDreaming(given({ dreaming: true })).line).toMatch(/^Dreaming\. It stops/));
  it('while the user is not away, when it was asked to', () =>
    expect(whyDreaming(given({ dreaming: true, asked: true, idleMs: 0, visible: false })).line).toMatch(/you asked/));
  it('on, whatever comes to be learned meanwhile', () =>
    expect(whyDreaming(given({ dreaming: true, open: 0 })).dreams).toBe(true));
  it('where the browser does not tell about power', () =>
    expect(whyDreaming(given({ charging: null })).dreams).toBe(true));
  it('to end a night that was cut short', () =>
    expect(whyDreaming(given({ open: 0, unfinished: true })).dreams).toBe(true));
});

describe('it does not dream, and says why', () => {
  it.each<[Partial<Facts>, RegExp]>([
    [{ preferences: DEFAULTS }, /dreaming by itself is off/],
    [{ ready: false }, /models are starting/],
    [{ ready: false, failed: true }, /could not be started/],
    [{ elsewhere: true }, /Another tab is dreaming/],
    [{ open: 0 }, /nothing that you asked was answered wrongly/],
    [{ dreamedMinutes: 60 }, /its 60 minutes of the last 24 hours/],
    [{ preferences: { ...away.preferences, fromHour: 2, toHour: 6 } }, /between 2 and 6 o’clock/],
    [{ charging: false }, /on its battery/],
    [{ visible: false }, /page is hidden/],
    [{ idleMs: 240_000 }, /you are here\. It begins when you have been away for 5 minutes/],
  ])('%o', (changes, line) => {
    const why = whyDreaming(given(changes));
    expect(why.dreams).toBe(false);
    expect(why.line).toMatch(line);
    expect(why.rules.filter(({ holds }) => !holds)).toHaveLength(1);
  });
});

describe('a dream that began by itself ends', () => {
  it.each<[Partial<Facts>, RegExp]>([
    [{ preferences: DEFAULTS }, /dreaming by itself is off/],
    [{ dreamedMinutes: 60 }, /its 60 minutes of the last 24 hours/],
    [{ preferences: { ...away.preferences, fromHour: 2, toHour: 6 } }, /between 2 and 6 o’clock/],
    [{ charging: false }, /on its battery/],
    [{ visible: false }, /page is hidden/],
    [{ idleMs: 0 }, /you are here/],
  ])('%o', (changes, line) => {
    const why = whyDreaming(given({ ...changes, dreaming: true }));
    expect(why.dreams).toBe(false);
    expect(why.line).toMatch(line);
  });
});

it('hours go over midnight', () => {
  const night = { fromHour: 22, toHour: 6 };
  expect([21, 22, 23, 0, 5, 6].map((hour) => inHours(hour, night))).toEqual([false, true, true, true, true, false]);
  expect(inHours(13, { fromHour: 0, toHour: 0 })).toBe(true);
});

describe('what is stored', () => {
  it('falls back to the default where it does not fit', () =>
    expect(preferencesOf({ idleMinutes: 'soon', tasks: 1e9, theme: 'toString', dreaming: true, unknown: 1 })).toEqual({
      ...DEFAULTS,
      dreaming: true,
    }));
  it('is kept where it names what can be held on to, and nothing else', () => {
    const kept = (against: string): string => preferencesOf({ against }).against;
    const encoder = `encoder:${'0a'.repeat(32)}`;
    expect(['none', 'base', 'pca', encoder].map(kept)).toEqual(['none', 'base', 'pca', encoder]);
    expect(['', 'dream-s', 'encoder:short', `onnx:${'0a'.repeat(32)}`].map(kept)).toEqual(
      Array.from({ length: 4 }, () => DEFAULTS.against),
    );
  });
  it('every default and preset fits its setting', () => {
    for (const [name, value] of Object.entries({ ...DEFAULTS, ...PRESETS.ours.values, ...PRESETS.nightly.values }))
      expect([name, fits(SETTINGS[name as keyof typeof SETTINGS], value)]).toEqual([name, true]);
  });
});
