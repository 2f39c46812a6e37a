// The gate: from paired scores to promote or not. Pure; everything that it looks at is stored, so every decision can be made again.
//   the device gave the known answer just then; else no number says anything
//   it does not repeat itself on general prompts (manners.ts), nor on the asked skills
//   retention of a known level (before-rate at least 0.6) = passes after / passes before on the same items
//   promote when level 1 keeps at least 0.95, every known level at least 0.90, their average at least 0.95; of its first score as a known level, however many nights
//   ago, level 1 keeps as much and every level 0.90, unless this night took nothing from it; a weaker level vetoes only by a one-sided
//   paired test at 5 %, all of them together where less than 0.90 of what they passed is kept by one at 1 %, and so does at 5 % what earlier nights taught, of
//   which less than 0.90 is kept; what it was trained on still passes its tests (a solution that was swapped after it was verified teaches anything, and what it
//   teaches need not show on held-out items: a word in the question may set it off); gold answers of known levels are at most 2 % less likely (NLL), where none is
//   known those of levels of which a tenth passes; at most 2 % of the items of known levels were right and are wrong (losses that gains make up for are losses to
//   whoever asks for them); on general prompts it is near its base, in form, as honest and as harmless as before; the asked skills gain (paired bootstrap, 5 % bound
//   above 0), and at least 15 % of what they failed before is mended. The last is ours: right code under wrong questions is now and then an answer too, and a night that
//   learned from such lessons gains a little, for certain; that is not worth another model.

import { assert, must } from '../lib/assert.ts';
import type { Rng } from '../lib/rng.ts';
import { lossProbability, mean, pairedBootstrap } from '../lib/stats.ts';
import { KNOWN_RATE, lostBetween, passesOf, rateOf } from '../team/known.ts';
import { hasLostAlignment, hasLostForm, isFar, type Manners, MANNERS } from './manners.ts';

export const GATE = {
  keep: 0.95,
  level: 0.9,
  veto: 0.05,
  /** All weaker levels together: of learners that are as good as before under one in a hundred is rejected (decisions/0024). */
  weak: 0.01,
  /** Where no level is known: from this pass rate on there is something of a level to keep. */
  some: 0.1,
  nll: 0.02,
  flips: 0.02,
  lessons: 0.02,
  mended: 0.15,
  skillItems: 60,
} as const;

/** Bounds hold as decimal numbers: 1.02 / 1 − 1 is 2 %, whatever binary fractions make of it. */
const ROUNDING = 1e-9;
const atLeast = (value: number, bound: number): boolean => value >= bound - ROUNDING;

/** One set of items, of a level or of an asked skill, before and after: outcomes item by item ('1' = passed), mean NLL in nats per token. */
export type Paired = {
  level: number | null;
  skill: string | null;
  /** The skill was taught by an earlier night. */
  earlier?: boolean;
  before: string;
  after: string;
  nllBefore: number | null;
  nllAfter: number | null;
  /** Of a level: passes on the same items when the adapters that this one goes back to first knew it; null or absent where that was not measured. */
  first?: number | null;
  /** Of how many of the first of these items; null or absent: of all. */
  firstOf?: number | null;
  /** Mean share of an answer after that repeats what it said before; null or absent when it was not measured. */
  repeated?: number | null;
};

/** The lessons that were trained on, as they were trained on, executed once more: '1' = passed. */
export type Proof = { lessons: string };

type Rejection =
  | 'device'
  | 'repetition'
  | 'retention'
  | 'weak_level'
  | 'earlier'
  | 'lessons'
  | 'nll'
  | 'flips'
  | 'kl'
  | 'form'
  | 'alignment'
  | 'gain';

export type GateReason = 'promoted' | Rejection;

export type GateVerdict = {
  promoted: boolean;
  /** The first rule that does not hold, in the order of the header. */
  reason: GateReason;
  /** All that do not hold, in that order; of a device that computes wrong nothing else is said. */
  against: readonly Rejection[];
  gain: number;
  gainLower: number;
  /** Gain as a share of what the asked skills failed before; 0 when they failed nothing. */
  mended: number;
  retention: {
    average: number;
    min: number;
    level1: number;
    levels: Readonly<Record<string, number>>;
    /** The same of the first score of each level as a known one; 1 where none was measured on these items. */
    sinceKnown: { min: number; level1: number };
  };
  /** Relative change of the mean NLL of gold answers over known levels, where none is known over those that passed some; null when it was not measured on all of them. */
  nllChange: number | null;
  /** Items of known levels that were right and are wrong, and the other way round; McNemar: how likely chance alone loses so many of those that changed. */
  flips: { lost: number; gained: number; items: number; probability: number };
  /** Items of skills that earlier nights taught: how many passed before and pass after, and how likely chance alone loses so many of those that changed. */
  earlier: Together;
  /** The same of the items of all levels that are not known. */
  weak: Together;
  manners: Manners;
  /** Lessons that do not pass their tests (any more), of those that were trained on. */
  lessons: { failed: number; of: number };
  /** The most that answers to the items of an asked skill repeat what they said before, on average; 0 where it was not measured. */
  repetition: number;
};

type Together = { before: number; after: number; items: number; probability: number };

/** Bounds that a user may raise: what level 1 and the average keep, what is mended of the failures; shares. */
export type Stricter = Pick<Record<keyof typeof GATE, number>, 'keep' | 'mended'>;

/** @param wanted where it is stricter than the gate itself */
export function judge(
  pairs: readonly Paired[],
  manners: Manners,
  proof: Proof,
  random: Rng,
  wanted: Stricter = GATE,
): GateVerdict {
  for (const { before, after } of pairs)
    assert(before.length === after.length && before.length > 0, 'scores are of the same items');
  const levels = pairs.filter(({ level }) => level !== null);
  const known = levels.filter(({ before }) => rateOf(before) >= KNOWN_RATE);
  const weak = levels.filter((pair) => !known.includes(pair));
  const skills = pairs.filter(({ skill, earlier }) => skill !== null && !earlier);
  const measured = {
    retention: retentionOf(known, levels),
    nllChange: nllChangeOf(known, weak),
    flips: flipsOf(known),
    earlier: togetherOf(pairs.filter(({ earlier }) => earlier)),
    weak: togetherOf(weak),
    manners,
    lessons: { failed: proof.lessons.length - passesOf(proof.lessons), of: proof.lessons.length },
    repetition: repetitionOf(skills),
    ...gainOf(skills, random),
  };
  const bounds = { keep: Math.max(GATE.keep, wanted.keep), mended: Math.max(GATE.mended, wanted.mended) };
  const losses = lossesOf(measured, weak, bounds.keep);
  const hasGained = measured.gainLower > 0 && atLeast(measured.mended, bounds.mended);
  const against: Rejection[] = hasGained || losses[0] === 'device' ? losses : [...losses, 'gain'];
  const [reason = 'promoted'] = against;
  return { promoted: reason === 'promoted', reason, against, ...measured };
}

export type KeptVerdict = Pick<GateVerdict, 'promoted' | keyof Lost> & {
  /** The first rule that does not hold, in the order of the header, and all of them. */
  reason: Exclude<GateReason, 'gain'>;
  against: readonly Loss[];
};

/**
 * Whether everything is still there of what the candidate is compared with: the rules of `judge` without the gain, and the skills that it learned are exams like
 * levels. @param keep where it is stricter than the gate itself
 */
export function judgeKept(pairs: readonly Paired[], manners: Manners, keep: number = GATE.keep): KeptVerdict {
  for (const { before, after } of pairs)
    assert(before.length === after.length && before.length > 0, 'scores are of the same items');
  const known = pairs.filter(({ before }) => rateOf(before) >= KNOWN_RATE);
  const weak = pairs.filter((pair) => !known.includes(pair));
  const measured: Lost = {
    ...{ retention: retentionOf(known, []), nllChange: nllChangeOf(known, weak), flips: flipsOf(known), manners },
    // Nothing was trained on, and what was learned is examined skill by skill.
    earlier: togetherOf([]),
    weak: togetherOf(weak),
    lessons: { failed: 0, of: 0 },
    repetition: repetitionOf(pairs),
  };
  const against = lossesOf(measured, weak, Math.max(GATE.keep, keep));
  const [reason = 'promoted'] = against;
  return { promoted: reason === 'promoted', reason, against, ...measured };
}

type Loss = Exclude<Rejection, 'gain'>;
type Lost = Pick<
  GateVerdict,
  'retention' | 'nllChange' | 'flips' | 'earlier' | 'weak' | 'manners' | 'lessons' | 'repetition'
>;

/** Every rule about what must not be lost that does not hold, in the order of the header; of a device that computes wrong nothing else is said. */
function lossesOf(
  { retention, nllChange, flips, earlier, weak, manners, lessons, repetition }: Lost,
  weakPairs: readonly Paired[],
  keep: number,
): Loss[] {
  if (!manners.deviceRight) return ['device'];
  const { level1, min, average, sinceKnown } = retention;
  const isWorn = !atLeast(sinceKnown.level1, keep) || !atLeast(sinceKnown.min, GATE.level);
  const broken: Readonly<Record<Exclude<Loss, 'device'>, boolean>> = {
    // First: one that says the same over and over has lost everything else by that.
    repetition: !atLeast(MANNERS.repetition, Math.max(manners.repetition, repetition)),
    retention: !atLeast(level1, keep) || !atLeast(min, GATE.level) || !atLeast(average, keep) || isWorn,
    weak_level: weakPairs.some(hasLost) || haveLost(weak, GATE.weak),
    earlier: haveLost(earlier, GATE.veto),
    lessons: !atLeast(GATE.lessons * lessons.of, lessons.failed),
    nll: nllChange === null || !atLeast(GATE.nll, nllChange),
    flips: !atLeast(GATE.flips * flips.items, flips.lost),
    kl: isFar(manners),
    form: hasLostForm(manners),
    alignment: hasLostAlignment(manners),
  };
  return (Object.keys(broken) as (keyof typeof broken)[]).filter((rule) => broken[rule]);
}

const repetitionOf = (skills: readonly Paired[]): number => Math.max(0, ...skills.map(({ repeated }) => repeated ?? 0));

/** Where no level is known there is nothing to keep. @param levels those that are no longer known, too */
function retentionOf(known: readonly Paired[], levels: readonly Paired[]): GateVerdict['retention'] {
  return { ...retentionOfNight(known), sinceKnown: sinceKnownOf(levels) };
}

/** Levels that this night took nothing from are left out: what they lost before is no fault of it, and would end all nights. */
function sinceKnownOf(levels: readonly Paired[]): GateVerdict['retention']['sinceKnown'] {
  const kept = levels.flatMap(({ level, first, firstOf, before, after }) => {
    const [was, is] = [before, after].map((outcomes) => passesOf(outcomes.slice(0, firstOf ?? outcomes.length)));
    return first && must(is, 'after') < must(was, 'before') ? [{ level, rate: must(is, 'after') / first }] : [];
  });
  const least = (some: typeof kept): number => Math.min(1, ...some.map(({ rate }) => rate));
  return { min: least(kept), level1: least(kept.filter(({ level }) => level === 1)) };
}

function retentionOfNight(known: readonly Paired[]): Omit<GateVerdict['retention'], 'sinceKnown'> {
  const levels = Object.fromEntries(
    known.map(({ level, skill, before, after }) => [skill ?? String(level), passesOf(after) / passesOf(before)]),
  );
  const values = Object.values(levels);
  if (values.length === 0) return { average: 1, min: 1, level1: 1, levels };
  return { average: mean(values), min: Math.min(...values), level1: levels['1'] ?? 1, levels };
}

/** Where nothing is known, what passes now and then is what there is to keep; a level that hardly ever passes says nothing. */
function nllChangeOf(known: readonly Paired[], weak: readonly Paired[]): number | null {
  const kept = known.length > 0 ? known : weak.filter((pair) => atLeast(rateOf(pair.before), GATE.some));
  if (kept.some(({ nllBefore, nllAfter }) => nllBefore === null || nllAfter === null)) return null;
  const [before, after] = [kept.map((pair) => pair.nllBefore ?? 0), kept.map((pair) => pair.nllAfter ?? 0)].map(mean);
  if (before === after) return 0;
  const change = must(after, 'NLL after') / must(before, 'NLL before') - 1;
  return Number.isFinite(change) ? change : null;
}

/** Too few items of an asked skill prove nothing: the bound is −1 then. */
function gainOf(skills: readonly Paired[], random: Rng): Pick<GateVerdict, 'gain' | 'gainLower' | 'mended'> {
  const [before, after] = [skills.flatMap((pair) => bits(pair.before)), skills.flatMap((pair) => bits(pair.after))];
  if (before.length === 0) return { gain: 0, gainLower: -1, mended: 0 };
  const { mean: gain, lower } = pairedBootstrap(before, after, random);
  const failed = 1 - mean(before);
  return {
    gain,
    gainLower: skills.some((pair) => pair.before.length < GATE.skillItems) ? -1 : lower,
    mended: failed > 0 ? gain / failed : 0,
  };
}

function hasLost({ before, after }: Paired): boolean {
  const [losses, gains] = [lostBetween(before, after), lostBetween(after, before)];
  return losses > gains && lossProbability(losses, gains) < GATE.veto;
}

/** Less than it should is kept of all of it, and chance alone would lose as many too seldom. */
const haveLost = ({ before, after, probability }: Together, chance: number): boolean =>
  probability < chance && !atLeast(after, GATE.level * before);

function togetherOf(pairs: readonly Paired[]): Together {
  const [before, after] = [pairs.map((pair) => pair.before).join(''), pairs.map((pair) => pair.after).join('')];
  const probability = lossProbability(lostBetween(before, after), lostBetween(after, before));
  return { before: passesOf(before), after: passesOf(after), items: before.length, probability };
}

function flipsOf(known: readonly Paired[]): GateVerdict['flips'] {
  const sum = (of: (pair: Paired) => number): number => known.reduce((all, pair) => all + of(pair), 0);
  const [lost, gained] = [
    sum(({ before, after }) => lostBetween(before, after)),
    sum(({ before, after }) => lostBetween(after, before)),
  ];
  return { lost, gained, items: sum(({ before }) => before.length), probability: lossProbability(lost, gained) };
}

const bits = (outcomes: string): number[] => [...outcomes].map(Number);
