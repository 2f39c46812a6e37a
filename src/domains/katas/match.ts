// Matching: a free prompt -> the skill that it asks for, with constants read from the prompt. MiniSearch retrieves candidate skills over the domain's
// phrasings (constants are typed placeholders); of every form of a candidate the expansion that is nearest to the prompt is then compared with it, by the
// weighted overlap of words and of neighbouring words, and the best one says which constant is which.

import MiniSearch from 'minisearch';
import { must } from '../../lib/assert.ts';
import { canonical } from '../../lib/json.ts';
import { rng } from '../../lib/rng.ts';
import type { Match } from '../domain.ts';
import { macros } from './macros.ts';
import { draw, parse, type Pattern, slotsOf } from './phrase.ts';
import { PLACEHOLDER, type Reading, readPrompt, stem, kindOf, third, words } from './reading.ts';
import type { Constants, Skill } from './skill.ts';
import { asked1 } from './matching/asked-1.ts';
import { asked2 } from './matching/asked-2.ts';
import { asked3 } from './matching/asked-3.ts';
import { asked4 } from './matching/asked-4.ts';
import { asked5 } from './matching/asked-5.ts';
import { skills } from './skills.ts';
import { ENTRY, referenceOf, testsOf } from './tasks.ts';

/** Phrasings of each skill in the index. */
const SAMPLE = 40;
/** Skills that MiniSearch hands on. */
const CANDIDATES = 40;
const SMOOTHING = 0.02;
/** How much a word counts that a phrasing has and the prompt lacks. */
const LACK = 0.5;
/** How much what a skill's phrasings share counts beside the one nearest phrasing; how much the kind of skill counts. */
const PROFILE_WEIGHT = 0.4;
const KIND_WEIGHT = 0.02;
const LEAST_KIND = -8;
/** A best similarity below this, or too near the runner-up, is no match. */
const LEAST_SCORE = 0.45;
const LEAST_LEAD = 0.02;

type Phrasing = { features: ReadonlyMap<string, number>; norm: number };
type Index = {
  search: MiniSearch<{ id: string; text: string }>;
  skills: ReadonlyMap<string, Skill>;
  weights: ReadonlyMap<string, number>;
  profiles: ReadonlyMap<string, Profile>;
  kinds: ReadonlyMap<string, KindModel>;
};

/** Words of one kind of skill (level and parameters), as a naive Bayes model: log-probability of a feature, and of one never seen. */
type KindModel = { logs: ReadonlyMap<string, number>; unseen: number };

/** What a skill's phrasings have in common: each feature's share of them, weighted; and its length as a vector. */
type Profile = { shares: ReadonlyMap<string, number>; norm: number };

const ASKED: Readonly<Record<string, string>> = { ...asked1, ...asked2, ...asked3, ...asked4, ...asked5 };

let index: Index | null = null;

/** Base forms of the verbs that phrasings use. */
const VERBS: ReadonlySet<string> = new Set(
  [...skills.flatMap((skill) => Object.values(skill.forms).flat()), ...Object.values(macros)].flatMap((form) =>
    Array.from(form.matchAll(/<([a-z]+)/g), (found) => found[1] ?? ''),
  ),
);

function plain(skill: Skill, form: string): string {
  return form
    .replace(/<([^>]+)>/g, '$1')
    .replace(/\{([a-z0-9]+)\}/gi, (_, slot: string) => ` ${PLACEHOLDER[kindOf(must(skill.slots[slot], slot))]} `);
}

/** Words and pairs of neighbouring words. */
function features(text: string): string[] {
  const list = stems(text);
  return [...list, ...list.slice(1).map((word, i) => `${list[i]} ${word}`)];
}

function stems(text: string): string[] {
  return words(text).map((word) => stem(third(word, VERBS)));
}

/** Everything that a skill is asked by: its forms, and phrases that only matching reads. */
function sourcesOf(skill: Skill): readonly Pattern[] {
  const forms = Object.values(skill.forms).flat().map(parse);
  return [...forms, ...(ASKED[skill.id]?.split(' // ') ?? []).map((phrase) => [phrase])];
}

function sample(skill: Skill): { form: string; text: string }[] {
  const random = rng(`match ${skill.id}`);
  const sources = sourcesOf(skill);
  return Array.from({ length: SAMPLE }, (_, i) => {
    const form = draw(must(sources[i % sources.length], 'form'), random);
    return { form, text: plain(skill, form) };
  });
}

function indexed(): Index {
  if (index) return index;
  const sampled = skills.map((skill) => ({
    skill,
    rows: sample(skill).map(({ form, text }) => ({ form, text, list: features(text) })),
  }));
  // A feature counts by how few skills use it.
  const users = new Map<string, number>();
  for (const { rows } of sampled)
    for (const feature of new Set(rows.flatMap(({ list }) => list))) users.set(feature, (users.get(feature) ?? 0) + 1);
  const weights = new Map(
    [...users].map(([feature, count]) => [
      feature,
      Math.log(1 + skills.length / count) * (feature.includes(' ') ? 0.6 : 1),
    ]),
  );
  const search = new MiniSearch<{ id: string; text: string }>({
    fields: ['text'],
    tokenize: features,
    processTerm: (term) => term,
  });
  search.addAll(sampled.map(({ skill, rows }) => ({ id: skill.id, text: rows.map(({ text }) => text).join(' . ') })));
  const profiles = new Map(sampled.map(({ skill, rows }) => [skill.id, profileOf(rows, weights)]));
  const kinds = kindsOf(sampled);
  index = { search, weights, profiles, kinds, skills: new Map(skills.map((skill) => [skill.id, skill])) };
  return index;
}

function kindOfSkill({ level, params }: Skill): string {
  return `${level} ${params}`;
}

function kindsOf(
  sampled: readonly { skill: Skill; rows: readonly { list: readonly string[] }[] }[],
): Map<string, KindModel> {
  const counts = new Map<string, Map<string, number>>();
  for (const { skill, rows } of sampled) {
    const kind = kindOfSkill(skill);
    const seen = counts.get(kind) ?? new Map<string, number>();
    counts.set(kind, seen);
    for (const { list } of rows)
      for (const feature of new Set(list)) seen.set(feature, (seen.get(feature) ?? 0) + 1 / rows.length);
  }
  return new Map(
    [...counts].map(([kind, seen]) => {
      const total = [...seen.values()].reduce((sum, count) => sum + count, 0) + SMOOTHING * 5000;
      return [
        kind,
        {
          logs: new Map([...seen].map(([feature, count]) => [feature, Math.log((count + SMOOTHING) / total)])),
          unseen: Math.log(SMOOTHING / total),
        },
      ];
    }),
  );
}

/** Log of the probability of each kind given the words asked, at least LEAST_KIND. */
function kindLogs(asked: Phrasing): Map<string, number> {
  const { kinds } = indexed();
  const sums = [...kinds].map(
    ([kind, { logs, unseen }]) =>
      [kind, [...asked.features.keys()].reduce((sum, feature) => sum + (logs.get(feature) ?? unseen), 0)] as const,
  );
  const most = Math.max(...sums.map(([, sum]) => sum));
  return new Map(sums.map(([kind, sum]) => [kind, Math.max(LEAST_KIND, sum - most)]));
}

function profileOf(rows: readonly { list: readonly string[] }[], weights: ReadonlyMap<string, number>): Profile {
  const counts = new Map<string, number>();
  for (const { list } of rows) for (const feature of new Set(list)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  const shares = new Map(
    [...counts].map(([feature, count]) => [
      feature,
      Math.sqrt(count / rows.length) * must(weights.get(feature), feature),
    ]),
  );
  return { shares, norm: Math.sqrt([...shares.values()].reduce((sum, share) => sum + share * share, 0)) };
}

function likeness({ shares, norm }: Profile, asked: Phrasing): number {
  let dot = 0;
  for (const [feature, weight] of asked.features) dot += weight * (shares.get(feature) ?? 0);
  return norm && asked.norm ? dot / (norm * asked.norm) : 0;
}

function vector(
  list: readonly string[],
  weights: ReadonlyMap<string, number>,
): { features: ReadonlyMap<string, number>; norm: number } {
  const known = new Map(
    [...new Set(list)].flatMap((feature) =>
      weights.has(feature) ? [[feature, must(weights.get(feature), feature)] as const] : [],
    ),
  );
  return { features: known, norm: Math.sqrt([...known.values()].reduce((sum, weight) => sum + weight * weight, 0)) };
}

function similarity(a: Phrasing, b: Phrasing): number {
  let dot = 0;
  for (const [feature, weight] of b.features) if (a.features.has(feature)) dot += weight * weight;
  return a.norm && b.norm ? dot / (a.norm * b.norm) : 0;
}

/**
 * The expansion of a pattern that is nearest to a prompt: in every place the alternative whose words the prompt has most of, and lacks least.
 * Returns it with its gain.
 */
function closest(pattern: Pattern, gainOf: (text: string) => number): { text: string; gain: number } {
  let [text, gain] = ['', 0];
  for (const part of pattern) {
    if (typeof part === 'string') {
      text += part;
      gain += gainOf(part);
      continue;
    }
    let best = { text: '', gain: -Infinity };
    for (const choice of part) {
      const found = closest(choice, gainOf);
      if (found.gain > best.gain) best = found;
    }
    text += best.text;
    gain += best.gain;
  }
  return { text, gain };
}

/** What each text of a pattern is worth to a prompt: the weights of its words that the prompt has, less a share of those that it lacks. */
function gains(skill: Skill, asked: Phrasing, weights: ReadonlyMap<string, number>): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const gain = stems(plain(skill, text)).reduce(
      (sum, word) => sum + (asked.features.has(word) ? 1 : -LACK) * (weights.get(word) ?? 2),
      0,
    );
    known.set(text, gain);
    return gain;
  };
}

type Scored = { skill: Skill; score: number; constants: Constants };

/** Constants for a skill, in the order of a form's slots; null when their kinds do not fit. */
function assign(skill: Skill, form: string, { constants: found }: Reading): Constants | null {
  const names = [...new Set(slotsOf(form))];
  if (names.length !== found.length) return null;
  const fits = names.every((name, i) => kindOf(must(skill.slots[name], name)) === found[i]?.kind);
  const constants = fits ? Object.fromEntries(names.map((name, i) => [name, must(found[i], 'constant').value])) : null;
  return constants && (skill.accept?.(constants) ?? true) ? constants : null;
}

function best(skill: Skill, readings: readonly Reading[]): Scored | null {
  const { weights, profiles } = indexed();
  let top: Scored | null = null;
  for (const reading of readings) {
    const asked = vector(features(reading.text), weights);
    const kind = KIND_WEIGHT * must(kindLogs(asked).get(kindOfSkill(skill)), 'kind');
    const common = PROFILE_WEIGHT * likeness(must(profiles.get(skill.id), skill.id), asked);
    const gainOf = gains(skill, asked, weights);
    for (const source of sourcesOf(skill)) {
      const form = closest(source, gainOf).text;
      const phrasing = vector(features(plain(skill, form)), weights);
      const score = (similarity(phrasing, asked) + common) / (1 + PROFILE_WEIGHT) + kind;
      if (score <= (top?.score ?? 0)) continue;
      const constants = assign(skill, form, reading);
      if (constants) top = { skill, score, constants };
    }
  }
  return top;
}

/** The skills a prompt may ask for, best first. */
export function candidates(prompt: string): Scored[] {
  const { search, skills: known } = indexed();
  const readings = readPrompt(prompt.slice(0, 2000));
  const ids = new Set(
    readings.flatMap(({ text }) =>
      search
        .search(text)
        .slice(0, CANDIDATES)
        .map(({ id }) => id as string),
    ),
  );
  const scored = [...ids].map((id) => best(must(known.get(id), id), readings)).filter((found) => found !== null);
  return scored.sort((a, b) => b.score - a.score);
}

/** The skill a prompt asks for; null when nothing matches well enough. */
export function match(prompt: string): Match | null {
  const [first, second] = candidates(prompt);
  const runnerUp = second?.score ?? 0;
  if (!first || first.score < LEAST_SCORE || first.score - runnerUp < LEAST_LEAD) return null;
  const { skill, constants, score } = first;
  const key = `${skill.id} | asked | ${canonical(constants)}`;
  const task = {
    domain: 'katas',
    skill: skill.id,
    level: skill.level,
    form: 'asked',
    key,
    prompt,
    entry: ENTRY,
    reference: referenceOf(skill, constants),
    ...testsOf(skill, constants, key),
  };
  return { skill: skill.id, level: skill.level, score, runnerUp, task };
}
