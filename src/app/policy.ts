// Why it is dreaming, or why not: one decision from facts, told in one line and in full. Pure. The rules stand in the order in which they are told: the
// first that does not hold is the reason.

import type { Preferences } from '../team/meta.ts';

export type Facts = {
  preferences: Preferences;
  /** The team is there; `failed` says why it is not. */
  ready: boolean;
  failed: boolean;
  /** This page dreams now, and because the user asked for it; another tab does. */
  dreaming: boolean;
  asked: boolean;
  elsewhere: boolean;
  /** Skills that were answered wrongly and not learned since; a night that was cut short. */
  open: number;
  unfinished: boolean;
  /** Milliseconds since the last sign of life, on this page or, where the browser tells, on this device. */
  idleMs: number;
  visible: boolean;
  /** Null where the browser does not tell. */
  charging: boolean | null;
  /** Local hour of the day, 0 to 23. */
  hour: number;
  /** Minutes dreamed in the last 24 hours. */
  dreamedMinutes: number;
};

type Rule = {
  name: string;
  /** In one line, said of a rule that does not hold. */
  line: (facts: Facts) => string;
  /** Whether it holds, and what it looks at, for the full account. */
  holds: (facts: Facts) => boolean;
  told: (facts: Facts) => string;
  /** It must hold all through a dream, not only when one begins. */
  throughout?: true;
};

export type Why = {
  dreams: boolean;
  line: string;
  rules: readonly { name: string; holds: boolean; told: string }[];
};

const minutes = (ms: number): string => {
  const whole = Math.floor(ms / 60_000);
  return whole === 0 ? `${Math.floor(ms / 1000)} s` : `${whole} min`;
};

const RULES: readonly Rule[] = [
  {
    name: 'Switched on',
    holds: ({ preferences }) => preferences.dreaming,
    line: () => 'Not dreaming: dreaming by itself is off.',
    told: ({ preferences }) => (preferences.dreaming ? 'Dreaming by itself is on.' : 'Dreaming by itself is off.'),
    throughout: true,
  },
  {
    name: 'Models',
    holds: ({ ready }) => ready,
    line: ({ failed }) =>
      failed ? 'Not dreaming: the models could not be started.' : 'Not dreaming yet: the models are starting.',
    told: ({ ready, failed }) =>
      ready ? 'The models are ready.' : failed ? 'The models could not be started.' : 'The models are starting.',
  },
  {
    name: 'One tab',
    holds: ({ elsewhere }) => !elsewhere,
    line: () => 'Another tab is dreaming; this one shows what it does.',
    told: ({ elsewhere }) => (elsewhere ? 'Another tab is dreaming.' : 'No other tab is dreaming.'),
  },
  {
    name: 'Something to learn',
    holds: ({ open, unfinished }) => open > 0 || unfinished,
    line: () => 'Not dreaming: nothing that you asked was answered wrongly since it last practised.',
    told: ({ open, unfinished }) =>
      unfinished
        ? 'A night was cut short and can go on.'
        : open > 0
          ? `${open === 1 ? 'One kind of task was' : `${open} kinds of task were`} answered wrongly.`
          : 'Nothing was answered wrongly.',
  },
  {
    name: 'Budget',
    holds: ({ dreamedMinutes, preferences }) => dreamedMinutes < preferences.minutesADay,
    line: ({ preferences }) => `Not dreaming: it has used its ${preferences.minutesADay} minutes of the last 24 hours.`,
    told: ({ dreamedMinutes, preferences }) =>
      `It dreamed ${Math.round(dreamedMinutes)} of ${preferences.minutesADay} minutes in the last 24 hours.`,
    throughout: true,
  },
  {
    name: 'Hours',
    holds: ({ hour, preferences }) => inHours(hour, preferences),
    line: ({ preferences }) =>
      `Not dreaming: it may only between ${preferences.fromHour} and ${preferences.toHour} o’clock.`,
    told: ({ preferences: { fromHour, toHour } }) =>
      fromHour === toHour ? 'It may dream at any time.' : `It may dream between ${fromHour} and ${toHour} o’clock.`,
    throughout: true,
  },
  {
    name: 'Power',
    holds: ({ charging, preferences }) => !preferences.charging || charging !== false,
    line: () => 'Not dreaming: this device runs on its battery.',
    told: ({ charging }) =>
      charging === null ? 'The browser does not tell about the battery.' : charging ? 'On mains power.' : 'On battery.',
    throughout: true,
  },
  {
    name: 'Page',
    holds: ({ visible, preferences }) => visible || preferences.hidden,
    line: () => 'Not dreaming: this page is hidden.',
    told: ({ visible }) => (visible ? 'This page is shown.' : 'This page is hidden.'),
    throughout: true,
  },
  {
    name: 'You are away',
    holds: isAway,
    line: ({ preferences: { idleMinutes } }) =>
      `Not dreaming: you are here. It begins when you have been away for ${idleMinutes === 1 ? 'a minute' : `${idleMinutes} minutes`}.`,
    told: ({ idleMs, preferences }) =>
      `Last sign of life ${minutes(idleMs)} ago; it waits for ${preferences.idleMinutes} min.`,
    // What happens on this page stops a dream at once; this hears of the rest of the device, where that is told.
    throughout: true,
  },
];

/** Nobody has been at the device, as far as is known, for as long as the user said. */
export function isAway({ idleMs, preferences }: Pick<Facts, 'idleMs' | 'preferences'>): boolean {
  return idleMs >= preferences.idleMinutes * 60_000;
}

/** Whether an hour lies between two others, over midnight too; equal hours are the whole day. */
export function inHours(hour: number, { fromHour, toHour }: Pick<Preferences, 'fromHour' | 'toHour'>): boolean {
  if (fromHour === toHour) return true;
  return fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
}

/** While it dreams, `dreams` says whether it may go on; a dream that the user asked for always may. */
export function whyDreaming(facts: Facts): Why {
  const rules = RULES.map((rule) => ({ name: rule.name, holds: rule.holds(facts), told: rule.told(facts) }));
  if (facts.dreaming && facts.asked) return { dreams: true, line: 'Dreaming, because you asked for it.', rules };
  const first = RULES.find((rule) => (!facts.dreaming || rule.throughout) && !rule.holds(facts));
  if (first) return { dreams: false, line: first.line(facts), rules };
  const line = facts.dreaming ? 'Dreaming. It stops as soon as you do something.' : 'About to dream.';
  return { dreams: true, line, rules };
}
