// What the user can set: names, sentences, bounds, defaults, presets. The page draws its settings from this table, the dreamer reads its own from it;
// what is stored is checked against it, and falls back to the default where it does not fit.

import { isHeld, isModelName } from '../../models/catalog.ts';
import type { Json } from '../lib/json.ts';

export type Preferences = {
  /** Dreaming by itself, off until the user switches it on once. */
  dreaming: boolean;
  idleMinutes: number;
  /** Hours of the day in which it may dream by itself; equal: at any time. */
  fromHour: number;
  toHour: number;
  hidden: boolean;
  charging: boolean;
  /** Minutes of dreaming a day at most. */
  minutesADay: number;
  tasks: number;
  skills: number;
  /** Lessons count by the salience of what they were woven from; else all alike. */
  salience: boolean;
  /** A question is answered with the adapter of the library that learned what is asked; else with the active one. */
  byQuestion: boolean;
  /** What going over known things holds on to, as Held. */
  against: string;
  /** Methods that nights do not use by themselves: see METHODS in methods.ts. */
  distil: boolean;
  reflect: boolean;
  prefer: string;
  reinforce: boolean;
  creative: boolean;
  weak: boolean;
  budget: boolean;
  legs: boolean;
  choices: boolean;
  topLayers: boolean;
  /** Bounds of the gate, percent; never looser than its own. */
  keep: number;
  mended: number;
  theme: 'auto' | 'light' | 'dark';
  /** Names of models, as ModelName. `lead` and `expert` may be empty: the learner answers, nobody helps the teacher. */
  learner: string;
  lead: string;
  teacher: string;
  expert: string;
  /** An endpoint that speaks OpenAI's protocol. */
  endpointUrl: string;
  endpointModel: string;
  endpointKey: string;
  /** Whether the first night was shown. */
  welcomed: boolean;
};

type Numbers = { kind: 'number'; least: number; most: number; unit: string };
type Choices = { kind: 'choice'; choices: Readonly<Record<string, string>> };
/** A model of the team; `none`: what it means that there is no other. */
type Member = { kind: 'model'; none?: string };
export type Setting = { label: string; hint: string } & (
  Numbers | Choices | { kind: 'switch' } | Member | { kind: 'text' } | { kind: 'against' }
);

export const SETTINGS = {
  dreaming: {
    kind: 'switch',
    label: 'Dream by itself',
    hint: 'When you are away, it practises what it got wrong. It stops the moment you are back.',
  },
  idleMinutes: {
    kind: 'number',
    label: 'Away for',
    hint: 'Minutes without a sign of life before a dream begins.',
    ...{ least: 1, most: 240, unit: 'minutes' },
  },
  fromHour: {
    kind: 'number',
    label: 'From',
    hint: 'Hour of the day from which it may dream; the same as the end: at any time.',
    ...{ least: 0, most: 23, unit: 'o’clock' },
  },
  toHour: {
    kind: 'number',
    label: 'Until',
    hint: 'Hour at which it stops.',
    ...{ least: 0, most: 23, unit: 'o’clock' },
  },
  hidden: {
    kind: 'switch',
    label: 'Also when this page is hidden',
    hint: 'Browsers slow hidden pages down, so a night takes longer there.',
  },
  charging: {
    kind: 'switch',
    label: 'Only on mains power',
    hint: 'Where the browser tells about the battery.',
  },
  minutesADay: {
    kind: 'number',
    label: 'At most',
    hint: 'Minutes of dreaming in the last 24 hours.',
    ...{ least: 5, most: 1440, unit: 'minutes a day' },
  },
  tasks: {
    kind: 'number',
    label: 'Practice tasks',
    hint: 'Tasks that one night tries. Fewer make it shorter, and what it learns less certain.',
    ...{ least: 10, most: 1000, unit: 'tasks a night' },
  },
  skills: {
    kind: 'number',
    label: 'Skills',
    hint: 'Kinds of task that one night practises at most.',
    ...{ least: 1, most: 20, unit: 'skills a night' },
  },
  salience: {
    kind: 'switch',
    label: 'Learn most from what matters most',
    hint: 'What you asked again, disliked or corrected counts for more in training. Off: everything counts alike.',
  },
  byQuestion: {
    kind: 'switch',
    label: 'Choose what was learned by the question',
    hint: 'Where one of the adapters that were kept has practised what you ask, that one answers; else the one that answers now. Every answer says which it was.',
  },
  against: {
    kind: 'against',
    label: 'Hold on to',
    hint: 'What keeps it in place while a night goes over what it knew: what the model as shipped would say (in its first nights, while nothing was learned yet), or inner states that an autoencoder can rebuild. A BART or T5 model that you bring on the Models page can be chosen, too. Learners that you bring do without.',
  },
  distil: {
    kind: 'switch',
    label: 'Learn how sure the teacher was',
    hint: 'From how likely the teacher found every word of an answer, and its alternatives, not from the answer alone.',
  },
  reflect: {
    kind: 'switch',
    label: 'Learn from its own answers',
    hint: 'After the training it answers by itself, and learns from what it would have said had it seen the right answer, or what the tests found.',
  },
  prefer: {
    kind: 'choice',
    label: 'Prefer right answers to wrong ones',
    hint: 'After the training it compares answers of its own that failed with ones that passed, and answers that you disliked or mended with the better ones.',
    choices: { none: 'No', dpo: 'In pairs (DPO)', 'info-nce': 'All answers to a task at once (InfoNCE)' },
  },
  reinforce: {
    kind: 'switch',
    label: 'Learn by trying',
    hint: 'After the training it answers each task several times: what passed the tests becomes likelier, what did not less likely.',
  },
  creative: {
    kind: 'switch',
    label: 'Make up what it goes over',
    hint: 'It answers some of the tasks that it knew in its own words, and goes over those answers that pass their tests.',
  },
  weak: {
    kind: 'switch',
    label: 'Practise only what is surely weak',
    hint: 'It tries more tasks of a kind before it takes a failure for a weakness.',
  },
  budget: {
    kind: 'switch',
    label: 'Practise most where most is gained',
    hint: 'Tasks are shared out by what earlier nights gained a second with each skill.',
  },
  legs: {
    kind: 'switch',
    label: 'Stop training when it brings too little',
    hint: 'It looks at its answers after each pass over the lessons, and keeps the best of them.',
  },
  choices: {
    kind: 'switch',
    label: 'Try out how fast to learn',
    hint: 'Nights learn in smaller or larger steps, and go over their lessons once or twice; more and more often in the way that gained most for the time it took.',
  },
  topLayers: {
    kind: 'switch',
    label: 'Train the top layer alone',
    hint: 'In the training and in going over what it knew: what the layers under it make of the lessons is computed once and kept. Quick in single trainings; three whole nights with it learned less than half of what they do without. Learners that you bring do without, and so do nights that hold on to what the model as shipped would say.',
  },
  keep: {
    kind: 'number',
    label: 'Must keep',
    hint: 'Share of what it knew, on average and at level 1, that a candidate must still know. Below it, what was learned is thrown away.',
    ...{ least: 95, most: 100, unit: 'percent' },
  },
  mended: {
    kind: 'number',
    label: 'Must mend',
    hint: 'Share of its failures on what you asked that a candidate must have mended, measured on tasks that it never saw.',
    ...{ least: 15, most: 90, unit: 'percent' },
  },
  theme: {
    kind: 'choice',
    label: 'Colours',
    hint: '',
    choices: { auto: 'As on this device', light: 'Light', dark: 'Dark' },
  },
  learner: { kind: 'model', label: 'Learns', hint: 'Trained at night, on what you asked.' },
  lead: {
    kind: 'model',
    label: 'Answers you',
    hint: 'Whoever answers, the learner practises what you asked.',
    none: 'The learner itself',
  },
  teacher: { kind: 'model', label: 'Teaches', hint: 'Solves the practice tasks first, at night.' },
  expert: { kind: 'model', label: 'Helps the teacher', hint: 'Tries what the teacher got wrong.', none: 'Nobody' },
  endpointUrl: { kind: 'text', label: 'Address', hint: 'As in http://localhost:11434/v1 for Ollama.' },
  endpointModel: { kind: 'text', label: 'Model', hint: 'By the name that it has there.' },
  endpointKey: { kind: 'text', label: 'Key', hint: 'Stays on this device. Empty where none is asked for.' },
  welcomed: { kind: 'switch', label: 'First night seen', hint: '' },
} as const satisfies Record<keyof Preferences, Setting>;

/** The parts of a team, in the order in which a page asks for them. */
export const ROLES = ['learner', 'lead', 'teacher', 'expert'] as const;
export type Role = (typeof ROLES)[number];

export const DEFAULTS: Preferences = {
  dreaming: false,
  idleMinutes: 5,
  fromHour: 0,
  toHour: 0,
  hidden: false,
  charging: true,
  minutesADay: 60,
  tasks: 240,
  skills: 6,
  salience: true,
  byQuestion: false,
  against: 'none',
  ...{ distil: false, reflect: false, prefer: 'none', reinforce: false, creative: false },
  ...{ weak: false, budget: false, legs: false, choices: false, topLayers: false },
  keep: 95,
  mended: 15,
  theme: 'auto',
  learner: 'dream-s',
  lead: '',
  teacher: 'dream-l',
  expert: '',
  endpointUrl: '',
  endpointModel: '',
  endpointKey: '',
  welcomed: false,
};

const { idleMinutes, fromHour, toHour, minutesADay, tasks, skills, keep, mended } = DEFAULTS;

export type Preset = { label: string; hint: string; values: Partial<Preferences> };

export const PRESETS = {
  ours: {
    label: 'Ours',
    hint: 'five minutes away, at any time, 240 tasks, an hour a day at most.',
    values: { idleMinutes, fromHour, toHour, minutesADay, tasks, skills, keep, mended },
  },
  nightly: {
    label: 'Once a night',
    hint: 'half an hour away, between 2 and 6 o’clock, ten tasks, four hours a day at most.',
    values: { idleMinutes: 30, fromHour: 2, toHour: 6, minutesADay: 240, tasks: 10, skills, keep, mended },
  },
} as const satisfies Record<string, Preset>;

/** Methods that a night uses only when it is told to. */
export const METHOD_NAMES = [
  ...(['distil', 'reflect', 'dpo', 'info-nce', 'reinforce'] as const),
  ...(['creative', 'weak', 'budget', 'legs', 'choices', 'top-layers'] as const),
] as const;
export type MethodName = (typeof METHOD_NAMES)[number];

/** Those that the user switched on, as far as they go together. */
export const methodsIn = (preferences: Preferences): MethodName[] =>
  METHOD_NAMES.filter((name) => isOn(preferences, name));

function isOn(preferences: Preferences, name: MethodName): boolean {
  if (name === 'dpo' || name === 'info-nce') return preferences.prefer === name;
  // What the model as shipped would say takes all its layers to compute, and such a training would fail.
  if (name === 'top-layers') return preferences.topLayers && preferences.against !== 'base';
  return preferences[name];
}

/** What is stored, with defaults for what is missing or does not fit. Never throws: a damaged setting must not keep the app from starting. */
export function preferencesOf(stored: Readonly<Record<string, Json>>): Preferences {
  const entries = Object.entries(DEFAULTS).map(([name, fallback]) => {
    const value = stored[name];
    return [name, value !== undefined && fits(SETTINGS[name as keyof Preferences], value) ? value : fallback];
  });
  return Object.fromEntries(entries) as Preferences;
}

const LONGEST_TEXT = 500;

/** Whether a value may be stored for a setting. */
export function fits(setting: Setting, value: Json): boolean {
  if (setting.kind === 'switch') return typeof value === 'boolean';
  if (setting.kind === 'model')
    return typeof value === 'string' && (isModelName(value) || (value === '' && setting.none !== undefined));
  if (setting.kind === 'against') return typeof value === 'string' && isHeld(value);
  if (setting.kind === 'text') return typeof value === 'string' && value.length <= LONGEST_TEXT;
  if (setting.kind === 'choice') return typeof value === 'string' && Object.hasOwn(setting.choices, value);
  return Number.isInteger(value) && Number(value) >= setting.least && Number(value) <= setting.most;
}
