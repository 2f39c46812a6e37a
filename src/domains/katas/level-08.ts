// Level 8: chains of several steps. Number and word chains are composed from the fragments below (grammar in chains.ts);
// text chains and sort-and-take chains are written out. Lists whose answer would be unclear (no even number to be the largest) are not drawn.

import type { Rng } from '../../lib/rng.ts';
import { chain } from './chains.ts';
import type { Change, Filter, Fold } from './chains.ts';
import { num, str } from './draws.ts';
import { NUMBERS, WORDS } from './filter-forms.ts';
import { ints, multiples, near, word, wordList, wordOf, wordsAround, wordsWith } from './list-draws.ts';
import type { Constants, Skill, SlotKind } from './skill.ts';
import { q } from './skill.ts';

const INT: SlotKind = { kind: 'int', low: 1, high: 9999 };
const FACTOR: SlotKind = { kind: 'int', low: 3, high: 999 };
const isLetter = (value: unknown): boolean => /^[a-z]$/.test(String(value));
const MORE = '[greater than|more than|over|above|larger than|bigger than|higher than]';
const LESS = '[less than|less than|under|below|smaller than|lower than]';
const THAT = '[that are|which are||]';
const NS = '[numbers|numbers|values|elements]';
const WS = '[words|words|words|strings]';

const greater: Filter<number> = {
  name: 'greater',
  slots: { a: INT },
  when: (c) => `x > ${c.a}`,
  spoken: 'x > {a}',
  keep: (c, x) => x > num(c.a),
  kept: `${NS} [${THAT} ${MORE} {a}|that exceed {a}]`,
  one: `number [that is|] ${MORE} {a}`,
  dropped: `${NS} [up to {a}|of {a} or less|that are not ${MORE} {a}]`,
  args: (random, c) => near(random, [num(c.a)]),
  hit: (random, c) => num(c.a) + random.int(1, 40),
};
const less: Filter<number> = {
  name: 'less',
  slots: { a: INT },
  when: (c) => `x < ${c.a}`,
  spoken: 'x < {a}',
  keep: (c, x) => x < num(c.a),
  kept: `${NS} [${THAT} ${LESS} {a}|that do not reach {a}]`,
  one: `number [that is|] ${LESS} {a}`,
  dropped: `${NS} [of {a} or more|that are not ${LESS} {a}|from {a} upwards]`,
  args: (random, c) => near(random, [num(c.a)]),
  hit: (random, c) => num(c.a) - random.int(1, 40),
};
const even: Filter<number> = {
  name: 'even',
  when: () => 'x % 2 === 0',
  spoken: '[even|x % 2 == 0|x is even]',
  keep: (_, x) => Math.floor(x / 2) * 2 === x,
  kept: `[even ${NS}|even ${NS}|${NS} that are even]`,
  one: '[even number|even number|number that is even]',
  dropped: `[odd ${NS}|odd ${NS}|uneven ${NS}|${NS} that are odd]`,
  args: (random) => ints(random, -12, 99, 1, 7),
  hit: (random) => random.int(-5, 60) * 2,
};
const odd: Filter<number> = {
  name: 'odd',
  when: () => 'x % 2 !== 0',
  spoken: '[odd|x % 2 != 0|x is odd]',
  keep: (_, x) => Math.floor(x / 2) * 2 !== x,
  kept: `[odd ${NS}|odd ${NS}|${NS} that are odd|uneven ${NS}]`,
  one: '[odd number|odd number|number that is odd]',
  dropped: `[even ${NS}|even ${NS}|${NS} that are even]`,
  args: (random) => ints(random, -12, 99, 1, 7),
  hit: (random) => random.int(-5, 60) * 2 + 1,
};
const positive: Filter<number> = {
  name: 'positive',
  when: () => 'x > 0',
  spoken: '[positive|x > 0|x is positive]',
  keep: (_, x) => x >= 1,
  kept: `[positive ${NS}|positive ${NS}|${NS} [above|greater than] [zero|0]]`,
  one: '[positive number|positive number|number above zero]',
  dropped: `[negative ${NS} and zeros|zeros and negative ${NS}|${NS} of [zero|0] or less]`,
  args: (random) => ints(random, -30, 40, 1, 7),
  hit: (random) => random.int(1, 50),
};
const negative: Filter<number> = {
  name: 'negative',
  when: () => 'x < 0',
  spoken: '[negative|x < 0|x is negative]',
  keep: (_, x) => x <= -1,
  kept: `[negative ${NS}|negative ${NS}|${NS} [below|less than] [zero|0]]`,
  one: '[negative number|number below zero]',
  dropped: `[positive ${NS} and zeros|zeros and positive ${NS}|${NS} of [zero|0] or more]`,
  args: (random) => ints(random, -40, 30, 1, 7),
  hit: (random) => -random.int(1, 50),
};
const divisible: Filter<number> = {
  name: 'divisible',
  slots: { k: FACTOR },
  when: (c) => `x % ${c.k} === 0`,
  spoken: 'x % {k} == 0',
  keep: (c, x) => Math.floor(x / num(c.k)) * num(c.k) === x,
  kept: `[multiples of {k}|multiples of {k}|${NS} divisible by {k}|${NS} that are divisible by {k}]`,
  one: '[multiple of {k}|number divisible by {k}]',
  dropped: `${NS} [not divisible by {k}|that {k} does not divide]`,
  args: (random, c) => multiples(random, num(c.k), 2),
  hit: (random, c) => num(c.k) * random.int(1, 9),
};

const multiply: Change<number> = {
  name: 'multiply',
  slots: { b: { kind: 'int', low: 2, high: 999 } },
  to: (c) => `x * ${c.b}`,
  spoken: '[x * {b}|times {b}|to x * {b}]',
  apply: (c, x) => num(c.b) * x,
  verb: (o) => `<multiply> ${o} [by|with] {b}`,
  done: '[multiplied by|times] {b}',
  past: 'multiplied by {b}',
};
const add: Change<number> = {
  name: 'add',
  slots: { b: INT },
  to: (c) => `x + ${c.b}`,
  spoken: '[x + {b}|plus {b}|to x + {b}]',
  apply: (c, x) => x - -num(c.b),
  verb: (o) => `[<add> {b} to ${o}|<add> {b} to ${o}|<increase> ${o} by {b}]`,
  done: '[plus {b}|increased by {b}]',
  past: 'increased by {b}',
};
const square: Change<number> = {
  name: 'square',
  to: () => 'x * x',
  spoken: '[x * x|square|to x * x]',
  apply: (_, x) => x ** 2,
  verb: (o) => `<square> ${o}`,
  done: 'squared',
  past: 'squared',
  noun: (o) => `squares of ${o}`,
};
const halve: Change<number> = {
  name: 'halve',
  to: () => 'x / 2',
  spoken: '[x / 2|half|to x / 2]',
  apply: (_, x) => x * 0.5,
  verb: (o) => `[<halve> ${o}|<halve> ${o}|<divide> ${o} by [2|two]]`,
  done: '[halved|divided by [2|two]]',
  past: 'halved',
  noun: (o) => `halves of ${o}`,
};
const positiveOf: Change<number> = {
  name: 'absolute',
  to: () => 'Math.abs(x)',
  spoken: '[abs(x)|absolute value|to the absolute value]',
  apply: (_, x) => (x < 0 ? 0 - x : x),
  verb: (o) => `[<make> ${o} positive|<take> the absolute value of ${o}]`,
  done: '[made positive|without the minus sign]',
  past: 'made positive',
  noun: (o) => `absolute values of ${o}`,
};
const divideBySame: Change<number> = {
  name: 'divide',
  to: (c) => `x / ${c.k}`,
  spoken: '[x / {k}|to x / {k}]',
  apply: (c, x) => Math.round(x / num(c.k)) + 0,
  verb: (o) => `<divide> ${o} by [{k}|{k}]`,
  done: 'divided by {k}',
  past: 'divided by {k}',
};

const sumUp: Fold = {
  name: 'sum',
  wrap: (l) => `${l}.reduce((t, x) => t + x, 0)`,
  run: (list) => list.reduce<number>((t, x) => t + Number(x), 0),
  verb: (o) => `[<add up>|<sum>|<add up>|<total>|<sum up>] ${o}`,
  them: '[<add> them up|<add> them up|<sum> them|<total> them|<add> them together]',
  noun: (o) => `[sum|total|sum] of ${o}`,
  ask: (o) => `[how much are ${o} together|what do ${o} add up to|what do ${o} sum to]?`,
};
const product: Fold = {
  name: 'product',
  wrap: (l) => `${l}.reduce((t, x) => t * x, 1)`,
  run: (list) => list.reduce<number>((t, x) => t * Number(x), 1),
  verb: (o) => `[<multiply> ${o} [together|with each other]|<take> the product of ${o}]`,
  them: '[<multiply> them together|<multiply> them all|<take> their product]',
  noun: (o) => `product of ${o}`,
  ask: (o) => `what do ${o} [multiply to|make when multiplied together]?`,
};
const largest: Fold = {
  name: 'max',
  wrap: (l) => `Math.max(...${l})`,
  run: (list) => [...list].sort((x, y) => Number(y) - Number(x))[0] ?? null,
  verb: (o) => `[<return>|<find>|<take>] the [largest|biggest|highest] of ${o}`,
  them: '[<return>|<find>|<take>] the [largest|biggest|highest] [one|of them]',
  noun: (o) => `[largest|biggest|greatest|highest|maximum] of ${o}`,
  pick: '[largest|biggest|greatest|highest|maximum]',
  needsOne: true,
};
const smallest: Fold = {
  name: 'min',
  wrap: (l) => `Math.min(...${l})`,
  run: (list) => [...list].sort((x, y) => Number(x) - Number(y))[0] ?? null,
  verb: (o) => `[<return>|<find>|<take>] the [smallest|lowest] of ${o}`,
  them: '[<return>|<find>|<take>] the [smallest|lowest] [one|of them]',
  noun: (o) => `[smallest|lowest|minimum] of ${o}`,
  pick: '[smallest|lowest|smallest|minimum]',
  needsOne: true,
};
const joined: Fold = {
  name: 'join',
  wrap: (l) => `${l}.join(' ')`,
  run: (list) => list.reduce<string>((t, x, i) => (i === 0 ? String(x) : `${t} ${String(x)}`), ''),
  verb: (o) => `[<join>|<connect>|<put together>|<combine>] ${o} with [spaces|a space] [between them|in between|]`,
  them: '[<join>|<connect>|<combine>] them with [spaces|a space] [between them|in between|]',
  noun: (o) => `[text|sentence|string] made of ${o}, with spaces between`,
  ask: (o) => `what text do i get from ${o}, joined with spaces?`,
};
const letters: Fold = {
  name: 'length',
  wrap: (l) => `${l}.reduce((t, x) => t + x.length, 0)`,
  run: (list) => list.map(String).join('').length,
  verb: (o) => `[<add up> the lengths of|<count> all [letters|characters] of|<sum> the lengths of] ${o}`,
  them: '[<add up> their lengths|<count> all their [letters|characters]|<sum> their lengths]',
  noun: (o) => `[total length|total number of letters|sum of the lengths] of ${o}`,
  ask: (o) => `how many [letters|characters] do ${o} have [together|in total|altogether]?`,
};

const few = (random: Rng): number[] => ints(random, -9, 15, 1, 6);
/** Values farther from the constant, so that extremes differ. */
const loose = (random: Rng, c: Constants): number[] =>
  ints(random, num(c.a) - 60, num(c.a) + 60, 1, 5).concat(random.chance(0.4) ? [num(c.a)] : []);
const EVERY = (random: Rng): number[] => ints(random, -20, 99, 1, 7);

const numberChains: readonly Skill[] = [
  ...[
    [greater, multiply, 'multiply the numbers greater than a constant'],
    [greater, add, 'add to the numbers greater than a constant'],
    [greater, square, 'square the numbers greater than a constant'],
    [less, multiply, 'multiply the numbers less than a constant'],
    [less, add, 'add to the numbers less than a constant'],
    [even, multiply, 'multiply the even numbers'],
    [even, add, 'add to the even numbers'],
    [even, square, 'square the even numbers'],
    [even, halve, 'halve the even numbers'],
    [odd, multiply, 'multiply the odd numbers'],
    [odd, add, 'add to the odd numbers'],
    [odd, square, 'square the odd numbers'],
    [positive, multiply, 'multiply the positive numbers'],
    [positive, square, 'square the positive numbers'],
    [negative, positiveOf, 'the negative numbers made positive'],
    [divisible, divideBySame, 'divide the multiples of a constant by it'],
  ].map(([filter, change, title]) => {
    const [f, m] = [filter as Filter<number>, change as Change<number>];
    return chain('numbers', { id: `filter-${f.name}-map-${m.name}`, title: title as string, filter: f, change: m });
  }),
  ...(
    [
      [greater, sumUp, 'sum the numbers greater than a constant'],
      [less, sumUp, 'sum the numbers less than a constant'],
      [even, sumUp, 'sum the even numbers'],
      [odd, sumUp, 'sum the odd numbers'],
      [positive, sumUp, 'sum the positive numbers'],
      [negative, sumUp, 'sum the negative numbers'],
      [divisible, sumUp, 'sum the multiples of a constant'],
      [odd, product, 'multiply the odd numbers together'],
      [positive, product, 'multiply the positive numbers together'],
      [even, largest, 'the largest even number'],
      [odd, largest, 'the largest odd number'],
      [less, largest, 'the largest number below a constant'],
      [divisible, largest, 'the largest multiple of a constant'],
      [greater, smallest, 'the smallest number above a constant'],
      [even, smallest, 'the smallest even number'],
      [odd, smallest, 'the smallest odd number'],
      [positive, smallest, 'the smallest positive number'],
    ] as const
  ).map(([filter, fold, title]) =>
    chain('numbers', {
      id: `${fold.name}-of-${filter.name}`,
      title,
      filter,
      fold,
      ...(fold.name === 'product'
        ? { args: few }
        : filter.slots && fold.pick && filter !== divisible
          ? { args: loose }
          : {}),
    }),
  ),
  chain('numbers', {
    id: 'sum-of-multiplied',
    title: 'multiply each and sum',
    change: multiply,
    fold: sumUp,
    args: EVERY,
  }),
  chain('numbers', { id: 'sum-of-added', title: 'add to each and sum', change: add, fold: sumUp, args: EVERY }),
  chain('numbers', { id: 'max-of-squares', title: 'the largest square', change: square, fold: largest, args: EVERY }),
  chain('numbers', {
    id: 'max-of-absolute',
    title: 'the largest absolute value',
    change: positiveOf,
    fold: largest,
    args: (random) => ints(random, -99, 60, 1, 7),
  }),
  chain('numbers', {
    id: 'sum-of-squares-of-even',
    title: 'sum the squares of the even numbers',
    filter: even,
    change: square,
    fold: sumUp,
  }),
  chain('numbers', {
    id: 'sum-of-squares-of-odd',
    title: 'sum the squares of the odd numbers',
    filter: odd,
    change: square,
    fold: sumUp,
  }),
  chain('numbers', {
    id: 'sum-of-squares-of-greater',
    title: 'sum the squares of the numbers greater than a constant',
    filter: greater,
    change: square,
    fold: sumUp,
  }),
  chain('numbers', {
    id: 'sum-of-multiplied-greater',
    title: 'multiply the numbers greater than a constant and sum',
    filter: greater,
    change: multiply,
    fold: sumUp,
  }),
  chain('numbers', {
    id: 'sum-of-multiplied-even',
    title: 'multiply the even numbers and sum',
    filter: even,
    change: multiply,
    fold: sumUp,
  }),
  chain('numbers', {
    id: 'sum-of-multiplied-positive',
    title: 'multiply the positive numbers and sum',
    filter: positive,
    change: multiply,
    fold: sumUp,
  }),
];

const longer: Filter<string> = {
  name: 'longer',
  slots: { k: { kind: 'int', low: 2, high: 15 } },
  when: (c) => `x.length > ${c.k}`,
  spoken: '[length > {k}|x.length > {k}]',
  keep: (c, x) => Array.from(x).length > num(c.k),
  kept: `${WS} [${THAT} longer than {k} [letters|characters|]|[with|that have|of] more than {k} [letters|characters]]`,
  one: 'word longer than {k} [letters|characters|]',
  dropped: `${WS} [with at most {k} [letters|characters]|of {k} [letters|characters] or [less|fewer]|that are not longer than {k} [letters|characters]]`,
  args: (random, c) => [
    ...wordsAround(random, num(c.k), 1),
    ...(random.chance(0.6) ? [wordOf(random, num(c.k) + random.int(1, 4))] : []),
  ],
  hit: (random, c) => wordOf(random, num(c.k) + 2),
};
const starting: Filter<string> = {
  name: 'starting',
  slots: { c: { kind: 'char' } },
  accept: (c) => isLetter(c.c),
  when: (c) => `x.startsWith(${q(c.c)})`,
  spoken: '[first letter {c}|starts with {c}|x.startsWith {c}]',
  keep: (c, x) => x.charAt(0) === str(c.c),
  kept: `${WS} [[starting|beginning] with [the letter|letter] {c}|that [start|begin] with [the letter|letter] {c}|whose first letter is {c}|with the first letter {c}]`,
  one: 'word starting with [the letter|letter] {c}',
  dropped: `${WS} [not starting with [the letter|] {c}|that [do not|don't] start with [the letter|] {c}]`,
  args: (random, c) => [...wordsWith(random, str(c.c)), ...(random.chance(0.6) ? [str(c.c) + word(random)] : [])],
  hit: (random, c) => str(c.c) + word(random),
};
const withLetter: Filter<string> = {
  name: 'with-letter',
  slots: { c: { kind: 'char' } },
  accept: (c) => isLetter(c.c),
  when: (c) => `x.includes(${q(c.c)})`,
  spoken: '[contains {c}|includes {c}|x.includes {c}]',
  keep: (c, x) => Array.from(x).includes(str(c.c)),
  kept: `${WS} [containing [the letter|letter] {c}|that contain [the letter|letter] {c}|with [the letter|] {c} in them|that have the letter {c}]`,
  one: 'word containing [the letter|letter] {c}',
  dropped: `${WS} [without [the letter|] {c}|that [do not|don't] contain [the letter|] {c}]`,
  args: (random, c) => [...wordsWith(random, str(c.c)), ...(random.chance(0.6) ? [word(random) + str(c.c)] : [])],
  hit: (random, c) => word(random) + str(c.c),
};

const upper: Change<string> = {
  name: 'upper',
  to: () => 'x.toUpperCase()',
  spoken: '[to upper case|toUpperCase|to capitals]',
  apply: (_, x) => Array.from(x, (sign) => sign.toUpperCase()).join(''),
  verb: (o) =>
    `[[<put>|<write>] ${o} in [upper case|capitals|capital letters|big letters]|<turn> ${o} into [upper case|capitals]|<convert> ${o} to [upper case|capitals|uppercase]|<uppercase> ${o}]`,
  done: 'in [upper case|capitals|capital letters|big letters|uppercase]',
  past: 'put in upper case',
};
const reversed: Change<string> = {
  name: 'reversed',
  to: () => "[...x].reverse().join('')",
  spoken: '[reverse|to the reversed text]',
  apply: (_, x) => Array.from(x).reduce((t, sign) => sign + t, ''),
  verb: (o) => `[<reverse> the letters of ${o}|<write> ${o} backwards|<spell> ${o} backwards]`,
  done: '[spelled backwards|written backwards|read backwards]',
  past: 'spelled backwards',
};
const size: Change<string> = {
  name: 'lengths',
  to: () => 'x.length',
  spoken: '[to length|length|to x.length]',
  apply: (_, x) => Array.from(x).length,
  verb: (o) =>
    `[<replace> ${o} by [the length|the number of letters]|<turn> ${o} into [word lengths|numbers of letters]|<take> the lengths of ${o}]`,
  done: 'replaced by the [length|number of letters]',
  past: 'replaced by the length',
  noun: (o) => `[lengths|lengths|letter counts] of ${o}`,
};

const wordChains: readonly Skill[] = [
  chain('words', { id: 'upper-of-longer', title: 'long words in upper case', filter: longer, change: upper }),
  chain('words', {
    id: 'upper-of-starting',
    title: 'words with a first letter in upper case',
    filter: starting,
    change: upper,
  }),
  chain('words', {
    id: 'upper-of-with-letter',
    title: 'words with a letter in upper case',
    filter: withLetter,
    change: upper,
  }),
  chain('words', { id: 'reversed-of-longer', title: 'long words backwards', filter: longer, change: reversed }),
  chain('words', {
    id: 'reversed-of-starting',
    title: 'words with a first letter backwards',
    filter: starting,
    change: reversed,
  }),
  chain('words', {
    id: 'lengths-of-starting',
    title: 'lengths of words with a first letter',
    filter: starting,
    change: size,
  }),
  chain('words', {
    id: 'lengths-of-with-letter',
    title: 'lengths of words with a letter',
    filter: withLetter,
    change: size,
  }),
  chain('words', { id: 'join-of-longer', title: 'join the long words', filter: longer, fold: joined }),
  chain('words', {
    id: 'join-of-starting',
    title: 'join the words with a first letter',
    filter: starting,
    fold: joined,
  }),
  chain('words', {
    id: 'total-length-of-longer',
    title: 'the letters of the long words',
    filter: longer,
    fold: letters,
  }),
  chain('words', {
    id: 'total-length-of-starting',
    title: 'the letters of the words with a first letter',
    filter: starting,
    fold: letters,
  }),
];

const NB = NUMBERS.box;
const NF = NUMBERS.full;
const S = '[s|s|the text|a text|the string|a string|the given text]';
const SENTENCE = '[s|the sentence|a sentence|the text|a text|the string s|the phrase]';
const level8 = (skill: Omit<Skill, 'level' | 'slots'> & { slots?: Skill['slots'] }): Skill => ({
  ...skill,
  level: 8,
  slots: skill.slots ?? {},
});
const byFour = (random: Rng): number[] => [...new Set(ints(random, -20, 200, 4, 9))];
const sentence = (random: Rng, min = 1): string => wordList(random, min, 6).join(' ');
const LISTED = '[a comma separated text|a text with commas|s|the text s|a comma-separated string|the string s]';

const sorting: readonly Skill[] = [
  level8({
    id: 'sort-take-largest',
    title: 'the largest few numbers',
    params: 'list',
    slots: { k: { kind: 'int', low: 2, high: 9 } },
    code: (c) => `[...list].sort((a, b) => b - a).slice(0, ${c.k})`,
    run: (c, list: number[]) =>
      [...list]
        .sort((x, y) => x - y)
        .reverse()
        .slice(0, num(c.k)),
    args: (random, c) => [ints(random, -20, 300, num(c.k), num(c.k) + 4)],
    forms: {
      do: [
        `[<find>|<return>|<get>|<list>|<pick>|<take>] the {k} [largest|biggest|highest|greatest] [numbers|values|elements] [in ${NB}|of ${NB}|from ${NB}||], [largest|biggest|highest] first`,
        `<sort> ${NF} [from large to small|from high to low|descending|in descending order] and [<keep>|<take>|<return>] [only|] the first {k}`,
        `[<keep>|<return>] only the top {k} [numbers|values|] of ${NB}, in descending order`,
      ],
      noun: [
        `the list of the {k} [largest|biggest|highest] [numbers|values] [in|of] ${NB}, [largest|biggest|highest] first`,
      ],
      raw: [
        `[the|] top {k} [numbers|values|scores|prices] [of|in|from] ${NB}[, largest first|, highest first|]`,
        `[what|which] are the {k} [largest|biggest|highest] [numbers|values|scores] [in|of] ${NB}, from high to low?`,
        `the {k} [largest|biggest|highest|greatest] [numbers|values] [of|in|from] ${NB}, [largest first|in descending order|sorted from large to small]`,
        `sort descending, then take {k}`,
        `a podium with the {k} best [scores|results] of ${NB}, best first`,
      ],
    },
  }),
  level8({
    id: 'sort-take-smallest',
    title: 'the smallest few numbers',
    params: 'list',
    slots: { k: { kind: 'int', low: 2, high: 9 } },
    code: (c) => `[...list].sort((a, b) => a - b).slice(0, ${c.k})`,
    run: (c, list: number[]) =>
      [...list]
        .sort((x, y) => y - x)
        .reverse()
        .slice(0, num(c.k)),
    args: (random, c) => [ints(random, -20, 300, num(c.k), num(c.k) + 4)],
    forms: {
      do: [
        `[<find>|<return>|<get>|<list>|<pick>|<take>] the {k} [smallest|lowest] [numbers|values|elements] [in ${NB}|of ${NB}|from ${NB}||], [smallest|lowest] first`,
        `<sort> ${NF} [from small to large|from low to high|ascending|in ascending order|] and [<keep>|<take>|<return>] [only|] the first {k}`,
        `[<keep>|<return>] only the bottom {k} [numbers|values|] of ${NB}, in ascending order`,
      ],
      noun: [`the list of the {k} [smallest|lowest] [numbers|values] [in|of] ${NB}, [smallest|lowest] first`],
      raw: [
        `[the|] bottom {k} [numbers|values|scores] [of|in|from] ${NB}[, smallest first|, lowest first|]`,
        `[what|which] are the {k} [smallest|lowest] [numbers|values|scores] [in|of] ${NB}, from low to high?`,
        `the {k} [smallest|lowest] [numbers|values] [of|in|from] ${NB}, [smallest first|in ascending order|sorted from small to large]`,
        `sort ascending, then take {k}`,
        `the {k} cheapest prices [in|of] ${NB}, cheapest first`,
      ],
    },
  }),
  level8({
    id: 'sum-of-largest',
    title: 'the sum of the largest few numbers',
    params: 'list',
    slots: { k: { kind: 'int', low: 2, high: 9 } },
    code: (c) => `[...list].sort((a, b) => b - a).slice(0, ${c.k}).reduce((t, x) => t + x, 0)`,
    run: (c, list: number[]) =>
      [...list]
        .sort((x, y) => x - y)
        .slice(-num(c.k))
        .reduce((t, x) => t + x, 0),
    args: (random, c) => [ints(random, -20, 300, num(c.k), num(c.k) + 4)],
    forms: {
      do: [
        `[<add up>|<sum>|<total>] the {k} [largest|biggest|highest|greatest] [numbers|values|elements] [in ${NB}|of ${NB}||]`,
        `<sort> ${NF} [from large to small|descending] and [<add up>|<sum>] the first {k}`,
        `[<find>|<compute>|<return>] the [sum|total] of the {k} [largest|biggest|highest] [numbers|values] [in ${NB}|of ${NB}||]`,
      ],
      noun: [
        `the [sum|total] of the {k} [largest|biggest|highest|greatest] [numbers|values] [in ${NB}|of ${NB}||]`,
        `the [sum|total] of the top {k} [numbers|values|scores] [in|of] ${NB}`,
      ],
      raw: [
        `what do the {k} [largest|biggest|highest] [numbers|values|scores] [in|of] ${NB} add up to?`,
        `[sum|total] of the {k} [largest|biggest|highest] [numbers|values] [in|of] ${NB}`,
        `only the best {k} [scores|results] count, what is [their total|their sum|the sum]?`,
        `how much are the {k} most expensive [things|items] in the list of prices together?`,
      ],
    },
  }),
  level8({
    id: 'sum-of-smallest',
    title: 'the sum of the smallest few numbers',
    params: 'list',
    slots: { k: { kind: 'int', low: 2, high: 9 } },
    code: (c) => `[...list].sort((a, b) => a - b).slice(0, ${c.k}).reduce((t, x) => t + x, 0)`,
    run: (c, list: number[]) =>
      [...list]
        .sort((x, y) => y - x)
        .slice(-num(c.k))
        .reduce((t, x) => t + x, 0),
    args: (random, c) => [ints(random, -20, 300, num(c.k), num(c.k) + 4)],
    forms: {
      do: [
        `[<add up>|<sum>|<total>] the {k} [smallest|lowest] [numbers|values|elements] [in ${NB}|of ${NB}||]`,
        `<sort> ${NF} [from small to large|ascending] and [<add up>|<sum>] the first {k}`,
        `[<find>|<compute>|<return>] the [sum|total] of the {k} [smallest|lowest] [numbers|values] [in ${NB}|of ${NB}||]`,
      ],
      noun: [
        `the [sum|total] of the {k} [smallest|lowest] [numbers|values] [in ${NB}|of ${NB}||]`,
        `the [sum|total] of the bottom {k} [numbers|values|scores] [in|of] ${NB}`,
      ],
      raw: [
        `what do the {k} [smallest|lowest] [numbers|values|scores] [in|of] ${NB} add up to?`,
        `[sum|total] of the {k} [smallest|lowest] [numbers|values] [in|of] ${NB}`,
        `i buy the {k} cheapest things of the list of prices, what do i pay?`,
        `how much are the {k} cheapest [things|items] in the list of prices together?`,
      ],
    },
  }),
  level8({
    id: 'second-largest',
    title: 'the second largest number',
    params: 'list',
    code: () => '[...list].sort((a, b) => b - a)[1]',
    run: (_, list: number[]) =>
      list.filter((x) => x !== Math.max(...list)).reduce((best, x) => Math.max(best, x), -Infinity),
    args: (random) => [random.shuffle([...byFour(random), random.int(201, 300), -40])],
    forms: {
      do: [
        `[<find>|<return>|<get>|<give back>|<pick>] the second [largest|biggest|highest|greatest] [number|value|element] [in ${NB}|of ${NB}|from ${NB}||]`,
        `<sort> ${NF} [from large to small|descending] and [<return>|<take>] the second [one|number|]`,
        `<find> the [runner-up|number right below the maximum|next number below the largest one] [in|of] ${NB}`,
      ],
      noun: [
        `the second [largest|biggest|highest|greatest] [number|value|element] [in|of] ${NB}`,
        `the second [best|highest] [score|result] [in|of] ${NB}`,
      ],
      raw: [
        `[what|which] is the second [largest|biggest|highest] [number|value] [in|of] ${NB}?`,
        `second [largest|biggest|highest|max] [number|value|] [in|of] ${NB}`,
        `which [score|number] [in|of] ${NB} comes second, [largest first|counted from the top]?`,
        `who got silver? the second [best|highest] score of ${NB}`,
      ],
    },
  }),
  level8({
    id: 'sort-unique',
    title: 'sort without repeats',
    params: 'list',
    code: () => '[...new Set(list)].sort((a, b) => a - b)',
    run: (_, list: number[]) => list.filter((x, i) => list.indexOf(x) === i).sort((x, y) => x - y),
    args: (random) => [ints(random, 0, 12, 2, 9)],
    forms: {
      do: [
        `<sort> ${NF} and <remove> [duplicates|all duplicates|the duplicates|repeats]`,
        `<remove> [duplicates|repeats|all duplicates] from ${NB} and <sort> [it|what is left|the rest] [ascending|from small to large|]`,
        `[<return>|<list>] the [unique|distinct|different] [numbers|values] [of|in] ${NB} [in order|sorted|in ascending order|from small to large]`,
      ],
      noun: [`the sorted list of [unique|distinct|different] [numbers|values] [in|of] ${NB}`],
      raw: [
        `[sorted|sort] and unique [numbers|values] [of|in] ${NB}`,
        `[the|all|all the] different [numbers|values] [of|in] ${NB}, [smallest first|sorted|in ascending order]`,
        `${NF} sorted, without [duplicates|repeats]`,
        `[every|each] number of ${NB} once, from small to large`,
      ],
    },
  }),
  level8({
    id: 'sort-list',
    title: 'sort numbers ascending',
    params: 'list',
    code: () => '[...list].sort((a, b) => a - b)',
    run: (_, list: number[]) => {
      const out: number[] = [];
      for (const x of list) out.splice(out.filter((y) => y <= x).length, 0, x);
      return out;
    },
    args: (random) => [ints(random, -20, 120, 1, 8)],
    forms: {
      do: [
        `<sort> ${NF} [ascending|in ascending order|from small to large|from low to high|from smallest to largest|by size|]`,
        `<put> ${NF} in [ascending|increasing|rising] order`,
        `<order> ${NF} [from smallest to largest|by size, smallest first|ascending]`,
        `<arrange> ${NF} from the smallest to the largest`,
      ],
      noun: [`${NF} in [ascending|increasing] order`],
      raw: [
        `${NF} sorted [ascending|from small to large|from low to high|]`,
        `sort [list|numbers|array] [asc|ascending|numerically|]`,
        `${NF}, smallest first`,
        `[numbers|values] of ${NB} [from small to large|from low to high|in ascending order]`,
      ],
    },
  }),
  level8({
    id: 'sort-list-descending',
    title: 'sort numbers descending',
    params: 'list',
    code: () => '[...list].sort((a, b) => b - a)',
    run: (_, list: number[]) => {
      const out: number[] = [];
      for (const x of list) out.splice(out.filter((y) => y >= x).length, 0, x);
      return out;
    },
    args: (random) => [ints(random, -20, 120, 1, 8)],
    forms: {
      do: [
        `<sort> ${NF} [descending|in descending order|from large to small|from high to low|from largest to smallest|in reverse order of size]`,
        `<put> ${NF} in [descending|decreasing|falling] order`,
        `<order> ${NF} [from largest to smallest|by size, largest first|descending]`,
        `<arrange> ${NF} from the largest to the smallest`,
      ],
      noun: [`${NF} in [descending|decreasing] order`],
      raw: [
        `${NF} sorted [descending|from large to small|from high to low]`,
        `sort [list|numbers|array] [desc|descending]`,
        `${NF}, [largest|biggest|highest] first`,
        `[numbers|values] of ${NB} [from large to small|from high to low|in descending order]`,
      ],
    },
  }),
  level8({
    id: 'sort-words',
    title: 'sort words alphabetically',
    params: 'words',
    code: () => '[...words].sort()',
    run: (_, list: string[]) => list.map((x) => x).sort((x, y) => (x < y ? -1 : x > y ? 1 : 0)),
    args: (random) => [wordList(random, 2, 7)],
    forms: {
      do: [
        `<sort> ${WORDS.full} [alphabetically|in alphabetical order|from a to z|by the alphabet|a to z]`,
        `<put> ${WORDS.full} in alphabetical order`,
        `<order> ${WORDS.full} [alphabetically|from a to z|by the alphabet]`,
        `<arrange> ${WORDS.full} [from a to z|as in a dictionary|alphabetically]`,
      ],
      noun: [`${WORDS.full} in alphabetical order`],
      raw: [
        `${WORDS.full} sorted [alphabetically|from a to z|in alphabetical order]`,
        `sort [words|strings] [a to z|alphabetically|a-z]`,
        `an alphabetical list of [the words|my words|words|the names]`,
        `[names|guests|words] of ${WORDS.box} from a to z`,
        `which order do the [words|names] of ${WORDS.box} have in a dictionary?`,
      ],
    },
  }),
  level8({
    id: 'sort-words-by-length',
    title: 'sort words by length',
    params: 'words',
    code: () => '[...words].sort((a, b) => a.length - b.length)',
    run: (_, list: string[]) => Array.from({ length: 40 }, (_x, n) => list.filter((x) => x.length === n)).flat(),
    args: (random) => [wordList(random, 2, 7)],
    forms: {
      do: [
        `<sort> ${WORDS.full} by [length|their length|number of letters|how long they are|size]`,
        `<order> ${WORDS.full} [from shortest to longest|by length, shortest first|from short to long]`,
        `<put> the short [words|strings] of ${WORDS.box} first and the long ones last`,
        `<arrange> ${WORDS.full} from the shortest to the longest`,
      ],
      noun: [`${WORDS.full} [sorted|ordered] by length`],
      raw: [
        `${WORDS.full} sorted by [length|their length|number of letters]`,
        `sort [words|strings] by length`,
        `${WORDS.full}, shortest first`,
        `[words|strings] of ${WORDS.box} from short to long`,
      ],
    },
  }),
  level8({
    id: 'median',
    title: 'the median',
    params: 'list',
    code: () => '[...list].sort((a, b) => a - b)[(list.length - 1) / 2]',
    run: (_, list: number[]) =>
      list.find((x) => list.filter((y) => y < x).length === list.filter((y) => y > x).length) ?? null,
    args: (random) => {
      const list = [...new Set(ints(random, -20, 200, 3, 9))];
      return [list.length % 2 === 1 ? list : list.slice(1)];
    },
    forms: {
      do: [
        `[<find>|<compute>|<return>|<calculate>|<get>] the median of ${NF}[, which has an odd length|]`,
        `<sort> ${NF} and [<return>|<take>|<pick>] the [middle one|number in the middle|middle value|middle element]`,
        `<find> the [number|value] [in|of] ${NB} with as many smaller as larger ones`,
      ],
      noun: [`the median [of|in] ${NF}`, `the middle [value|number] of ${NF} after sorting`],
      raw: [
        `median of ${NF}`,
        `what is the median of ${NF}?`,
        `which number stands in the middle after [the list|list|my list|the array] is sorted?`,
        `sort and take the middle [value|element|number]`,
        `half of the numbers are smaller and half are larger than this [one|number], an odd number of values given: which is it?`,
      ],
    },
  }),
  level8({
    id: 'above-average',
    title: 'the values above the average',
    params: 'list',
    code: () => 'list.filter((x) => x > list.reduce((t, y) => t + y, 0) / list.length)',
    run: (_, list: number[]) => list.filter((x) => x * list.length > list.reduce((t, y) => t + y, 0)),
    args: (random) => [ints(random, 0, 99, 2, 8)],
    forms: {
      do: [
        `[<keep>|<find>|<return>|<list>|<select>] [only|all|] [the|] [numbers|values|elements] [above|greater than|over|larger than|higher than] the [average|mean] [of ${NB}|of the list|]`,
        `<compute> the [average|mean] of ${NF} and [<keep>|<return>|<list>] [the|all|only the] [numbers|values] [above it|that are greater]`,
        `<remove> [all|the] [numbers|values] that are not above [average|the average|the mean] [from ${NB}|]`,
      ],
      raw: [
        `[which|what] [numbers|values] [in|of] ${NB} are [above|greater than|over|higher than] [average|the average|the mean]?`,
        `[the|all|all the|] [numbers|values|scores] [of|in] ${NB} [that are|] [above|greater than] the [average|mean]`,
        `above average [numbers|values|scores] [of|in|from] ${NB}`,
        `who scored better than the average of all scores in the list? [list|return|give me] [the|those] scores`,
      ],
    },
  }),
  level8({
    id: 'sum-of-first',
    title: 'the sum of the first few numbers',
    params: 'list',
    slots: { k: { kind: 'int', low: 2, high: 9 } },
    code: (c) => `list.slice(0, ${c.k}).reduce((t, x) => t + x, 0)`,
    run: (c, list: number[]) => list.filter((_x, i) => i < num(c.k)).reduce((t, x) => t + x, 0),
    args: (random, c) => [ints(random, -20, 99, num(c.k) - 1, num(c.k) + 4)],
    forms: {
      do: [
        `[<add up>|<sum>|<total>] the first {k} [numbers|values|elements|entries] [in|of] ${NB}`,
        `<take> the first {k} [numbers|elements] [in|of] ${NB} and [<add> them up|<sum> them]`,
        `[<find>|<compute>|<return>] the [sum|total] of the first {k} [numbers|values|elements] [in|of] ${NB}`,
      ],
      noun: [`the [sum|total] of the first {k} [numbers|values|elements|entries] [in|of] ${NB}`],
      raw: [
        `what do the first {k} [numbers|values] [in|of] ${NB} add up to?`,
        `[sum|total] of the first {k} [numbers|elements|values] [in|of] ${NB}`,
        `[the list has one amount a day|my list holds the sales of each day|list has one value per day], what is the total of the first {k} days?`,
        `take {k} numbers from the start of ${NB} and add them up`,
      ],
    },
  }),
];

const textChains: readonly Skill[] = [
  level8({
    id: 'text-trim-lower',
    title: 'trim and lower case',
    params: 's',
    code: () => 's.trim().toLowerCase()',
    run: (_, s: string) => Array.from(s.replace(/^ +| +$/g, ''), (x) => x.toLowerCase()).join(''),
    args: (random) => [
      `${random.pick(['', ' ', '  '])}${sentence(random).replace(/^./, (x) => x.toUpperCase())}${random.pick(['', word(random).toUpperCase()])}${random.pick(['', ' ', '   '])}`,
    ],
    forms: {
      do: [
        `<trim> ${S} and [<make> it lower case|<lowercase> it|<convert> it to lower case|<turn> it into lower case]`,
        `<remove> [the spaces|spaces|whitespace] [around|at both ends of] ${S} and [<make> it lower case|<write> it in small letters|<lowercase> it]`,
        `<clean> ${S}: no spaces at the ends, [all|everything in] [lower case|small letters]`,
        `<lowercase> ${S} and <trim> it`,
      ],
      noun: [`${S} trimmed and in lower case`, `the trimmed lower-case [version|form] of ${S}`],
      raw: [
        `${S}, trimmed and [lowercased|in lower case|in small letters]`,
        `[trim|strip] and lowercase ${S}`,
        `first trim ${S}, then [lowercase it|make it lower case]`,
        `[people type|users type] their email with spaces around [it|] and capitals, [clean s up: trim and lower case|make s trimmed and lower case]`,
      ],
    },
  }),
  level8({
    id: 'text-trim-upper',
    title: 'trim and upper case',
    params: 's',
    code: () => 's.trim().toUpperCase()',
    run: (_, s: string) => Array.from(s.replace(/^ +| +$/g, ''), (x) => x.toUpperCase()).join(''),
    args: (random) => [`${random.pick(['', ' ', '  '])}${sentence(random)}${random.pick(['', ' ', '   '])}`],
    forms: {
      do: [
        `<trim> ${S} and [<make> it upper case|<uppercase> it|<convert> it to upper case|<turn> it into capitals]`,
        `<remove> [the spaces|spaces|whitespace] [around|at both ends of] ${S} and [<make> it upper case|<write> it in capitals|<uppercase> it]`,
        `<clean> ${S}: no spaces at the ends, [all|everything in] [upper case|capitals]`,
        `<uppercase> ${S} and <trim> it`,
      ],
      noun: [`${S} trimmed and in [upper case|capitals]`, `the trimmed upper-case [version|form] of ${S}`],
      raw: [
        `${S}, trimmed and [uppercased|in upper case|in capitals]`,
        `[trim|strip] and uppercase ${S}`,
        `first trim ${S}, then [uppercase it|make it upper case]`,
        `codes are typed with spaces around [them|] and small letters, make s trimmed and upper case`,
      ],
    },
  }),
  level8({
    id: 'text-split-trim',
    title: 'split at commas and trim',
    params: 's',
    code: () => "s.split(',').map((x) => x.trim())",
    run: (_, s: string) => {
      const out = [''];
      for (const x of s) {
        if (x === ',') out.push('');
        else out.push((out.pop() ?? '') + x);
      }
      return out.map((x) => x.replace(/^ +| +$/g, ''));
    },
    args: (random) => [
      wordList(random, 1, 5)
        .map((x) => `${random.pick(['', ' ', '  '])}${x}${random.pick(['', ' '])}`)
        .join(','),
    ],
    forms: {
      do: [
        `<split> ${LISTED} at the commas and <trim> [each part|every part|the parts|each piece|all parts]`,
        `<turn> ${LISTED} into a list of [words|texts|parts], with the spaces around [them|each] removed`,
        `<cut> ${LISTED} into pieces at [each|every] comma and <remove> the spaces around [them|the pieces]`,
        `<split> ${LISTED} by comma and <strip> the [spaces|whitespace] [around each part|from each part]`,
      ],
      noun: [`the list of trimmed parts of ${LISTED}`],
      raw: [
        `split ${LISTED} by comma, trim [each|every] part`,
        `a, b ,c should become [a list|an array] of a, b and c: split s at commas and trim`,
        `[a user|somebody] typed tags with commas between them and stray spaces, [give me|make] a clean list of tags`,
        `comma list to array, [without|no] spaces around the [parts|entries]`,
      ],
    },
  }),
  level8({
    id: 'text-split-numbers',
    title: 'comma separated numbers as a list',
    params: 's',
    code: () => "s.split(',').map(Number)",
    run: (_, s: string) => JSON.parse(`[${s}]`) as number[],
    args: (random) => [ints(random, -99, 999, 1, 6).join(random.pick([',', ',', ', ']))],
    forms: {
      do: [
        `<turn> ${LISTED} into a list of numbers`,
        `<split> ${LISTED} at the commas and [<convert>|<turn>] the parts into numbers`,
        `<read> the numbers [from|in|out of] ${LISTED}[, which are separated by commas|, where commas separate them]`,
        `<parse> [comma separated numbers|a text of numbers with commas] into [a list|an array]`,
        `<convert> [a text|a string|text] like 3,5,8 to [a list of numbers|an array of numbers]`,
      ],
      noun: [`the list of numbers in ${LISTED}`, `the numbers of ${LISTED} as a list`],
      raw: [
        `[comma separated|comma-separated] numbers to [list|array]`,
        `3,5,8 as text should become a list of [the|] numbers`,
        `split s by comma and make numbers [of it|of the parts|]`,
        `s holds numbers with commas between them, i need them as [a list|an array] of numbers`,
        `[csv|a csv line] of numbers to an array [of numbers|]`,
      ],
    },
  }),
  level8({
    id: 'text-split-sum',
    title: 'the sum of comma separated numbers',
    params: 's',
    code: () => "s.split(',').map(Number).reduce((t, x) => t + x, 0)",
    run: (_, s: string) => (JSON.parse(`[${s}]`) as number[]).reduce((t, x) => t + x, 0),
    args: (random) => [ints(random, -99, 999, 1, 6).join(random.pick([',', ',', ', ']))],
    forms: {
      do: [
        `[<add up>|<sum>|<total>] the [comma separated numbers|comma-separated numbers|numbers with commas between them] [in|of] [s|the text|a text|the string s]`,
        `<split> [s|the text|a text] at the commas and [<add up>|<sum>] the numbers`,
        `<read> the numbers of a text like 3,5,8 and <add> them up`,
        `[<find>|<compute>|<return>] the [sum|total] of the numbers in ${LISTED}`,
      ],
      noun: [
        `the [sum|total] of the [comma separated|comma-separated] numbers in [s|the text|a text]`,
        `the [sum|total] of the numbers in ${LISTED}`,
      ],
      raw: [
        `sum of [comma separated|comma-separated] numbers [in a text|in s|]`,
        `the text 3,5,8 gives 16: add up the numbers [of s|in s|between the commas]`,
        `what do the numbers in ${LISTED} add up to?`,
        `somebody wrote prices with commas between [them|] in one text, what is the total?`,
      ],
    },
  }),
  level8({
    id: 'text-reverse-words',
    title: 'the words of a sentence in reverse order',
    params: 's',
    code: () => "s.split(' ').reverse().join(' ')",
    run: (_, s: string) => s.split(' ').reduce((t, x) => `${x} ${t}`),
    args: (random) => [sentence(random)],
    forms: {
      do: [
        `<reverse> the order of the words [in|of] ${SENTENCE}`,
        `<reverse> the words of ${SENTENCE}[, not the letters|, but not their letters]`,
        `<put> the words of ${SENTENCE} in [reverse|reversed|the opposite] order`,
        `<return> ${SENTENCE} with [its|the] words in reverse order`,
        `<write> ${SENTENCE} with the last word first and the first word last`,
      ],
      noun: [`${SENTENCE} with the words in reverse order`, `the words of ${SENTENCE} from last to first, as one text`],
      raw: [
        `reverse word order [of|in] ${SENTENCE}`,
        `reverse the words, [not|but not] the letters, of ${SENTENCE}`,
        `hello big world becomes world big hello`,
        `last word first, first word last: ${SENTENCE} turned around`,
        `split s into words, reverse them and join them [again|with spaces|]`,
      ],
    },
  }),
  level8({
    id: 'text-collapse-spaces',
    title: 'single spaces between words',
    params: 's',
    code: () => String.raw`s.trim().split(/\s+/).join(' ')`,
    run: (_, s: string) =>
      s
        .split(' ')
        .filter((x) => x !== '')
        .join(' '),
    args: (random) => [
      `${random.pick(['', ' ', '   '])}${wordList(random, 1, 5).join(random.pick([' ', '  ', '    ']))}${random.pick(['', '  '])}`,
    ],
    forms: {
      do: [
        `<replace> [several|multiple|double|repeated] spaces [in|of] ${S} [by|with] [one|a single one|one space] and <trim> [it|the ends]`,
        `<remove> [extra|superfluous|unnecessary|double] spaces [from|in] ${S}, [also|including those] at the [ends|start and end]`,
        `<collapse> [all runs of spaces|repeated spaces|whitespace] in ${S} [to|into] single spaces and <trim> it`,
        `<clean up> the spaces in ${S}: one between words, none at the ends`,
      ],
      noun: [`${S} with single spaces between the words and none at the ends`],
      raw: [
        `[collapse|normalize|squeeze] [spaces|whitespace] [in|of] ${S}`,
        `only one space between [words|the words] of ${S}, none at the ends`,
        `i have too many spaces in ${S}, leave [just|only] one between words`,
        `split s at whitespace and join with single spaces`,
        `s is full of double spaces, [make them single|fix that] and trim it`,
      ],
    },
  }),
  level8({
    id: 'text-title-case',
    title: 'capital first letters in a sentence',
    params: 's',
    code: () => "s.split(' ').map((x) => x[0].toUpperCase() + x.slice(1)).join(' ')",
    run: (_, s: string) => s.replace(/(^| )([a-z])/g, (m: string) => m.toUpperCase()),
    args: (random) => [sentence(random)],
    forms: {
      do: [
        `<capitalize> [each|every] word [of|in] ${SENTENCE}`,
        `<make> the first letter of [each|every] word [of|in] ${SENTENCE} [upper case|a capital|big|uppercase]`,
        `<write> [each|every] word of ${SENTENCE} with a capital [first letter|letter at the start]`,
        `<convert> ${SENTENCE} to title case`,
        `<start> [each|every] word of ${SENTENCE} with a capital letter`,
      ],
      noun: [`${SENTENCE} in title case`, `${SENTENCE} with [each|every] word capitalized`],
      raw: [
        `title case [of|for] ${SENTENCE}`,
        `the old man and the sea becomes The Old Man And The Sea`,
        `[each|every] word of ${SENTENCE} should [start|begin] with a capital letter`,
        `${SENTENCE} as a [book title|headline], [each|every] word with a capital first letter`,
        `capital letter at the start of [each|every] word in ${SENTENCE}`,
      ],
    },
  }),
  level8({
    id: 'text-acronym',
    title: 'the acronym of a phrase',
    params: 's',
    code: () => "s.split(' ').map((x) => x[0].toUpperCase()).join('')",
    run: (_, s: string) => s.split(' ').reduce((t, x) => t + x.slice(0, 1).toUpperCase(), ''),
    args: (random) => [sentence(random)],
    forms: {
      do: [
        `<make> [an acronym|the acronym] [of|from|out of] ${SENTENCE}`,
        `<take> the first letter of [each|every] word of ${SENTENCE} and <write> them as one word in [capitals|upper case|capital letters]`,
        `<join> the first letters of the words [in|of] ${SENTENCE} in [upper case|capitals]`,
        `<abbreviate> ${SENTENCE} to its [capital|upper-case] [initials|first letters]`,
      ],
      noun: [
        `the [acronym|abbreviation in capitals] of ${SENTENCE}`,
        `the [capital|upper-case] initials of ${SENTENCE}`,
        `the initials of ${SENTENCE} in [capitals|upper case]`,
      ],
      raw: [
        `acronym [of|for] ${SENTENCE}`,
        `portable network graphics becomes PNG`,
        `initials of a full name in capitals, ada lovelace gives AL`,
        `what is the acronym of ${SENTENCE}?`,
        `first letters of all words of ${SENTENCE}, in capitals, as one word`,
      ],
    },
  }),
  level8({
    id: 'text-sort-words',
    title: 'sort the words of a sentence',
    params: 's',
    code: () => "s.split(' ').sort().join(' ')",
    run: (_, s: string) =>
      s
        .split(' ')
        .sort((x, y) => (x < y ? -1 : x > y ? 1 : 0))
        .join(' '),
    args: (random) => [sentence(random, 2)],
    forms: {
      do: [
        `<sort> the words [of|in] ${SENTENCE} [alphabetically|in alphabetical order|from a to z|by the alphabet|]`,
        `<put> the words of ${SENTENCE} in alphabetical order`,
        `<return> ${SENTENCE} with [its|the] words in alphabetical order`,
        `<split> ${SENTENCE} into words, <sort> them and <join> them [again|with spaces]`,
      ],
      noun: [
        `${SENTENCE} with the words [sorted|in alphabetical order]`,
        `the words of ${SENTENCE} in alphabetical order, as one text`,
      ],
      raw: [
        `sort words [of|in] ${SENTENCE}`,
        `pear fig apple becomes apple fig pear`,
        `the words of ${SENTENCE}, sorted [from a to z|alphabetically], as [one text|a sentence again]`,
        `[which|what] sentence do i get if the words of ${SENTENCE} are sorted alphabetically?`,
      ],
    },
  }),
  level8({
    id: 'text-sort-letters',
    title: 'sort the letters of a word',
    params: 's',
    code: () => "[...s].sort().join('')",
    run: (_, s: string) => Array.from('abcdefghijklmnopqrstuvwxyz', (x) => x.repeat(s.split(x).length - 1)).join(''),
    args: (random) => [word(random) + random.pick(['', word(random)])],
    forms: {
      do: [
        `<sort> the [letters|characters] [of|in] [s|the word|a word|the text|a text|the string] [alphabetically|in alphabetical order|from a to z|]`,
        `<put> the letters of [s|a word|the word|the text] in alphabetical order`,
        `<arrange> the [letters|characters] of [s|a word|the text|the word] [from a to z|by the alphabet|alphabetically]`,
        `<split> [s|a word|the text] into letters, <sort> them and <join> them [again|]`,
      ],
      noun: [
        `[s|the word|a word|the text] with its letters [sorted|in alphabetical order]`,
        `the sorted letters of [s|a word|the text] as one text`,
      ],
      raw: [
        `sort [letters|characters] of [s|the word|a word|the string]`,
        `[bread becomes abder|lemon becomes elmno], [sort the letters of s|do that for s]`,
        `the letters of [s|a word|the word], [from a to z|sorted|in alphabetical order], as one text`,
      ],
    },
  }),
  level8({
    id: 'text-longest-word',
    title: 'the longest word of a sentence',
    params: 's',
    code: () => "s.split(' ').reduce((m, x) => (x.length > m.length ? x : m), '')",
    run: (_, s: string) => [...s.split(' ')].sort((x, y) => y.length - x.length)[0] ?? '',
    args: (random) => {
      const list = wordList(random, 1, 5);
      return [
        random.shuffle([...list, wordOf(random, Math.max(...list.map((x) => x.length)) + random.int(1, 2))]).join(' '),
      ];
    },
    forms: {
      do: [
        `[<find>|<return>|<get>|<pick>|<give back>] the longest word [in|of|from] ${SENTENCE}`,
        `<split> ${SENTENCE} into words and [<find>|<return>] the longest [one|]`,
        `<return> the word of ${SENTENCE} [with|that has] the most letters`,
      ],
      noun: [`the longest word [in|of] ${SENTENCE}`, `the word of ${SENTENCE} with the most letters`],
      raw: [
        `[which|what] is the longest word [in|of] ${SENTENCE}?`,
        `[which|what] word [in|of] ${SENTENCE} is the longest?`,
        `longest word [in|of] ${SENTENCE}`,
        `[which|what] word of ${SENTENCE} has the most letters?`,
      ],
    },
  }),
  level8({
    id: 'text-count-long-words',
    title: 'count the long words of a sentence',
    params: 's',
    slots: { k: { kind: 'int', low: 2, high: 12 } },
    code: (c) => `s.split(' ').filter((x) => x.length > ${c.k}).length`,
    run: (c, s: string) => s.split(' ').reduce((count, x) => count + (x.length > num(c.k) ? 1 : 0), 0),
    args: (random, c) => [
      [
        ...wordsAround(random, num(c.k), 1),
        ...Array.from({ length: random.int(0, 3) }, () => wordOf(random, num(c.k) + random.int(0, 3))),
      ].join(' '),
    ],
    forms: {
      do: [
        `<count> the words [of|in] ${SENTENCE} [that are longer than {k} letters|with more than {k} letters|longer than {k} letters|that have more than {k} letters]`,
        `<count> how many words [of|in] ${SENTENCE} [have more than {k} letters|are longer than {k} letters]`,
        `<split> ${SENTENCE} into words and <count> those [with more than {k} letters|longer than {k}]`,
      ],
      noun: [
        `the number of words [of|in] ${SENTENCE} [with more than {k} letters|that are longer than {k} letters|longer than {k} letters]`,
      ],
      raw: [
        `how many words [of|in] ${SENTENCE} [have more than {k} letters|are longer than {k} letters|are longer than {k}]?`,
        `number of words longer than {k} [letters|characters] in ${SENTENCE}`,
        `how many long words, [that is|meaning] over {k} letters, are in ${SENTENCE}?`,
        `${SENTENCE}: how many of its words have over {k} letters?`,
      ],
    },
  }),
  level8({
    id: 'text-unique-words',
    title: 'each word of a sentence once',
    params: 's',
    code: () => "[...new Set(s.split(' '))].join(' ')",
    run: (_, s: string) =>
      s
        .split(' ')
        .filter((x, i, all) => all.indexOf(x) === i)
        .join(' '),
    args: (random) => {
      const pool = wordList(random, 2, 4);
      return [Array.from({ length: random.int(2, 8) }, () => random.pick(pool)).join(' ')];
    },
    forms: {
      do: [
        `<remove> [repeated|duplicate|double] words [from|in] ${SENTENCE}`,
        `<keep> [each|every] word of ${SENTENCE} only once`,
        `<return> ${SENTENCE} without [repeated|duplicate|double] words`,
        `<delete> words that [occur|come] again [from|in] ${SENTENCE}`,
        `<split> ${SENTENCE} into words, <drop> the duplicates and <join> [the rest|them] [again|with spaces|]`,
      ],
      noun: [`${SENTENCE} with [each|every] word only once`, `${SENTENCE} without [repeated|duplicate] words`],
      raw: [
        `unique words of ${SENTENCE} [as one text|as a sentence|joined again]`,
        `[each|every] word of ${SENTENCE} [just|only] once, as one text`,
        `the cat and the dog and the bird becomes the cat and dog bird`,
        `no word [twice|more than once] in ${SENTENCE}, [delete|remove] the repeats`,
      ],
    },
  }),
  level8({
    id: 'initials-of-words',
    title: 'the first letters of a list of words as one text',
    params: 'words',
    code: () => "words.map((x) => x[0]).join('')",
    run: (_, list: string[]) => list.reduce((t, x) => t + x.charAt(0), ''),
    args: (random) => [wordList(random, 0, 6)],
    forms: {
      do: [
        `<join> the first [letters|characters] of ${WORDS.full} [into one text|into one word|]`,
        `<take> the first letter of [each|every] word [in|of] [the list|words|a list|my list] and [<join> them|<put> them together]`,
        `<make> [a word|one word|one text|a text] [from|out of] the first letters of ${WORDS.full}`,
      ],
      noun: [
        `the [text|word] made of the first letters of ${WORDS.full}`,
        `the first letters of ${WORDS.full}, joined [together|into one text]`,
      ],
      raw: [
        `what [word|text] do the first letters of ${WORDS.full} [make|spell|form]?`,
        `first letters of ${WORDS.full}, [as one text|put together|joined]`,
        `hidden message: the first letter of [each|every] word in the list, [put together|joined]`,
        `map words to first letters and join them`,
      ],
    },
  }),
];

export const level08: readonly Skill[] = [...numberChains, ...wordChains, ...sorting, ...textChains];
