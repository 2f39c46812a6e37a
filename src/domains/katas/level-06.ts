// Level 6: filters over lists of numbers, words and mixed items. Shared wordings come from filter-forms.ts.
// A filter keeps order and repeats; only `unique-values` removes repeats. Lists in tests hold no values on which a rule would be unclear.

import type { Json } from '../../lib/json.ts';
import type { Rng } from '../../lib/rng.ts';
import { num, str } from './draws.ts';
import { ints, multiples, near, word, wordList, wordsAround, wordsWith } from './list-draws.ts';
import { filterForms, ITEMS, NUMBERS, WORDS } from './filter-forms.ts';
import type { FilterPhrases, ListKind } from './filter-forms.ts';
import type { Constants, Forms, Skill, SlotKind } from './skill.ts';
import { q } from './skill.ts';

const INT: SlotKind = { kind: 'int', low: 1, high: 9999 };
const LENGTH: SlotKind = { kind: 'int', low: 2, high: 15 };
const isLetter = (value: unknown): boolean => /^[a-z]$/.test(String(value));

const N = NUMBERS.noun;
const W = WORDS.noun;
const I = ITEMS.noun;
const THAT = '[that are|which are||]';
const LESS = '[less than|less than|under|below|smaller than|lower than]';
const MORE = '[greater than|more than|over|above|larger than|bigger than|higher than]';
const THINGS = '[prices|scores|ages|temperatures|amounts|points|marks|sizes|weights|salaries|grades|results]';
const HAVE = '[with|that have|having|which have]';
const CONTAIN = '[containing|that contain|with|which include|that have|that include|having]';

type Spec<T> = FilterPhrases & {
  id: string;
  title: string;
  slots?: Readonly<Record<string, SlotKind>>;
  accept?: (c: Constants) => boolean;
  /** The test in JavaScript over `x`. */
  when: (c: Constants) => string;
  keep: (c: Constants, x: T, all: readonly T[]) => boolean;
  args: (random: Rng, c: Constants) => T[];
  more?: Forms;
};

function filterSkill<T extends Json>(kind: ListKind, params: string, spec: Spec<T>): Skill {
  const { id, title, slots = {}, accept, when, keep, args, more, ...phrases } = spec;
  return {
    id,
    level: 6,
    title,
    params,
    slots,
    ...(accept ? { accept } : {}),
    code: (c) => `${params}.filter((x) => ${when(c)})`,
    run: (c, list: T[]) => {
      const out: T[] = [];
      for (const x of list) if (keep(c, x, list)) out.push(x);
      return out;
    },
    args: (random, c) => [args(random, c)],
    forms: filterForms(kind, phrases, more),
  };
}

const numbers = (spec: Spec<number>): Skill => filterSkill(NUMBERS, 'list', spec);
const words = (spec: Spec<string>): Skill => filterSkill(WORDS, 'words', spec);
const items = (spec: Spec<Json>): Skill => filterSkill(ITEMS, 'items', spec);

const comparisons: readonly Skill[] = [
  numbers({
    id: 'filter-greater',
    title: 'keep the numbers greater than a constant',
    slots: { a: INT },
    when: (c) => `x > ${c.a}`,
    keep: (c, x) => x > num(c.a),
    args: (random, c) => near(random, [num(c.a)]),
    kept: `${N} [${THAT} ${MORE} {a}|[that|which] exceed {a}|> {a}|beyond {a}]`,
    dropped: `${N} [${THAT} [@atmost|less than or equal to] {a}|of {a} or less|up to {a}|[that|which] [do not|don't] exceed {a}]`,
    are: `[are ${MORE} {a}|exceed {a}|are ${MORE} {a}]`,
    is: `[is ${MORE} {a}|exceeds {a}|is ${MORE} {a}]`,
    more: {
      do: [
        `[<keep>|<find>|<return>|<select>|<show>] [only|all|] [the|] ${THINGS} [${MORE} {a}|that exceed {a}|that are ${MORE} {a}]`,
        `[<remove>|<throw away>|<drop>|<get rid of>] [all|the|] ${THINGS} [of {a} or less|that are not ${MORE} {a}|up to and including {a}]`,
      ],
      raw: [
        `[list filter|filter list|filter|filter the list where|list filtered by|list where|all x in list where|keep x when] x > {a}`,
        `which ${THINGS} [are ${MORE}|exceed] {a}?`,
        `[i only care about|i'm only interested in|we only need|we just want] [the|] ${N} ${MORE} {a}`,
        `[everything|anything|whatever is|all that is] ${MORE} {a} [in|from|of] the list`,
      ],
    },
  }),
  numbers({
    id: 'filter-less',
    title: 'keep the numbers less than a constant',
    slots: { a: INT },
    when: (c) => `x < ${c.a}`,
    keep: (c, x) => x < num(c.a),
    args: (random, c) => near(random, [num(c.a)]),
    kept: `${N} [${THAT} ${LESS} {a}|[that|which] [do not|don't] reach {a}|${THAT} ${LESS} {a}|< {a}]`,
    dropped: `${N} [${THAT} [@atleast|greater than or equal to] {a}|of {a} or more|from {a} upwards|of {a} and above]`,
    are: `[are ${LESS} {a}|[do not|don't] reach {a}|are ${LESS} {a}]`,
    is: `is ${LESS} {a}`,
    more: {
      do: [
        `[<keep>|<find>|<return>|<select>|<show>] [only|all|] [the|] ${THINGS} [${LESS} {a}|that are ${LESS} {a}|cheaper than {a}]`,
        `[<remove>|<throw away>|<drop>|<get rid of>] [all|the|] ${THINGS} [of {a} or more|that are not ${LESS} {a}|of {a} and up]`,
      ],
      raw: [
        `[list filter|filter list|filter|filter the list where|list filtered by|list where|all x in list where|keep x when] x < {a}`,
        `which ${THINGS} [are ${LESS}|stay below|fall below] {a}?`,
        `[i only care about|i'm only interested in|we only need|we just want] [the|] ${N} ${LESS} {a}`,
        `[everything|anything|whatever is|all that is] ${LESS} {a} [in|from|of] the list`,
      ],
    },
  }),
  numbers({
    id: 'filter-at-least',
    title: 'keep the numbers that reach a constant',
    slots: { a: INT },
    when: (c) => `x >= ${c.a}`,
    keep: (c, x) => x >= num(c.a),
    args: (random, c) => near(random, [num(c.a)]),
    kept: `${N} [${THAT} [at least|at least|greater than or equal to|no less than|not below|not less than|not under] {a}|of {a} or more|from {a} [up|upwards|on]|[that|which] reach {a}|>= {a}|[that are|] {a} or [more|higher|above|larger|greater]]`,
    dropped: `${N} [${THAT} ${LESS} {a}|[that|which] [do not|don't] reach {a}]`,
    are: '[are at least {a}|are {a} or [more|higher|above|greater]|are not below {a}|are greater than or equal to {a}|reach {a}]',
    is: '[is at least {a}|is {a} or [more|higher|above|greater]|is not below {a}|is greater than or equal to {a}|reaches {a}]',
    more: {
      do: [
        `[<throw away>|<remove>|<drop>|<get rid of>|<cut out>|<delete>|<discard>] [all|the|all the|] ${THINGS} [${LESS} {a}|that are ${LESS} {a}|that fall short of {a}]`,
        `[<keep>|<find>|<return>|<select>] [only|all|] [the|] ${THINGS} of [at least {a}|{a} or more|{a} and [up|above|more]]`,
      ],
      raw: [
        `[list filter|filter list|filter|filter the list where|list filtered by|list where|all x in list where|keep x when] x >= {a}`,
        `[who passed|which ${THINGS} pass] with at least {a}?`,
        `[nothing|no ${N}] ${LESS} {a} [should|may|must] [stay|remain|be left] in [the|my] list`,
        `[i only want|we only need|only take|i'm looking for] ${THINGS} of {a} or [more|higher|better]`,
      ],
    },
  }),
  numbers({
    id: 'filter-at-most',
    title: 'keep the numbers that do not exceed a constant',
    slots: { a: INT },
    when: (c) => `x <= ${c.a}`,
    keep: (c, x) => x <= num(c.a),
    args: (random, c) => near(random, [num(c.a)]),
    kept: `${N} [${THAT} [at most|at most|less than or equal to|no more than|not above|not more than|not over] {a}|of {a} or [less|lower|below]|up to {a}|[that|which] [do not|don't] exceed {a}|<= {a}|[that are|] {a} or [less|lower|below|smaller]]`,
    dropped: `${N} [${THAT} ${MORE} {a}|[that|which] exceed {a}]`,
    are: "[are at most {a}|are {a} or [less|lower|below|smaller]|are not above {a}|are less than or equal to {a}|[do not|don't] exceed {a}]",
    is: '[is at most {a}|is {a} or [less|lower|below|smaller]|is not above {a}|is less than or equal to {a}|does not exceed {a}]',
    more: {
      do: [
        `[<throw away>|<remove>|<drop>|<get rid of>|<cut out>|<delete>|<discard>] [all|the|all the|] ${THINGS} [${MORE} {a}|that are ${MORE} {a}|that go over {a}|exceeding {a}]`,
        `[<keep>|<find>|<return>|<select>] [only|all|] [the|] ${THINGS} of [at most {a}|{a} or less|up to {a}]`,
      ],
      raw: [
        `[list filter|filter list|filter|filter the list where|list filtered by|list where|all x in list where|keep x when] x <= {a}`,
        `which ${THINGS} [do not exceed|don't exceed|are at most|are no more than] {a}?`,
        `[nothing|no ${N}] ${MORE} {a} [should|may|must] [stay|remain|be left] in [the|my] list`,
        `[i can spend|i can pay] [up to|at most|no more than] {a}, which prices [can i afford|are ok]?`,
      ],
    },
  }),
  numbers({
    id: 'filter-between',
    title: 'keep the numbers of a range',
    slots: { a: INT, b: INT },
    accept: (c) => num(c.a) + 1 < num(c.b),
    when: (c) => `x >= ${c.a} && x <= ${c.b}`,
    keep: (c, x) => !(x < num(c.a) || x > num(c.b)),
    args: (random, c) => [
      ...near(random, [num(c.a), num(c.b)]),
      ...(random.chance(0.8) ? [Math.floor((num(c.a) + num(c.b)) / 2)] : []),
    ],
    kept: `${N} [${THAT} between {a} and {b}|from {a} to {b}|[in|within|inside] the range {a} to {b}|${THAT} at least {a} and at most {b}|[that|which] lie between {a} and {b}|${THAT} in the range from {a} to {b}]`,
    rest: `${N} [${THAT} [outside|outside of|not in|not within] [the range|] {a} to {b}|[that are|which are|] below {a} or above {b}|[that|which] are not between {a} and {b}]`,
    are: '[are between {a} and {b}|lie between {a} and {b}|are in the range {a} to {b}|fall between {a} and {b}|are at least {a} and at most {b}]',
    is: '[is between {a} and {b}|lies between {a} and {b}|is in the range {a} to {b}|is at least {a} and at most {b}]',
    more: {
      do: [
        `[<keep>|<find>|<return>|<select>|<show>] [only|all|] [the|] ${THINGS} [between {a} and {b}|from {a} to {b}|that range from {a} to {b}]`,
        `<filter> ${NUMBERS.full} [by the range|with limits|to values from|with minimum|by range] {a} [to|and|up to] {b}`,
      ],
      raw: [
        `[list filter|filter list|filter|keep x when|all x in list where] x >= {a} [&&|and] x <= {b}`,
        `[list filter|filter list|filter|keep x when|all x in list where] {a} <= x <= {b}`,
        `which ${THINGS} [are|lie|fall] between {a} and {b}?`,
        `[minimum|min] {a}, [maximum|max] {b}: [which numbers of the list fit?|keep the numbers that fit|filter the list]`,
      ],
    },
  }),
  numbers({
    id: 'filter-outside',
    title: 'drop the numbers of a range',
    slots: { a: INT, b: INT },
    accept: (c) => num(c.a) + 1 < num(c.b),
    when: (c) => `x < ${c.a} || x > ${c.b}`,
    keep: (c, x) => !(x >= num(c.a) && x <= num(c.b)),
    args: (random, c) => [
      ...near(random, [num(c.a), num(c.b)]),
      ...(random.chance(0.8) ? [Math.floor((num(c.a) + num(c.b)) / 2)] : []),
    ],
    except: false,
    kept: `${N} [${THAT} [outside|outside of|not in|not within] the range {a} to {b}|${THAT} [below|under|less than|smaller than] {a} or [above|over|greater than|more than] {b}|[that|which] are not between {a} and {b}|[that|which] lie outside [of|] {a} to {b}]`,
    dropped: `${N} [${THAT} between {a} and {b}|from {a} to {b}|[that|which] lie between {a} and {b}|in the range {a} to {b}]`,
    are: '[are not between {a} and {b}|lie outside {a} to {b}|are outside the range {a} to {b}|are below {a} or above {b}|are less than {a} or greater than {b}]',
    is: '[is not between {a} and {b}|is outside the range {a} to {b}|is below {a} or above {b}|is less than {a} or greater than {b}]',
    more: {
      do: [
        `[<remove>|<throw away>|<drop>|<cut out>] [all|the|] ${THINGS} [between {a} and {b}|from {a} to {b}]`,
        `[<find>|<keep>|<return>] [the|] [outliers|extreme values] [below|under] {a} or [above|over] {b}`,
      ],
      raw: [
        `[list filter|filter list|filter|all x in list where] x > {b} or x < {a}`,
        `which ${THINGS} [are|lie|fall] outside [of the range|the range|] {a} to {b}?`,
        `[what is|anything|everything] [too low or too high|out of range] in list, [where|if] {a} to {b} is [fine|allowed|normal]`,
      ],
    },
  }),
];

const divisibility: readonly Skill[] = [
  numbers({
    id: 'filter-even',
    title: 'keep the even numbers',
    when: () => 'x % 2 === 0',
    keep: (_, x) => Math.floor(x / 2) * 2 === x,
    args: (random) => ints(random, -20, 200, 2),
    kept: `[even ${N}|even ${N}|${N} [that are|which are] even|${N} divisible by [2|two]|multiples of [2|two]|${N} [that|which] can be halved evenly]`,
    dropped: `[odd ${N}|odd ${N}|${N} [that are|which are] odd|uneven ${N}|${N} [that are|which are] not even]`,
    are: '[are even|are divisible by [2|two]|are not odd]',
    is: '[is even|is divisible by [2|two]|is not odd]',
    more: {
      raw: [
        '[evens only|only evens|just the evens|even ones only|the even ones] [from|in|of] [the list|list|my list]',
        '[list filter|filter list|filter|filter the list where|list where] x % 2 [is 0|== 0|=== 0|= 0]',
        'no [odd|uneven] numbers [please|any more|in my list please]',
        '[i only like|i only want|we only use] even [house numbers|page numbers|lottery numbers|numbers], [filter my list|pick them from the list|which ones are they in my list?]',
      ],
    },
  }),
  numbers({
    id: 'filter-odd',
    title: 'keep the odd numbers',
    when: () => 'x % 2 !== 0',
    keep: (_, x) => Math.floor(x / 2) * 2 !== x,
    args: (random) => ints(random, -20, 200, 2),
    kept: `[odd ${N}|odd ${N}|${N} [that are|which are] odd|${N} not divisible by [2|two]|uneven ${N}|${N} [that|which] are not even]`,
    dropped: `[even ${N}|even ${N}|${N} [that are|which are] even|${N} divisible by [2|two]|multiples of [2|two]]`,
    are: '[are odd|are not divisible by [2|two]|are not even]',
    is: '[is odd|is not divisible by [2|two]|is not even]',
    more: {
      raw: [
        '[odds only|only odds|just the odds|odd ones only|the odd ones] [from|in|of] [the list|list|my list]',
        '[list filter|filter list|filter|filter the list where|list where] x % 2 [is 1|!== 0|!= 0|is not 0]',
        'no even numbers [please|any more|in my list please]',
        '[i only like|i only want|we only use] odd [house numbers|page numbers|lottery numbers|numbers], [filter my list|pick them from the list|which ones are they in my list?]',
      ],
    },
  }),
  numbers({
    id: 'filter-divisible',
    title: 'keep the multiples of a constant',
    slots: { k: { kind: 'int', low: 3, high: 999 } },
    when: (c) => `x % ${c.k} === 0`,
    keep: (c, x) => Math.floor(x / num(c.k)) * num(c.k) === x,
    args: (random, c) => multiples(random, num(c.k), 2),
    kept: `[${N} [${THAT} divisible by|${THAT} evenly divisible by|that are multiples of] {k}|multiples of {k}|${N} [that|which] {k} divides]`,
    rest: `${N} [[that are|which are] not [divisible by|multiples of]|not divisible by] {k}`,
    are: '[are divisible by {k}|are multiples of {k}|can be divided by {k} [without remainder|evenly|without a remainder]|belong to the {k} times table]',
    is: '[is divisible by {k}|is a multiple of {k}|can be divided by {k} [without remainder|evenly]]',
    more: {
      do: [`<keep> [only|] the ${N} [that leave|leaving] no remainder when divided by {k}`],
      raw: [
        '[list filter|filter list|filter|filter the list where|list where] x % {k} [is 0|== 0|=== 0|= 0]',
        '[which|what] numbers [in|of] the list [can i|can you] divide by {k} [evenly|without a rest|without remainder]?',
        '[keep|i want] [every number|each value|only a number] that is [divisible by|a multiple of] {k}',
      ],
    },
  }),
  numbers({
    id: 'filter-not-divisible',
    title: 'drop the multiples of a constant',
    slots: { k: { kind: 'int', low: 3, high: 999 } },
    when: (c) => `x % ${c.k} !== 0`,
    keep: (c, x) => Math.floor(x / num(c.k)) * num(c.k) !== x,
    args: (random, c) => multiples(random, num(c.k), 2),
    except: false,
    kept: `${N} [[that are|which are] not [divisible by|evenly divisible by|multiples of]|not divisible by] {k}`,
    dropped: `[${N} [${THAT} divisible by|${THAT} evenly divisible by] {k}|multiples of {k}|multiples of {k}|${N} [that|which] {k} divides]`,
    are: "[are not divisible by {k}|are not multiples of {k}|cannot be divided by {k} [without remainder|evenly]|can't be divided by {k} evenly]",
    is: '[is not divisible by {k}|is not a multiple of {k}|cannot be divided by {k} evenly]',
    more: {
      do: [`<keep> [only|] the ${N} [that leave|leaving] a remainder when divided by {k}`],
      raw: [
        '[list filter|filter list|filter|filter the list where|list where] x % {k} [is not 0|!= 0|!== 0]',
        '[no|i want no|there should be no] multiples of {k} in [the|my] list',
        '[remove|drop|throw away] [every number|each value|any number] that is [divisible by|a multiple of] {k}',
      ],
    },
  }),
  numbers({
    id: 'filter-divisible-either',
    title: 'keep the multiples of one of two constants',
    slots: { k: { kind: 'int', low: 2, high: 99 }, m: { kind: 'int', low: 2, high: 99 } },
    accept: (c) => num(c.k) % num(c.m) !== 0 && num(c.m) % num(c.k) !== 0,
    when: (c) => `x % ${c.k} === 0 || x % ${c.m} === 0`,
    keep: (c, x) => [num(c.k), num(c.m)].some((k) => Math.floor(x / k) * k === x),
    args: (random, c) => [...multiples(random, num(c.k), 2), ...multiples(random, num(c.m), 2)],
    kept: `[${N} [${THAT} divisible by|${THAT} evenly divisible by|that are multiples of] [{k} or {m}|{k} or {m}|either {k} or {m}|{k} or {m} or both]|multiples of {k} or {m}]`,
    rest: `${N} [that are|which are|] [divisible by neither {k} nor {m}|not divisible by {k} or {m}]`,
    are: '[are divisible by {k} or {m}|are multiples of {k} or {m}|can be divided by {k} or by {m} evenly|are multiples of at least one of {k} and {m}]',
    is: '[is divisible by {k} or {m}|is a multiple of {k} or {m}|is divisible by {k} or by {m}]',
    more: {
      raw: [
        '[list filter|filter list|filter|list where] x % {k} [is|==|===] 0 or x % {m} [is|==|===] 0',
        '[both the|the] multiples of {k} and the multiples of {m} [in|from|of] list',
        `[keep|i want|take] [each|every] [number|value|element] [that|which] {k} or {m} divides [evenly|without remainder]`,
      ],
    },
  }),
  numbers({
    id: 'filter-last-digit',
    title: 'keep the numbers with a certain last digit',
    slots: { d: { kind: 'int', low: 0, high: 9 } },
    when: (c) => `x % 10 === ${c.d}`,
    keep: (c, x) => String(x).endsWith(String(c.d)),
    args: (random, c) =>
      random.shuffle([
        ...ints(random, 0, 99, 1, 3),
        ...Array.from({ length: random.int(0, 4) }, () => random.int(0, 300) * 10 + num(c.d)),
        ...Array.from({ length: random.int(0, 2) }, () => num(c.d) * 100 + random.int(10, 99)),
        num(c.d),
      ]),
    kept: `${N} [[that|which] end [in|with|on] {d}|ending [in|with] {d}|whose last digit is {d}|with [the last|a final|last] digit {d}|[that have|having] {d} as [last|their last] digit]`,
    rest: `${N} [[that|which] do not end [in|with] {d}|not ending in {d}|whose last digit is not {d}|with a last digit other than {d}]`,
    are: '[end [in|with] {d}|have {d} as [their last|the last|final] digit|have the last digit {d}|have {d} at the end]',
    is: '[ends [in|with] {d}|has the last digit {d}|has {d} at the end]',
    more: {
      raw: [
        '[list filter|filter list|filter|list where] x % 10 [is|==|===|=] {d}',
        'which [house numbers|ticket numbers|lottery numbers|numbers of my list] end in {d}?',
      ],
    },
  }),
];

const otherNumbers: readonly Skill[] = [
  numbers({
    id: 'filter-positive',
    title: 'keep the positive numbers',
    when: () => 'x > 0',
    keep: (_, x) => x >= 1,
    args: (random) => [
      ...ints(random, -30, 60, 1, 6),
      ...(random.chance(0.6) ? [0] : []),
      ...(random.chance(0.5) ? [1, -1] : []),
    ],
    kept: `[positive ${N}|positive ${N}|${N} [that are|which are] positive|${N} [greater than|above|over|more than|bigger than|larger than] [zero|0|zero]|${N} > 0]`,
    dropped: `[${N} [that are|which are] [negative or zero|zero or negative|zero or less|not positive]|${N} of [zero|0] or [less|below]|negative ${N} and zeros|zeros and negative ${N}]`,
    are: '[are positive|are above zero|are greater than [zero|0]]',
    is: '[is positive|is above zero|is greater than [zero|0]]',
    more: {
      raw: [
        '[positives only|only positives|just the positives|the positive ones] [from|in|of] [the list|list|my list]',
        '[list filter|filter list|filter|filter the list where|list where] x > 0',
        'no [negatives and no zeros|negative numbers and no zeros|zeros and no negatives] [in my list|please]',
        '[which|what] [temperatures|balances|changes] are [above zero|positive]?',
      ],
    },
  }),
  numbers({
    id: 'filter-negative',
    title: 'keep the negative numbers',
    when: () => 'x < 0',
    keep: (_, x) => x <= -1,
    args: (random) => [
      ...ints(random, -60, 30, 1, 6),
      ...(random.chance(0.6) ? [0] : []),
      ...(random.chance(0.5) ? [1, -1] : []),
    ],
    kept: `[negative ${N}|negative ${N}|${N} [that are|which are] negative|${N} [less than|below|under|smaller than] [zero|0|zero]|${N} with a minus sign|${N} < 0]`,
    dropped: `[${N} [that are|which are] [positive or zero|zero or positive|zero or more|not negative]|${N} of [zero|0] or [more|above]|positive ${N} and zeros|zeros and positive ${N}]`,
    are: '[are negative|are below zero|are less than [zero|0]|have a minus sign]',
    is: '[is negative|is below zero|is less than [zero|0]|has a minus sign]',
    more: {
      raw: [
        '[negatives only|only negatives|just the negatives|the negative ones] [from|in|of] [the list|list|my list]',
        '[list filter|filter list|filter|filter the list where|list where] x < 0',
        '[which|what] [temperatures|balances|amounts] are [below zero|negative]?',
        '[show|find|list|get] [all|the|all the] [debts|losses|withdrawals], [that is|meaning|so] the [numbers below zero|negative numbers]',
      ],
    },
  }),
  numbers({
    id: 'filter-nonzero',
    title: 'drop the zeros',
    when: () => 'x !== 0',
    keep: (_, x) => x < 0 || x > 0,
    args: (random) =>
      random.shuffle([
        ...ints(random, -20, 100, 1, 5),
        ...Array.from({ length: random.int(0, 3) }, () => 0),
        random.int(1, 9) * 10,
      ]),
    except: false,
    kept: `[${N} [that are|which are] not [zero|0]|nonzero ${N}|non-zero ${N}|${N} [other than|different from] [zero|0]|${N} unequal to zero]`,
    dropped: `[zeros|zeros|zeroes|0s|zero ${N}|${N} [that are|which are] [zero|0|equal to zero]|${N} equal to [0|zero]]`,
    are: '[are not [zero|0]|are different from zero|differ from zero|are nonzero]',
    is: '[is not [zero|0]|is different from zero|is nonzero]',
    more: {
      raw: [
        'no zeros [please|any more|in my list|in the list]',
        '[list filter|filter list|filter|filter the list where|list where] x [!== 0|!= 0|is not 0|is not zero]',
        '[clean|clear] [the list|my list|list] of [zeros|zeroes|all zeros]',
        '[keep|take] everything [but|except|apart from] the zeros',
      ],
    },
  }),
  numbers({
    id: 'filter-not-equal',
    title: 'drop a certain number',
    slots: { a: INT },
    when: (c) => `x !== ${c.a}`,
    keep: (c, x) => x < num(c.a) || x > num(c.a),
    args: (random, c) =>
      random.shuffle([
        ...near(random, [num(c.a)]),
        ...Array.from({ length: random.int(0, 2) }, () => num(c.a)),
        random.int(0, 99),
      ]),
    except: false,
    kept: `${N} [[that are|which are] not [{a}|equal to {a}]|not equal to {a}|[other than|different from] {a}|[that|which] differ from {a}|except {a}]`,
    dropped: `[${N} [equal to {a}|that equal {a}|that are {a}|that are exactly {a}]|occurrences of {a}|${N} with the value {a}|copies of {a}]`,
    are: '[are not {a}|are not equal to {a}|differ from {a}|are different from {a}]',
    is: '[is not {a}|is not equal to {a}|differs from {a}]',
    more: {
      do: [
        '[<remove>|<drop>|<delete>|<take out>|<throw out>] [the number|the value|every|each|] {a} [from the list|from list|wherever it occurs in the list|in the list|from the array]',
      ],
      raw: [
        '[list filter|filter list|filter|filter the list where|list where] x [!== {a}|!= {a}|is not {a}]',
        '[everything|all numbers|every number] [but|except|other than] {a} [in|from|of] the list',
        '[{a} is|the number {a} is] [unwanted|a mistake|not welcome], [remove it from|take it out of|delete it from] [the|my] list',
        '[the list|list|my list] without [the|any|] {a}',
      ],
    },
  }),
  numbers({
    id: 'filter-digit-count',
    title: 'keep the numbers with so many digits',
    slots: { k: { kind: 'int', low: 2, high: 7 } },
    when: (c) => `String(x).length === ${c.k}`,
    keep: (c, x) => (x === 0 ? 1 : Math.floor(Math.log10(x) + 1e-12) + 1) === num(c.k),
    args: (random, c) =>
      Array.from({ length: random.int(2, 8) }, () =>
        random.int(1, 10 ** Math.max(1, num(c.k) + random.int(-1, 1)) - 1),
      ).concat(random.chance(0.5) ? [10 ** (num(c.k) - 1), 10 ** num(c.k)] : []),
    kept: `[${N} [with|of|that have|having|which have|consisting of] [exactly|] {k} digits|{k} digit ${N}|{k}-digit ${N}|${N} made of {k} digits]`,
    rest: `[${N} [that do not have|without] exactly {k} digits|${N} with more or fewer than {k} digits|${N} that are not {k} digits long]`,
    are: '[have [exactly|] {k} digits|are {k} digits long|consist of {k} digits]',
    is: '[has [exactly|] {k} digits|is {k} digits long|consists of {k} digits]',
    more: {
      raw: [
        '[valid codes have|a good pin has|a correct code has] {k} digits, [keep the valid numbers|which numbers of my list are valid?|filter the list of numbers]',
      ],
    },
  }),
  numbers({
    id: 'filter-integers',
    title: 'keep the whole numbers',
    when: () => 'Number.isInteger(x)',
    keep: (_, x) => Math.floor(x) === x,
    args: (random) =>
      Array.from({ length: random.int(2, 7) }, () => random.int(-20, 90) + random.pick([0, 0, 0.5, 0.25])),
    kept: `[whole ${N}|integers|integers|whole numbers|${N} [that are|which are] [whole|integers|whole numbers]|${N} without [decimals|a fraction|a fractional part|decimal places]]`,
    dropped: `[${N} with [decimals|a fraction|a fractional part|decimal places]|decimals|fractions|decimal numbers|${N} that are not [whole|integers|whole numbers]]`,
    are: '[are whole|are integers|are whole numbers|have no [decimals|fractional part|fraction]]',
    is: '[is whole|is an integer|is a whole number|has no fractional part]',
    more: {
      raw: [
        '[no|no more] [decimals|fractions|fractional numbers] [in my list|in the list] [please|]',
        '[list filter|filter list|filter] Number.isInteger',
      ],
    },
  }),
  numbers({
    id: 'values-occurring-once',
    title: 'keep the numbers that occur only once',
    when: () => 'list.indexOf(x) === list.lastIndexOf(x)',
    keep: (_, x, all) => all.reduce((times, y) => times + (x === y ? 1 : 0), 0) === 1,
    args: (random) => Array.from({ length: random.int(2, 8) }, () => random.int(1, 7)),
    kept: `${N} [that|which] [occur|appear|show up|come up] [only once|just once|exactly once|one time only]`,
    dropped: `${N} [that|which] [occur|appear|show up|come up] [more than once|twice or more|several times|repeatedly]`,
    are: '[occur|appear|show up] [only once|just once|exactly once]',
    is: '[occurs|appears|shows up] [only once|just once|exactly once]',
    more: {
      do: [
        `<remove> [every number|all numbers|each value] that [has a duplicate|has a twin|repeats], [including|also] [the first one|the first occurrence|its first copy]`,
      ],
      raw: [
        `[which|what] ${N} [in|of] the list [have no|are without a] [duplicate|copy|twin]?`,
        `[find|keep|get|return|select] [the|only the|all] ${N} [that have no duplicate|that are not repeated anywhere|without any copy|that are never repeated]`,
        `[drop|remove|delete] [both|all] copies of [repeated|duplicate] ${N}, keep [the rest|only the single ones]`,
      ],
    },
  }),
];

const wordLengths: readonly Skill[] = [
  words({
    id: 'words-longer',
    title: 'keep the words longer than a constant',
    slots: { k: LENGTH },
    when: (c) => `x.length > ${c.k}`,
    keep: (c, x) => Array.from(x).length > num(c.k),
    args: (random, c) => wordsAround(random, num(c.k), 1),
    kept: `${W} [${THAT} longer than {k} [letters|characters|]|${HAVE} more than {k} [letters|characters]|of more than {k} [letters|characters]|with a length [above|over|greater than] {k}]`,
    dropped: `${W} [${HAVE} [at most|no more than|up to] {k} [letters|characters]|of {k} [letters|characters] or [less|fewer]|${THAT} not longer than {k} [letters|characters|]|with {k} or fewer [letters|characters]]`,
    are: '[are longer than {k} [letters|characters|]|have more than {k} [letters|characters]|have a length above {k}]',
    is: '[is longer than {k} [letters|characters|]|has more than {k} [letters|characters]]',
    more: {
      raw: [
        `[list filter|filter words|filter|keep x where] [length|x.length] > {k}`,
        `which [names|words|titles] [have more than|are longer than] {k} [letters|characters]?`,
        `[long words only|just the long words], [long means|that is|meaning] more than {k} [letters|characters]`,
      ],
    },
  }),
  words({
    id: 'words-shorter',
    title: 'keep the words shorter than a constant',
    slots: { k: LENGTH },
    when: (c) => `x.length < ${c.k}`,
    keep: (c, x) => Array.from(x).length < num(c.k),
    args: (random, c) => wordsAround(random, num(c.k), 1),
    kept: `${W} [${THAT} shorter than {k} [letters|characters|]|${HAVE} [less|fewer] than {k} [letters|characters]|of [less|fewer] than {k} [letters|characters]|with a length [below|under|less than] {k}]`,
    dropped: `${W} [${HAVE} [at least|no less than] {k} [letters|characters]|of {k} [letters|characters] or more|${THAT} not shorter than {k} [letters|characters|]|with {k} or more [letters|characters]]`,
    are: '[are shorter than {k} [letters|characters|]|have [less|fewer] than {k} [letters|characters]|have a length below {k}]',
    is: '[is shorter than {k} [letters|characters|]|has fewer than {k} [letters|characters]]',
    more: {
      raw: [
        `[list filter|filter words|filter|keep x where] [length|x.length] < {k}`,
        `which [names|words|titles] [have less than|have fewer than|are shorter than] {k} [letters|characters]?`,
        `[short words only|just the short words], [short means|that is|meaning] [less|fewer] than {k} [letters|characters]`,
      ],
    },
  }),
  words({
    id: 'words-exact-length',
    title: 'keep the words of one length',
    slots: { k: LENGTH },
    when: (c) => `x.length === ${c.k}`,
    keep: (c, x) => Array.from(x).length === num(c.k),
    args: (random, c) => wordsAround(random, num(c.k), 2),
    kept: `[${W} [of|with|that have|having|which have] [exactly|] {k} [letters|characters]|{k} letter words|{k}-letter words|${W} [of length|with length|of the length|whose length is] {k}|${W} [that are|which are] [exactly|] {k} [letters|characters] long]`,
    rest: `${W} [[that do not have|without] exactly {k} [letters|characters]|whose length is not {k}|with a length other than {k}|that are not {k} [letters|characters] long]`,
    are: '[have [exactly|] {k} [letters|characters]|are [exactly|] {k} [letters|characters] long|have length {k}]',
    is: '[has [exactly|] {k} [letters|characters]|is [exactly|] {k} [letters|characters] long]',
    more: {
      raw: [
        '[list filter|filter words|filter|keep x where] [length|x.length] [is|==|===|=] {k}',
        '[my crossword needs|for my crossword i need|i play a word game that needs] {k} letters: [which words of the list fit?|filter my words|keep the words that fit]',
      ],
    },
  }),
];

const wordParts: readonly Skill[] = [
  words({
    id: 'words-with-letter',
    title: 'keep the words that contain a letter',
    slots: { c: { kind: 'char' } },
    accept: (c) => isLetter(c.c),
    when: (c) => `x.includes(${q(c.c)})`,
    keep: (c, x) => Array.from(x).includes(str(c.c)),
    args: (random, c) => wordsWith(random, str(c.c)),
    kept: `${W} [${CONTAIN} [the letter|the letter|the character|at least one|the] {c}|${CONTAIN} the letter {c}|with [the letter|] {c} in them|in which [the letter|] {c} [occurs|appears]]`,
    rest: `${W} [without [the letter|the character|any|a letter|] {c}|[that|which] [do not|don't] [contain|have|include] [the letter|the character|any] {c}|that lack [the letter|] {c}]`,
    are: '[contain [the letter|the character|at least one|] {c}|include the letter {c}|have [the letter|] {c} in them|have the letter {c}]',
    is: '[contains [the letter|the character|at least one|] {c}|includes the letter {c}|has [the letter|] {c} in it]',
    more: {
      raw: [
        '[in|for] which words [of the list|in the list|] does the letter {c} [occur|appear|show up]?',
        '[list filter|filter words|filter] by [the|] letter {c}',
        '[words with|only words with|words containing] [the letter|letter] {c}',
      ],
    },
  }),
  words({
    id: 'words-without-letter',
    title: 'keep the words that lack a letter',
    slots: { c: { kind: 'char' } },
    accept: (c) => isLetter(c.c),
    when: (c) => `!x.includes(${q(c.c)})`,
    keep: (c, x) => !Array.from(x).includes(str(c.c)),
    args: (random, c) => wordsWith(random, str(c.c)),
    except: false,
    kept: `${W} [without [the letter|the character|any|a letter|] {c}|[that|which] [do not|don't] [contain|have|include] [the letter|the character|any] {c}|[that|which] lack [the letter|] {c}|[with no|having no|free of] {c}|[that|which] never use [the letter|] {c}]`,
    dropped: `${W} [${CONTAIN} [the letter|a letter|the character|at least one|] {c}|with [the letter|] {c} in them]`,
    are: "[do not contain [the letter|the character|] {c}|don't contain [the letter|a letter|] {c}|have no {c}|lack [the letter|] {c}|are without [the letter|] {c}]",
    is: "[does not contain [the letter|the character|] {c}|doesn't contain [the letter|] {c}|has no {c} in it|lacks [the letter|] {c}]",
    more: {
      raw: [
        'the {c} key [of my keyboard|on my keyboard] is broken, which words [of the list|] can i still type?',
        '[no|i want no] words with [the letter|] {c} [please|in my list|]',
        '[throw away|remove|reject] [a word|any word|each word|every word] [as soon as|if|when] it [has|contains|includes] [the letter|] {c}',
      ],
    },
  }),
  words({
    id: 'words-with-text',
    title: 'keep the words that contain a text',
    slots: { w: { kind: 'word' } },
    when: (c) => `x.includes(${q(c.w)})`,
    keep: (c, x) => x.split(str(c.w)).length > 1,
    args: (random, c) => wordsWith(random, str(c.w)),
    kept: `${W} [${CONTAIN} [the text|the string|the part|the word|the substring|] {w}|with {w} [in them|inside|somewhere in them|anywhere]|in which {w} [occurs|appears]|[matching|that match] the search [text|term] {w}]`,
    rest: `${W} [without [the text|the string|the part|] {w} [in them|]|[that|which] [do not|don't] [contain|include] [the text|the string|the substring|] {w}|where {w} does not [occur|appear]]`,
    are: '[contain [the text|the string|the part|the substring|] {w}|include [the text|the string|] {w}|have {w} in them|have {w} somewhere inside]',
    is: '[contains [the text|the string|the part|the substring|] {w}|includes [the text|the string|] {w}|has {w} in it]',
    more: {
      raw: [
        '[search|search for|look for|a search for] {w} in [the words|my list of words|the list of words|words] [and return the matches|and give me all hits|, return all hits]',
        '[list filter|filter words|filter] by the search [text|term|word] {w}',
        '[all matches for|all hits for|matches of] {w} in [the|my] [list|words]',
        '[my search box says|the user typed|i typed] {w}, [which words match?|show the matching words|filter the words]',
      ],
    },
  }),
  words({
    id: 'words-starting-letter',
    title: 'keep the words that start with a letter',
    slots: { c: { kind: 'char' } },
    accept: (c) => isLetter(c.c),
    when: (c) => `x.startsWith(${q(c.c)})`,
    keep: (c, x) => x.length > 0 && x.charAt(0) === str(c.c),
    args: (random, c) => wordsWith(random, str(c.c)),
    kept: `${W} [[starting|beginning] with [the letter|letter|the character] {c}|[that|which] [start|begin] with [the letter|letter|the letter] {c}|whose [first letter|first character|initial] is [the letter|] {c}|with [the first letter|a first letter|first letter|the initial] {c}]`,
    rest: `${W} [[that|which] [do not|don't] [start|begin] with [the letter|letter] {c}|not [starting|beginning] with [the letter|letter] {c}|whose first letter is not {c}]`,
    are: '[start with [the letter|letter] {c}|begin with [the letter|letter] {c}|have {c} as [their first|the first|first] letter|have the initial {c}]',
    is: '[starts with [the letter|letter] {c}|begins with [the letter|letter] {c}|has the first letter {c}]',
    more: {
      raw: [
        '[all|every one of|find] [the|my] [names|cities|animals|words] [under|filed under] [the letter|letter] {c}',
        'which [names|words|cities] [start|begin] with [the letter|letter] {c}?',
        '[list filter|filter words|filter|words] by [first letter|initial] {c}',
      ],
    },
  }),
  words({
    id: 'words-starting-text',
    title: 'keep the words that start with a text',
    slots: { w: { kind: 'word' } },
    when: (c) => `x.startsWith(${q(c.w)})`,
    keep: (c, x) => x.slice(0, str(c.w).length) === str(c.w),
    args: (random, c) => wordsWith(random, str(c.w)),
    kept: `${W} [[starting|beginning] with [the text|the word|the prefix|] {w}|[that|which] [start|begin] with [the text|the word|the prefix|] {w}|[with|that have|having] the prefix {w}|with {w} [at the start|at the beginning|in front]]`,
    rest: `${W} [[that|which] [do not|don't] [start|begin] with [the text|the prefix|] {w}|not [starting|beginning] with {w}|without the prefix {w}|without {w} at the [start|beginning]]`,
    are: '[start with [the text|the word|the prefix|] {w}|begin with [the text|the word|the prefix|] {w}|have the prefix {w}|have {w} at the start]',
    is: '[starts with [the text|the word|the prefix|] {w}|begins with [the text|the word|the prefix|] {w}|has the prefix {w}]',
    more: {
      raw: [
        'which [names|words|files] [start|begin] with {w}?',
        '[i typed|the user typed|somebody typed] {w}, [which words of the list continue that|suggest the words that begin so]',
        '[list filter|filter words|filter|words] by prefix {w}',
      ],
    },
  }),
  words({
    id: 'words-ending-text',
    title: 'keep the words that end with a text',
    slots: { w: { kind: 'word' } },
    when: (c) => `x.endsWith(${q(c.w)})`,
    keep: (c, x) => x.length >= str(c.w).length && x.slice(x.length - str(c.w).length) === str(c.w),
    args: (random, c) => wordsWith(random, str(c.w)),
    kept: `${W} [[ending|finishing] [with|in] [the text|the word|the suffix|] {w}|[that|which] [end|finish] [with|in|on] [the text|the word|the suffix|] {w}|[with|that have|having] the [suffix|ending] {w}|with {w} at the end]`,
    rest: `${W} [[that|which] [do not|don't] [end|finish] [with|in] [the text|the suffix|] {w}|not ending [with|in] {w}|without the [suffix|ending] {w}|without {w} at the end]`,
    are: '[end [with|in|on] [the text|the word|the suffix|] {w}|have the [suffix|ending] {w}|have {w} at the end|finish with {w}]',
    is: '[ends [with|in] [the text|the word|the suffix|] {w}|has the [suffix|ending] {w}|has {w} at the end]',
    more: {
      raw: [
        'which [names|words|files] end [in|with] {w}?',
        '[list filter|filter words|filter|words] by [suffix|ending] {w}',
        '[for a rhyme i need|my poem needs] [all|the] words [in my list|of the list|] [that end in|ending in] {w}',
      ],
    },
  }),
  words({
    id: 'words-not-equal',
    title: 'drop a certain word',
    slots: { w: { kind: 'word' } },
    when: (c) => `x !== ${q(c.w)}`,
    keep: (c, x) => !(x.length === str(c.w).length && x.startsWith(str(c.w))),
    args: (random, c) =>
      random.shuffle([...wordsWith(random, str(c.w)), ...Array.from({ length: random.int(0, 2) }, () => str(c.w))]),
    except: false,
    kept: `${W} [[that are|which are|] [not equal to|different from] [the word|] {w}|other than [the word|] {w}]`,
    dropped: `[${W} [equal to|that are equal to|that are exactly|that equal] {w}|occurrences of [the word|] {w}|copies of [the word|] {w}]`,
    are: '[are not {w}|are not equal to {w}|differ from {w}|are different from [the word|] {w}]',
    is: '[is not {w}|is not equal to {w}|differs from {w}]',
    more: {
      do: [
        '[<remove>|<drop>|<delete>|<take out>|<throw out>] [the word|every|each|the entry|the string] {w} [from the list|from words|from the words|wherever it occurs in the list|from the array]',
      ],
      raw: [
        '[list filter|filter words|filter|keep x where] x [!== {w}|!= {w}|is not {w}]',
        '[everything|all words|every word] [but|except|other than] {w} [in|from|of] the list',
        '[the word|] {w} is [unwanted|wrong|forbidden|not welcome], [remove it from|take it out of|delete it from] [the|my] [list|words|list of words]',
        '[i have|i bought|we have] {w} already, [take it off|strike it from|remove it from] [my|the] [shopping list|list of words]',
      ],
    },
  }),
];

const mixedWords = (random: Rng, make: readonly ((w: string) => string)[]): string[] => {
  const chosen = make.filter(() => random.chance(0.7)).map((one) => one(word(random)));
  return random.shuffle([...wordList(random, 1, 3), ...chosen]);
};
const upperFirst = (w: string): string => w.charAt(0).toUpperCase() + w.slice(1);

const wordShapes: readonly Skill[] = [
  words({
    id: 'words-non-empty',
    title: 'drop the empty texts',
    when: () => `x !== ''`,
    keep: (_, x) => x.length > 0,
    args: (random) =>
      random.shuffle([...wordList(random, 0, 4), ...Array.from({ length: random.int(0, 3) }, () => '')]),
    except: false,
    kept: `[${W} [that are|which are] not empty|non-empty ${W}|${W} [with|that have|having] at least one [character|letter]]`,
    dropped: `[empty ${W}|empty ones|${W} that are empty|${W} without any [character|letter]|${W} of length [0|zero]]`,
    are: "[are not empty|aren't empty|have at least one [character|letter]]",
    is: "[is not empty|isn't empty|has at least one character]",
    more: {
      raw: [
        'no empty [strings|texts|entries|lines] [please|any more|in my list]',
        "[list filter|filter words|filter|keep x where] x [!== ''|!= '']",
        '[clean|clear] [the list|my list|words] of empty [strings|texts|entries]',
        '[some fields were left empty|some answers are missing|some people left the field empty], [drop those empty texts|remove the empty strings|keep only the non-empty texts]',
      ],
    },
  }),
  words({
    id: 'words-non-blank',
    title: 'drop the blank texts',
    when: () => `x.trim() !== ''`,
    keep: (_, x) => Array.from(x).some((sign) => sign !== ' '),
    args: (random) =>
      random.shuffle([
        ...wordList(random, 0, 3),
        ...[`  ${word(random)}`, ''].filter(() => random.chance(0.5)),
        random.pick([' ', '   ']),
        ...(random.chance(0.5) ? ['  '] : []),
      ]),
    except: false,
    kept: `[${W} [that are|which are] not blank|non-blank ${W}|${W} [with|that have] something other than spaces|${W} that are more than just [spaces|whitespace]]`,
    dropped: `[blank ${W}|blank ones|${W} that are blank|${W} [with nothing but|made only of|that consist only of|with only] [spaces|whitespace]|blank or empty ${W}|blank lines]`,
    are: "[are not blank|aren't blank|are not just [spaces|whitespace]]",
    is: "[is not blank|isn't blank|is not just [spaces|whitespace]]",
    more: {
      raw: [
        'no blank [strings|texts|entries|lines] [please|any more|in my list]',
        "[list filter|filter words|filter|keep x where] x.trim() [!== ''|is not empty|!= '']",
        '[remove|drop|delete] [every|any|each] [string|text|word|entry] that is [empty after trimming|only spaces|just whitespace|blank]',
        '[keep|i want] [every|each] [string|text|word] that is [not empty|non-empty] after trimming',
      ],
    },
  }),
  words({
    id: 'words-capitalized',
    title: 'keep the words with a capital first letter',
    when: () => '/^[A-Z]/.test(x)',
    keep: (_, x) => x.charAt(0) >= 'A' && x.charAt(0) <= 'Z',
    args: (random) => mixedWords(random, [upperFirst, upperFirst, (w) => w.toUpperCase(), (w) => `my${upperFirst(w)}`]),
    kept: `[capitalized ${W}|${W} [starting|beginning] with [a capital letter|an uppercase letter|an upper-case letter|a capital|a big letter]|${W} [that|which] [start|begin] with [a capital|an uppercase] letter|${W} with [a capital|an uppercase|a big] first letter|${W} whose first letter is [a capital|uppercase|big]]`,
    rest: `${W} [[starting|beginning] with [a small|a lowercase] letter|[that|which] [do not|don't] start with a capital [letter|]|that are not capitalized|with a [small|lowercase] first letter]`,
    are: '[are capitalized|start with [a capital|an uppercase|a big] letter|begin with a capital]',
    is: '[is capitalized|starts with [a capital|an uppercase|a big] letter|begins with a capital]',
    more: {
      raw: [
        '[names start with|proper nouns start with] a capital letter, [find them in the list|keep those words|which words in the list do?]',
        'the [words|ones] [written|spelled] with a capital [at the start|first letter|at the beginning]',
      ],
    },
  }),
  words({
    id: 'words-with-digit',
    title: 'keep the words with a digit',
    when: () => String.raw`/\d/.test(x)`,
    keep: (_, x) => Array.from(x).some((sign) => sign >= '0' && sign <= '9'),
    args: (random) =>
      mixedWords(random, [
        (w) => w + random.int(0, 99),
        (w) => `${random.int(0, 9)}${w}`,
        () => String(random.int(0, 999)),
        (w) => `${w.slice(0, 1)}${random.int(0, 9)}${w}`,
      ]),
    kept: `${W} [${CONTAIN} [a digit|digits|at least one digit|some digit]|with a digit [in them|somewhere|anywhere]|in which a digit [occurs|appears]]`,
    rest: `${W} [without [a digit|digits|any digit|any digits]|[that|which] [do not|don't] [contain|have] [a digit|digits|any digit]|with no digits]`,
    are: '[contain [a digit|digits|at least one digit]|have [a digit|digits] in them|include a digit]',
    is: '[contains [a digit|digits|at least one digit]|has a digit in it|includes a digit]',
    more: {
      raw: [
        '[passwords need|a password needs|a good password has] a digit, [which words of the list do have one?|keep the good ones|filter the list]',
        String.raw`[list filter|filter words|filter|keep x where] [/\d/.test(x)|/\d/ matches|x matches /\d/]`,
      ],
    },
  }),
  words({
    id: 'words-only-digits',
    title: 'keep the texts made of digits only',
    when: () => String.raw`/^\d+$/.test(x)`,
    keep: (_, x) => x.length > 0 && Array.from(x).every((sign) => sign >= '0' && sign <= '9'),
    args: (random) =>
      mixedWords(random, [
        (w) => w + random.int(0, 99),
        () => String(random.int(0, 99999)),
        () => String(random.int(0, 9)),
        (w) => `${random.int(0, 9)}${w}`,
        () => '',
      ]),
    kept: `${W} [made of|made up of|consisting of|[that|which] consist of|[that|which] contain|with|of] [only|just|nothing but] digits`,
    rest: `${W} [that are not all digits|that do not consist of digits only|that are not purely digits|with anything other than digits]`,
    are: '[consist of [only|nothing but|just] digits|are made of digits only|contain only digits|are all digits]',
    is: '[consists of digits only|is made of digits only|contains only digits|is all digits]',
    more: {
      raw: [
        String.raw`[list filter|filter words|filter|keep x where] [/^\d+$/.test(x)|x matches /^\d+$/]`,
        '[digit-only|digits-only|all-digit|purely numeric] [strings|texts|words|entries] [from|in|of] the list',
        '[find|keep|get|return|select] [the|all|only the] [strings|texts|words|entries] [in which|where] every character is a digit',
      ],
    },
  }),
  words({
    id: 'words-vowel-start',
    title: 'keep the words that start with a vowel',
    when: () => '/^[aeiou]/i.test(x)',
    keep: (_, x) => x.length > 0 && 'aeiouAEIOU'.includes(x.charAt(0)),
    args: (random) =>
      mixedWords(random, [
        (w) => random.pick(['a', 'e', 'i', 'o', 'u']) + w,
        (w) => random.pick(['A', 'E', 'I', 'O', 'U']) + w,
        (w) => `b${w}`,
        () => random.pick(['ice', 'egg', 'open', 'under', 'art']),
      ]),
    kept: `${W} [[starting|beginning] with [a vowel|vowels]|[that|which] [start|begin] with a vowel|whose first letter is a vowel|with a vowel [at the start|as first letter|at the beginning|as the first letter]]`,
    dropped: `${W} [[starting|beginning] with a consonant|[that|which] [do not|don't] [start|begin] with a vowel|whose first letter is [a consonant|not a vowel]]`,
    are: '[start with a vowel|begin with a vowel|have a vowel [at the start|as first letter]]',
    is: '[starts with a vowel|begins with a vowel|has a vowel [at the start|as first letter]]',
    more: {
      raw: [
        '[words that need|keep the words that take|find the words that get] an before them, [so|that is,] those [starting|beginning] with a vowel',
        'words [starting with|that begin with] a, e, i, o or u',
      ],
    },
  }),
  words({
    id: 'words-email',
    title: 'keep the e-mail addresses',
    when: () => String.raw`/^\S+@\S+\.\S+$/.test(x)`,
    keep: (_, x) => {
      if (x.includes(' ')) return false;
      const at = x.indexOf('@', 1);
      return at > 0 && x.lastIndexOf('.', x.length - 2) > at + 1;
    },
    args: (random) =>
      mixedWords(random, [
        (w) => `${w}@${word(random)}.com`,
        (w) => `${w}.${word(random)}@mail.org`,
        (w) => `${w}@home`,
        (w) => `${w}.com`,
        (w) => `@${w}.com`,
        (w) => `${w} ${word(random)}@mail.com`,
      ]),
    kept: '[valid|valid|correct|well-formed|real-looking|] [email addresses|e-mail addresses|emails|email addresses|mail addresses]',
    rest: `${W} [that are not|that do not look like] [email addresses|e-mail addresses|emails|valid email addresses]`,
    are: '[look like [email addresses|e-mail addresses|emails]|are [valid|] [email addresses|emails]|have the form of an email address]',
    is: '[looks like an [email address|e-mail address|email]|is [an email address|a valid email address]]',
    more: {
      raw: [
        '[find|extract|get|keep|filter] [the|all|all the] [emails|email addresses] [in|from|out of] [the|a|my] list [of words|of texts|of strings|]',
        'which [entries|strings|contacts] are [proper|valid|real] email addresses?',
      ],
    },
  }),
];

const anything = (random: Rng, odd: readonly Json[]): Json[] =>
  Array.from({ length: random.int(2, 8) }, (): Json =>
    random.chance(0.5)
      ? (odd[random.int(0, odd.length - 1)] ?? null)
      : random.pick<Json>([random.int(1, 99), word(random), true]),
  );

const mixed: readonly Skill[] = [
  items({
    id: 'items-truthy',
    title: 'drop the falsy values',
    when: () => 'x',
    keep: (_, x) => !(x === 0 || x === '' || x === false || x === null),
    args: (random) => anything(random, [0, '', false, null]),
    kept: `[truthy ${I}|${I} [that are|which are] truthy]`,
    dropped: `[falsy ${I}|${I} [that are|which are] falsy|falsy ones|falsy ${I} like [0, null and ''|false, 0 and null|null and false]]`,
    are: '[are truthy|are not falsy]',
    is: '[is truthy|is not falsy]',
    more: {
      raw: [
        '[compact|compacted] [the list|list|items|an array]',
        '[filter|items filter|list filter] Boolean',
        '[drop|remove|filter away] [false, null, 0 and empty strings|null, false, zero and empty texts|0, false, null and the empty string] [from|in] [items|the list|an array]',
        'no falsy [values|items] [please|in my list|any more]',
      ],
    },
  }),
  items({
    id: 'items-not-null',
    title: 'drop the nulls',
    when: () => 'x !== null',
    keep: (_, x) => JSON.stringify(x) !== 'null',
    args: (random) => anything(random, [null, null, 0, '', false]),
    except: false,
    kept: `[${I} [that are|which are] not null|non-null ${I}|${I} other than null]`,
    dropped: `[nulls|nulls|null ${I}|null values|${I} that are null|null entries]`,
    are: "[are not null|aren't null|are different from null]",
    is: "[is not null|isn't null]",
    more: {
      raw: [
        'no nulls [please|any more|in my list|in the list]',
        '[list filter|filter items|filter|keep x where] x [!== null|!= null|is not null]',
        '[clean|clear] [the list|my list|items] of nulls',
        '[missing values are null|null means missing], [drop the missing ones|keep only what is there|remove them from the list]',
      ],
    },
  }),
  items({
    id: 'items-numbers',
    title: 'keep the numbers of a mixed list',
    when: () => `typeof x === 'number'`,
    keep: (_, x) => Number.isFinite(x),
    args: (random) => anything(random, [random.int(0, 9999), random.int(-50, 50), 0.5, '7', null, '']),
    kept: `[${I} [that are|which are] [numbers|of type number]|${I} of type number|${I} with [the|] type number|numeric ${I}]`,
    rest: `${I} [that are|which are] not [numbers|of type number]`,
    are: '[are numbers|are of type number|have the type number]',
    is: '[is a number|is of type number|has the type number]',
    more: {
      raw: [
        '[keep|find|get|pick|pick out|extract] [only the|all the|the|just the] numbers [from|in|out of] [a mixed list|a mixed array|the mixed list|items|an array with all sorts of things]',
        '[drop|remove|delete|throw away] everything that is not a number [from|in] [the list|items|the array]',
        'numbers only, [no|without] [texts|strings] and [no nulls|other things], from [items|a mixed list]',
        "[list filter|filter items|filter|keep x where] typeof x [is|===|==] ['number'|number]",
      ],
    },
  }),
  items({
    id: 'items-texts',
    title: 'keep the texts of a mixed list',
    when: () => `typeof x === 'string'`,
    keep: (_, x) => String(x) === x,
    args: (random) => anything(random, [word(random), word(random), '', '42', random.int(0, 99), null]),
    kept: `[${I} [that are|which are] [strings|texts|of type string]|${I} of type string|${I} with [the|] type string]`,
    rest: `${I} [that are|which are] not [strings|texts|of type string]`,
    are: '[are strings|are texts|are of type string|have the type string]',
    is: '[is a string|is a text|is of type string]',
    more: {
      raw: [
        '[keep|find|get|pick|pick out|extract] [only the|all the|the|just the] [strings|texts|words] [from|in|out of] [a mixed list|a mixed array|the mixed list|items|an array with all sorts of things]',
        '[drop|remove|delete|throw away] everything that is not a [string|text] [from|in] [the list|items|the array]',
        '[strings|texts] only, [no|without] numbers and [no nulls|other things], from [items|a mixed list]',
        "[list filter|filter items|filter|keep x where] typeof x [is|===|==] ['string'|string]",
      ],
    },
  }),
];

const BOX = ITEMS.box;

const wholeLists: readonly Skill[] = [
  {
    id: 'unique-values',
    level: 6,
    title: 'drop repeated values',
    params: 'items',
    slots: {},
    code: () => '[...new Set(items)]',
    run: (_, list: Json[]) => list.filter((x, i) => list.indexOf(x) === i),
    args: (random) => [
      random.chance(0.5)
        ? ints(random, 1, 6, 2, 9)
        : Array.from({ length: random.int(2, 8) }, () => random.pick(['red', 'pen', 'map', 'Red', 'ice', ''])),
    ],
    forms: {
      do: [
        `[<remove>|<drop>|<delete>|<throw away>|<get rid of>|<eliminate>] [all|the|] [duplicates|duplicate values|repeated values|repeats|double entries|repetitions|duplicate items] [from ${BOX}|in ${BOX}|of ${BOX}|]`,
        `[<keep>|<return>|<get>|<find>|<collect>|<list>] [only the|the|all|only] [unique|distinct|different] [values|items|elements|entries] [of ${BOX}|in ${BOX}|from ${BOX}|]`,
        `<dedupe> [the list|list|items|an array|the array|my list]`,
        `<make> [the list|an array|the array|my list] unique`,
        `<keep> [just|only] [one|the first] [copy|occurrence] of [each|every] [value|item|element] [in ${BOX}|]`,
        `<list> [each|every] [different|distinct|] [value|item|element] [of ${BOX}|] only once`,
        `<return> ${BOX} without [duplicates|repeats|repeated values|double values|repetitions]`,
        `[<skip>|<ignore>|<leave out>] [values|items|entries] [that have already appeared|that came before|already seen] [in the list|]`,
      ],
      raw: [
        `[unique|distinct|uniq|deduplicated|different] [values|items|elements|entries] [of|in|from] ${BOX}`,
        `[unique|uniq|dedupe] [items|the list|my list|array|the array|an array]`,
        `[no duplicates|no repeats|no double entries] [please|in my list|in the list]`,
        `[a|the] list with every [value|item|entry] [only|just] once`,
        `[some|a few] [names|entries|items|values] [appear|are in my list|occur] [twice|several times|more than once], [keep|i want|leave] [each|every one] [just|only] once`,
        `which different [values|items|things] are [in|there in] ${BOX}?`,
        `[give me|show me|i want|i need] [the|my|a] list [without|with no] [duplicates|repeats|repeated values|repetitions]`,
      ],
      noun: [`the [set of|list of] [distinct|different|unique] [values|items|elements] [in|of] ${BOX}`],
    },
  },
  {
    id: 'find-first-greater',
    level: 6,
    title: 'the first number greater than a constant',
    params: 'list',
    slots: { a: INT },
    code: (c) => `list.find((x) => x > ${c.a}) ?? null`,
    run: (c, list: number[]) => {
      for (const x of list) if (x > num(c.a)) return x;
      return null;
    },
    args: (random, c) => [
      random.chance(0.25)
        ? near(random, [num(c.a)]).filter((x) => x <= num(c.a))
        : random.shuffle([...near(random, [num(c.a)]), num(c.a) + random.int(2, 900), num(c.a) + random.int(2, 900)]),
    ],
    forms: {
      do: [
        `[<find>|<return>|<get>|<give back>|<pick>|<look for>|<search for>] the first [number|value|element|entry|] [that is|which is|] ${MORE} {a} [in ${NUMBERS.box}|of ${NUMBERS.box}|from ${NUMBERS.box}|] [or null|or null if there is none|]`,
        `<find> the first [number|value|element] [in|of] ${NUMBERS.box} [that|which] [exceeds {a}|is ${MORE} {a}|goes beyond {a}]`,
        `[<go through>|<walk through>|<loop over>] ${NUMBERS.full} and [<return>|<stop at>] the first [number|value|one] ${MORE} {a}`,
      ],
      noun: [
        `the first [number|value|element] [in|of] ${NUMBERS.box} [that is|which is|] ${MORE} {a}`,
        `the first [price|score|age|temperature|amount] [${MORE} {a}|that exceeds {a}|that is ${MORE} {a}]`,
      ],
      raw: [
        `[which|what] is the first [number|value|element] [in|of] ${NUMBERS.box} [that is|] ${MORE} {a}?`,
        `[list find|find in list|find] x > {a}`,
        `[which number|what number|which value] [in|of] ${NUMBERS.box} is the first [to exceed {a}|to be ${MORE} {a}|one ${MORE} {a}]?`,
        `[from|in|out of|given] ${NUMBERS.full}, [take|give me|return|find|i want] the first [number|value|one] ${MORE} {a}`,
        `first [number|value|element] ${MORE} {a} [in|of|from] ${NUMBERS.box}`,
        `i [only|just] need the first [number|one|value] ${MORE} {a}, not all of them`,
      ],
    },
  },
  {
    id: 'items-every-other',
    level: 6,
    title: 'every other item',
    params: 'items',
    slots: {},
    code: () => 'items.filter((x, i) => i % 2 === 0)',
    run: (_, list: Json[]) => {
      const out: Json[] = [];
      for (let i = 0; i < list.length; i += 2) out.push(list[i] as Json);
      return out;
    },
    args: (random) => [random.chance(0.5) ? ints(random, 0, 99, 0, 9) : wordList(random, 0, 8)],
    forms: {
      do: [
        `[<keep>|<return>|<take>|<get>|<select>|<pick>] [only|just|] every [other|second] [item|element|value|entry] [of|in|from] ${BOX}, [starting with|beginning with|starting from] the first [one|item|]`,
        `[<drop>|<remove>|<skip>|<delete>|<leave out>] every second [item|element|value|entry] [of|in|from] ${BOX}[, but keep the first|, keeping the first|]`,
        `[<keep>|<return>|<get>|<select>] [only|] [the|all|] [items|elements|values|entries] [at|with|in] [an even index|even indexes|even indices|index 0, 2, 4 and so on|positions 0, 2, 4 and so on] [in ${BOX}|of ${BOX}|]`,
        `[<keep>|<return>|<take>] the first, third, fifth [and so on|...|and so forth] [item|element|entry] [of|in|from] ${BOX}`,
      ],
      raw: [
        `every [other|second] [item|element|value|entry] [of|in|from] ${BOX}, [starting with|beginning with] the first`,
        `[the|all|] [items|elements|values] [of|in] ${BOX} [at|with] even [indexes|indices|index]`,
        `[i want|give me|show me|i need] every [other|second] [item|element|entry] [of|from] ${BOX}, [first one included|beginning with the first]`,
        `[items filter|filter items|list filter|filter] [i % 2 is 0|i % 2 === 0|index % 2 == 0]`,
        `[take one, skip one, take one, skip one|keep one, drop one, keep one, drop one] [through the list|from the list|along the list|in the list]`,
        `[first, third, fifth|1st, 3rd, 5th] and so on [of|from|in] ${BOX}`,
      ],
    },
  },
  {
    id: 'common-values',
    level: 6,
    title: 'values that two lists share',
    params: 'list, items',
    slots: {},
    code: () => 'list.filter((x) => items.includes(x))',
    run: (_, list: number[], others: number[]) => list.filter((x) => others.some((y) => x === y)),
    args: (random) => [ints(random, 1, 12, 1, 8), ints(random, 1, 12, 2, 8)],
    forms: {
      do: [
        '[<keep>|<return>|<find>|<get>|<select>|<collect>] [only the|the|all|all the] [values|numbers|elements] [of list that|in list that|of list which] [are also in items|also occur in items|items also has|items also contains|are in items too]',
        '[<find>|<return>|<get>|<compute>|<list>|<collect>] [the values|the elements|what|everything that|all values that] [two lists|two arrays|both lists|list and items] [have in common|share]',
        '[<intersect> [two lists|list with items|two arrays|list and items]|<find> the intersection of [two lists|list and items|two arrays]]',
        '<remove> [everything|all values|every value] from list that cannot be found in items',
      ],
      noun: ['the [intersection|overlap] of [two lists|list and items|two arrays|both lists|two lists list and items]'],
      raw: [
        '[intersection|overlap] [of|between] [list and items|two lists|two arrays]',
        '[which|what] [values|numbers|elements] [are|occur|can be found] in both [lists|list and items|arrays]?',
        '[which|what] [values|numbers|elements] do [the two lists|list and items|two lists|both arrays] [have in common|share]?',
        '[the|all|all the] [values|numbers|elements] that [both lists contain|are in both lists|appear in both arrays|list and items share|are in list and also in items]',
        '[common|shared] [values|elements|numbers] of [two lists|list and items|two arrays|both lists]',
        '[my friend and i both have a list|we both made a list|there are two lists], which [entries|values|numbers] [are on both|do both have]?',
        'list.filter by items.includes',
      ],
    },
  },
  {
    id: 'values-missing-from-other',
    level: 6,
    title: 'values that a second list lacks',
    params: 'list, items',
    slots: {},
    code: () => 'list.filter((x) => !items.includes(x))',
    run: (_, list: number[], others: number[]) => list.filter((x) => !others.some((y) => x === y)),
    args: (random) => [ints(random, 1, 12, 1, 8), ints(random, 1, 9, 0, 6)],
    forms: {
      do: [
        "[<keep>|<return>|<find>|<get>|<select>|<collect>] [only the|the|all|all the] [values|numbers|elements] of list that [are not in items|do not occur in items|items does not have|items does not contain|items lacks|are missing from items|aren't in items]",
        '[<remove> from|<drop> from|<delete> from|<take> out of] list [all values|the values|all elements|the elements] of items',
        '[<remove>|<drop>|<delete>|<throw out>] from list [everything|every value|each number] that [is|occurs|is found] in items',
        '[<subtract>|<take away>] [the values|all values|the elements] of items from list',
        '<find> [what|the values that|the elements that] the first list has [and|but] the second [one|list|] [has not|does not have|lacks]',
      ],
      noun: [
        'the [difference|set difference] of list and items',
        'the list of [values|numbers|elements] of the first [list|array] that are [missing from|not in] the second [one|list]',
      ],
      raw: [
        '[which|what] [values|numbers|elements] of list are [missing from|not in|absent from] items?',
        '[list without items|list minus items|list except what is in items|list but without the values of items]',
        '[the|all|all the] [values|numbers|elements] [in|of] list [but not in items|that items lacks|that are not in items]',
        '[what|which values] does list have that items [does not have|does not contain|lacks]?',
        '[some|certain] [values|numbers] are forbidden, [they are|namely those] in items: [remove them from list|take them out of list|list without them]',
        '[values|elements|numbers] that are only in the first [list|array], not in the second [one|]',
      ],
    },
  },
];

export const level06: readonly Skill[] = [
  ...comparisons,
  ...divisibility,
  ...otherNumbers,
  ...wordLengths,
  ...wordParts,
  ...wordShapes,
  ...mixed,
  ...wholeLists,
];
