// Level 7: one answer from a list: sums, extremes, averages, counts, any and all, joining. Shared wordings come from reduce-forms.ts.
// Lists whose answer would be unclear (ties of a maximum, averages that do not end, maximum of nothing) are not drawn.

import type { Json } from '../../lib/json.ts';
import type { Rng } from '../../lib/rng.ts';
import { num, str } from './draws.ts';
import { ITEMS, NUMBERS, WORDS } from './filter-forms.ts';
import { ints, multiples, near, word, wordList, wordOf, wordsAround, wordsWith } from './list-draws.ts';
import { allForms, anyForms, countForms } from './reduce-forms.ts';
import type { Constants, Forms, Skill, SlotKind } from './skill.ts';
import { q } from './skill.ts';

const INT: SlotKind = { kind: 'int', low: 1, high: 9999 };
const LENGTH: SlotKind = { kind: 'int', low: 2, high: 15 };
const isLetter = (value: unknown): boolean => /^[a-z]$/.test(String(value));

const LESS = '[less than|less than|under|below|smaller than|lower than]';
const MORE = '[greater than|more than|over|above|larger than|bigger than|higher than]';
const THAT = '[that are|which are||]';
const N = NUMBERS.noun;
const W = WORDS.noun;
const BOX = NUMBERS.box;
const WBOX = WORDS.box;
const IBOX = ITEMS.box;
/** Direct objects: all numbers of the list. */
const ALL = `[list|list|the list|the numbers|all numbers|all the numbers|the numbers in ${BOX}|the numbers of ${BOX}|all numbers [in|of] ${BOX}|a list of numbers|an array of numbers|the array|my numbers|all the values in ${BOX}|the elements of ${BOX}|everything in the list]`;
const OWN = `[all numbers|all the numbers|the numbers|the values|all values|the elements] [in|of] ${BOX}`;
const TEXTS = `[words|words|the words|all words|all the words|the list of words|a list of words|an array of strings|the strings|my words|the words [in|of] [the list|a list|the array|my list|this list]|a list of texts]`;

const PLURAL = '[the words|all words|all the words|the strings|my words|all strings|the words in the list|these words]';

const sum = (list: readonly number[]): number => {
  let total = 0;
  for (const x of list) total += x;
  return total;
};
const spread = (random: Rng, min = 1): number[] =>
  random.pick([
    ints(random, 0, 20, min, 7),
    ints(random, -50, 200, min, 7),
    ints(random, 100, 9999, min, 5),
    ints(random, -60, -1, min, 5),
  ]);
/** A list with one largest and one smallest value. */
const distinct = (random: Rng, min = 2): number[] => {
  const out = [...new Set(spread(random, min + 1))];
  while (out.length < min) out.push(Math.max(...out) + random.int(1, 9));
  return out;
};
const reduceSkill = (skill: Omit<Skill, 'level' | 'slots'> & { slots?: Skill['slots'] }): Skill => ({
  ...skill,
  level: 7,
  slots: skill.slots ?? {},
});

const sums: readonly Skill[] = [
  reduceSkill({
    id: 'sum-list',
    title: 'the sum of a list',
    params: 'list',
    code: () => 'list.reduce((t, x) => t + x, 0)',
    run: (_, list: number[]) => sum(list),
    args: (random) => [spread(random, 0)],
    forms: {
      do: [
        `[<sum>|<add up>|<total>|<sum up>|<add together>|<tally>|<tally up>] ${ALL}`,
        `<add> ${OWN} [together|up]`,
        `[<find>|<return>|<get>|<work out>|<calculate>|<compute>] [the sum|the total] of [all the numbers in|all numbers in|] ${BOX}`,
        `<go through> the list and <add> [every number|each value|everything] to a [running total|sum]`,
        `<combine> [all numbers|everything] in the list into one [sum|total]`,
      ],
      noun: [`the [sum|sum|total] of ${ALL}`, `the [sum total|grand total|total value] of ${OWN}`],
      raw: [
        `[sum|total] [of|] [list|the list|numbers|all numbers|array|the array]`,
        `[what do|how much do] ${OWN} [add up to|come to|sum to|make together|make in total]?`,
        `how much is [everything|all|it all] in ${BOX} [together|added up|in total|added together]?`,
        `i [bought|ordered] things [at these prices|for the prices in list], what [do i pay|does it cost|is the bill] in total?`,
        `my [expenses|scores|points|hours] are in [list|a list], [what is the total?|what do they add up to?|add them up|how much is that in all?]`,
        `[a|one] number plus [the next|the next one] and so on until the end of the list`,
        `here are some numbers, add [them all up|them all together|them up|them all]`,
        `list [reduce|sum]`,
      ],
    },
  }),
  reduceSkill({
    id: 'product-list',
    title: 'the product of a list',
    params: 'list',
    code: () => 'list.reduce((t, x) => t * x, 1)',
    run: (_, list: number[]) => {
      let product = 1;
      for (const x of list) product *= x;
      return product;
    },
    args: (random) => [
      random.pick([
        ints(random, 1, 9, 0, 6),
        ints(random, 0, 12, 1, 5),
        ints(random, 2, 30, 1, 4),
        [-random.int(1, 9), ...ints(random, 1, 9, 0, 4)],
      ]),
    ],
    forms: {
      do: [
        `<multiply> ${OWN} [together|with each other|with one another|]`,
        `<multiply> [all numbers|everything|all of it] in the list [together|with each other]`,
        `[<find>|<return>|<get>|<work out>|<calculate>|<compute>] the product [of|over] ${BOX}`,
        `<go through> the list and <multiply> [all numbers|everything|each number into one product]`,
        `<take> the product of ${ALL}`,
      ],
      noun: [`the product of ${ALL}`, `the result of multiplying ${OWN} [together|]`],
      raw: [
        `[product|the product] [of|] [list|the list|numbers|all numbers|array|the array]`,
        `what do ${OWN} [multiply to|make when multiplied|give when multiplied together]?`,
        `what do i get [if|when] i multiply [everything|all numbers|all values] in the list?`,
        `how much is [everything|all numbers] in ${BOX} multiplied [together|]?`,
        `[a|one] number times the next and so on until the end of the list`,
        `i have [some|several] factors in a list, [multiply them all|what is their product?]`,
        `[all numbers|all elements] of the list times each other`,
      ],
    },
  }),
  reduceSkill({
    id: 'average-list',
    title: 'the average of a list',
    params: 'list',
    code: () => 'list.reduce((t, x) => t + x, 0) / list.length',
    run: (_, list: number[]) => sum(list) / list.length,
    args: (random) => {
      const list = spread(random, 1);
      const rest = ((sum(list) % list.length) + list.length) % list.length;
      if (list.length === 2 || list.length === 4) return [list];
      return [[...list.slice(0, -1), (list.at(-1) ?? 0) - rest]];
    },
    forms: {
      do: [
        `[<average>|<take> the average of|<take> the mean of] ${ALL}`,
        `[<find>|<return>|<get>|<work out>|<calculate>|<compute>] the [average|mean|arithmetic mean] [of|in] ${BOX}`,
        `<add> ${OWN} and <divide> [the sum|the total|the result|] by how many there are`,
        `<divide> the [sum|total] of [list|the list|the numbers] by [its length|the number of elements|how many there are]`,
      ],
      noun: [
        `the [average|mean|average value|mean value|arithmetic mean] of ${ALL}`,
        `the [average|mean] [score|price|age|grade|temperature] of [a list|the list|my list]`,
      ],
      raw: [
        `[average|mean|avg] [of|] [list|the list|numbers|all numbers|array|the array]`,
        `what are ${OWN} on average?`,
        `how [much|big|large|high] are ${OWN} on average?`,
        `sum of [list|the numbers] [divided by|over|/] [its length|the length|the count|how many there are]`,
        `[my grades|my scores|the temperatures|the daily sales] are in [list|a list], [what is the average?|what is the mean?|how much is that on average?]`,
      ],
    },
  }),
  reduceSkill({
    id: 'sum-squares',
    title: 'the sum of the squares of a list',
    params: 'list',
    code: () => 'list.reduce((t, x) => t + x * x, 0)',
    run: (_, list: number[]) => sum(list.map((x) => x ** 2)),
    args: (random) => [ints(random, -12, 30, 0, 7)],
    forms: {
      do: [
        `[<sum>|<add up>|<total>] the squares of ${ALL}`,
        `<square> [each|every] [number|value|element] [in|of] ${BOX} and [<add> them up|<add> the results|<sum> the results|<return> the sum]`,
        `[<find>|<return>|<get>|<calculate>|<compute>] the [sum|total] of [the squares|all squares] [of|in] ${BOX}`,
        `<add up> [each|every] [number|value] of ${BOX} times itself`,
      ],
      noun: [
        `the [sum|total] of [the|all] squares of ${ALL}`,
        `the [sum of squares|square sum|sum of the squared values] of [list|the list|the numbers|an array]`,
      ],
      raw: [
        `[sum of squares|sum of the squares] [of|in|over|] [list|the list|numbers|the numbers|array]`,
        `what do the squares of ${OWN} add up to?`,
        `sum of x * x [over the list|for all x in list|for every x of list]`,
        `[all numbers|all values|everything] [in|of] the list squared and [then|] added up`,
        `first square [all numbers of the list|every number of the list|each value in the list], then add them up`,
      ],
    },
  }),
  reduceSkill({
    id: 'sum-absolute',
    title: 'the sum of the absolute values of a list',
    params: 'list',
    code: () => 'list.reduce((t, x) => t + Math.abs(x), 0)',
    run: (_, list: number[]) => sum(list.map((x) => (x < 0 ? 0 - x : x))),
    args: (random) => [ints(random, -90, 60, 0, 7)],
    forms: {
      do: [
        `[<sum>|<add up>|<total>] the [absolute values|magnitudes|sizes without sign] of ${ALL}`,
        `<add up> ${OWN} [ignoring|without] [the sign|their sign|their signs|minus signs|the minus signs]`,
        `[<find>|<return>|<get>|<calculate>|<compute>] the [sum|total] of [the|all] absolute values [of|in] ${BOX}`,
        `<take> the absolute value of [each|every] [number|element] [in|of] ${BOX} and <add> [them|the results] up`,
      ],
      noun: [
        `the [sum|total] of [the|all] absolute values of ${ALL}`,
        `the [sum|total] of ${OWN} with [minus signs ignored|the sign ignored]`,
      ],
      raw: [
        `[sum of absolute values|absolute sum|sum of the absolute values] [of|in|over] [list|the list|the numbers|an array]`,
        `what do ${OWN} add up to if [i ignore|we ignore|you drop] the [signs|minus signs]?`,
        `sum of abs(x) [over the list|for all x in list]`,
        `my list has steps to the left (negative) and [to the|] right (positive), how far did i walk in total?`,
      ],
    },
  }),
  reduceSkill({
    id: 'sum-from',
    title: 'a starting value plus the sum of a list',
    params: 'list',
    slots: { a: INT },
    code: (c) => `list.reduce((t, x) => t + x, ${c.a})`,
    run: (c, list: number[]) => num(c.a) + sum(list),
    args: (random) => [ints(random, -40, 99, 0, 7)],
    forms: {
      do: [
        `[<add up>|<sum>|<total>] ${ALL}[, starting [from|with|at] {a}|, beginning with {a}]`,
        `<start> [with|from|at] {a} and <add> [every number|each number|all the numbers|all numbers] [in|of] ${BOX}`,
        `<add> {a} to [the sum|the total] of ${ALL}`,
        `<add> ${OWN} to {a}`,
      ],
      noun: [`{a} plus the [sum|total] of ${ALL}`, `the [sum|total] of ${ALL} plus {a}`],
      raw: [
        `sum of [list|the list|the numbers] + {a}`,
        `{a} + sum of [list|the list|the numbers]`,
        `i have {a} [euros|dollars|points|coins] and [get|receive|earn] [everything|all the amounts|all amounts] in the list, what do i have then?`,
        `my account [starts with|starts at|holds] {a}, [the list has the deposits|then come the deposits in list], what is the [balance|final balance|new balance]?`,
        `[begin|start] at {a} and add [everything|all numbers|all the values] [in|of] the list`,
      ],
    },
  }),
  reduceSkill({
    id: 'subtract-all-from',
    title: 'what is left of a constant after taking a list away',
    params: 'list',
    slots: { a: INT },
    code: (c) => `list.reduce((t, x) => t - x, ${c.a})`,
    run: (c, list: number[]) => num(c.a) - sum(list),
    args: (random) => [ints(random, -10, 99, 0, 7)],
    forms: {
      do: [
        `<subtract> ${OWN} from {a}`,
        `<start> [with|from|at] {a} and <subtract> [every number|each number|all the numbers|all numbers] [in|of] ${BOX}`,
        `<subtract> the [sum|total] of ${ALL} from {a}`,
        `<take> ${OWN} away from {a}`,
        `<deduct> [all|all the] [amounts|numbers|costs] in the list from {a}`,
      ],
      noun: [
        `{a} minus the [sum|total] of ${ALL}`,
        `{a} minus [all numbers|all the numbers|every number] [in|of] ${BOX}`,
      ],
      raw: [
        `{a} - sum of [list|the list|the numbers]`,
        `what is left of {a} [when i take away|after subtracting|after taking away] [all numbers|everything] [in|of] the list?`,
        `i have {a} [euros|dollars|coins] and [spend|pay] [all|] the amounts in [the|my] list, what [is left|remains|do i have left]?`,
        `my budget is {a}, the [costs|expenses] are in list, how much [is left|remains]?`,
        `how much of {a} remains [after|without] [the|all] [costs|expenses|payments] in list?`,
      ],
    },
  }),
  reduceSkill({
    id: 'running-total',
    title: 'the running totals of a list',
    params: 'list',
    body: true,
    code: () => 'let t = 0; return list.map((x) => (t += x));',
    run: (_, list: number[]) => list.map((_x, i) => sum(list.slice(0, i + 1))),
    args: (random) => [ints(random, -9, 99, 1, 7)],
    forms: {
      do: [
        `[<return>|<compute>|<calculate>|<make>|<build>|<give>] [a list of|the list of|a list with|the] [running totals|running sums|cumulative sums|partial sums|cumulative totals] [of|for|over] ${ALL}`,
        `<replace> [each|every] [number|value|element] [in|of] ${BOX} [by|with] the sum of [all numbers so far|it and everything before it|itself and all before it]`,
        `<keep> a running [total|sum] [of|over] ${ALL} and [<list> it after every number|<return> all its values|<collect> each step]`,
        `<add> to [each|every] number [in|of] ${BOX} [all|all the] numbers [before it|in front of it|that come before it]`,
      ],
      noun: [`the [running total|running sum|cumulative sum] of ${ALL}`],
      raw: [
        `[running totals|running sums|cumulative sums|partial sums|prefix sums|cumulative sum|running total] [of|for] [list|the list|the numbers|an array]`,
        `[my savings after each month|my balance after each payment|the score after each round], the single amounts are in list`,
        `how much [was it|had come together|was there in total] after each [number|step|entry] of the list?`,
        `[a list that shows|show me|i want] the total [so far|up to there] at [every|each] [position|step|place] of the list`,
      ],
    },
  }),
];

const extremes: readonly Skill[] = [
  reduceSkill({
    id: 'max-list',
    title: 'the largest number of a list',
    params: 'list',
    code: () => 'Math.max(...list)',
    run: (_, list: number[]) => list.reduce((best, x) => (best >= x ? best : x)),
    args: (random) => [spread(random)],
    forms: {
      do: [
        `[<find>|<return>|<get>|<give back>|<pick>|<pick out>|<select>] the [largest|biggest|greatest|highest|maximum] [number|value|element|entry] [in|of|from] ${BOX}`,
        `[<find>|<return>|<get>|<compute>|<determine>] the [maximum|max] of ${ALL}`,
        `<go through> the list and <remember> the [largest|biggest|highest] [number|value]`,
      ],
      noun: [
        `the [largest|biggest|greatest|highest|maximum|max] [number|value|element|] [in|of] ${BOX}`,
        `the [maximum|max] of ${ALL}`,
        `the [highest|best|top] [score|price|temperature|result|bid|salary] [in|of] ${BOX}`,
      ],
      raw: [
        `[max|maximum|largest|biggest|highest] [of|in] [list|the list|my list|the array|all numbers|the numbers]`,
        `[which|what] [number|value|element] [in|of] ${BOX} is [the largest|the biggest|the greatest|the highest|largest|biggest]?`,
        `what is the [highest|largest|biggest value|biggest number] [in|of] ${BOX}?`,
        `what was the [best|highest|top] score [in|of] ${BOX}?`,
        `how high is the highest [price|score|mountain|temperature|number] [in|of] ${BOX}?`,
        `Math.max of [list|the list|all numbers]`,
        `none [in|of] the list is [larger|bigger|higher] than this one: which [number|value] is it?`,
      ],
    },
  }),
  reduceSkill({
    id: 'min-list',
    title: 'the smallest number of a list',
    params: 'list',
    code: () => 'Math.min(...list)',
    run: (_, list: number[]) => list.reduce((best, x) => (best <= x ? best : x)),
    args: (random) => [spread(random)],
    forms: {
      do: [
        `[<find>|<return>|<get>|<give back>|<pick>|<pick out>|<select>] the [smallest|lowest|least|minimum|smallest] [number|value|element|entry] [in|of|from] ${BOX}`,
        `[<find>|<return>|<get>|<compute>|<determine>] the [minimum|min] of ${ALL}`,
        `<go through> the list and <remember> the [smallest|lowest] [number|value]`,
      ],
      noun: [
        `the [smallest|lowest|least|minimum|min] [number|value|element|] [in|of] ${BOX}`,
        `the [minimum|min] of ${ALL}`,
        `the [lowest|smallest] [score|price|temperature|result|bid|salary] [in|of] ${BOX}`,
      ],
      raw: [
        `[min|minimum|smallest|lowest] [of|in] [list|the list|my list|the array|all numbers|the numbers]`,
        `[which|what] [number|value|element] [in|of] ${BOX} is [the smallest|the lowest|the least|smallest|lowest]?`,
        `what is the [least|lowest|smallest value|smallest number] [in|of] ${BOX}?`,
        `what [was|is] the [cheapest|lowest] price [in|of] ${BOX}?`,
        `how low is the lowest [price|score|temperature|number] [in|of] ${BOX}?`,
        `Math.min of [list|the list|all numbers]`,
        `none [in|of] the list is [smaller|lower] than this one: which [number|value] is it?`,
      ],
    },
  }),
  reduceSkill({
    id: 'range-list',
    title: 'the difference of largest and smallest',
    params: 'list',
    code: () => 'Math.max(...list) - Math.min(...list)',
    run: (_, list: number[]) => {
      const sorted = [...list].sort((x, y) => x - y);
      return (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
    },
    args: (random) => [spread(random)],
    forms: {
      do: [
        `<subtract> the [smallest|lowest|minimum] [number|value|] [in|of] ${BOX} from the [largest|biggest|highest|maximum] [one|]`,
        `[<find>|<return>|<get>|<calculate>|<compute>] the [difference|gap|distance] between the [largest|biggest|highest|maximum] and the [smallest|lowest|minimum] [number|value|] [in|of] ${BOX}`,
        `<take> the [maximum|max] minus the [minimum|min] of ${ALL}`,
      ],
      noun: [
        `the [difference|gap|distance] between the [largest|biggest|highest|maximum] and the [smallest|lowest|minimum] [number|value|] [in|of] ${BOX}`,
        `the [spread|value range|statistical range] of ${ALL}`,
        `the [largest|biggest|highest] [number|value] minus the [smallest|lowest] [one|] [in|of] ${BOX}`,
      ],
      raw: [
        `[max|maximum|largest|highest] [minus|-] [min|minimum|smallest|lowest] of [list|the list|the numbers|an array]`,
        `how far apart are the [largest|biggest|highest] and the [smallest|lowest] [number|value] [in|of] ${BOX}?`,
        `how much [bigger|larger|higher] is the [largest|highest|biggest] [number|value] [in|of] ${BOX} than the [smallest|lowest] [one|]?`,
        `how much did the temperature vary, that is highest minus lowest [in|of] the list?`,
        `max(list) - min(list)`,
      ],
    },
  }),
  reduceSkill({
    id: 'index-of-max',
    title: 'the position of the largest number',
    params: 'list',
    code: () => 'list.indexOf(Math.max(...list))',
    run: (_, list: number[]) => list.findIndex((x) => list.every((y) => y <= x)),
    args: (random) => [random.shuffle(distinct(random, 3))],
    forms: {
      do: [
        `[<find>|<return>|<get>|<give>|<determine>] the [index|position|place] [of|in ${BOX} of] the [largest|biggest|greatest|highest|maximum] [number|value|element]`,
        `[<find out>|<tell>] [where|at which index|at which position] the [largest|biggest|greatest|highest] [number|value|element] [in|of] ${BOX} [is|stands|sits]`,
      ],
      noun: [
        `the [index|position] of the [largest|biggest|greatest|highest|maximum] [number|value|element] [in|of] ${BOX}`,
        `the [index|position] of the [maximum|max] [in|of] ${BOX}`,
      ],
      raw: [
        `where in ${BOX} is the [largest|biggest|greatest|highest] [number|value|element]?`,
        `[at|under] [which|what] index is the [largest|biggest|highest|maximum] [number|value|element|] [in|of] ${BOX}?`,
        `[index|position] of [the|] [max|maximum|largest|biggest|highest] [number|value|] in [list|the list|an array]`,
        `[which|what] index has the [largest|biggest|highest] [number|value] [in|of] ${BOX}?`,
        `on which day was [it warmest|there the most rain]? [the values are in list,|given one value a day in list,] [i want the index|return the index|count from 0]`,
        `indexOf [the|] [max|maximum|largest number] in [list|the list]`,
      ],
    },
  }),
  reduceSkill({
    id: 'most-frequent',
    title: 'the most frequent item',
    params: 'items',
    body: true,
    code: () =>
      'const count = (x) => items.filter((y) => y === x).length; return items.reduce((m, x) => (count(x) > count(m) ? x : m));',
    run: (_, list: Json[]) => {
      const times = new Map<Json, number>();
      for (const x of list) times.set(x, (times.get(x) ?? 0) + 1);
      const most = Math.max(...times.values());
      return list.find((x) => times.get(x) === most) ?? null;
    },
    args: (random) => {
      const pool = random.chance(0.5) ? [...new Set(ints(random, 1, 30, 3, 6))] : [...new Set(wordList(random, 3, 6))];
      const winner = random.pick<number | string>(pool);
      const rest = (pool as (number | string)[]).flatMap((x) =>
        x === winner ? [] : random.chance(0.4) ? [x, x] : [x],
      );
      return [random.shuffle([...rest, winner, winner, winner])];
    },
    forms: {
      do: [
        `[<find>|<return>|<get>|<give>|<determine>|<pick>] the [most frequent|most common|commonest|most popular] [item|value|element|entry|one] [in|of] ${IBOX}`,
        `[<find>|<return>|<get>] the [item|value|element|entry] [that|which] [occurs|appears|shows up|comes up] [most often|the most|most frequently] [in ${IBOX}|]`,
        `<count> [how often each item occurs|the items] in ${IBOX} and <return> the [winner|most frequent one|one with the highest count]`,
      ],
      noun: [
        `the [most frequent|most common|most popular] [item|value|element|entry] [in|of] ${IBOX}`,
        `the [mode|statistical mode] of ${IBOX}`,
        `the [item|value|element] that [occurs|appears] [most often|the most] [in ${IBOX}|]`,
      ],
      raw: [
        `[which|what] [item|value|element|entry] [occurs|appears|shows up] [most often|most frequently|the most|more often than all others] in ${IBOX}?`,
        `what is the most [common|frequent] [item|value|element|thing] in ${IBOX}?`,
        `[most frequent|most common|most popular] [item|value|element] [in|of] [items|the list|a list|my list]`,
        `[everyone voted|these are the votes|the list has all votes], [who won?|who got the most votes?|which name was chosen most often?]`,
        `which [item|value] is there most often in ${IBOX}?`,
        `mode of [items|the list|my list|an array]`,
      ],
    },
  }),
];

const wordSums: readonly Skill[] = [
  reduceSkill({
    id: 'longest-word',
    title: 'the longest word',
    params: 'words',
    code: () => `words.reduce((m, x) => (x.length > m.length ? x : m), '')`,
    run: (_, list: string[]) => list.find((x) => list.every((y) => y.length <= x.length)) ?? '',
    args: (random) => {
      const list = wordList(random, 2, 6);
      const longest = Math.max(...list.map((x) => x.length));
      return [random.shuffle([...list, wordOf(random, longest + random.int(1, 2))])];
    },
    forms: {
      do: [
        `[<find>|<return>|<get>|<give back>|<pick>|<pick out>|<select>|<show>] the longest [word|string|text|entry|name|one] [in|of|from] ${WBOX}`,
        `<return> the [word|string|text] [with|that has] the [most|largest number of|greatest number of] [letters|characters] [in ${WBOX}|]`,
        `<go through> ${TEXTS} and <remember> the longest [one|]`,
        `<compare> the lengths of ${TEXTS} and <return> the longest [word|string|text|one]`,
      ],
      noun: [
        `the longest [word|string|text|name|entry] [in|of] ${WBOX}`,
        `the [word|string|text] [in|of] ${WBOX} with the [most|largest number of] [letters|characters]`,
        `the longest of ${TEXTS}`,
      ],
      raw: [
        `[which|what] [word|string|text|name|entry] [in|of] ${WBOX} is [the longest|longest]?`,
        `[which|what] [word|string|text|name] [in|of] ${WBOX} has [the most|most] [letters|characters]?`,
        `longest [word|string|text|name] [in|of|from] [words|the list|a list|my words|an array of strings]`,
        `which of the [words|names|strings] is [the longest|longest]?`,
        `no [word|string] [in|of] ${WBOX} is longer than this one: which is it?`,
        `[who of my friends|who in the list] has the longest name?`,
      ],
    },
  }),
  reduceSkill({
    id: 'shortest-word',
    title: 'the shortest word',
    params: 'words',
    code: () => `words.reduce((m, x) => (x.length < m.length ? x : m))`,
    run: (_, list: string[]) => list.find((x) => list.every((y) => y.length >= x.length)) ?? '',
    args: (random) => {
      const list = wordList(random, 2, 6).map((x) => `${x}${random.pick(['', 'a', 'er', 'ing'])}`);
      const shortest = Math.min(...list.map((x) => x.length));
      return [
        random.shuffle(
          shortest > 1
            ? [...list, wordOf(random, random.int(1, shortest - 1))]
            : [...list.filter((x) => x.length > 1), random.pick(['x', 'y'])],
        ),
      ];
    },
    forms: {
      do: [
        `[<find>|<return>|<get>|<give back>|<pick>|<pick out>|<select>|<show>] the shortest [word|string|text|entry|name|one] [in|of|from] ${WBOX}`,
        `<return> the [word|string|text] [with|that has] the [fewest|least|smallest number of] [letters|characters] [in ${WBOX}|]`,
        `<go through> ${TEXTS} and <remember> the shortest [one|]`,
        `<compare> the lengths of ${TEXTS} and <return> the shortest [word|string|text|one]`,
      ],
      noun: [
        `the shortest [word|string|text|name|entry] [in|of] ${WBOX}`,
        `the [word|string|text] [in|of] ${WBOX} with the [fewest|smallest number of] [letters|characters]`,
        `the shortest of ${TEXTS}`,
      ],
      raw: [
        `[which|what] [word|string|text|name|entry] [in|of] ${WBOX} is [the shortest|shortest]?`,
        `[which|what] [word|string|text|name] [in|of] ${WBOX} has [the fewest|fewest|the least] [letters|characters]?`,
        `shortest [word|string|text|name] [in|of|from] [words|the list|a list|my words|an array of strings]`,
        `which of the [words|names|strings] is [the shortest|shortest]?`,
        `no [word|string] [in|of] ${WBOX} is shorter than this one: which is it?`,
        `[who of my friends|who in the list] has the shortest name?`,
      ],
    },
  }),
  reduceSkill({
    id: 'longest-length',
    title: 'the length of the longest word',
    params: 'words',
    code: () => 'Math.max(...words.map((x) => x.length))',
    run: (_, list: string[]) => list.reduce((best, x) => (x.length > best ? x.length : best), 0),
    args: (random) => [[...wordList(random, 0, 6), wordOf(random, random.int(1, 12))]],
    forms: {
      do: [
        `[<find>|<return>|<get>|<compute>|<calculate>] the [length|number of letters|number of characters] of the longest [word|string|text|entry|name] [in|of] ${WBOX}`,
        `[<find out>|<determine>] how long the longest [word|string|text|name] [in|of] ${WBOX} is`,
        `<return> the [largest|greatest|maximum|biggest] [word length|string length|text length] [in|of] ${WBOX}`,
        `<count> the [letters|characters] of the longest [word|string|text] [in|of] ${WBOX}`,
      ],
      noun: [
        `the [length|number of letters] of the longest [word|string|text|entry|name] [in|of] ${WBOX}`,
        `the [maximum|max|largest|greatest] length [of|among] ${TEXTS}`,
      ],
      raw: [
        `how long is the longest [word|string|text|entry|name] [in|of] ${WBOX}?`,
        `how many [letters|characters] does the longest [word|string|text|name] [in|of] ${WBOX} have?`,
        `[max|maximum|largest] length of [words|the words|the strings|all words|an array of strings]`,
        `length of the longest [word|string|text] in [words|the list]`,
        `how wide must [a|the] column be [to fit|for|so that it fits] [the longest|even the longest] [word|text] [in|of] the list?`,
      ],
    },
  }),
  reduceSkill({
    id: 'total-length',
    title: 'the number of letters of all words together',
    params: 'words',
    code: () => 'words.reduce((t, x) => t + x.length, 0)',
    run: (_, list: string[]) => list.join('').length,
    args: (random) => [wordList(random, 0, 7)],
    forms: {
      do: [
        `<count> [all letters|all characters|all the characters|the letters|all the letters] [in|of] ${TEXTS} [together|]`,
        `[<add up>|<sum>|<total>] the lengths of ${TEXTS}`,
        `[<find>|<return>|<get>|<compute>|<calculate>] the [total|combined|summed] length of ${TEXTS}`,
        `<return> how many [letters|characters] ${PLURAL} have [together|in total|altogether]`,
      ],
      noun: [
        `the [total|combined|overall] length of ${TEXTS}`,
        `the [sum|total] of the lengths of ${TEXTS}`,
        `the [total number|number] of [letters|characters] in all [words|strings] of the list`,
      ],
      raw: [
        `how many [letters|characters] ?`,
        `how many [letters|characters] do ${PLURAL} have [in total|together|altogether|all together]?`,
        `how long are ${PLURAL} [together|all together|in total]?`,
        `[total|combined] length of [words|the words|the strings|all words|an array of strings]`,
        `sum of [the|all] word lengths [in|of] ${WBOX}`,
        `i pay per letter, how many letters [are|stand] in the list altogether?`,
      ],
    },
  }),
  reduceSkill({
    id: 'join-words',
    title: 'join words with a sign',
    params: 'words',
    slots: { c: { kind: 'char' } },
    accept: (c) => !isLetter(c.c),
    code: (c) => `words.join(${q(c.c)})`,
    run: (c, list: string[]) => list.reduce((text, x, i) => (i === 0 ? x : `${text}${str(c.c)}${x}`), ''),
    args: (random) => [wordList(random, 0, 6)],
    forms: {
      do: [
        `[<join>|<connect>|<combine>|<concatenate>|<link>|<glue>|<glue together>|<put together>] ${TEXTS} with {c} [between them|in between|as separator|as the separator|]`,
        `[<join>|<connect>|<combine>|<merge>|<turn>|<convert>] ${TEXTS} into one [text|string|line] [separated by {c}|with {c} between them|using {c}|with the separator {c}]`,
        `<put> {c} between [all words|the words|every two words|all the words] [of|in] ${WBOX} and <return> [one|a single] [text|string]`,
        `<write> ${TEXTS} in one line, separated by {c}`,
        `<make> [one|a single] [text|string] [from|of|out of] ${TEXTS} with {c} [in between|between the words|as separator]`,
      ],
      noun: [`[one|a single] [text|string] with ${TEXTS} separated by {c}`, `${TEXTS} joined [with|by] {c}`],
      raw: [
        `join [words|the words|the list|all words|strings] [with|by|on|using] {c}`,
        `words.join with {c}`,
        `[all|the|all the] words [of|in] the list, {c} [in between|between them|between each]`,
        `${TEXTS}, separated by {c}, as one [text|string]`,
        `a {c} separated [text|string|line] of ${TEXTS}`,
        `[i need|i want|give me] the words as one [line|string|text] with {c} [between|in between|as separator]`,
      ],
    },
  }),
  reduceSkill({
    id: 'join-plain',
    title: 'join words with nothing between',
    params: 'words',
    code: () => `words.join('')`,
    run: (_, list: string[]) => list.reduce((text, x) => text + x, ''),
    args: (random) => [wordList(random, 0, 6)],
    forms: {
      do: [
        `[<join>|<concatenate>|<combine>|<glue together>|<put together>] ${TEXTS} [without a separator|without spaces|with nothing between them|with nothing in between|without anything between them|directly]`,
        `[<join>|<combine>|<merge>|<turn>] ${TEXTS} into one [long word|word|text without spaces|string without spaces]`,
        `<concatenate> ${TEXTS}`,
        `<write> ${TEXTS} one after the other without [spaces|any space|gaps]`,
        `<append> [all words|all strings|every word] of ${WBOX} [directly|] to each other`,
      ],
      noun: [
        `the concatenation of ${TEXTS}`,
        `${TEXTS} [joined|put together|glued together] without [a separator|spaces|anything between]`,
        `one long word made of ${TEXTS}`,
      ],
      raw: [
        `[concat|concatenate] [words|the words|all words|the strings|all strings|an array of strings]`,
        `join [words|the words|all words|the strings] [without separator|without spaces|with no separator|with the empty string|with nothing]`,
        `what [word|text] do i get when i [put|stick|glue] ${TEXTS} together [without spaces|with no gaps]?`,
        `[all|all the|] [words|strings] of the list [in one go|in one word|as a single word], no spaces`,
      ],
    },
  }),
];

type Test<T> = (c: Constants, x: T) => boolean;
type Counted<T> = {
  id: string;
  title: string;
  slots?: Skill['slots'];
  accept?: Skill['accept'];
  when: (c: Constants) => string;
  test: Test<T>;
  args: (random: Rng, c: Constants) => T[];
};

const countNumbers = (spec: Counted<number> & { kept: string; are: string; more?: Forms }): Skill =>
  reduceSkill({
    id: spec.id,
    title: spec.title,
    params: 'list',
    ...(spec.slots ? { slots: spec.slots } : {}),
    code: (c) => `list.filter((x) => ${spec.when(c)}).length`,
    run: (c, list: number[]) => list.reduce((count, x) => count + (spec.test(c, x) ? 1 : 0), 0),
    args: (random, c) => [spec.args(random, c)],
    forms: countForms(NUMBERS, { kept: spec.kept, are: spec.are }, spec.more),
  });

const countWords = (spec: Counted<string> & { kept: string; are: string; more?: Forms }): Skill =>
  reduceSkill({
    id: spec.id,
    title: spec.title,
    params: 'words',
    ...(spec.slots ? { slots: spec.slots } : {}),
    ...(spec.accept ? { accept: spec.accept } : {}),
    code: (c) => `words.filter((x) => ${spec.when(c)}).length`,
    run: (c, list: string[]) => list.reduce((count, x) => count + (spec.test(c, x) ? 1 : 0), 0),
    args: (random, c) => [spec.args(random, c)],
    forms: countForms(WORDS, { kept: spec.kept, are: spec.are }, spec.more),
  });

/** Some values on both sides of a mark, in varying numbers. */
const sides = (random: Rng, mark: number): number[] => [
  ...near(random, [mark]),
  ...ints(random, mark + 1, mark + 99, 0, 3),
  ...ints(random, mark - 99, mark, 0, 3),
];

const counts: readonly Skill[] = [
  countNumbers({
    id: 'count-greater',
    title: 'count the numbers greater than a constant',
    slots: { a: INT },
    when: (c) => `x > ${c.a}`,
    test: (c, x) => x > num(c.a),
    args: (random, c) => sides(random, num(c.a)),
    kept: `${N} [${THAT} ${MORE} {a}|[that|which] exceed {a}]`,
    are: `[are ${MORE} {a}|exceed {a}]`,
    more: {
      raw: [
        `how many [people|students|players] [have|got|scored] [more than|over|above] {a} [points|] [in the list|if the scores are in list]?`,
        `[count|number] [of|] x > {a} [in list|in the list|for x in list]`,
        `how often [is|was] {a} exceeded in [the list|list|my list]?`,
        `on how many days was it ${MORE} {a} [degrees|], [with|given] one temperature a day in the list?`,
      ],
    },
  }),
  countNumbers({
    id: 'count-less',
    title: 'count the numbers less than a constant',
    slots: { a: INT },
    when: (c) => `x < ${c.a}`,
    test: (c, x) => x < num(c.a),
    args: (random, c) => sides(random, num(c.a)),
    kept: `${N} [${THAT} ${LESS} {a}|[that|which] [do not|don't] reach {a}]`,
    are: `[are ${LESS} {a}|are ${LESS} {a}|do not reach {a}]`,
    more: {
      raw: [
        `how many [people|students|players] [have|got|scored] [less than|under|below|fewer than] {a} [points|] [in the list|if the scores are in list]?`,
        `[count|number] [of|] x < {a} [in list|in the list|for x in list]`,
        `on how many days was it ${LESS} {a} [degrees|], [with|given] one temperature a day in the list?`,
        `how many [things|articles|books] [in the list|] cost less than {a}, if the list holds the prices?`,
      ],
    },
  }),
  countNumbers({
    id: 'count-value',
    title: 'count how often a number occurs',
    slots: { a: INT },
    when: (c) => `x === ${c.a}`,
    test: (c, x) => !(x < num(c.a) || x > num(c.a)),
    args: (random, c) =>
      random.shuffle([...near(random, [num(c.a)]), ...Array.from({ length: random.int(0, 4) }, () => num(c.a))]),
    kept: `${N} [equal to|that equal|that are equal to|that are exactly|that are] {a}`,
    are: '[are|equal|are equal to|are exactly] {a}',
    more: {
      do: [
        '<count> how [often|many times] [the number|the value|] {a} [occurs|appears|is|shows up|comes up] in [list|the list|my list|the array]',
        '<count> [the occurrences|all occurrences|the appearances] of [the number|the value|] {a} in [list|the list|my list|the array]',
        '<count> every {a} in [list|the list|my list|the array]',
      ],
      raw: [
        'how [often|many times] does [the number|the value|] {a} [occur|appear|show up|come up] in [list|the list|my list|an array]?',
        'how [often|many times] is [the number|the value|] {a} in [list|the list|my list|an array]?',
        '[occurrences|count|frequency] of {a} in [list|the list|my list|an array]',
        'how many times did [we|i|they] [roll|draw|get] [the number|] {a} [if the results are in list|in the list of results]?',
      ],
    },
  }),
  countNumbers({
    id: 'count-even',
    title: 'count the even numbers',
    when: () => 'x % 2 === 0',
    test: (_, x) => Math.floor(x / 2) * 2 === x,
    args: (random) => ints(random, -20, 200, 0, 9),
    kept: `[even ${N}|even ${N}|${N} that are even|${N} divisible by [2|two]|multiples of [2|two]]`,
    are: '[are even|are divisible by [2|two]]',
    more: {
      raw: [
        '[even count|count even|count of evens|number of evens|how many evens] [in|of] [list|the list|an array]',
        'count [x with|when|where] x % 2 [== 0|is 0|=== 0] [in list|in the list]',
      ],
    },
  }),
  countNumbers({
    id: 'count-odd',
    title: 'count the odd numbers',
    when: () => 'x % 2 !== 0',
    test: (_, x) => Math.floor(x / 2) * 2 !== x,
    args: (random) => ints(random, -20, 200, 0, 9),
    kept: `[odd ${N}|odd ${N}|${N} that are odd|uneven ${N}|${N} not divisible by [2|two]]`,
    are: '[are odd|are not divisible by [2|two]|are not even]',
    more: {
      raw: [
        '[odd count|count odd|count of odds|number of odds|how many odds] [in|of] [list|the list|an array]',
        'count [x with|when|where] x % 2 [!= 0|is 1|is not 0] [in list|in the list]',
      ],
    },
  }),
  countNumbers({
    id: 'count-negative',
    title: 'count the negative numbers',
    when: () => 'x < 0',
    test: (_, x) => x <= -1,
    args: (random) => [...ints(random, -30, 15, 1, 7), ...(random.chance(0.5) ? [0] : [])],
    kept: `[negative ${N}|negative ${N}|${N} that are negative|${N} [below|under|less than|smaller than] [zero|0]|${N} with a minus sign]`,
    are: '[are negative|are below zero|are less than [zero|0]|have a minus sign]',
    more: {
      raw: [
        '[negative count|count negatives|count of negatives|number of negatives|how many negatives] [in|of] [list|the list|an array]',
        'on how many days was it below zero, [with|given] one temperature a day in the list?',
      ],
    },
  }),
  countNumbers({
    id: 'count-divisible',
    title: 'count the multiples of a constant',
    slots: { k: { kind: 'int', low: 3, high: 999 } },
    when: (c) => `x % ${c.k} === 0`,
    test: (c, x) => Math.floor(x / num(c.k)) * num(c.k) === x,
    args: (random, c) => multiples(random, num(c.k), 2),
    kept: `[${N} [${THAT} divisible by|${THAT} evenly divisible by|that are multiples of] {k}|multiples of {k}|multiples of {k}|${N} that {k} divides]`,
    are: '[are divisible by {k}|are multiples of {k}|can be divided by {k} [evenly|without remainder]]',
    more: {
      raw: [
        'count [x with|when|where] x % {k} [== 0|is 0|=== 0] [in list|in the list]',
        'how many [numbers|values] [in|of] the list does {k} divide [evenly|without remainder]?',
      ],
    },
  }),
  countWords({
    id: 'count-word',
    title: 'count how often a word occurs in a list',
    slots: { w: { kind: 'word' } },
    when: (c) => `x === ${q(c.w)}`,
    test: (c, x) => x.length === str(c.w).length && x.startsWith(str(c.w)),
    args: (random, c) =>
      random.shuffle([...wordsWith(random, str(c.w)), ...Array.from({ length: random.int(0, 4) }, () => str(c.w))]),
    kept: `${W} [equal to|that equal|that are equal to|that are exactly] {w}`,
    are: '[are|equal|are equal to|are exactly] {w}',
    more: {
      do: [
        `<count> how [often|many times] [the word|the text|] {w} [occurs|appears|is|shows up] in ${WBOX}`,
        `<count> [the occurrences|all occurrences] of [the word|] {w} in ${WBOX}`,
        `<count> the votes for {w} in ${WBOX}`,
      ],
      raw: [
        `how [often|many times] does [the word|the text|] {w} [occur|appear|show up] in ${WBOX}?`,
        `how [often|many times] is [the word|] {w} in ${WBOX}?`,
        `[occurrences|count|frequency] of {w} in ${WBOX}`,
        'the list has all votes, how many are for {w}?',
      ],
    },
  }),
  countWords({
    id: 'count-longer',
    title: 'count the words longer than a constant',
    slots: { k: LENGTH },
    when: (c) => `x.length > ${c.k}`,
    test: (c, x) => Array.from(x).length > num(c.k),
    args: (random, c) => [
      ...wordsAround(random, num(c.k), 1),
      ...Array.from({ length: random.int(0, 3) }, () => wordOf(random, num(c.k) + random.int(0, 3))),
    ],
    kept: `${W} [${THAT} longer than {k} [letters|characters|]|[with|that have|of] more than {k} [letters|characters]]`,
    are: '[are longer than {k} [letters|characters|]|have more than {k} [letters|characters]]',
    more: {
      raw: [
        'count [words|strings] [with length|where length is|with a length] [> {k}|over {k}|above {k}|greater than {k}]',
        'how many long words, that is with more than {k} letters, are [in the list|there]?',
      ],
    },
  }),
  countWords({
    id: 'count-starting',
    title: 'count the words that start with a letter',
    slots: { c: { kind: 'char' } },
    accept: (c) => isLetter(c.c),
    when: (c) => `x.startsWith(${q(c.c)})`,
    test: (c, x) => x.charAt(0) === str(c.c),
    args: (random, c) => [
      ...wordsWith(random, str(c.c)),
      ...Array.from({ length: random.int(0, 3) }, () => str(c.c) + word(random)),
    ],
    kept: `${W} [[starting|beginning] with [the letter|letter] {c}|[that|which] [start|begin] with [the letter|letter] {c}|whose first letter is {c}|with [the first letter|first letter|the initial] {c}]`,
    are: '[start with [the letter|letter|] {c}|begin with [the letter|letter|] {c}|have the first letter {c}]',
    more: {
      raw: [
        'how many [names|words|cities] [in the list|] [start|begin] with [the letter|letter] {c}?',
        'how many [words|names] are filed under [the letter|letter] {c} in the list?',
      ],
    },
  }),
  reduceSkill({
    id: 'count-distinct',
    title: 'count the different items',
    params: 'items',
    code: () => 'new Set(items).size',
    run: (_, list: Json[]) => list.filter((x, i) => list.indexOf(x) === i).length,
    args: (random) => [
      random.chance(0.5)
        ? ints(random, 1, 9, 0, 9)
        : Array.from({ length: random.int(1, 9) }, () => random.pick(['red', 'pen', 'map', 'Red', 'ice', 'sun', ''])),
    ],
    forms: countForms(
      ITEMS,
      { kept: `[distinct|different|unique] ${ITEMS.noun}`, are: 'are [different from each other|distinct]' },
      {
        do: [
          `<count> [each|every] [value|item|element] [of ${IBOX}|in ${IBOX}|] only once`,
          `<count> [the|] ${ITEMS.noun} [in|of] ${IBOX} [without counting duplicates|without duplicates|ignoring duplicates|ignoring repeats]`,
        ],
        raw: [
          `how many [different|distinct|unique] ${ITEMS.noun} [does ${IBOX} [have|contain]|are in ${IBOX}]?`,
          `[number|count] of [unique|distinct|different] [values|items|elements] [in|of] ${IBOX}`,
          `how many [values|items] [are|would be] left [if|when] i drop all duplicates from the list?`,
          `[how many different people signed the list|how many different guests were here], if names [can|may] [repeat|occur twice]?`,
        ],
      },
    ),
  }),
];

const judge = (
  id: string,
  title: string,
  kind: 'any' | 'all',
  spec: {
    slots?: Skill['slots'];
    when: (c: Constants) => string;
    test: Test<number>;
    args: (random: Rng, c: Constants) => number[];
    forms: Forms;
  },
): Skill =>
  reduceSkill({
    id,
    title,
    params: 'list',
    ...(spec.slots ? { slots: spec.slots } : {}),
    code: (c) => `list.${kind === 'any' ? 'some' : 'every'}((x) => ${spec.when(c)})`,
    run: (c, list: number[]) => {
      const hits = list.filter((x) => spec.test(c, x)).length;
      return kind === 'any' ? hits > 0 : hits === list.length;
    },
    args: (random, c) => [spec.args(random, c)],
    forms: spec.forms,
  });

/** Half of the time a list of one sort only (`most`), else the same with values of the other sort among it, or only those. */
const mostly = (random: Rng, most: () => number, other: () => number): number[] => {
  const plain = Array.from({ length: random.int(1, 5) }, most);
  if (random.chance(0.5)) return plain;
  return random.chance(0.6) ? random.shuffle([...plain, other()]) : Array.from({ length: random.int(1, 5) }, other);
};

const judgements: readonly Skill[] = [
  judge('any-greater', 'whether any number is greater than a constant', 'any', {
    slots: { a: INT },
    when: (c) => `x > ${c.a}`,
    test: (c, x) => x > num(c.a),
    args: (random, c) =>
      mostly(
        random,
        () => num(c.a) - random.pick([0, 0, 1, 30]),
        () => num(c.a) + random.pick([1, 2, 50]),
      ),
    forms: anyForms(
      NUMBERS,
      {
        one: `[number|value|element] ${MORE} {a}`,
        many: `[numbers|values] ${MORE} {a}`,
        is: `[is ${MORE} {a}|exceeds {a}]`,
        are: `are ${MORE} {a}`,
        trait: `${MORE} {a}`,
      },
      {
        raw: [
          'did [anyone|anybody|somebody] score [more than|over|above] {a} [in the list|]?',
          'list some x > {a}',
          'was {a} ever exceeded in the list?',
        ],
        whether: ['the list exceeds {a} [anywhere|somewhere|at any point]'],
      },
    ),
  }),
  judge('any-negative', 'whether any number is negative', 'any', {
    when: () => 'x < 0',
    test: (_, x) => x <= -1,
    args: (random) =>
      mostly(
        random,
        () => random.pick([0, random.int(1, 99)]),
        () => -random.int(1, 60),
      ),
    forms: anyForms(
      NUMBERS,
      {
        one: '[negative [number|value|element]|[number|value] [below|less than|under] [zero|0]]',
        many: '[negative numbers|negative values|negatives|numbers below zero|numbers with a minus sign]',
        is: '[is negative|is below zero|is less than [zero|0]|goes below zero]',
        are: '[are negative|are below zero]',
        trait: '[negative|below zero|less than [zero|0]|under zero]',
      },
      {
        raw: [
          'list some x < 0',
          'did [the temperature|my balance|the account] ever [go|drop|fall] below zero, [if|when] the values are in list?',
          'any negatives in [the list|list|an array]?',
        ],
      },
    ),
  }),
  judge('all-greater', 'whether all numbers are greater than a constant', 'all', {
    slots: { a: INT },
    when: (c) => `x > ${c.a}`,
    test: (c, x) => x > num(c.a),
    args: (random, c) =>
      mostly(
        random,
        () => num(c.a) + random.pick([1, 2, 50]),
        () => num(c.a) - random.pick([0, 0, 1, 30]),
      ),
    forms: allForms(
      NUMBERS,
      {
        many: `[numbers|values] ${MORE} {a}`,
        is: `[is ${MORE} {a}|exceeds {a}]`,
        are: `[are ${MORE} {a}|exceed {a}]`,
        trait: `${MORE} {a}`,
        not: '[is at most {a}|is {a} or less]',
      },
      {
        raw: [
          'list every x > {a}',
          'did everyone [in the list|] score [more than|over|above] {a}?',
          'do all [the|] [scores|prices] [in|of] the list exceed {a}?',
        ],
      },
    ),
  }),
  judge('all-less', 'whether all numbers are less than a constant', 'all', {
    slots: { a: INT },
    when: (c) => `x < ${c.a}`,
    test: (c, x) => x < num(c.a),
    args: (random, c) =>
      mostly(
        random,
        () => num(c.a) - random.pick([1, 2, 50]),
        () => num(c.a) + random.pick([0, 0, 1, 30]),
      ),
    forms: allForms(
      NUMBERS,
      {
        many: `[numbers|values] ${LESS} {a}`,
        is: `is ${LESS} {a}`,
        are: `[are ${LESS} {a}|stay below {a}]`,
        trait: `${LESS} {a}`,
        not: '[is at least {a}|is {a} or more|reaches {a}]',
      },
      {
        raw: [
          'list every x < {a}',
          'do all [the|] [prices|temperatures|values] [in|of] the list stay [below|under] {a}?',
          'is everything [in|on] the list cheaper than {a}?',
        ],
      },
    ),
  }),
  judge('all-even', 'whether all numbers are even', 'all', {
    when: () => 'x % 2 === 0',
    test: (_, x) => Math.floor(x / 2) * 2 === x,
    args: (random) =>
      mostly(
        random,
        () => random.int(-10, 99) * 2,
        () => random.int(-10, 99) * 2 + 1,
      ),
    forms: allForms(
      NUMBERS,
      {
        many: '[even numbers|even values|evens|multiples of 2]',
        is: '[is even|is divisible by [2|two]]',
        are: '[are even|are divisible by [2|two]]',
        trait: '[even|divisible by [2|two]]',
        not: 'is odd',
      },
      {
        raw: [
          'list every x % 2 [is 0|== 0|=== 0]',
          'all even? [the numbers are in list|check the list|numbers in list]',
          'is the list free of odd numbers?',
        ],
      },
    ),
  }),
  judge('all-positive', 'whether all numbers are positive', 'all', {
    when: () => 'x > 0',
    test: (_, x) => x >= 1,
    args: (random) =>
      mostly(
        random,
        () => random.int(1, 99),
        () => random.pick([0, 0, -random.int(1, 40)]),
      ),
    forms: allForms(
      NUMBERS,
      {
        many: '[positive numbers|positive values|numbers above zero|numbers greater than 0]',
        is: '[is positive|is above zero|is greater than [zero|0]]',
        are: '[are positive|are above zero|are greater than [zero|0]]',
        trait: '[positive|above zero|greater than [zero|0]|more than zero]',
        not: '[is zero or negative|is zero or less|is 0 or below]',
      },
      {
        raw: [
          'list every x > 0',
          'all positive? [the numbers are in list|check the list|numbers in list]',
          'did it stay above zero all the time, with one temperature a day in the list?',
        ],
      },
    ),
  }),
  reduceSkill({
    id: 'includes-value',
    title: 'whether a list contains a number',
    params: 'list',
    slots: { a: INT },
    code: (c) => `list.includes(${c.a})`,
    run: (c, list: number[]) => list.some((x) => x === num(c.a)),
    args: (random, c) => [
      random.shuffle([
        ...ints(random, num(c.a) - 9, num(c.a) + 9, 0, 4).filter((x) => x !== num(c.a)),
        ...(random.chance(0.5) ? [num(c.a)] : [num(c.a) * 10, num(c.a) + 1]),
      ]),
    ],
    forms: {
      whether: [
        `${BOX} [contains|includes|has|holds] [the number|the value|] {a}`,
        `[the number|the value|] {a} [is|occurs|appears|can be found|is found|is contained] in ${BOX}`,
        `[any|one] of [the|my] numbers [in ${BOX}|] [is|equals|is equal to] {a}`,
        `{a} is [one of the numbers|among the numbers|one of the values] in ${BOX}`,
      ],
      raw: [
        `is [the number|the value|] {a} in ${BOX}?`,
        `does ${BOX} [contain|include|have|hold] [the number|the value|] {a}?`,
        `can [you|i] find {a} in ${BOX}?`,
        `[list includes|list.includes|list contains|list has] {a}`,
        `look for {a} in ${BOX} and [say|tell me|return] [whether it is there|true if it is there|true or false]`,
        `my ticket has [the number|number|] {a}, is it [among|one of] the winning numbers in list?`,
        `did [anyone|somebody] [choose|pick|guess] {a}, [the guesses are in list|if all guesses are in the list]?`,
      ],
    },
  }),
  reduceSkill({
    id: 'any-word',
    title: 'whether a list contains a word',
    params: 'words',
    slots: { w: { kind: 'word' } },
    code: (c) => `words.includes(${q(c.w)})`,
    run: (c, list: string[]) => list.indexOf(str(c.w)) >= 0,
    args: (random, c) => [
      random.shuffle([
        ...wordsWith(random, str(c.w)).filter((x) => x !== str(c.w)),
        ...(random.chance(0.5) ? [str(c.w)] : [`${str(c.w)}s`]),
      ]),
    ],
    forms: {
      whether: [
        `${WBOX} [contains|includes|has|holds] [the word|the text|the string|the entry] {w}`,
        `the [word|text|string|name] {w} [is|occurs|appears|can be found|is found] in ${WBOX}`,
        `[any|one] of [the|my] words [in ${WBOX}|] [is|equals|is equal to] {w}`,
        `{w} is [one of|among] the [words|strings|names] [in ${WBOX}|]`,
        `{w} is on [my|the|a] [shopping list|guest list|list of words|list of names]`,
      ],
      raw: [
        `is [the word|the string|] {w} in ${WBOX}?`,
        `does ${WBOX} [contain|include|have] the [word|entry|string] {w}?`,
        `can [you|i] find the [word|name] {w} in ${WBOX}?`,
        `[words includes|words.includes|words contains|words has] {w}`,
        `look for {w} in ${WBOX} and [say|tell me|return] [whether it is there|true if it is there|true or false]`,
        `is {w} [invited|on the guest list], [if|when] all guests are in words?`,
        `did we put {w} on the shopping list [already|]?`,
      ],
    },
  }),
  reduceSkill({
    id: 'all-longer',
    title: 'whether all words are longer than a constant',
    params: 'words',
    slots: { k: LENGTH },
    code: (c) => `words.every((x) => x.length > ${c.k})`,
    run: (c, list: string[]) => !list.some((x) => Array.from(x).length <= num(c.k)),
    args: (random, c) => [
      random.shuffle([
        ...Array.from({ length: random.int(1, 4) }, () => wordOf(random, num(c.k) + random.int(1, 3))),
        ...(random.chance(0.5) ? [wordOf(random, num(c.k) - random.int(0, 1))] : []),
      ]),
    ],
    forms: allForms(
      WORDS,
      {
        many: 'words [longer than {k} [letters|characters|]|with more than {k} [letters|characters]]',
        is: '[is longer than {k} [letters|characters|]|has more than {k} [letters|characters]]',
        are: '[are longer than {k} [letters|characters|]|have more than {k} [letters|characters]]',
        trait: 'longer than {k} [letters|characters|]',
        not: '[has at most {k} [letters|characters]|has {k} [letters|characters] or [less|fewer]]',
      },
      {
        raw: [
          'do all [words|passwords|names] [in the list|] have more than {k} [letters|characters]?',
          'words every length > {k}',
          'are all my passwords longer than {k} characters?',
        ],
      },
    ),
  }),
  reduceSkill({
    id: 'all-equal',
    title: 'whether all items are equal',
    params: 'items',
    code: () => 'items.every((x) => x === items[0])',
    run: (_, list: Json[]) => new Set(list).size <= 1,
    args: (random) => {
      const x: Json = random.chance(0.5) ? random.int(0, 99) : word(random);
      const same: Json[] = Array.from({ length: random.int(1, 5) }, () => x);
      return [random.chance(0.5) ? same : random.shuffle([...same, typeof x === 'number' ? x + 1 : `${x}s`])];
    },
    forms: {
      whether: [
        `[all|all the|all of the] ${ITEMS.noun} [in|of] ${IBOX} are [equal|the same|identical|alike]`,
        `[every|each] [item|value|element] [in|of] ${IBOX} is the same`,
        `${IBOX} [has|contains|holds] [only|just] one [different|distinct] [value|item|element]`,
        `all of the ${ITEMS.noun} are equal [to each other|]`,
        `${IBOX} [contains|has] the same [value|item|thing] [everywhere|at every position|again and again]`,
      ],
      raw: [
        `are all [the|] ${ITEMS.noun} [in|of] ${IBOX} [equal|the same|identical|alike]?`,
        `[is|are] [every|all] ...`.replace(
          '[is|are] [every|all] ...',
          `is [every|each] [item|value|element] [in|of] ${IBOX} [the same|equal to the first one|identical]?`,
        ),
        `does ${IBOX} contain the same [value|item|thing] everywhere?`,
        `all [equal|the same]? [the items are in a list|check the list|items of a list]`,
        `did everyone [answer|vote|choose|say] the same [thing|], [if|when] the answers are in items?`,
      ],
    },
  }),
  reduceSkill({
    id: 'has-duplicates',
    title: 'whether an item occurs twice',
    params: 'items',
    code: () => 'new Set(items).size < items.length',
    run: (_, list: Json[]) => list.some((x, i) => list.indexOf(x) < i),
    args: (random) => {
      const base: Json[] = random.chance(0.5)
        ? [...new Set(ints(random, 0, 99, 2, 6))]
        : [...new Set(wordList(random, 2, 6))];
      return [random.chance(0.5) ? base : random.shuffle([...base, base[random.int(0, base.length - 1)] ?? 0])];
    },
    forms: {
      whether: [
        `${IBOX} [contains|has|includes|holds] [duplicates|a duplicate|repeated values|repeats|any duplicates|double entries]`,
        `there are [any|] [duplicates|duplicate values|repeated values|repeats|double entries] in ${IBOX}`,
        `[any|some] [item|value|element|entry] [occurs|appears|is|shows up] [twice|more than once|twice or more|at least twice] in ${IBOX}`,
        `[two|any two] [items|values|elements] [in|of] ${IBOX} are [equal|the same|identical]`,
        `not all [items|values|elements] [in|of] ${IBOX} are different`,
      ],
      raw: [
        `are there [any|] [duplicates|duplicate values|repeats|double entries] in ${IBOX}?`,
        `does ${IBOX} [contain|have] [duplicates|a duplicate|repeated values|any duplicates]?`,
        `does any [item|value] [occur|appear] [twice|more than once] in ${IBOX}?`,
        `any duplicates in [items|the list|my list|an array]?`,
        `is [anything|something|any item] in ${IBOX} twice?`,
        `did i [write|note|put] [anything|something] [twice|double] [on|in] my list?`,
      ],
    },
  }),
  reduceSkill({
    id: 'is-sorted',
    title: 'whether a list is in ascending order',
    params: 'list',
    code: () => 'list.every((x, i) => i === 0 || list[i - 1] <= x)',
    run: (_, list: number[]) => list.join() === [...list].sort((x, y) => x - y).join(),
    args: (random) => {
      const sorted = ints(random, -9, 120, 2, 7).sort((x, y) => x - y);
      const [first = 0, ...rest] = sorted;
      return [
        random.chance(0.5)
          ? sorted
          : random.pick([[...rest, first - 1], [...sorted].reverse(), [...sorted, (sorted.at(-1) ?? 0) - 1]]),
      ];
    },
    forms: {
      whether: [
        `${BOX} is [sorted|in ascending order|in order|sorted in ascending order|ordered from small to large|sorted from smallest to largest|ascending]`,
        `the [numbers|values|elements] [in|of] ${BOX} are [sorted|in ascending order|in order|ordered|sorted ascending|in increasing order]`,
        `${BOX} never [goes down|gets smaller|decreases]`,
        `[every|each] [number|value|element] [in|of] ${BOX} is at least as [large|big|high] as the one before [it|]`,
        `no [number|value|element] [in|of] ${BOX} is [smaller|less|lower] than the one before [it|]`,
      ],
      raw: [
        `is ${BOX} [sorted|in order|in ascending order|sorted from small to large|sorted ascending|ascending]?`,
        `are the [numbers|values|elements] [in|of] ${BOX} [sorted|in order|in ascending order|ordered]?`,
        `do [the numbers of the list|the values in the list] [only go up|never go down|keep rising or stay equal]?`,
        `[is sorted|sorted already|already sorted|sorted]? [check the list|my list|the list]`,
        `do [the kids|my books|the cards] stand in order of size, smallest first, [if|when] the sizes are in list?`,
      ],
    },
  }),
];

export const level07: readonly Skill[] = [...sums, ...extremes, ...wordSums, ...counts, ...judgements];
