// Fits the matcher and writes its tables to src/domains/katas/matching/table.gen.ts: `npx tsx tools/matching/fit.ts` (some minutes on one core, seeded).
// Twice: first without a share of the phrases and a few skills, to fit the decision on requests that the scorer had not seen and to measure; then on all.

import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { type DecisionWeights, LEAST_PROBABILITY, probabilities } from '../../src/domains/katas/matching/decide.ts';
import { makeMatcher, type Matcher, phrasingsOf } from '../../src/domains/katas/matching/matcher.ts';
import { askedPhrasings } from '../../src/domains/katas/matching/phrasings.ts';
import { NONE, type ScoreTable } from '../../src/domains/katas/matching/scorer.ts';
import type { Skill } from '../../src/domains/katas/skill.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { fractionOf } from '../../src/lib/hash.ts';
import { canonical } from '../../src/lib/json.ts';
import { rng, type Rng } from '../../src/lib/rng.ts';
import { writtenPhrases } from '../pretrain/phrases.ts';
import { fitDecision, NO_WEIGHTS } from './fit-decision.ts';
import { fitScorer, SCORER } from './fit-scorer.ts';
import { drawUnasked, ledPhrasings, outOfDomain, said, unaskedPatterns, unsaid, type Said } from './rows.ts';
import { exchanged, extended, joined } from './twists.ts';

const TABLE = 'src/domains/katas/matching/table.gen.ts';
const GRAMMAR_SIZE = 16;
const UNASKED_SIZE = 8;
const OUT_OF_DOMAIN = 1500;
/** Shares of requests that near misses are made from, by kind. */
const [EXCHANGED, EXTENDED, JOINED] = [0.25, 0.05, 0.04];
/** Left out at first: this share of phrases and of patterns of requests that no skill answers, and of skills, whose phrases are then such requests too. */
const HELD = 0.15;
const HIDDEN = 0.04;
const HIDDEN_ROWS = 8;
/** Share of requests that no skill answers, where shares are reported. */
const NONE_SHARE = 0.2;

const log = (line: string): void => console.log(line);
const isHeld = (text: string): boolean => fractionOf(text, 11) < HELD;
const isHidden = (skill: Skill): boolean => fractionOf(skill.id, 12) < HIDDEN;

type Data = { train: Said[]; held: Said[] };

function data(random: Rng): Data {
  const spoken = writtenPhrases();
  const out: Data = { train: [], held: [] };
  for (const skill of skills) {
    const own = random.derive(skill.id);
    const texts = [...askedPhrasings(skill).map(({ text }) => text), ...(spoken.get(skill.id) ?? [])];
    for (const text of texts)
      (isHeld(text) ? out.held : out.train).push(...[said(skill, text, own)].filter((each) => each !== null));
    for (const { text } of ledPhrasings(skill, GRAMMAR_SIZE, own))
      out.train.push(...[said(skill, text, own)].filter((each) => each !== null));
  }
  out.train.push(...nearMisses(out.train, random));
  for (const pattern of unaskedPatterns()) {
    const drawn = drawUnasked(pattern, UNASKED_SIZE, random);
    if (isHeld(pattern)) out.held.push(...drawn.slice(0, 4));
    else out.train.push(...drawn);
  }
  out.train.push(...outOfDomain(OUT_OF_DOMAIN, random));
  out.held.push(...outOfDomain(OUT_OF_DOMAIN / 10, random));
  return out;
}

/** Near misses made from a share of the requests. */
function nearMisses(rows: readonly Said[], random: Rng): Said[] {
  return rows.flatMap(({ prompt }) => {
    const kind = random.next();
    if (kind < EXCHANGED) return [exchanged(prompt, random)].filter((text) => text !== null).map(unsaid);
    if (kind < EXCHANGED + EXTENDED) return [unsaid(extended(prompt, random))];
    if (kind < EXCHANGED + EXTENDED + JOINED) return [unsaid(joined(prompt, random.pick(rows).prompt, random))];
    return [];
  });
}

/** Phrases of hidden skills are requests that no skill answers; so many of each are kept. */
function hide(held: readonly Said[], train: readonly Said[], hidden: ReadonlySet<string>): Said[] {
  const extra = [...hidden].flatMap((id) => train.filter(({ skill }) => skill === id).slice(-HIDDEN_ROWS));
  return [...held.filter(({ skill }) => !hidden.has(skill)), ...extra.map((each) => ({ ...each, skill: NONE }))];
}

type Fact = { said: Said; facts: NonNullable<ReturnType<Matcher['facts']>>; right: number };

function factsOf(matcher: Matcher, rows: readonly Said[]): Fact[] {
  return rows.flatMap((each) => {
    const facts = matcher.facts(each.prompt);
    const right = facts?.candidates.findIndex(({ skill }) => skill.id === each.skill) ?? -1;
    return facts ? [{ said: each, facts, right }] : [];
  });
}

function decided(rows: readonly Fact[]): DecisionWeights {
  const usable = rows.filter(({ said: { skill }, right }) => skill === NONE || right >= 0);
  return fitDecision(
    usable.map(({ facts, right }) => ({
      candidates: facts.candidates.map((candidate) => candidate.facts),
      none: facts.none,
      right,
    })),
  );
}

type Rates = { right: number; wrong: number; constants: number };

/** Rates under a threshold, as if NONE_SHARE of the requests were for no skill. */
function rates(rows: readonly Fact[], weights: DecisionWeights, least: number): Rates {
  const sums = { none: { all: 0, right: 0, wrong: 0 }, skill: { all: 0, right: 0, wrong: 0 } };
  const constants = { all: 0, right: 0 };
  for (const { said: asked, facts } of rows) {
    const shares = probabilities(
      weights,
      facts.candidates.map((candidate) => candidate.facts),
      facts.none,
    );
    const best = shares.indexOf(Math.max(...shares));
    const found = (shares[best] ?? 0) >= least ? facts.candidates[best] : undefined;
    const sum = asked.skill === NONE ? sums.none : sums.skill;
    sum.all += 1;
    if ((found?.skill.id ?? NONE) === asked.skill) sum.right += 1;
    else if (found) sum.wrong += 1;
    if (found?.skill.id !== asked.skill) continue;
    constants.all += 1;
    if (canonical(found.constants) === canonical(asked.constants)) constants.right += 1;
  }
  const mixed = (key: 'right' | 'wrong'): number =>
    (NONE_SHARE * sums.none[key]) / sums.none.all + ((1 - NONE_SHARE) * sums.skill[key]) / sums.skill.all;
  return { right: mixed('right'), wrong: mixed('wrong'), constants: constants.right / constants.all };
}

/** Weights of the decision, fitted on requests that were kept from the scorer and the index; half of them measure it first. */
function fittedDecision(random: Rng): DecisionWeights {
  const { train, held } = data(random.derive('data'));
  const hidden = new Set(skills.filter(isHidden).map(({ id }) => id));
  const known = skills.filter(({ id }) => !hidden.has(id));
  const seen = train.filter(({ skill }) => !hidden.has(skill));
  const table = fitScorer(known, seen, { ...SCORER, log }, random.derive('held'));
  const phrasings = known.flatMap((skill) => phrasingsOf(skill).filter(({ asked, text }) => !asked || !isHeld(text)));
  const matcher = makeMatcher(known, table, NO_WEIGHTS, phrasings);
  const rows = factsOf(matcher, random.shuffle(hide(held, train, hidden)));
  const half = decided(rows.filter((_, i) => i % 2 === 0));
  const measured = rows.filter((_, i) => i % 2 === 1);
  for (const least of [0.5, 0.6, LEAST_PROBABILITY, 0.75, 0.8, 0.9])
    log(`at ${least.toFixed(2)}: ${JSON.stringify(rates(measured, half, least))} of ${measured.length}`);
  return decided(rows);
}

async function write(table: ScoreTable, weights: DecisionWeights): Promise<void> {
  const text = `// Written by tools/matching/fit.ts; do not edit. What it holds is told in scorer.ts and decide.ts.

import type { DecisionWeights } from './decide.ts';
import type { ScoreTable } from './scorer.ts';

export const WEIGHTS: DecisionWeights = ${JSON.stringify(weights)};

export const TABLE: ScoreTable = ${JSON.stringify(table)};
`;
  writeFileSync(TABLE, await format(text, { ...(await resolveConfig(TABLE)), parser: 'typescript' }));
}

const random = rng('fit matching');
const weights = fittedDecision(random);
const { train, held } = data(random.derive('data'));
await write(fitScorer(skills, [...train, ...held], { ...SCORER, log }, random.derive('all')), weights);
