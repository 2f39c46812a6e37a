// Prompts that the katas cannot serve, for teaching the model to answer them with one honest sentence instead of made-up code.
// A seeded grammar: frames by theme (out-of-domain-{world,life,work}.ts) over topic lists (out-of-domain-data.ts), prompts in
// other languages (out-of-domain-languages.ts), and noise (mashed keys, signs, broken-off sentences). It is not a classifier: it only draws.
// Assumes that no frame or topic can be read as a small function over numbers, text, lists, records or dates.

import { must } from '../../lib/assert.ts';
import type { Rng } from '../../lib/rng.ts';
import { topics } from './out-of-domain-data.ts';
import { emoji, foreignFrames, loneWords } from './out-of-domain-languages.ts';
import { lifeFrames } from './out-of-domain-life.ts';
import { workFrames } from './out-of-domain-work.ts';
import { worldFrames } from './out-of-domain-world.ts';
import { draw, parse } from './phrase.ts';

/** The only answer to a prompt out of the domain. */
export const REFUSAL =
  'Sorry, I can only write small JavaScript functions over numbers, text, lists, records and dates.';

/** Longest prompt drawn, in characters. */
export const LONGEST_PROMPT = 300;

type Theme = { name: string; frames: readonly string[]; weight: number };

/** Themes are drawn in proportion to the square root of their frames, so that long ones do not drown the short ones. */
function themesOf(source: Readonly<Record<string, string>>): readonly Theme[] {
  return Object.entries(source).map(([name, text]) => {
    const frames = text.trim().split('\n');
    return { name, frames, weight: Math.sqrt(frames.length) };
  });
}

const spoken = themesOf({ ...worldFrames, ...lifeFrames, ...workFrames });
const foreign = themesOf(foreignFrames);
// Broken-off sentences come from themes without verbs of code: "reverse a linked list" without "in C++" would be a kata.
const breakable = spoken.filter(({ name }) =>
  ['weather', 'history', 'geography', 'health', 'cooking', 'travel', 'creative', 'smalltalk', 'feelings'].includes(
    name,
  ),
);

function theme(themes: readonly Theme[], random: Rng): Theme {
  let left = random.next() * themes.reduce((sum, { weight }) => sum + weight, 0);
  return themes.find(({ weight }) => (left -= weight) < 0) ?? random.pick(themes);
}

const numbers: Readonly<Record<string, (random: Rng) => string>> = {
  int: (random) => String(random.int(2, 99)),
  year: (random) => String(random.int(1066, 2040)),
  port: (random) => String(random.pick([80, 3000, 5173, 5432, 8080, 8443])),
};

const PLURALS: Readonly<Record<string, string>> = {
  mouse: 'mice',
  wolf: 'wolves',
  sheep: 'sheep',
  goldfish: 'goldfish',
  salmon: 'salmon',
  octopus: 'octopuses',
  platypus: 'platypuses',
  salesperson: 'salespeople',
};

function plural(noun: string): string {
  const known = PLURALS[noun];
  if (known !== undefined) return known;
  if (/s$/.test(noun)) return noun;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : /(?:x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** Draws the alternatives of a frame and fills its slots, each topic at most once. */
function expand(source: string, random: Rng, said: Set<string> = new Set()): string {
  const text = draw(parse(source), random).replace(/\{([a-z]+)\}(s\b)?/g, (_, name: string, ending?: string) => {
    const number = numbers[name];
    if (number) return number(random) + (ending ?? '');
    const list = `[${must(topics[name], `topic list ${name}`)}]`;
    let entry = expand(list, random, said);
    for (let attempt = 0; said.has(entry) && attempt < 5; attempt++) entry = expand(list, random, said);
    said.add(entry);
    return ending ? plural(entry) : entry;
  });
  return text
    .replaceAll(" 's ", "'s ")
    .replaceAll('the the ', 'the ')
    .replace(/\ba\(n\)(?= (["']?[\w ]{0,4}))/gi, (_, next: string) => (takesAn(next) ? 'an' : 'a'));
}

/** By the first letters of the next word; "unicorn" and "one-liner" begin with a consonant's sound. */
function takesAn(next: string): boolean {
  return /^["']?[aeiou]/i.test(next) && !/^["']?(?:uni|one|eu|use)/i.test(next);
}

function sentence(themes: readonly Theme[], random: Rng): string {
  return expand(random.pick(theme(themes, random).frames), random).replace(/([.,?!]) ?[?.,]+(?= |$)/g, '$1');
}

/** Casing and end marks as people type them. */
function cased(text: string, random: Rng): string {
  const style = random.next();
  const shown =
    style < 0.5
      ? text.charAt(0).toUpperCase() + text.slice(1)
      : style < 0.62
        ? text
        : style < 0.96
          ? text.toLowerCase()
          : text.toUpperCase();
  const end = random.next();
  if (/[?.!]$/.test(shown)) return end < 0.25 ? shown.slice(0, -1) : end < 0.28 ? shown + shown.slice(-1) : shown;
  return shown + (end < 0.25 ? '.' : end < 0.29 ? '!' : end < 0.31 ? '...' : end < 0.33 ? '??' : '');
}

const OPENINGS =
  'hi,|hello,|hey,|please,|ok,|so,|well,|quick question:|just wondering,|hey bot,|one more thing:|excuse me,|be honest,|good morning,|i want to know:|for my {kin}:';
const CLOSINGS =
  'please|thanks|, thank you|pls|asap|, my {kin} wants to know|right now|for real|, be quick|lol|, any idea|in short|, just tell me';

/** A greeting before or a courtesy behind a sentence, now and then. */
function dressed(text: string, random: Rng): string {
  if (random.chance(0.07)) return `${expand(random.pick(OPENINGS.split('|')), random)} ${text}`;
  if (!random.chance(0.06)) return text;
  const mark = /[?.!]*$/.exec(text)?.[0] ?? '';
  const closing = expand(random.pick(CLOSINGS.split('|')), random);
  return text.slice(0, text.length - mark.length) + (closing.startsWith(',') ? '' : ' ') + closing + mark;
}

/** One typing slip: two neighbours swapped, a letter lost or doubled. */
function slipped(text: string, random: Rng): string {
  const at = random.int(1, text.length - 2);
  const pair = text.slice(at, at + 2);
  if (!/^[a-z]{2}$/.test(pair)) return text;
  return (
    text.slice(0, at) +
    random.pick([`${pair.charAt(1)}${pair.charAt(0)}`, pair.charAt(1), pair.charAt(0) + pair]) +
    text.slice(at + 2)
  );
}

/** One request, or two in a row. */
function spokenPrompt(random: Rng): string {
  const first = dressed(sentence(spoken, random), random);
  const whole = random.chance(0.07)
    ? `${first}${/[?.!]$/.test(first) ? '' : random.pick(['.', ',', ' and'])} ${sentence(spoken, random)}`
    : first;
  const text = cased(whole, random);
  return text.length > 8 && random.chance(0.05) ? slipped(text, random) : text;
}

/** A sentence that stops in the middle, unless it begins like a kata: "count the" is half of many. */
function brokenOff(random: Rng): string {
  for (;;) {
    const wordsOf = sentence(breakable, random).split(' ');
    const kept = wordsOf.slice(0, random.int(1, Math.max(1, Math.min(5, wordsOf.length - 1)))).join(' ');
    if (/^(?:count|check|list|find|add|is|order|replace|name|the|return)\b/i.test(kept)) continue;
    return kept.replace(/[.?!,]+$/, '') + random.pick(['', '', '', '...', ' -', ',', ' and']);
  }
}

const many = (low: number, high: number, random: Rng, make: () => string): string[] =>
  Array.from({ length: random.int(low, high) }, make);
const letterOf = (letters: string, random: Rng): string => letters.charAt(random.int(0, letters.length - 1));

function mashedKeys(random: Rng): string {
  const row = random.pick([
    'asdfghjkl',
    'qwertyuiop',
    'zxcvbnm',
    'abcdefghijklmnopqrstuvwxyz',
    'jkl;',
    'asdf',
    'hjklnm',
  ]);
  return many(1, 3, random, () => many(3, 12, random, () => letterOf(row, random)).join('')).join(' ');
}

function madeUpWords(random: Rng): string {
  const syllable = (): string =>
    letterOf('bdfgklmnprstvwz', random) + letterOf('aeiou', random) + letterOf('  nrlkxz', random).trim();
  return (
    many(2, 6, random, () => many(2, 3, random, syllable).join('')).join(' ') + random.pick(['', '', '?', '.', '!'])
  );
}

/** Unrelated words in a row. */
function wordSalad(random: Rng): string {
  const lists = [
    'animal',
    'food',
    'city',
    'mood',
    'job',
    'gadget',
    'figure',
    'hobby',
    'stuff',
    'clothes',
    'think',
    'planet',
  ];
  return many(2, 6, random, () => expand(`{${random.pick(lists)}}`, random)).join(random.pick([' ', ' ', ', ']));
}

/** Figures that ask for nothing: no sign between them could be read as an operation. */
function figuresOnly(random: Rng): string {
  const digits = (length: number): string =>
    many(length, length, random, () => letterOf('0123456789', random)).join('');
  return random.pick([
    () => digits(random.int(1, 9)),
    () => `0${digits(3)} ${digits(3)} ${digits(4)}`,
    () => `${digits(1)}.${digits(random.int(1, 7))}`,
    () => many(2, 6, random, () => digits(random.int(1, 3))).join(' '),
    () => `${random.int(0, 23)}:${random.int(10, 59)}`,
    () => `#${digits(6)}`,
  ])();
}

function signsOnly(random: Rng): string {
  const sign = random.pick([...'?!.,;:-_#$%&~^"\'']);
  const others = '?!.,;:-_#$%&~^"\'';
  return random.chance(0.5)
    ? sign.repeat(random.int(1, 8))
    : many(2, 9, random, () => letterOf(others, random)).join('');
}

function emojiOnly(random: Rng): string {
  return many(1, 5, random, () => random.pick(emoji.split('|'))).join('') + random.pick(['', '', '', '?', '!']);
}

function loneWord(random: Rng): string {
  const word = random.chance(0.6)
    ? random.pick(loneWords.split('|'))
    : expand('{[city|country|animal|job|food|word|sport|band|company|language]}', random);
  return cased(word + random.pick(['', '', '?', '!']), random);
}

const stretched = (random: Rng): string =>
  letterOf('abehlmouwyz', random).repeat(random.int(1, 14)) + random.pick(['', '', 'h', '!', '?']);

const NOISE: readonly ((random: Rng) => string)[] = [
  brokenOff,
  brokenOff,
  mashedKeys,
  madeUpWords,
  wordSalad,
  figuresOnly,
  signsOnly,
  emojiOnly,
  loneWord,
  loneWord,
  stretched,
];

/** One prompt out of the domain, 1 to LONGEST_PROMPT characters, drawn from this stream. */
export function outOfDomainPrompt(random: Rng): string {
  for (;;) {
    const kind = random.next();
    const text =
      kind < 0.83
        ? spokenPrompt(random)
        : kind < 0.91
          ? cased(sentence(foreign, random), random)
          : random.pick(NOISE)(random);
    if (text.length >= 1 && text.length <= LONGEST_PROMPT) return text;
  }
}
