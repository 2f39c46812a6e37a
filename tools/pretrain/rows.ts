// The training rows of the embedded family, drawn for ever from a seed: katas, echo rows (every token as input and output), honest refusals and
// conversations of several turns.

import { must } from '../../src/lib/assert.ts';
import type { Rng } from '../../src/lib/rng.ts';
import type { Turn } from '../../models/qwen/chat.ts';
import type { Example } from '../../src/engine/packing.ts';
import { chatExample, type Tokenizer } from '../../src/engine/tokenizer.ts';
import { outOfDomainPrompt, REFUSAL } from '../../src/domains/katas/out-of-domain.ts';
import { isTestConstant, pseudoWord, quoting } from '../../src/domains/katas/constants.ts';
import type { Skill } from '../../src/domains/katas/skill.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { makeAsked, makeExercise, noisy } from '../../src/domains/katas/tasks.ts';
import { COMMON_WORDS, FIELDS } from '../../src/domains/katas/words.ts';
import { drawUnasked, unaskedPatterns } from '../matching/rows.ts';
import type { Diet } from './family.ts';
import { phrasesOf, refusedPrompts } from './phrases.ts';

type Dish = { skill: Skill; weight: number };

/** Skills with their weights: a level's weight is shared among its skills by the root of what each has still to learn. Other levels are absent. */
function menu(diet: Diet): readonly Dish[] {
  return Object.entries(diet.levels).flatMap(([level, weight]) => {
    const dishes = skills
      .filter((skill) => skill.level === Number(level))
      .map((skill) => ({ skill, weight: Math.sqrt(diet.leftToLearn?.[skill.id] ?? 1) }));
    const sum = dishes.reduce((total, dish) => total + dish.weight, 0);
    return dishes.map((dish) => ({ ...dish, weight: (dish.weight / sum) * weight }));
  });
}

function chooseSkill(dishes: readonly Dish[], random: Rng): Skill {
  let left = random.next() * dishes.reduce((sum, { weight }) => sum + weight, 0);
  return (dishes.find(({ weight }) => (left -= weight) < 0) ?? random.pick(dishes)).skill;
}

const phrases = new Map(skills.map((skill) => [skill, phrasesOf(skill)]));

/** A question and its answer; `ownWords` is the share that is asked in people's own words, the others in the grammar's forms. */
export function kataTurns(skill: Skill, ownWords: number, random: Rng): Turn[] {
  const seed = `pretrain ${random.int(0, 2 ** 48)}`;
  const own = must(phrases.get(skill), skill.id);
  const free = own.length > 0 && random.chance(ownWords);
  const task = free ? makeAsked(skill, random.pick(own), seed) : makeExercise(skill, 'train', seed);
  return [
    { role: 'user', content: free ? typed(task.prompt, random) : task.prompt },
    { role: 'assistant', content: task.reference },
  ];
}

const BEFORE = [
  'please ',
  'hi, ',
  'hey, ',
  'quick one: ',
  'js: ',
  'javascript: ',
  'question: ',
  'i need this: ',
  'help: ',
];
const AFTER = [' please', ' thanks', ', thanks', ' thank you', ' in js', ' in javascript', ' asap', ' for me', ' pls'];

/** As people type: now and then a greeting, thanks, or a slip in a word of letters. */
function typed(prompt: string, random: Rng): string {
  const kind = random.next();
  if (kind < 0.06) return random.pick(BEFORE) + prompt;
  if (kind < 0.12) return prompt.replace(/[.?!]*$/, (end) => random.pick(AFTER) + end);
  return kind < 0.2 ? slipped(prompt, random) : prompt;
}

/** One plain word of five letters or more loses, doubles or swaps a letter inside. What is quoted is left alone. */
function slipped(prompt: string, random: Rng): string {
  const parts = prompt.split(' ');
  const plain = [...parts.keys()].filter((i) => /^[a-z]{5,}$/.test(must(parts[i], 'part')));
  if (plain.length === 0 || /["'`“]/.test(prompt)) return prompt;
  const at = random.pick(plain);
  const word = must(parts[at], 'word');
  const i = random.int(1, word.length - 3);
  const [before, x, y, after] = [word.slice(0, i), word.charAt(i), word.charAt(i + 1), word.slice(i + 2)];
  parts[at] = before + random.pick([y, x + x + y, y + x]) + after;
  return parts.join(' ');
}

const ECHO_LEADS = ['Repeat: ', 'repeat: ', 'Copy: ', 'say ', 'Echo: '];
const WORDS = [...COMMON_WORDS, ...FIELDS].filter((each) => !isTestConstant(each));

function trainedWord(random: Rng): string {
  if (random.chance(0.4)) return random.pick(WORDS);
  for (;;) {
    const made = pseudoWord(random);
    if (!isTestConstant(made)) return made;
  }
}

/** Numbers of one to four digits, each length as often. */
function number(random: Rng): number {
  return random.int(0, 10 ** random.int(1, 4) - 1);
}

function trainedNumber(random: Rng): number {
  for (;;) {
    const made = number(random);
    if (!isTestConstant(made)) return made;
  }
}

/** Random tokens to be copied, so that no row of the embedding stays untrained; long runs teach copying itself soonest. */
function tokenEcho(tokenizer: Tokenizer, random: Rng, special: number): Example {
  const ids = Array.from({ length: random.int(2, 50) }, () => random.int(0, special - 1));
  const frame = chatExample(tokenizer, [
    { role: 'user', content: `${random.pick(ECHO_LEADS)}\u0001` },
    { role: 'assistant', content: '\u0001' },
  ]);
  const mark = must(tokenizer.encode('\u0001')[0], 'mark');
  const spread = <T>(items: readonly T[], fill: (weight: T) => readonly T[]): T[] =>
    items.flatMap((item, i) => (frame.ids[i] === mark ? fill(item) : [item]));
  return { ids: spread(frame.ids, () => ids), weights: spread(frame.weights, (weight) => ids.map(() => weight)) };
}

/** Words and numbers to be copied as they stand. */
function wordEcho(random: Rng): Turn[] {
  const words = Array.from({ length: random.int(1, 6) }, () => {
    if (random.chance(0.4)) return String(number(random));
    return random.chance(0.5) ? trainedWord(random) : `'${trainedWord(random)}'`;
  });
  return [
    { role: 'user', content: random.pick(ECHO_LEADS) + words.join(' ') },
    { role: 'assistant', content: words.join(' ') },
  ];
}

/** How code spells words that people write bare or in any quotes, by the word that asks for it. */
const SPELLINGS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  Quote: (words) => words.map((word) => `'${word}'`).join(', '),
  Fields: (words) => words.map((word) => `r.${word}`).join(', '),
  Read: (words) => words.map((word) => `o.${word}`).join('; '),
  Keys: (words) => `{ ${words.join(', ')} }`,
  Compare: (words) => words.map((word) => `a.${word} - b.${word}`).join(', '),
  Match: (words) => words.map((word) => `x === '${word}'`).join(' || '),
  Pairs: (words) => words.map((word, i) => `${word}: '${words[words.length - 1 - i]}'`).join(', '),
};

/** The same for numbers. */
const SUMS: Readonly<Record<string, (numbers: readonly number[]) => string>> = {
  Numbers: (numbers) => numbers.join(', '),
  Call: (numbers) => `solve(${numbers.join(', ')})`,
  Chain: (numbers) => numbers.reduce((code, each, i) => `${code} ${i % 2 ? '+' : '*'} ${each}`, 'n'),
  Bounds: (numbers) => numbers.map((each, i) => `x ${i % 2 ? '<' : '>'}= ${each}`).join(' && '),
  Times: (numbers) => numbers.map((each) => `for (let i = 0; i < ${each}; i++)`).join(' '),
  Cuts: (numbers) => numbers.map((each) => `s.slice(0, ${each})`).join(' + '),
};

/** Numbers to be copied into code. */
function numberEcho(random: Rng): Turn[] {
  const numbers = Array.from({ length: random.int(1, 3) }, () => trainedNumber(random));
  const kind = random.pick(Object.keys(SUMS));
  return [
    { role: 'user', content: `${kind}: ${numbers.join(random.pick([' ', ', ', ' and ']))}` },
    { role: 'assistant', content: must(SUMS[kind], kind)(numbers) },
  ];
}

/** Words to be copied into code: the copying that katas need, without their meaning. */
function codeEcho(random: Rng): Turn[] {
  const words = Array.from({ length: random.int(1, 4) }, () => trainedWord(random));
  const kind = random.pick(Object.keys(SPELLINGS));
  const quote = quoting(random);
  return [
    {
      role: 'user',
      content: `${random.pick([kind, kind.toLowerCase()])}: ${words.map(quote).join(random.pick([' ', ', ', ' and ']))}`,
    },
    { role: 'assistant', content: must(SPELLINGS[kind], kind)(words) },
  ];
}

/** Of echo rows, running sums: random tokens, words and numbers as they stand, numbers in code, then words in code. */
const TOKENS_SHARE = 0.2;
const WORDS_SHARE = 0.45;
const NUMBERS_SHARE = 0.65;

function echoExample(tokenizer: Tokenizer, random: Rng, special: number): Example {
  const kind = random.next();
  if (kind < TOKENS_SHARE) return tokenEcho(tokenizer, random, special);
  if (kind < WORDS_SHARE) return chatExample(tokenizer, wordEcho(random));
  return chatExample(tokenizer, kind < NUMBERS_SHARE ? numberEcho(random) : codeEcho(random));
}

/** Of the other refused prompts, the grammar's; the rest was written. */
const GRAMMAR_SHARE = 0.45;

const nearMisses = unaskedPatterns();

function refusedPrompt(near: number, random: Rng): string {
  if (random.chance(near)) {
    const [drawn] = drawUnasked(random.pick(nearMisses), 1, random);
    return noisy(must(drawn, 'a near miss').prompt, random);
  }
  return random.chance(GRAMMAR_SHARE) ? outOfDomainPrompt(random) : typed(random.pick(refusedPrompts), random);
}

function refusalTurns({ nearMisses: near }: Diet, random: Rng): Turn[] {
  return [
    { role: 'user', content: refusedPrompt(near, random) },
    { role: 'assistant', content: REFUSAL },
  ];
}

/** Only random tokens to be copied: the first lesson, without which constants are guessed. */
export function copyingSource(tokenizer: Tokenizer, random: Rng): () => Example {
  return () => tokenEcho(tokenizer, random, tokenizer.size - 3);
}

/** An endless source: call it for the next row. */
export function rowSource(tokenizer: Tokenizer, diet: Diet, random: Rng): () => Example {
  const dishes = menu(diet);
  const special = tokenizer.size - 3;
  return () => {
    const kind = random.next();
    if (kind < diet.echo) return echoExample(tokenizer, random, special);
    if (kind < diet.echo + diet.outOfDomain) return chatExample(tokenizer, refusalTurns(diet, random));
    if (kind < diet.echo + diet.outOfDomain + diet.multiTurn) {
      const turns = Array.from({ length: random.int(2, 3) }, () =>
        random.chance(0.1) ? refusalTurns(diet, random) : kataTurns(chooseSkill(dishes, random), diet.ownWords, random),
      );
      return chatExample(tokenizer, turns.flat());
    }
    return chatExample(tokenizer, kataTurns(chooseSkill(dishes, random), diet.ownWords, random));
  };
}
