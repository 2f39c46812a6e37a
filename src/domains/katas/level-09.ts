// Level 9: records, lists of records, and calendar dates as YYYY-MM-DD texts (UTC arithmetic only).
// A record's fields are those of the request and a few others; values that would make an answer unclear (ties of a maximum or of an order) are not drawn.

import type { Json } from '../../lib/json.ts';
import type { Rng } from '../../lib/rng.ts';
import { date, num, str } from './draws.ts';
import { ints, word, wordList } from './list-draws.ts';
import type { Constants, Skill, SlotKind } from './skill.ts';
import { q } from './skill.ts';
import { FIELDS } from './words.ts';

type Row = Record<string, Json>;

const INT: SlotKind = { kind: 'int', low: 1, high: 9999 };
const FIELD: SlotKind = { kind: 'field' };
const WORD: SlotKind = { kind: 'word' };

/** One record and a list of records as arguments; R and RS name them, ROWS only the list. */
const R = '[o|the record|a record|the object|an object|the given record|the given object|this object|my record]';
const RS =
  '[records|records|the records|a list of records|the list of records|the list of objects|an array of objects|all records|the given records|my records|the rows]';
const ROWS =
  '[records|the list|the records|a list of records|the list of objects|an array of objects|the given records|my records]';
const ONES = '[records|records|objects|rows|entries]';
const KEY = '[key|field|property|attribute]';
const AKEY = '[a key|a field|a property|an attribute]';
const KEYS = '[keys|keys|field names|property names|names of the fields|names of all fields]';
const LESS = '[less than|less than|under|below|smaller than|lower than]';
const MORE = '[greater than|more than|over|above|larger than|bigger than|higher than]';

const other = (random: Rng, not: readonly (string | number | undefined)[]): string => {
  for (;;) {
    const field = random.pick(FIELDS);
    if (!not.includes(field)) return field;
  }
};
const value = (random: Rng): Json => (random.chance(0.5) ? random.int(0, 999) : word(random));

/** A record with the given fields among two to four, others at random, in any order. */
function record(random: Rng, fields: Row, not: readonly (string | number | undefined)[] = []): Row {
  const out: [string, Json][] = Object.entries(fields);
  for (let left = random.int(1, 3); left > 0; left--)
    out.push([other(random, [...not, ...out.map(([key]) => key)]), value(random)]);
  return Object.fromEntries(random.shuffle(out));
}

/** A record of numbers only, all different. */
function scores(random: Rng, low: number, high: number, min = 1): Row {
  const values = [...new Set(ints(random, low, high, min + 2, 7))];
  while (values.length < min) values.push(Math.max(0, ...values) + random.int(1, 9));
  const out: Row = {};
  for (const x of random.shuffle(values)) out[other(random, Object.keys(out))] = x;
  return out;
}

/** Records that all have the field `f`, with the value that `make` gives, and the same other fields. */
function rows(random: Rng, f: string, make: (i: number) => Json, min = 0, max = 5): Row[] {
  const second = other(random, [f]);
  return Array.from({ length: random.int(min, max) }, (_, i) =>
    Object.fromEntries(
      random.shuffle<[string, Json]>([
        [f, make(i)],
        [second, value(random)],
      ]),
    ),
  );
}

const different = (random: Rng, low: number, high: number): (() => number) => {
  const seen = new Set<number>();
  return () => {
    for (;;) {
      const x = random.int(low, high);
      if (seen.size > high - low || !seen.has(x)) return seen.add(x) && x;
    }
  };
};

const add = (total: number, x: Json | undefined): number => total + Number(x);
const level9 = (skill: Omit<Skill, 'level' | 'slots'> & { slots?: Skill['slots'] }): Skill => ({
  ...skill,
  level: 9,
  slots: skill.slots ?? {},
});

const fields: readonly Skill[] = [
  level9({
    id: 'record-get',
    title: 'read a field',
    params: 'o',
    slots: { f: FIELD },
    code: (c) => `o.${c.f}`,
    run: (c, o: Row) => o[str(c.f)] ?? null,
    args: (random, c) => [record(random, { [str(c.f)]: value(random) })],
    forms: {
      do: [
        `[<return>|<get>|<read>|<give back>|<look up>|<extract>|<fetch>] [the ${KEY}|the value of|the value of the ${KEY}] {f} [of|from|in] ${R}`,
        `<read> the value stored under {f} in ${R}`,
        `<take> ${R} and <return> its {f}`,
        `<access> the ${KEY} {f} of ${R}`,
      ],
      noun: [
        `the {f} of ${R}`,
        `the value [of|in|under] the ${KEY} {f} [of|in] ${R}`,
        `the ${KEY} {f} of ${R}`,
        `the value of {f} in ${R}`,
      ],
      raw: [
        `what is the {f} of ${R}?`,
        `[what value|which value|what] does ${R} have [for|under|in the field] {f}?`,
        `what [stands|is stored] under {f} in ${R}?`,
        `[i have|there is|for] ${R}, [i need|give me|return|tell me] its {f}`,
        `[value of|read|get] [key|field|property] {f} [of|from|in] [o|the record|an object]`,
      ],
    },
  }),
  level9({
    id: 'record-set',
    title: 'set a field',
    params: 'o',
    slots: { f: FIELD, w: WORD },
    code: (c) => `{ ...o, ${c.f}: ${q(c.w)} }`,
    run: (c, o: Row) =>
      Object.fromEntries([...Object.entries(o).filter(([key]) => key !== str(c.f)), [str(c.f), str(c.w)]]),
    args: (random, c) => [record(random, random.chance(0.6) ? { [str(c.f)]: value(random) } : {}, [c.f])],
    forms: {
      do: [
        `<set> [the ${KEY}|] {f} of ${R} to {w}`,
        `<change> [the ${KEY}|the value of] {f} [of|in] ${R} to {w}`,
        `<return> a copy of ${R} [with {f} set to {w}|in which {f} is {w}|with {f} changed to {w}|where {f} is {w}]`,
        `<give> ${R} the ${KEY} {f} with the value {w}`,
        `<store> {w} under {f} in ${R}`,
        `<put> the value {w} into the ${KEY} {f} of ${R}`,
        `<overwrite> [the ${KEY}|] {f} of ${R} with {w}`,
      ],
      raw: [
        `${R} with {f} set to {w}`,
        `${R}, but with {f} [set to|changed to] {w}`,
        `the {f} of ${R} [should be|becomes|is now|must become|shall be] {w}, return the [new|changed] [record|object]`,
        `update {f} of ${R} [to|to the value] {w}`,
        'set [key|field|property] {f} to {w} [in|of|on] [o|the record|an object]',
      ],
    },
  }),
  level9({
    id: 'record-add-to',
    title: 'add to a field',
    params: 'o',
    slots: { f: FIELD, a: INT },
    code: (c) => `{ ...o, ${c.f}: o.${c.f} + ${c.a} }`,
    run: (c, o: Row) =>
      Object.fromEntries(Object.entries(o).map(([key, x]) => [key, key === str(c.f) ? Number(x) + num(c.a) : x])),
    args: (random, c) => [record(random, { [str(c.f)]: random.int(-50, 999) })],
    forms: {
      do: [
        `<add> {a} to [the ${KEY}|the value of|] {f} [of|in] ${R}`,
        `<increase> [the ${KEY}|the value of|] {f} [of|in] ${R} by {a}`,
        `<raise> the {f} of ${R} by {a}`,
        `<return> a copy of ${R} [with {f} increased by {a}|in which {f} is {a} higher|with {a} added to {f}]`,
        `<make> the {f} of ${R} {a} [larger|higher|bigger]`,
        `<increment> [the ${KEY}|] {f} of ${R} by {a}`,
      ],
      raw: [
        `${R} with {f} [increased by {a}|plus {a}|{a} higher]`,
        `the {f} of ${R} goes up by {a}, [return|give me] the [new|changed|whole] [record|object]`,
        `plus {a} for [the ${KEY}|] {f} of ${R}`,
        `my [player|account|product] record gets {a} more in the ${KEY} {f}, return the [new|changed] record`,
      ],
    },
  }),
  level9({
    id: 'record-omit',
    title: 'drop a field',
    params: 'o',
    slots: { f: FIELD },
    body: true,
    code: (c) => `const { ${c.f}: _, ...rest } = o; return rest;`,
    run: (c, o: Row) => Object.fromEntries(Object.entries(o).filter(([key]) => key !== str(c.f))),
    args: (random, c) => [record(random, random.chance(0.8) ? { [str(c.f)]: value(random) } : {}, [c.f])],
    forms: {
      do: [
        `[<remove>|<delete>|<drop>|<omit>|<take out>|<strip>|<throw away>] [the ${KEY}|the ${KEY}|] {f} from ${R}`,
        `<return> ${R} without [the ${KEY}|its|] {f}`,
        `<copy> ${R} without [the ${KEY}|] {f}`,
        `<leave out> [the ${KEY}|] {f} of ${R}`,
        `<keep> [everything|all fields] of ${R} [except|but] [the ${KEY}|] {f}`,
      ],
      raw: [
        `${R} without [the ${KEY}|its|] {f}`,
        `a copy of ${R} without [the ${KEY}|] {f}`,
        `[omit|remove|delete|drop] [key|field|property] {f} [of|from|in] [o|the record|an object]`,
        `[nobody should see|hide|no one may see] the {f} of ${R}, [remove that field|return it without that field]`,
        `all of ${R} [except|but] the ${KEY} {f}`,
      ],
    },
  }),
  level9({
    id: 'record-pick',
    title: 'keep two fields',
    params: 'o',
    slots: { f: FIELD, g: FIELD },
    accept: (c) => c.f !== c.g,
    code: (c) => `{ ${c.f}: o.${c.f}, ${c.g}: o.${c.g} }`,
    run: (c, o: Row) => Object.fromEntries(Object.entries(o).filter(([key]) => key === str(c.f) || key === str(c.g))),
    args: (random, c) => [record(random, { [str(c.f)]: value(random), [str(c.g)]: value(random) })],
    forms: {
      do: [
        `[<keep>|<pick>|<select>|<take>] only [the fields|the keys|the properties|] {f} and {g} [of|from|in] ${R}`,
        `<return> [a record|an object|a new object] with only [the fields|the keys|] {f} and {g} of ${R}`,
        `<reduce> ${R} to [its|the fields|] {f} and {g}`,
        `<remove> [everything|all fields] from ${R} [except|but] {f} and {g}`,
        `<pick> {f} and {g} from ${R}`,
        `<copy> just {f} and {g} of ${R} into a new [object|record]`,
      ],
      raw: [
        `${R} with only {f} and {g}`,
        `only [the fields|the keys|] {f} and {g} of ${R}`,
        `pick [the keys|the fields|] {f} and {g} [of|from] ${R}`,
        `from ${R} i [only|just] need {f} and {g}[, as a record|, as an object|]`,
        `a [smaller|new] [object|record] that has [just|only] the {f} and the {g} of ${R}`,
      ],
    },
  }),
  level9({
    id: 'record-rename',
    title: 'rename a field',
    params: 'o',
    slots: { f: FIELD, g: FIELD },
    accept: (c) => c.f !== c.g,
    body: true,
    code: (c) => `const { ${c.f}: x, ...rest } = o; return { ...rest, ${c.g}: x };`,
    run: (c, o: Row) => Object.fromEntries(Object.entries(o).map(([key, x]) => [key === str(c.f) ? str(c.g) : key, x])),
    args: (random, c) => [record(random, { [str(c.f)]: value(random) }, [c.g])],
    forms: {
      do: [
        `<rename> [the ${KEY}|] {f} [of|in] ${R} to {g}`,
        `<change> the name of the field {f} [of|in] ${R} to {g}`,
        `<call> the ${KEY} {f} of ${R} {g} [instead|from now on]`,
        `<move> the value [of|under] {f} [in|of] ${R} to the ${KEY} {g}`,
        `<replace> the [field|key|property] name {f} [in|of] ${R} [by|with] {g}`,
        `<return> ${R} with {f} renamed to {g}`,
      ],
      raw: [
        `${R} with {f} renamed to {g}`,
        `[rename|change the name of] [key|field|property] {f} to {g} [in|of] [o|the record|an object]`,
        `the ${KEY} {f} of ${R} should be called {g}`,
        `the ${KEY} {f} of ${R} gets the new name {g}`,
        `${R} has ${AKEY} {f} that should be named {g}`,
      ],
    },
  }),
  level9({
    id: 'record-has',
    title: 'whether a field is there',
    params: 'o',
    slots: { f: FIELD },
    code: (c) => `${q(c.f)} in o`,
    run: (c, o: Row) => Object.keys(o).includes(str(c.f)),
    args: (random, c) => [record(random, random.chance(0.5) ? { [str(c.f)]: value(random) } : {}, [c.f])],
    forms: {
      whether: [
        `${R} has [${AKEY}|the ${KEY}] [called|named|] {f}`,
        `[${AKEY}|the ${KEY}] {f} [exists|is present|is there|occurs|is defined] in ${R}`,
        `${R} contains [${AKEY}|the ${KEY}] {f}`,
        `{f} is [${AKEY} of|one of the keys of|among the keys of|one of the fields of] ${R}`,
        `there is [${AKEY}|any ${KEY}] {f} in ${R}`,
      ],
      raw: [
        `does ${R} have [${AKEY}|the ${KEY}] [called|named|] {f}?`,
        `is there [${AKEY}|any ${KEY}] [called|named|] {f} in ${R}?`,
        `is {f} [${AKEY} of|one of the keys of] ${R}?`,
        '{f} in o',
        'has [key|property|field] {f} [in|of|on] [o|the object|the record]',
      ],
    },
  }),
  level9({
    id: 'record-default',
    title: 'a default for a missing field',
    params: 'o',
    slots: { f: FIELD, w: WORD },
    code: (c) => `{ ${c.f}: ${q(c.w)}, ...o }`,
    run: (c, o: Row) => (str(c.f) in o ? o : Object.fromEntries([...Object.entries(o), [str(c.f), str(c.w)]])),
    args: (random, c) => [record(random, random.chance(0.5) ? { [str(c.f)]: value(random) } : {}, [c.f])],
    forms: {
      do: [
        `<add> [the ${KEY}|] {f} with [the value|] {w} to ${R} [if it is missing|unless it is already there|if it is not there yet|only if it has none]`,
        `<set> {f} [of|in] ${R} to {w} [if it is missing|unless it is already set|only when it is missing]`,
        `<use> {w} as [the default for|default for|the default value of] [the ${KEY}|] {f} [of|in] ${R}`,
        `<give> ${R} the default {f} {w}`,
        `<fill in> {w} for [the ${KEY}|] {f} when ${R} [does not have it|has none|lacks it]`,
      ],
      raw: [
        `${R} with {w} as [default for|the default of] {f}`,
        `{f} of ${R} [should default|defaults] to {w}, return the [record|object]`,
        `when ${R} [has no|lacks the ${KEY}] {f}, [it should be|make it|set it to] {w}, otherwise [keep it|leave it as it is]`,
        `default value {w} for [key|field|property] {f} [of|in] [o|the record|an object]`,
        `if {f} is missing in ${R}, [set it to|fill in|put in] {w}`,
      ],
    },
  }),
];

const wholes: readonly Skill[] = [
  level9({
    id: 'record-keys',
    title: 'the keys of a record',
    params: 'o',
    code: () => 'Object.keys(o)',
    run: (_, o: Row) => Object.entries(o).map(([key]) => key),
    args: (random) => [record(random, {})],
    forms: {
      do: [
        `[<return>|<get>|<list>|<collect>|<give back>] [the|all|all the] ${KEYS} of ${R}`,
        `<make> a list of [the|all] ${KEYS} of ${R}`,
        `<list> which [fields|keys|properties] ${R} has`,
      ],
      noun: [`the list of [all|] ${KEYS} of ${R}`],
      raw: [
        'Object.keys of o',
        `[which|what] [fields|keys|properties] does ${R} have?`,
        `[the|all|all the|] ${KEYS} of ${R}`,
        `[what are|what are all] the ${KEYS} of ${R}?`,
        `how are the [fields|properties|keys] of ${R} called?`,
        `[give me|show me|i need|i want] [the|all|all the] ${KEYS} of ${R}, [not|without] the values`,
      ],
    },
  }),
  level9({
    id: 'record-values',
    title: 'the values of a record',
    params: 'o',
    code: () => 'Object.values(o)',
    run: (_, o: Row) => Object.keys(o).map((key) => o[key] ?? null),
    args: (random) => [record(random, {})],
    forms: {
      do: [
        `[<return>|<get>|<list>|<collect>|<give back>] [the|all|all the] [values|field values|property values] of ${R}`,
        `<make> a list of [the|all|all the] values of ${R}`,
        `<turn> ${R} into a list of its values`,
      ],
      noun: [`the list of [all|] values of ${R}`],
      raw: [
        'Object.values of o',
        `[which|what] values does ${R} [have|hold|contain]?`,
        `[the|all|all the|] [values|field values] of ${R}`,
        `what are the values of ${R}?`,
        `[give me|show me|i need|i want] [the|all|all the] values of ${R}, [not|without] the keys`,
        `what is stored in ${R}? [only|just] the values, [as a list|in a list]`,
      ],
    },
  }),
  level9({
    id: 'record-entries',
    title: 'the pairs of a record',
    params: 'o',
    code: () => 'Object.entries(o)',
    run: (_, o: Row) => Object.keys(o).map((key) => [key, o[key] ?? null]),
    args: (random) => [record(random, {})],
    forms: {
      do: [
        `[<turn>|<convert>|<change>|<transform>] ${R} into [a list of|an array of|] [key value pairs|key-value pairs|pairs of key and value|entries]`,
        `[<return>|<get>|<list>] [the|all|all the] [key value pairs|key-value pairs|entries|pairs of key and value] of ${R}`,
        `<list> [each|every] key of ${R} together with its value`,
      ],
      noun: [`the list of [key value pairs|entries|key-value pairs] of ${R}`],
      raw: [
        'Object.entries of o',
        `[the|all|all the|] [entries|key value pairs|key-value pairs|pairs] of ${R}`,
        `${R} as [a list|an array] of [pairs|key value pairs|key-value pairs]`,
        `[give me|show me|i need] [both|] keys and values of ${R} [as pairs|in pairs]`,
        `what are the [key value pairs|entries] of ${R}?`,
      ],
    },
  }),
  level9({
    id: 'record-from-pairs',
    title: 'a record from pairs',
    params: 'items',
    code: () => 'Object.fromEntries(items)',
    run: (_, pairs: [string, Json][]) => {
      const out: Row = {};
      for (const [key, x] of pairs) out[key] = x;
      return out;
    },
    args: (random) => [Object.entries(random.chance(0.1) ? {} : record(random, {}))],
    forms: {
      do: [
        '[<turn>|<convert>|<change>|<transform>] [items|a list of pairs|the pairs|a list of key value pairs|an array of pairs|key-value pairs] into [an object|a record|one object|one record]',
        '[<make>|<build>|<create>] [an object|a record] [from|out of] [items|a list of pairs|the pairs|key value pairs|an array of key-value pairs]',
        '<return> the [object|record] [that has|with] [these pairs|the given pairs|the pairs of items] as [keys and values|fields|entries]',
      ],
      raw: [
        'Object.fromEntries of items',
        '[object|record] from [pairs|key value pairs|entries|a list of pairs|an array of entries]',
        '[items has|the list has|i have a list with] [pairs of key and value|key value pairs], [make|build|i need] [an object|a record] [of|from|out of] them',
        'the [object|record] made of [the pairs|the key value pairs] in [items|the list]',
        'the reverse of Object.entries',
      ],
    },
  }),
  level9({
    id: 'record-size',
    title: 'the number of fields',
    params: 'o',
    code: () => 'Object.keys(o).length',
    run: (_, o: Row) => Object.entries(o).length,
    args: (random) => [
      random.chance(0.15) ? {} : { ...record(random, {}), ...(random.chance(0.5) ? record(random, {}) : {}) },
    ],
    forms: {
      do: [
        `<count> [the|all|all the] [keys|fields|properties|entries] of ${R}`,
        `<count> how many [keys|fields|properties] ${R} has`,
        `[<return>|<get>] [the number|the count] of [keys|fields|properties|entries] [of|in] ${R}`,
        `[<find out>|<work out>] how many [keys|fields|properties] there are in ${R}`,
      ],
      noun: [
        `the number of [keys|fields|properties|entries] [of|in] ${R}`,
        `the size of ${R}, that is how many [fields|keys] it has`,
      ],
      raw: [
        `how many [keys|fields|properties|entries] does ${R} have?`,
        `how many [keys|fields|properties|entries] are [there|] in ${R}?`,
        `[number|count] of [keys|fields|properties] [of|in] [o|the record|an object]`,
        `how [big|large] is ${R}, [counted in|in] [fields|keys]?`,
        'Object.keys(o).length',
      ],
    },
  }),
  level9({
    id: 'record-invert',
    title: 'swap keys and values',
    params: 'o',
    code: () => 'Object.fromEntries(Object.entries(o).map(([k, v]) => [v, k]))',
    run: (_, o: Row) => {
      const out: Row = {};
      for (const key of Object.keys(o)) out[String(o[key])] = key;
      return out;
    },
    args: (random) => [
      Object.fromEntries(
        [...new Set(wordList(random, 1, 5))].map((x, i) => [`${random.pick(FIELDS)}${i > 0 ? i : ''}`, x]),
      ),
    ],
    forms: {
      do: [
        `<invert> ${R}`,
        `[<swap>|<exchange>|<flip>|<switch>] [the|] keys and [the|] values of ${R}`,
        `<turn> the values of ${R} into keys and the keys into values`,
        `<return> ${R} with [its|] keys and values [swapped|exchanged|flipped|switched]`,
        `<make> [every|each] value of ${R} [a|the] key and [every|each] key [its|the] value`,
      ],
      raw: [
        `${R} with [its|] keys and values [swapped|exchanged|flipped|switched|the other way round]`,
        `[invert|inverted|inverse of] [o|the record|an object|the object]`,
        `${R} the other way round: values become keys, keys become values`,
        `in ${R} the values should become the keys and the keys the values`,
        `[my dictionary|a dictionary|the dictionary] o goes from [english to german|word to word|a to b], [i want it|turn it] the other way round`,
      ],
    },
  }),
  level9({
    id: 'record-merge',
    title: 'merge two records',
    params: 'o, p',
    code: () => '{ ...o, ...p }',
    run: (_, o: Row, p: Row) => Object.assign({}, o, p),
    args: (random) => {
      const o = record(random, {});
      const shared = random.chance(0.7) ? { [random.pick(Object.keys(o))]: value(random) } : {};
      return [o, record(random, shared)];
    },
    forms: {
      do: [
        '[<merge>|<combine>|<join>|<unite>] [o and p|two records|two objects|the records o and p|the objects o and p|both records], [the second|the second one|the last one] [wins|wins on conflicts|has priority|overrides the first]',
        '<overwrite> the fields of [o with those of p|the first record with those of the second|one object with those of another] and <return> [the result|all fields]',
        '<add> all fields of [p to o|the second record to the first|one object to another], replacing [fields that are already there|equal keys|old values]',
        '<merge> [p into o|the second record into the first|the second object into the first]',
      ],
      raw: [
        'merge [o and p|two objects|two records|both objects|two dictionaries]',
        '[o and p|two objects|two records|both records] [merged|combined] into one',
        'one [record|object] with all fields of [o and p|two records|both objects], [the second wins|where both have a field the second counts]',
        '[my settings override|the settings of p override|p overrides] the [defaults in o|fields of o]: [return|give me|compute] the [result|final settings|merged record]',
        'Object.assign of o and p',
        'spread o and p into one object',
      ],
    },
  }),
  level9({
    id: 'record-sum-values',
    title: 'the sum of the values of a record',
    params: 'o',
    code: () => 'Object.values(o).reduce((t, x) => t + x, 0)',
    run: (_, o: Row) => Object.keys(o).reduce((total, key) => add(total, o[key]), 0),
    args: (random) => [scores(random, -9, 200)],
    forms: {
      do: [
        `[<sum>|<add up>|<total>|<add together>] [the|all|all the] values of ${R}`,
        `<add> all values [in|of] ${R} [together|up]`,
        `[<find>|<return>|<calculate>|<compute>] the [sum|total] of [the|all|all the] [values|fields] [in|of] ${R}`,
        `<sum> the numbers stored in ${R}`,
      ],
      noun: [`the [sum|total] of [the|all|all the] [values|numbers] [in|of] ${R}`],
      raw: [
        `[sum|total] of [the|] values [of|in] [o|the record|an object]`,
        `what do [the|all the|all] values of ${R} add up to?`,
        `${R} [says|lists] [how much each person paid|what everybody spent|the votes per name], [what is the total|how much is it in total]?`,
        `how much is it when i add up [all|] the values of ${R}?`,
        `[the cart|the shopping cart|the basket] o holds amounts by name, what is the total?`,
      ],
    },
  }),
  level9({
    id: 'record-max-key',
    title: 'the key with the largest value',
    params: 'o',
    code: () => 'Object.keys(o).reduce((m, k) => (o[k] > o[m] ? k : m))',
    run: (_, o: Row) => {
      const sorted = Object.entries(o).sort(([, x], [, y]) => Number(y) - Number(x));
      return sorted[0]?.[0] ?? null;
    },
    args: (random) => [scores(random, -9, 300, 2)],
    forms: {
      do: [
        `[<find>|<return>|<get>|<determine>] the [key|field name|property name|name] [with|that has|of] the [largest|biggest|highest|greatest|maximum] value [in|of] ${R}`,
        `[<find out>|<tell>] which [key|field|property] of ${R} has the [largest|biggest|highest|greatest] value`,
      ],
      noun: [
        `the [key|name|field name] with the [largest|biggest|highest|greatest] value [in|of] ${R}`,
        `the [key|name] of the [largest|highest|maximum] value [in|of] ${R}`,
      ],
      raw: [
        `[which|what] [key|field|property] [in|of] ${R} has the [largest|biggest|highest|greatest] value?`,
        `[key|name] of the [max|maximum|largest|highest] value [of|in] [o|the record|an object]`,
        `${R} has the [points|votes|sales] by name, who has [the most|most]?`,
        `[who|which player] [is the winner|won|leads], if o [holds|has] the [points|scores|votes] by name?`,
        `under which key of ${R} is the [largest|highest|biggest] number stored?`,
      ],
    },
  }),
  level9({
    id: 'record-filter-values',
    title: 'keep the entries with large values',
    params: 'o',
    slots: { a: INT },
    code: (c) => `Object.fromEntries(Object.entries(o).filter(([k, v]) => v > ${c.a}))`,
    run: (c, o: Row) => {
      const out: Row = {};
      for (const [key, x] of Object.entries(o)) if (Number(x) > num(c.a)) out[key] = x;
      return out;
    },
    args: (random, c) => [scores(random, num(c.a) - 6, num(c.a) + 7, 2)],
    forms: {
      do: [
        `<keep> only the [entries|fields|keys|pairs|properties] of ${R} [whose value is|with a value|with values] ${MORE} {a}`,
        `[<remove>|<drop>|<delete>] [all|the] [entries|fields|keys|properties] [of|from] ${R} [whose value is|with a value of] [at most {a}|{a} or less]`,
        `<filter> ${R} [by value|], keeping [only|] values ${MORE} {a}`,
        `<return> [an object|a record] with the [entries|fields] of ${R} that are ${MORE} {a}`,
      ],
      raw: [
        `[which|what] [entries|fields] of ${R} are ${MORE} {a}? [as an object|as a record|return them as an object]`,
        `the [part|entries|fields] of ${R} with values ${MORE} {a}, as [an object|a record]`,
        `${R} without the [fields|entries] [of|with] {a} or less`,
        `${R} has [prices|points|scores|amounts] by name, keep [those|the ones|only those] ${MORE} {a}`,
        `filter [object|record] [entries|values] by value > {a}`,
      ],
    },
  }),
  level9({
    id: 'record-multiply-values',
    title: 'multiply all values of a record',
    params: 'o',
    slots: { a: { kind: 'int', low: 2, high: 999 } },
    code: (c) => `Object.fromEntries(Object.entries(o).map(([k, v]) => [k, v * ${c.a}]))`,
    run: (c, o: Row) => {
      const out: Row = {};
      for (const key of Object.keys(o)) out[key] = num(c.a) * Number(o[key]);
      return out;
    },
    args: (random) => [scores(random, -9, 200)],
    forms: {
      do: [
        `<multiply> [every|each] value [of|in] ${R} by {a}`,
        `<multiply> [all|all the|the] values [of|in] ${R} by {a}`,
        `<return> ${R} with all values [multiplied by {a}|times {a}]`,
        `<keep> the keys of ${R} and <multiply> [the|its|all] values by {a}`,
      ],
      raw: [
        `${R} with [all|its|] values [times {a}|multiplied by {a}]`,
        `[every|each] value of ${R} times {a}, [same keys|keys unchanged|with the same keys]`,
        `${R} [is a recipe|is my recipe|holds a recipe] for one [person|guest], make it for {a}`,
        `map [the|] [object|record] values to value * {a}`,
        `all [numbers|amounts|prices] in ${R} should be {a} times as [big|large|high]`,
      ],
    },
  }),
];

const pluck = (c: Constants, list: readonly Row[]): Json[] => list.map((r) => r[str(c.f)] ?? null);
/** Few different words, so that groups arise. */
const groupWord = (random: Rng): (() => string) => {
  const pool = wordList(random, 2, 3);
  return () => random.pick(pool);
};
const oneOf =
  (random: Rng, w: string): (() => string) =>
  () =>
    random.pick([w, w, `${w}s`, word(random)]);
const around =
  (random: Rng, a: number): (() => number) =>
  () =>
    a + random.pick([0, 1, -1, random.int(2, 60), -random.int(2, 60)]);

const tables: readonly Skill[] = [
  level9({
    id: 'records-pluck',
    title: 'one field of every record',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `records.map((r) => r.${c.f})`,
    run: (c, list: Row[]) => pluck(c, list),
    args: (random, c) => [rows(random, str(c.f), () => value(random))],
    forms: {
      do: [
        `[<return>|<get>|<collect>|<list>|<extract>|<pluck>|<take>] [the|only the|just the|] {f} of [each|every] [record|object|row|entry] [in|of|from] ${ROWS}`,
        `[<return>|<get>|<collect>|<list>|<extract>|<pluck>] [the ${KEY}|the value of] {f} [from|of] [each|every] [record|object|row]`,
        `<turn> ${RS} into a list of their {f} values`,
        `<map> ${RS} to [their|the ${KEY}] {f}`,
        `<read> [the ${KEY}|] {f} of all ${ONES} into a list`,
        `<make> a list of [all|] {f} values of ${RS}`,
      ],
      raw: [
        `[the|all|all the|] {f} values of ${RS}`,
        `the {f} of [each|every] [record|object|row]`,
        `what are the {f} values [in|of] ${RS}?`,
        `[give me|show me|i need|i want] [just|only|] the {f} of [each|every] [record|object|row][, as a list|, in a list|]`,
        `the {f} column of ${ROWS}`,
        `from ${RS} i [only|just] need {f}, [as a list|in a list]`,
      ],
    },
  }),
  level9({
    id: 'records-where-equal',
    title: 'records with a certain text in a field',
    params: 'records',
    slots: { f: FIELD, w: WORD },
    code: (c) => `records.filter((r) => r.${c.f} === ${q(c.w)})`,
    run: (c, list: Row[]) => list.flatMap((r) => (r[str(c.f)] === str(c.w) ? [r] : [])),
    args: (random, c) => [rows(random, str(c.f), oneOf(random, str(c.w)), 1)],
    forms: {
      do: [
        `[<keep>|<find>|<return>|<select>|<get>|<list>] [only|all|] [the|] ${ONES} [whose|where the|where] {f} [is|equals|is equal to] {w}`,
        `<filter> ${RS} by {f} [equal to|being] {w}`,
        `<keep> only ${ONES} with {f} [equal to|] {w}`,
        `<remove> [all|the] ${ONES} [whose|where the] {f} is not {w}`,
        `<search> ${RS} for [those|entries|all] with {w} as {f}`,
        `[<find>|<get>|<return>] [all|the] ${ONES} that have {w} in the ${KEY} {f}`,
      ],
      raw: [
        `[which|what] ${ONES} [of the list|] have [the|] {f} [equal to|] {w}?`,
        `${RS} where {f} [is|=|==|===|equals] {w}`,
        `[all|only] ${ONES} with {f} {w}`,
        `[give me|show me|i need|i want] [all|the|only the] ${ONES} [whose {f} is|where {f} is] {w}`,
        'filter records by {f} = {w}',
        `whose {f} is {w}? [return|give me|list|show] [these|those] ${ONES}`,
      ],
    },
  }),
  level9({
    id: 'records-where-greater',
    title: 'records with a large number in a field',
    params: 'records',
    slots: { f: FIELD, a: INT },
    code: (c) => `records.filter((r) => r.${c.f} > ${c.a})`,
    run: (c, list: Row[]) => list.flatMap((r) => (Number(r[str(c.f)]) > num(c.a) ? [r] : [])),
    args: (random, c) => [rows(random, str(c.f), around(random, num(c.a)), 1)],
    forms: {
      do: [
        `[<keep>|<find>|<return>|<select>|<get>|<list>] [only|all|] [the|] ${ONES} [whose|where the|where] {f} is ${MORE} {a}`,
        `<filter> ${RS} [by|to those with] {f} ${MORE} {a}`,
        `<keep> only ${ONES} with {f} ${MORE} {a}`,
        `<remove> [all|the] ${ONES} [whose|where the] {f} is [at most {a}|{a} or less|not above {a}]`,
        `[<find>|<get>|<return>] [all|the] ${ONES} where [the|] {f} exceeds {a}`,
      ],
      raw: [
        `[which|what] ${ONES} [of the list|] have [the|] {f} ${MORE} {a}?`,
        `${RS} where {f} [is ${MORE} {a}|> {a}|exceeds {a}]`,
        `[all|only] ${ONES} with {f} ${MORE} {a}`,
        `[give me|show me|i need|i want] [all|the|only the] ${ONES} [whose {f} is|where {f} is|with {f}] ${MORE} {a}`,
        'filter records by {f} > {a}',
        `whose {f} [is ${MORE}|exceeds] {a}? [return|give me|list|show] [these|those] ${ONES}`,
      ],
    },
  }),
  level9({
    id: 'records-where-less',
    title: 'records with a small number in a field',
    params: 'records',
    slots: { f: FIELD, a: INT },
    code: (c) => `records.filter((r) => r.${c.f} < ${c.a})`,
    run: (c, list: Row[]) => list.flatMap((r) => (Number(r[str(c.f)]) < num(c.a) ? [r] : [])),
    args: (random, c) => [rows(random, str(c.f), around(random, num(c.a)), 1)],
    forms: {
      do: [
        `[<keep>|<find>|<return>|<select>|<get>|<list>] [only|all|] [the|] ${ONES} [whose|where the|where] {f} is ${LESS} {a}`,
        `<filter> ${RS} [by|to those with] {f} ${LESS} {a}`,
        `<keep> only ${ONES} with {f} ${LESS} {a}`,
        `<remove> [all|the] ${ONES} [whose|where the] {f} is [at least {a}|{a} or more|not below {a}]`,
        `[<find>|<get>|<return>] [all|the] ${ONES} where [the|] {f} [stays below|does not reach] {a}`,
      ],
      raw: [
        `[which|what] ${ONES} [of the list|] have [the|] {f} ${LESS} {a}?`,
        `${RS} where {f} [is ${LESS} {a}|< {a}]`,
        `[all|only] ${ONES} with {f} ${LESS} {a}`,
        `[give me|show me|i need|i want] [all|the|only the] ${ONES} [whose {f} is|where {f} is|with {f}] ${LESS} {a}`,
        'filter records by {f} < {a}',
        `whose {f} is ${LESS} {a}? [return|give me|list|show] [these|those] ${ONES}`,
      ],
    },
  }),
  level9({
    id: 'records-find-id',
    title: 'the record with a given id',
    params: 'records, n',
    code: () => 'records.find((r) => r.id === n) ?? null',
    run: (_, list: Row[], n: number) => list.filter((r) => r['id'] === n)[0] ?? null,
    args: (random) => {
      const list = rows(random, 'id', different(random, 1, 60), 2);
      const wanted = random.chance(0.75)
        ? Number(list[random.int(0, list.length - 1)]?.['id'] ?? 1)
        : random.int(61, 99);
      return [list, wanted];
    },
    forms: {
      do: [
        `[<find>|<return>|<get>|<look up>|<fetch>|<give back>|<pick>] the [record|object|row|entry] [with|that has|having] [the id n|id n]`,
        `[<find>|<return>|<get>|<look up>] the [record|object|row|entry] [in|of] ${ROWS} whose id [is|equals|is equal to] n`,
        `<search> ${RS} for [the id n|the one with id n]`,
        `<look up> [a record|an object|a row] by [its id|id|its id n]`,
      ],
      raw: [
        '[which|what] [record|object|row|entry] has [the id n|id n]?',
        `the [record|object|row] [with|that has] [the id n|id n] [in|from|of] ${ROWS}[, or null|, null if there is none|]`,
        'records.find r.id === n',
        'find [a record|an object|the row] by id [n|]',
        `given records and n, [return|find|give me] the one [with|that has] [the id n|id n]`,
        'get by id: [the record|the object] [with|that has] id n',
      ],
    },
  }),
  level9({
    id: 'records-sum',
    title: 'the sum of a field',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `records.reduce((t, r) => t + r.${c.f}, 0)`,
    run: (c, list: Row[]) => pluck(c, list).reduce<number>(add, 0),
    args: (random, c) => [rows(random, str(c.f), () => random.int(-20, 300))],
    forms: {
      do: [
        `[<sum>|<add up>|<total>|<add together>] [the|all|all the] {f} values of ${RS}`,
        `[<sum>|<add up>|<total>] [the ${KEY}|] {f} [of|over] ${RS}`,
        `[<find>|<return>|<calculate>|<compute>] the [sum|total] of [the ${KEY}|] {f} [over|of|in] ${RS}`,
        `<add> the {f} of [each|every] [record|object|row] to a total`,
      ],
      noun: [
        `the [sum|total] of [the ${KEY}|] {f} [over|of|in] ${RS}`,
        `the total {f} of ${RS}`,
        `the [sum|total] of all {f} values [in|of] ${ROWS}`,
      ],
      raw: [
        `what is the total {f} of ${RS}?`,
        `[sum|total] of {f} [over|of|in] ${RS}`,
        `what do the {f} values of ${RS} add up to?`,
        `how much {f} [is that|is it] in total over ${RS}?`,
        'sum records by {f}',
        `every [record|row|object] has [${AKEY}|the ${KEY}] {f}, [add them all up|what is the total?|what is the sum?]`,
      ],
    },
  }),
  level9({
    id: 'records-average',
    title: 'the average of a field',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `records.reduce((t, r) => t + r.${c.f}, 0) / records.length`,
    run: (c, list: Row[]) => pluck(c, list).reduce<number>(add, 0) / list.length,
    args: (random, c) => {
      const list = rows(random, str(c.f), () => random.int(0, 99) * 60, 1, 6);
      return [list];
    },
    forms: {
      do: [
        `<average> [the ${KEY}|] {f} [of|over] ${RS}`,
        `[<find>|<return>|<calculate>|<compute>|<work out>] the [average|mean] of [the ${KEY}|] {f} [over|of|in] ${RS}`,
        `[<find>|<return>|<calculate>|<compute>] the [average|mean] {f} of ${RS}`,
        `<divide> the [sum|total] of all {f} values by the number of ${ONES}`,
      ],
      noun: [`the [average|mean] {f} of ${RS}`, `the [average|mean] of [the|all] {f} values [in|of] ${ROWS}`],
      raw: [
        `what is the [average|mean] {f} [of|in] ${RS}?`,
        `[average|mean|avg] of {f} [over|of|in] ${RS}`,
        `what {f} do ${RS} have on average?`,
        `every [record|row|object] has [${AKEY}|the ${KEY}] {f}, what is [its average|the average|the mean]?`,
        `[average|mean|avg] {f} [per|of a|for each] [record|row|object]`,
      ],
    },
  }),
  level9({
    id: 'records-max',
    title: 'the largest value of a field',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `Math.max(...records.map((r) => r.${c.f}))`,
    run: (c, list: Row[]) =>
      pluck(c, list).reduce<number>((best, x) => (Number(x) > best ? Number(x) : best), -Infinity),
    args: (random, c) => [rows(random, str(c.f), () => random.int(-20, 900), 1)],
    forms: {
      do: [
        `[<find>|<return>|<get>|<compute>] the [largest|biggest|highest|greatest|maximum] {f} [value|] [of|in] ${RS}`,
        `[<find>|<return>|<get>] the [maximum|max] of [the ${KEY}|] {f} [over|in] ${RS}`,
        `<go through> ${RS} and <find> the [largest|highest|biggest] {f}`,
      ],
      noun: [
        `the [largest|biggest|highest|greatest|maximum] {f} [value|] [of|in|among] ${RS}`,
        `the [maximum|max] of all {f} values [over|in] ${RS}`,
      ],
      raw: [
        `what is the [largest|biggest|highest|greatest] {f} [value|] [of|in|among] ${RS}?`,
        `[max|maximum|largest|highest] {f} [of|in|over] ${RS}`,
        `how [big|high|large] is the [largest|highest|biggest] {f} [of|in|among] ${RS}?`,
        `every [record|row|object] has [${AKEY}|the ${KEY}] {f}, what is the [largest|highest|maximum] [value|one]?`,
      ],
    },
  }),
  level9({
    id: 'records-count-equal',
    title: 'count the records with a certain text in a field',
    params: 'records',
    slots: { f: FIELD, w: WORD },
    code: (c) => `records.filter((r) => r.${c.f} === ${q(c.w)}).length`,
    run: (c, list: Row[]) => pluck(c, list).reduce<number>((count, x) => count + (x === str(c.w) ? 1 : 0), 0),
    args: (random, c) => [rows(random, str(c.f), oneOf(random, str(c.w)), 1, 7)],
    forms: {
      do: [
        `<count> [the|all|] ${ONES} [whose|where the|where] {f} [is|equals|is equal to] {w}`,
        `<count> how many ${ONES} have [the|] {f} {w}`,
        `<count> how often [the|] {f} [is|equals] {w} in ${RS}`,
        `[<return>|<get>|<find out>] how many [records|objects|rows|entries] have {w} as {f}`,
      ],
      noun: [
        `the number of ${ONES} [whose|where the|where] {f} [is|equals] {w}`,
        `the [number|count] of ${ONES} with {f} [equal to|] {w}`,
      ],
      raw: [
        `how many ${ONES} have [the|] {f} [equal to|] {w}?`,
        `how many ${ONES} are there whose {f} is {w}?`,
        `[number|count] of ${ONES} where {f} [is|=|==|===|equals] {w}`,
        `in how many ${ONES} is [the|] {f} [equal to|] {w}?`,
        `[count records|count] where {f} [is|=|==|equals] {w}`,
        `how often is [the|] {f} {w} in ${RS}?`,
      ],
    },
  }),
  level9({
    id: 'records-group-by',
    title: 'group records by a field',
    params: 'records',
    slots: { f: FIELD },
    body: true,
    code: (c) => `const out = {}; for (const r of records) (out[r.${c.f}] ??= []).push(r); return out;`,
    run: (c, list: Row[]) => {
      const groups = new Map<string, Row[]>();
      for (const r of list) groups.set(String(r[str(c.f)]), [...(groups.get(String(r[str(c.f)])) ?? []), r]);
      return Object.fromEntries(groups);
    },
    args: (random, c) => [rows(random, str(c.f), groupWord(random), 1, 6)],
    forms: {
      do: [
        `<group> ${RS} by [the ${KEY}|their|] {f}`,
        `<put> ${RS} with the same {f} [together|into one group|into one list|into the same list]`,
        `<split> ${RS} into [groups|lists] by [their|] {f}`,
        `<return> an object [that maps|which maps] [each|every] {f} to [the list of its|all its|its] ${ONES}`,
        `<sort> ${RS} into [groups|buckets|drawers|boxes] by {f}`,
        `<collect> ${RS} in lists, one list for [each|every] [different|] {f}`,
      ],
      raw: [
        `[group by|groupBy|grouped by] {f}: ${RS}`,
        `${RS} grouped by [the ${KEY}|their|] {f}`,
        `[for|under] [each|every] {f} [a|the] list of the ${ONES} [that have it|with it|with that {f}]`,
        `[which|what] ${ONES} belong together by {f}? [return|give me] [one list per|a list for each] {f}`,
        `i want [a list|the list|one list] of ${ONES} for [each|every] {f}`,
      ],
    },
  }),
  level9({
    id: 'records-count-by',
    title: 'count records by a field',
    params: 'records',
    slots: { f: FIELD },
    body: true,
    code: (c) => `const out = {}; for (const r of records) out[r.${c.f}] = (out[r.${c.f}] ?? 0) + 1; return out;`,
    run: (c, list: Row[]) => {
      const counts = new Map<string, number>();
      for (const r of list) counts.set(String(r[str(c.f)]), (counts.get(String(r[str(c.f)])) ?? 0) + 1);
      return Object.fromEntries(counts);
    },
    args: (random, c) => [rows(random, str(c.f), groupWord(random), 1, 7)],
    forms: {
      do: [
        `<count> ${RS} by [the ${KEY}|their|] {f}`,
        `<count> how many ${ONES} there are [for|of] [each|every] {f}`,
        `<count> how often [each|every] {f} [occurs|appears|is there] in ${RS}`,
        `<return> an object [that maps|which maps] [each|every] {f} to [its count|the number of its ${ONES}|how many ${ONES} have it]`,
        `<count> the ${ONES} [per|for each|for every] {f}`,
      ],
      noun: [`the number of ${ONES} [per|for each|for every] {f}`, `the count of ${RS} by {f}`],
      raw: [
        `how many ${ONES} are there [for|of] [each|every] {f}?`,
        `[count by|countBy|counts by] {f}: ${RS}`,
        `how often does [each|every] {f} [occur|appear] in ${RS}?`,
        `${RS} counted by [the ${KEY}|their|] {f}`,
        `[a|the] [tally|histogram|statistic] of {f} [in|over] ${RS}`,
        `[number of|how many] ${ONES} per {f}`,
      ],
    },
  }),
  level9({
    id: 'records-sort-by',
    title: 'sort records by a number field',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `[...records].sort((a, b) => a.${c.f} - b.${c.f})`,
    run: (c, list: Row[]) => [...list].sort((x, y) => (Number(x[str(c.f)]) < Number(y[str(c.f)]) ? -1 : 1)),
    args: (random, c) => [rows(random, str(c.f), different(random, 0, 300), 2, 6)],
    forms: {
      do: [
        `<sort> ${RS} by [the ${KEY}|their|] {f}[, smallest first|, lowest first|, ascending|]`,
        `<order> ${RS} by [their|] {f}[, from low to high|, from small to large|, smallest first|]`,
        `<sort> ${RS} [ascending|in ascending order|from small to large|from lowest to highest] by [the ${KEY}|] {f}`,
        `<arrange> ${RS} [from the smallest to the largest|from lowest to highest|by increasing] {f}`,
        `<put> ${RS} in order of [their|] {f}`,
      ],
      raw: [
        `${RS} [sorted|ordered] by [the ${KEY}|their|] {f}[, lowest first|, smallest first|, ascending|]`,
        `[sort by|order by|sortBy] {f}: ${RS}`,
        `${RS} with the [smallest|lowest] {f} [first|at the top|in front]`,
        `[i want|show me|give me] ${RS} in [ascending|increasing] order of {f}`,
        `in which order are ${RS} by {f}, [from small to large|smallest first|lowest first]?`,
      ],
    },
  }),
  level9({
    id: 'records-sort-by-descending',
    title: 'sort records by a number field, largest first',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `[...records].sort((a, b) => b.${c.f} - a.${c.f})`,
    run: (c, list: Row[]) => [...list].sort((x, y) => (Number(x[str(c.f)]) > Number(y[str(c.f)]) ? -1 : 1)),
    args: (random, c) => [rows(random, str(c.f), different(random, 0, 300), 2, 6)],
    forms: {
      do: [
        `<sort> ${RS} by [the ${KEY}|their|] {f}[, largest first|, highest first|, descending|, biggest first]`,
        `<order> ${RS} by [their|] {f}[, from high to low|, from large to small|, largest first]`,
        `<sort> ${RS} [descending|in descending order|from large to small|from highest to lowest] by [the ${KEY}|] {f}`,
        `<arrange> ${RS} [from the largest to the smallest|from highest to lowest|by decreasing] {f}`,
        `<put> the ${ONES} with the [largest|highest|biggest] {f} first`,
      ],
      raw: [
        `${RS} [sorted|ordered] by [the ${KEY}|their|] {f}[, highest first|, largest first|, descending]`,
        `[sort|order] ${RS} by {f} [desc|descending|in reverse]`,
        `${RS} with the [largest|highest|biggest] {f} [first|at the top|in front]`,
        `[i want|show me|give me] ${RS} in [descending|decreasing] order of {f}`,
        `a [ranking|top list|leaderboard] of ${RS} by {f}, [the highest|the largest|the best] first`,
      ],
    },
  }),
  level9({
    id: 'records-index-by',
    title: 'index records by a field',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `Object.fromEntries(records.map((r) => [r.${c.f}, r]))`,
    run: (c, list: Row[]) => {
      const out: Record<string, Row> = {};
      for (const r of list) out[String(r[str(c.f)])] = r;
      return out;
    },
    args: (random, c) => {
      const names = [...new Set(wordList(random, 6, 9))];
      const count = different(random, 1, 99);
      const text = random.chance(0.5);
      return [rows(random, str(c.f), (i) => (text ? `${names[i % names.length] ?? 'x'}${i}` : count()), 1, 5)];
    },
    forms: {
      do: [
        `<index> ${RS} by [the ${KEY}|their|] {f}`,
        `<turn> ${RS} into an object with {f} as [the key|key]`,
        `<make> [a lookup table|a dictionary|a map|an object] from [each|every] {f} to its [record|row|object]`,
        `<build> [a lookup table|a dictionary|a lookup object] of ${RS}, [with {f} as key|keyed by {f}|with the {f} as the key]`,
        `<convert> ${RS} to an object keyed by {f}`,
        `<key> ${RS} by {f}`,
      ],
      raw: [
        `${RS} [keyed by|indexed by] [the ${KEY}|their|] {f}`,
        `[index by|keyBy|key by] {f}: ${RS}`,
        `an object [in which|where] i can look up [each|a|every] [record|row] by its {f}`,
        `[a dictionary|a lookup table|a lookup] of ${RS} by {f}`,
        `i want to [find|look up] ${ONES} quickly by {f}, make [an object|a lookup table] [with {f} as key|keyed by it]`,
      ],
    },
  }),
  level9({
    id: 'records-unique-values',
    title: 'the different values of a field',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `[...new Set(records.map((r) => r.${c.f}))]`,
    run: (c, list: Row[]) => pluck(c, list).filter((x, i, all) => all.indexOf(x) === i),
    args: (random, c) => [rows(random, str(c.f), groupWord(random), 1, 7)],
    forms: {
      do: [
        `[<return>|<get>|<list>|<collect>|<find>] [the|all|all the] [different|distinct|unique] {f} values [of|in] ${RS}`,
        `<list> [each|every] {f} of ${RS} only once`,
        `<find> [which|what] [different|distinct] {f} values [there are|occur] in ${RS}`,
        `<collect> the {f} of [each|every] [record|row|object] without [duplicates|repeats]`,
      ],
      noun: [`the list of [different|distinct|unique] {f} values [of|in] ${RS}`],
      raw: [
        `[which|what] different {f} values are there in ${RS}?`,
        `[unique|distinct|different] {f} values [of|in] ${RS}`,
        `[each|every] {f} [of|in] ${RS} [just|only] once`,
        `[give me|show me|i need|i want] the {f} values of ${RS} without [duplicates|repeats|repetitions]`,
        `select distinct {f} from records`,
      ],
    },
  }),
  level9({
    id: 'records-set-all',
    title: 'set a field of all records',
    params: 'records',
    slots: { f: FIELD, w: WORD },
    code: (c) => `records.map((r) => ({ ...r, ${c.f}: ${q(c.w)} }))`,
    run: (c, list: Row[]) =>
      list.map((r) =>
        Object.fromEntries([...Object.entries(r).filter(([key]) => key !== str(c.f)), [str(c.f), str(c.w)]]),
      ),
    args: (random, c) => [rows(random, random.chance(0.5) ? str(c.f) : other(random, [c.f]), () => value(random))],
    forms: {
      do: [
        `<set> [the ${KEY}|] {f} of [each|every] [record|object|row] to {w}`,
        `<set> {f} to {w} in all ${ONES} [of the list|]`,
        `<give> [each|every] [record|object|row] the {f} {w}`,
        `<change> [the ${KEY}|the|] {f} of all [the|] ${ONES} to {w}`,
        `<return> ${RS} with [the ${KEY}|] {f} set to {w} [everywhere|in each of them]`,
        `<add> [the ${KEY}|] {f} with the value {w} to [each|every] [record|object|row]`,
      ],
      raw: [
        `[all|all the] ${ONES} [should|must] have [the|] {f} {w}`,
        `${RS}, each with [the|] {f} {w}`,
        `${RS}, but with {f} [set to|changed to] {w} [everywhere|in every one]`,
        `[update|mark] all ${ONES}: {f} [is now|becomes|=] {w}`,
        `the {f} of [every|each] [record|object|row] becomes {w}`,
      ],
    },
  }),
  level9({
    id: 'records-omit-all',
    title: 'drop a field of all records',
    params: 'records',
    slots: { f: FIELD },
    code: (c) => `records.map(({ ${c.f}: _, ...rest }) => rest)`,
    run: (c, list: Row[]) => list.map((r) => Object.fromEntries(Object.entries(r).filter(([key]) => key !== str(c.f)))),
    args: (random, c) => [rows(random, str(c.f), () => value(random))],
    forms: {
      do: [
        `[<remove>|<delete>|<drop>|<omit>|<strip>] [the ${KEY}|] {f} from [each|every] [record|object|row] [in the list|of the list|]`,
        `[<remove>|<delete>|<drop>|<leave out>] [the ${KEY}|] {f} [in|from|of] all ${ONES}`,
        `<return> ${RS} without [their|the ${KEY}] {f}`,
        `<keep> everything but [the ${KEY}|] {f} in [each|every] [record|object|row]`,
      ],
      raw: [
        `${RS} without [their|the ${KEY}] {f}`,
        `none of the ${ONES} should [have|contain|show] [the ${KEY}|${AKEY}] {f} [any more|]`,
        `[each|every] [record|object|row] [of|in] the list, but without [the ${KEY}|] {f}`,
        `hide the {f} of [each|every] [record|object|row]: drop that ${KEY}`,
        `drop [column|the column] {f} [of|from] ${ROWS}`,
      ],
    },
  }),
];

const DAY = 86_400_000;
const D = '[d|d|the date|a date|the given date|my date|this date|the date d]';
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const daysInMonth = (d: string): number => {
  const [year = 0, month = 1] = d.split('-').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (monthLengths[month - 1] ?? 30);
};
/** A date; ends and beginnings of months and Februaries come up often. */
const anyDate = (random: Rng): string =>
  random.pick([
    date(random),
    date(random),
    `${random.int(1995, 2040)}-02-${random.pick(['01', '28'])}`,
    `${random.int(1995, 2040)}-${random.pick(['01', '03', '12'])}-31`,
    `${random.pick([2000, 2024, 2028])}-02-29`,
  ]);
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

const dates: readonly Skill[] = [
  level9({
    id: 'date-month',
    title: 'the month of a date',
    params: 'd',
    code: () => 'Number(d.slice(5, 7))',
    run: (_, d: string) => new Date(d).getUTCMonth() + 1,
    args: (random) => [anyDate(random)],
    forms: {
      do: [
        `[<return>|<get>|<extract>|<find>|<read>] the [month|month number|number of the month] [of|from|in] ${D}`,
        `<take> ${D} and <return> [its|the] month [as a number|]`,
        `<find out> [which|what] month ${D} is in`,
      ],
      noun: [`the [month|month number|number of the month] of ${D}[, as a number|, from 1 to 12|]`],
      raw: [
        `[which|what] month is ${D} in?`,
        `in [which|what] month is ${D}?`,
        `[month|month number] of ${D}`,
        `[which|what] month does ${D} [fall in|belong to]?`,
        `the month [part|] of ${D} as a number`,
        `is it january (1) or december (12)? the month number of ${D}`,
      ],
    },
  }),
  level9({
    id: 'date-day',
    title: 'the day of the month of a date',
    params: 'd',
    code: () => 'Number(d.slice(8))',
    run: (_, d: string) => new Date(d).getUTCDate(),
    args: (random) => [anyDate(random)],
    forms: {
      do: [
        `[<return>|<get>|<extract>|<find>|<read>] the day [of the month of|number of|of] ${D}`,
        `<take> ${D} and <return> [its|the] day [of the month|as a number]`,
        `<find out> [which|what] day of the month ${D} is`,
      ],
      noun: [`the day of the month of ${D}`, `the day [number|] of ${D}[, from 1 to 31|]`],
      raw: [
        `[which|what] day of the month is ${D}?`,
        `[day|day number|day of the month] of ${D}`,
        `the day [part|] of ${D} as a number`,
        `on [which|what] day of the month does ${D} fall?`,
        `just the day of ${D}, not the month or the year`,
      ],
    },
  }),
  level9({
    id: 'date-days-between',
    title: 'days between two dates',
    params: 'd, e',
    code: () => '(Date.parse(e) - Date.parse(d)) / 86400000',
    run: (_, d: string, e: string) => {
      let days = 0;
      for (let time = Date.parse(d); time < Date.parse(e); time += DAY) days++;
      return days;
    },
    args: (random) => {
      const d = anyDate(random);
      return [d, iso(Date.parse(d) + random.pick([0, 1, random.int(2, 40), random.int(41, 800)]) * DAY)];
    },
    forms: {
      do: [
        '[<count>|<calculate>|<compute>|<find>|<return>] the [number of days|days|days passed] between [d and e|two dates|the dates d and e|the two dates]',
        '[<count>|<calculate>|<compute>|<find>|<return>] the [number of days|days] from [d to e|one date to another|the first date to the second]',
        '<subtract> [the date d from the date e|d from e|one date from another] and <return> [the days|the difference in days|the number of days]',
        '<find out> how many days [lie between d and e|there are from d to e|pass from d to e]',
      ],
      noun: [
        'the [number of days|difference in days|distance in days] between [d and e|two dates|the dates d and e]',
        'the number of days from [d to e|date d until date e|the first date to the second]',
      ],
      raw: [
        'how many days are [there|] between [d and e|two dates|the dates d and e]?',
        'how many days [is it|pass|are there] from [d to e|the first date to the second]?',
        '[days|number of days] between [d and e|two dates]',
        '[my holiday|the project|my trip|the loan] [starts|begins] on d and ends on e, how many days later is that?',
        'date difference in days [of d and e|between two dates|from d to e]',
        'today is d and my [birthday|exam|flight] is on e, how many days [are left|do i have to wait|must i wait]?',
      ],
    },
  }),
  level9({
    id: 'date-add-days',
    title: 'some days after a date',
    params: 'd',
    slots: { k: { kind: 'int', low: 1, high: 999 } },
    code: (c) => `new Date(Date.parse(d) + ${c.k} * 86400000).toISOString().slice(0, 10)`,
    run: (c, d: string) => {
      const out = new Date(d);
      out.setUTCDate(out.getUTCDate() + num(c.k));
      return out.toISOString().slice(0, 10);
    },
    args: (random) => [anyDate(random)],
    forms: {
      do: [
        `<add> {k} days to ${D}`,
        `[<move>|<shift>|<push>] ${D} [forward by {k} days|by {k} days into the future|{k} days ahead]`,
        `<postpone> ${D} by {k} days`,
        `[<find>|<return>|<get>|<compute>|<calculate>] the date {k} days [after|later than] ${D}`,
        `<count> {k} days forward from ${D}`,
      ],
      noun: [
        `the date {k} days [after|later than] ${D}`,
        `${D} plus {k} days`,
        `the [date|day] that is {k} days [after|later than] ${D}`,
      ],
      raw: [
        `${D} + {k} days`,
        `[what|which] date is it {k} days after ${D}?`,
        `what is the date [when|if] {k} days have passed since ${D}?`,
        `[an invoice|a bill|the invoice] is from d and must be paid within {k} days, [what is the last date|by which date]?`,
        `[the parcel|my visa|the offer] [comes|ends|expires] {k} days after d, on which date is that?`,
      ],
    },
  }),
  level9({
    id: 'date-subtract-days',
    title: 'some days before a date',
    params: 'd',
    slots: { k: { kind: 'int', low: 1, high: 999 } },
    code: (c) => `new Date(Date.parse(d) - ${c.k} * 86400000).toISOString().slice(0, 10)`,
    run: (c, d: string) => {
      const out = new Date(d);
      out.setUTCDate(out.getUTCDate() - num(c.k));
      return out.toISOString().slice(0, 10);
    },
    args: (random) => [anyDate(random)],
    forms: {
      do: [
        `<subtract> {k} days from ${D}`,
        `<move> ${D} [back by {k} days|{k} days into the past|{k} days back]`,
        `<go> back {k} days from ${D}`,
        `[<find>|<return>|<get>|<compute>|<calculate>] the date {k} days [before|earlier than] ${D}`,
        `<count> {k} days back from ${D}`,
      ],
      noun: [
        `the date {k} days [before|earlier than] ${D}`,
        `${D} minus {k} days`,
        `the [date|day] that is {k} days [before|earlier than] ${D}`,
      ],
      raw: [
        `${D} - {k} days`,
        `[what|which] date was it {k} days before ${D}?`,
        `{k} days ago, [if|when] today is d: which date was that?`,
        `the [exam|party|meeting|wedding] is on d, i want a reminder {k} days before, on which date?`,
      ],
    },
  }),
  level9({
    id: 'date-last-of-month',
    title: 'the last day of the month',
    params: 'd',
    code: () => 'new Date(Date.UTC(d.slice(0, 4), d.slice(5, 7), 0)).toISOString().slice(0, 10)',
    run: (_, d: string) => `${d.slice(0, 8)}${daysInMonth(d)}`,
    args: (random) => [anyDate(random)],
    forms: {
      do: [
        `[<return>|<get>|<find>|<compute>] the [last day|end|last date] of the month [of|for|that contains|for] ${D}`,
        `<move> ${D} to the [last day|end] of its month`,
        `<give> the date of the month end [for|of] ${D}`,
        `<turn> ${D} into the last [date|day] of [that|the same] month`,
      ],
      noun: [
        `the [last day|last date|end] of the month [of|that contains] ${D}[, as a date|]`,
        `the date of the last day in the month of ${D}`,
      ],
      raw: [
        `[what|which] date is the last day of the month of ${D}?`,
        `when does the month of ${D} end?`,
        `last day of the month [of|for] ${D}`,
        `end of month [of|for] ${D}`,
        `[rent|my salary|the bill] is [due|paid] on the last day of the month of ${D}, which date is that?`,
      ],
    },
  }),
  level9({
    id: 'date-first-of-month',
    title: 'the first day of the month',
    params: 'd',
    code: () => `d.slice(0, 8) + '01'`,
    run: (_, d: string) => iso(Date.UTC(new Date(d).getUTCFullYear(), new Date(d).getUTCMonth(), 1)),
    args: (random) => [anyDate(random)],
    forms: {
      do: [
        `[<return>|<get>|<find>|<compute>] the [first day|start|beginning|first date] of the month [of|for|that contains] ${D}`,
        `<move> ${D} [back|] to the [first day|start|beginning] of its month`,
        `<set> the day of ${D} to the first [of the month|]`,
        `<turn> ${D} into the first [date|day] of [that|the same] month`,
      ],
      noun: [
        `the [first day|first date|start|beginning] of the month [of|that contains] ${D}[, as a date|]`,
        `the date of the first day in the month of ${D}`,
      ],
      raw: [
        `[what|which] date is the first day of the month of ${D}?`,
        `when did the month of ${D} [start|begin]?`,
        `first day of the month [of|for] ${D}`,
        `start of month [of|for] ${D}`,
        `${D}, but with the day set to 01`,
      ],
    },
  }),
  level9({
    id: 'date-days-in-month',
    title: 'the number of days of a month',
    params: 'd',
    code: () => 'new Date(Date.UTC(d.slice(0, 4), d.slice(5, 7), 0)).getUTCDate()',
    run: (_, d: string) => daysInMonth(d),
    args: (random) => [
      `${random.pick(['2000-02', '2024-02', '2028-02', '2023-02', '2100-02', '2001-02', '2019-04', '2022-06', '2031-11', '2020-01', '2025-07', '2026-12'])}-${random.int(10, 28)}`,
    ],
    forms: {
      do: [
        `[<return>|<get>|<find>|<compute>] the number of days [in|of] the month of ${D}`,
        `<count> the days [in|of] the month of ${D}`,
        `<find out> how many days the month of ${D} has`,
        `<find out> how long the month of ${D} is`,
      ],
      noun: [`the number of days [in|of] the month of ${D}`, `the length of the month of ${D} in days`],
      raw: [
        `how many days does the month of ${D} have?`,
        `how many days are [there|] in the month of ${D}?`,
        `[days|number of days] in the month of ${D}`,
        `has the month of ${D} 28, 29, 30 or 31 days?`,
        `how long is the month of ${D}, in days?`,
      ],
    },
  }),
  level9({
    id: 'date-format',
    title: 'a date as DD/MM/YYYY',
    params: 'd',
    code: () => `d.split('-').reverse().join('/')`,
    run: (_, d: string) => `${d.slice(8)}/${d.slice(5, 7)}/${d.slice(0, 4)}`,
    args: (random) => [anyDate(random)],
    forms: {
      do: [
        `[<format>|<write>|<show>|<print>|<return>] ${D} [as|in the form|in the format|like] [DD/MM/YYYY|dd/mm/yyyy|day/month/year]`,
        `[<convert>|<change>|<turn>|<reformat>] ${D} [from YYYY-MM-DD|] [to|into] [DD/MM/YYYY|dd/mm/yyyy|day/month/year]`,
        `<write> ${D} with the day first, then month and year, [separated by slashes|with slashes]`,
        `<convert> dates like 2024-03-09 to 09/03/2024`,
      ],
      noun: [`${D} [in the form|in the format|as] [DD/MM/YYYY|dd/mm/yyyy|day/month/year]`],
      raw: [
        `${D} [as|to] [DD/MM/YYYY|dd/mm/yyyy]`,
        `[a|the] [european|british] way to write ${D}: day/month/year`,
        `i have ${D} as YYYY-MM-DD and [need|want] [DD/MM/YYYY|dd/mm/yyyy|day/month/year]`,
        `day/month/year [of|for|from] ${D}`,
        `how do people in [france|england|spain] write ${D}, with slashes: day/month/year`,
      ],
    },
  }),
  level9({
    id: 'date-parse',
    title: 'DD/MM/YYYY as a date',
    params: 's',
    code: () => `s.split('/').reverse().join('-')`,
    run: (_, s: string) => `${s.slice(6)}-${s.slice(3, 5)}-${s.slice(0, 2)}`,
    args: (random) => [anyDate(random).split('-').reverse().join('/')],
    forms: {
      do: [
        '[<convert>|<change>|<turn>|<reformat>] [s|the text|a text|a date|the date s] [from|in the form] [DD/MM/YYYY|dd/mm/yyyy|day/month/year] [to|into] [YYYY-MM-DD|yyyy-mm-dd|an ISO date]',
        '<read> [s|the text|a text] as [DD/MM/YYYY|dd/mm/yyyy|day/month/year] and <return> [YYYY-MM-DD|yyyy-mm-dd|the ISO date]',
        '<rewrite> [s|a date|the date s], given as [DD/MM/YYYY|dd/mm/yyyy|day/month/year], as [YYYY-MM-DD|yyyy-mm-dd|an ISO date]',
        '<convert> dates like 09/03/2024 to [2024-03-09|the form 2024-03-09]',
      ],
      raw: [
        '[DD/MM/YYYY|dd/mm/yyyy|day/month/year] [to|into] [YYYY-MM-DD|yyyy-mm-dd|an ISO date]',
        'the ISO date [of|for] [s|the text s|a date] [in the form|written as] [DD/MM/YYYY|dd/mm/yyyy|day/month/year]',
        'i have [a date|s|dates] as [DD/MM/YYYY|dd/mm/yyyy|day/month/year] and [need|want] [YYYY-MM-DD|yyyy-mm-dd|the ISO form]',
        '[a|the] date s has the day first and slashes, write it as [YYYY-MM-DD|yyyy-mm-dd]',
      ],
    },
  }),
];

export const level09: readonly Skill[] = [...fields, ...wholes, ...tables, ...dates];
