// The methods that the Lab page tells of, and what is said of what was measured. To add one: a line here; the numbers come from the experiments' rows.

import { canTell, type ModelName } from '../../../../models/catalog.ts';
import { type Finding, type Findings, type Measure, MEASURES, verdictOf } from '../../../lib/findings.ts';
import { type Preferences, type Setting, SETTINGS } from '../../../team/meta.ts';

export type Entry = {
  /** Names under which experiments measured it. */
  names: readonly string[];
  title: string;
  hint: string;
  /** What switches it on; absent: it cannot be switched. */
  setting?: keyof Preferences;
  /** Where it is set instead of here. */
  elsewhere?: { page: string; title: string };
};

const set = (setting: keyof Preferences, ...names: readonly string[]): Entry => {
  const { label, hint }: Setting = SETTINGS[setting];
  return { names: names.length ? names : [setting], title: label, hint, setting };
};

const BROUGHT = 'Learners that you bring do without.';

export const GROUPS: readonly { title: string; entries: readonly Entry[] }[] = [
  {
    title: 'Part of nights',
    entries: [
      {
        names: ['replay'],
        title: 'Go over what it knew',
        hint: 'Tasks that it knew are learned again beside the new ones, and once more after the training.',
      },
      {
        names: ['rehearse'],
        title: 'Rehearse what earlier nights taught',
        hint: 'What earlier nights learned from is learned again beside the new, so that one night does not undo another.',
      },
      {
        names: ['echo'],
        title: 'Go over what it knew in its own words',
        hint: `A learner that has learned before goes over what it knew as it would say it now, with how likely it finds every word, and not as it was written for it. ${BROUGHT}`,
      },
      {
        names: ['way'],
        title: 'Go a part of the way',
        hint: 'Of what a night changes in an adapter that has learned before, four fifths are kept: a little less is learned, and more of what was known stays.',
      },
      {
        names: ['nearer'],
        title: 'Try a smaller part of the way where it costs too much',
        hint: `A learner that would lose too much of what it knew is tested once more with a part of what the night changed: where it would only be less sure of what it knew, or answer general prompts too differently, with as much as should be bearable; else with three fifths. In its first night it is tested again only where it would be less sure. ${BROUGHT}`,
      },
      {
        names: ['later'],
        title: 'Make room once something was learned',
        hint: `Once something was learned and kept, the next night gives the adapter four times as many weights and learns in smaller steps, so that it has to undo less of what earlier nights taught. ${BROUGHT}`,
      },
      set('salience'),
      {
        ...{
          names: ['anchor', 'autoencoder', 'pca', 'text'],
          title: SETTINGS.against.label,
          hint: SETTINGS.against.hint,
        },
        elsewhere: { page: 'settings', title: 'Settings' },
      },
    ],
  },
  {
    title: 'Can be switched on',
    entries: [
      ...[set('distil'), set('reflect'), set('prefer', 'dpo', 'info-nce'), set('reinforce'), set('creative')],
      ...[set('weak'), set('budget'), set('legs'), set('choices')],
      ...[set('topLayers', 'top-layers'), set('byQuestion')],
    ],
  },
  {
    title: 'Tried, and left out',
    entries: [
      {
        names: ['jsd', 'logit-mse'],
        title: 'Learn how sure the teacher was, by another measure',
        hint: 'Of how far its own answer is from the teacher’s: halfway between both, or by the square of how much their scores differ.',
      },
      {
        names: ['documents'],
        title: 'Go over every level by the thousand',
        hint: 'Another recipe for ten levels in order: after each a thousand tasks of it and of every one before, in large steps at a very low rate.',
      },
      {
        names: ['unfrozen'],
        title: 'Let the autoencoder learn, too',
        hint: 'Holding on to an autoencoder that is trained along, instead of one that stays as it was made.',
      },
      {
        names: ['merge'],
        title: 'Merge two adapters',
        hint: 'Both side by side, as one. It is done on request, and used only if nothing is lost.',
        elsewhere: { page: 'models', title: 'Models' },
      },
    ],
  },
];

/** Of one setting of several ways: what a name stands for. */
export const WAYS: Readonly<Record<string, string>> = {
  ...{
    anchor: 'What the model as shipped would say',
    autoencoder: 'The autoencoder',
    pca: 'Principal components',
    text: 'A text autoencoder',
  },
  ...{ jsd: 'Halfway between both (JSD)', 'logit-mse': 'By squares (MSE)' },
  ...{ dpo: 'In pairs (DPO)', 'info-nce': 'All at once (InfoNCE)' },
};

/** Whether a method is left out because the teacher cannot tell how sure it was. What is stored fits (meta.ts). @param models that were imported on this device */
export const isUntold = (
  { setting }: Entry,
  { teacher, learner }: Pick<Preferences, 'teacher' | 'learner'>,
  models: Parameters<typeof canTell>[2],
): boolean => setting === 'distil' && !canTell(teacher as ModelName, learner as ModelName, models);

export type Told = Finding & Omit<Findings, 'findings'>;

/** What was measured of a method, in the order of the experiments. */
export const toldOf = ({ names }: Entry, all: readonly Findings[]): Told[] =>
  all.flatMap(({ findings, ...facts }) =>
    findings.filter(({ method }) => names.includes(method)).map((finding) => ({ ...finding, ...facts })),
  );

/** Before and behind a difference, where it is more and where it is less; of ratios there is no more and less. */
const WORDS: Readonly<Record<Measure, readonly [before: string, more: string, less?: string]>> = {
  gain: ['Of 100 new tasks it solves', 'more', 'fewer'],
  salientGain: ['Of 100 new tasks that mattered most it solves', 'more', 'fewer'],
  solved: ['Of 100 tasks it solves', 'more', 'fewer'],
  kept: ['Of 100 tasks that it knew it still solves', 'more', 'fewer'],
  drift: ['Right answers that it knew are', '% less likely', '% likelier'],
  seconds: ['A night takes', 's more', 's less'],
  time: ['Training takes', 'times that of'],
  loss: ['Its loss on new tasks is', 'times that of'],
};

/** `Of 100 new tasks it solves 1.3 more (0.2 fewer to 2.8 more) than without it.` */
export function findingWords({ measure, mean, low, high, against }: Finding): string {
  const { unit } = MEASURES[measure];
  const [before, more, less = more] = WORDS[measure];
  const span = low === null || high === null ? null : ([low, high] as const);
  if (unit === 'times') {
    const between = span ? ` (${span.map(ratio).join(' to ')})` : '';
    return `${before} ${ratio(mean)}${between} ${more} ${against}.`;
  }
  const told = amounts(unit === 'points' ? 100 : 1, more, less);
  return `${before} ${told(mean)}${span ? ` (${told(...span)})` : ''} than ${against}.`;
}

const ratio = (value: number): string => value.toFixed(2);

/** Of one difference, or from one to another: each with its word, or one word for both, from less to more of it. */
function amounts(factor: number, more: string, less: string): (...values: readonly number[]) => string {
  const amount = (value: number): string => Math.abs(factor * value).toFixed(1);
  const wordOf = (value: number): string => (value < 0 && Number(amount(value)) !== 0 ? less : more);
  return (...values) => {
    const words = new Set(values.map(wordOf));
    if (words.size > 1) return values.map((value) => `${amount(value)} ${wordOf(value)}`).join(' to ');
    const rising = values.map(amount).sort((a, b) => Number(a) - Number(b));
    return `${rising.join(' to ')} ${[...words].join('')}`;
  };
}

const VERDICTS = { helps: 'Helps.', harms: 'Harms.', open: 'May be chance.' } as const;
export const SIGNS = { helps: '▲', harms: '▼', open: '●' } as const;
export const verdictWords = (finding: Finding): string =>
  finding.low === null ? 'One try says little.' : VERDICTS[verdictOf(finding)];

export const sourceWords = ({ seeds, date, experiment }: Told): string =>
  `${seeds === 1 ? 'One seed' : `${seeds} seeds`}, ${date}, experiment ${experiment}`;
