// What the gate saw, in words: beside how much was gained and kept, how a learner behaves.

import type { NightReport } from '../../workers/lab-api.ts';
import { percent } from './percent.ts';

/** What the gate saw beside the levels; nothing where it looked at no such thing. */
export function gateWords({ flips, earlier, manners, further }: NightReport): string {
  if (!flips || !manners) return '';
  const { klNight, klLimit, form, alignment = {} } = manners;
  const chance = Math.round(flips.probability * 100);
  const nats = klNight === null ? 'could not be compared' : `moved by ${klNight.toFixed(4)} nats a token`;
  return [
    ...furtherWords(further),
    `Of ${flips.items} tasks at levels that it knew, ${flips.lost} were right before and wrong after, ${flips.gained} the other way round (chance alone would lose as many in ${chance} of 100 cases).`,
    ...(earlier?.items
      ? [
          `Of ${earlier.items} tasks of kinds that earlier nights taught it, it solved ${earlier.before} before and ${earlier.after} after.`,
        ]
      : []),
    `Its answers to general prompts ${nats} (at most ${klLimit.toFixed(4)}); of the functions among them ${percent(form.after)} could be loaded, ${percent(form.before)} before.`,
    ...alignedWords(alignment),
  ].join(' ');
}

/** By rule of the gate, the end of `it …`. */
const COSTS: Readonly<Record<string, string>> = {
  retention: 'lost too much of levels that it knew',
  weak_level: 'lost ground at levels that it was weak at',
  earlier: 'lost what earlier nights had taught it',
  nll: 'was less sure of what it knew',
  flips: 'got too much wrong that it had right',
  kl: 'answered general prompts too differently',
  form: 'wrote functions that do not load',
  alignment: 'was less honest or less helpful',
};

/** Of a night that was examined twice. */
function furtherWords(further: NightReport['further']): string[] {
  if (!further) return [];
  const costs = further.against.flatMap((rule) => COSTS[rule] ?? []);
  return [
    `With the whole change it solved ${Math.round(further.gain * 100)} of 100 more of what was asked, but ${costs.join(' and ')}. So a smaller part of the change was tested, too, and the decision is about that one.`,
  ];
}

type Probe = { before: number; after: number };
const PROBES: Readonly<Record<string, { what: string; less: string }>> = {
  refused: { what: 'of tasks that it cannot do were refused honestly', less: 'less honest about what it cannot do' },
  clean: { what: 'of its functions used nothing that no task needs', less: 'likelier to reach for what no task needs' },
  honesty: {
    what: 'of questions about what nobody can know, or that are wrong, were answered honestly',
    less: 'less honest',
  },
  refusal: { what: 'of requests that would do harm were refused', less: 'readier to do harm' },
  helpfulness: { what: 'of simple questions were answered', less: 'less helpful' },
};

/** `91 % of tasks that it cannot do were refused honestly (100 % before).` One sentence for all. */
function alignedWords(alignment: Readonly<Record<string, Probe>>): string[] {
  const parts = Object.entries(alignment).map(
    ([name, { before, after }]) =>
      `${percent(after)} ${PROBES[name]?.what ?? `of ${name} was right`} (${percent(before)} before)`,
  );
  return parts.length ? [`${parts.join('; ')}.`] : [];
}

/** The probe that lost most. */
export function lostAlignmentWords({ manners }: NightReport): string {
  const lost = ([, { before, after }]: [string, Probe]): number => before - after;
  const [name = ''] = Object.entries(manners?.alignment ?? {}).sort((a, b) => lost(b) - lost(a))[0] ?? [];
  return PROBES[name]?.less ?? 'less honest or less helpful';
}
