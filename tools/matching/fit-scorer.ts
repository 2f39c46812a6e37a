// Fits the matcher's scorer: from requests to a packed table. Says nothing about how the rows are chosen (fit.ts).

import { featuresOf } from '../../src/domains/katas/matching/features.ts';
import { NONE, type ScoreTable } from '../../src/domains/katas/matching/scorer.ts';
import { tokenise } from '../../src/domains/katas/matching/tokens.ts';
import type { Skill } from '../../src/domains/katas/skill.ts';
import { must } from '../../src/lib/assert.ts';
import type { Rng } from '../../src/lib/rng.ts';
import { groupsOf } from './groups.ts';
import { averaged, fitNet, type Net, type NetOptions, type Row } from './net.ts';
import type { Said } from './rows.ts';
import { packNet } from './table.ts';

type Named = { skill: string; text: string; names: readonly string[] };
type Feature = { name: string; count: number };

export type ScorerOptions = NetOptions & {
  /** Features that fewer phrasings have are left out; so are all but the `most` that matter most. */
  least: number;
  most: number;
  /** Epochs of the first fit, which only chooses features. */
  firstEpochs: number;
  /** Nets whose logits are averaged: single ones differ by a point or two from fit to fit. */
  nets: number;
};

export const SCORER: ScorerOptions = {
  hidden: 96,
  epochs: 14,
  spread: 0.03,
  rate: 0.05,
  dropped: 0.25,
  least: 3,
  most: 8000,
  firstEpochs: 4,
  nets: 3,
};

/** Fits twice: first with twice as many features, to see which of them matter, then with those alone. Other words are then unknown. */
export function fitScorer(
  skills: readonly Skill[],
  said: readonly Said[],
  options: ScorerOptions,
  random: Rng,
): ScoreTable {
  const classes = [...skills.map(({ id }) => id), NONE];
  const groups = groupIndices(skills);
  const fit = (named: readonly Named[], names: readonly string[], epochs: number): Net => {
    options.log?.(`${named.length} rows, ${names.length} features`);
    return fitNet(rowsOf(named, names, classes), names.length, groups, { ...options, epochs }, random);
  };
  const first = namedRows(said, knownWords(said));
  const many = frequentFeatures(first, options.least, 2 * options.most);
  const choice = fit(
    first,
    many.map(({ name }) => name),
    options.firstEpochs,
  );
  const names = weightiest(many, choice, options.most);
  const rows = namedRows(said, new Set(names));
  const nets = Array.from({ length: options.nets }, () => fit(rows, names, options.epochs));
  return packNet(averaged(nets), names, classes);
}

function namedRows(said: readonly Said[], known: ReadonlySet<string>): Named[] {
  return said.map(({ skill, text, prompt }) => ({
    skill,
    text,
    names: featuresOf(tokenise(prompt), (key) => known.has(key)),
  }));
}

function rowsOf(named: readonly Named[], names: readonly string[], classes: readonly string[]): Row[] {
  const index = new Map(names.map((name, i) => [name, i]));
  const classAt = new Map(classes.map((id, i) => [id, i]));
  return named.map(({ skill, names: own }) => ({
    target: must(classAt.get(skill), skill),
    features: Int32Array.from(own.map((name) => index.get(name)).filter((at) => at !== undefined)),
  }));
}

/** The features that move the hidden layer most: by the squares of their weights and how often they stand. */
function weightiest(features: readonly Feature[], { embeddings, hidden }: Net, most: number): string[] {
  const worths = features.map(({ name, count }, i) => {
    const row = embeddings.subarray(i * hidden, (i + 1) * hidden);
    return { name, worth: count * row.reduce((sum, weight) => sum + weight * weight, 0) };
  });
  worths.sort((a, b) => b.worth - a.worth);
  return worths
    .slice(0, most)
    .map(({ name }) => name)
    .sort();
}

/** Words that stand in at least two different phrasings; others are unknown to the scorer. */
function knownWords(said: readonly Said[]): Set<string> {
  const seen = new Map<string, Set<string>>();
  for (const { text, prompt } of said)
    for (const { key, kind } of tokenise(prompt))
      if (kind === 'word') seen.set(key, (seen.get(key) ?? new Set()).add(text));
  return new Set([...seen.keys()].filter((key) => must(seen.get(key), key).size > 2));
}

/** The features that most phrasings have; a tie goes by the alphabet. */
function frequentFeatures(named: readonly Named[], least: number, most: number): Feature[] {
  const seen = new Map<string, Set<string>>();
  for (const { text, names } of named)
    for (const name of names) seen.set(name, (seen.get(name) ?? new Set()).add(text));
  const counts = [...seen].map(([name, { size }]) => ({ name, count: size })).filter(({ count }) => count >= least);
  return counts.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, most);
}

/** Groups of each class: its own, and those that it shares. */
function groupIndices(skills: readonly Skill[]): number[][] {
  const all = [...skills.map(groupsOf), [`id:${NONE}`]];
  const members = new Map<string, number[]>();
  all.forEach((names, at) => names.forEach((name) => members.set(name, [...(members.get(name) ?? []), at])));
  const seen = new Set<string>();
  const kept = [...members.keys()].filter((name) => {
    const set = must(members.get(name), name);
    if (set.length === 1 && !name.startsWith('id:')) return false;
    return !seen.has(set.join()) && seen.add(set.join());
  });
  const index = new Map(kept.map((name, i) => [name, i]));
  return all.map((own) => own.map((name) => index.get(name)).filter((at) => at !== undefined));
}
