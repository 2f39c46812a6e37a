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
import { makeAsked, makeExercise } from '../../src/domains/katas/tasks.ts';
import { COMMON_WORDS, FIELDS } from '../../src/domains/katas/words.ts';
import type { Diet } from './family.ts';
import { phrasesOf, refusedPrompts } from './phrases.ts';

/** Skills by level with the diet's weights; levels without weight are absent. */
function menu(diet: Diet): { skills: readonly Skill[]; weight: number }[] {
  const levels = Object.entries(diet.levels).map(([level, weight]) => ({
    skills: skills.filter((skill) => skill.level === Number(level)),
    weight,
  }));
  return levels.filter((level) => level.skills.length > 0);
}

function chooseSkill(levels: ReturnType<typeof menu>, random: Rng): Skill {
  let left = random.next() * levels.reduce((sum, { weight }) => sum + weight, 0);
  for (const level of levels) if ((left -= level.weight) < 0) return random.pick(level.skills);
  return random.pick(must(levels.at(-1), 'level').skills);
}

/** Share of katas that are asked in people's own words; the others in the grammar's forms. */
const OWN_WORDS = 0.5;

const phrases = new Map(skills.map((skill) => [skill, phrasesOf(skill)]));

function kataTurns(skill: Skill, random: Rng): Turn[] {
  const seed = `pretrain ${random.int(0, 2 ** 48)}`;
  const own = must(phrases.get(skill), skill.id);
  const free = own.length > 0 && random.chance(OWN_WORDS);
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
    if (random.chance(0.3)) return String(random.int(0, 9999));
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

/** Of echo rows: random tokens, then words as they stand, then words in code. */
const TOKENS_SHARE = 0.3;
const WORDS_SHARE = 0.5;

function echoExample(tokenizer: Tokenizer, random: Rng, special: number): Example {
  const kind = random.next();
  if (kind < TOKENS_SHARE) return tokenEcho(tokenizer, random, special);
  return chatExample(tokenizer, kind < WORDS_SHARE ? wordEcho(random) : codeEcho(random));
}

function refusalTurns(random: Rng): Turn[] {
  return [
    {
      role: 'user',
      content: random.chance(0.5) ? outOfDomainPrompt(random) : typed(random.pick(refusedPrompts), random),
    },
    { role: 'assistant', content: REFUSAL },
  ];
}

/** Only random tokens to be copied: the first lesson, without which constants are guessed. */
export function copyingSource(tokenizer: Tokenizer, random: Rng): () => Example {
  return () => tokenEcho(tokenizer, random, tokenizer.size - 3);
}

/** An endless source: call it for the next row. */
export function rowSource(tokenizer: Tokenizer, diet: Diet, random: Rng): () => Example {
  const levels = menu(diet);
  const special = tokenizer.size - 3;
  return () => {
    const kind = random.next();
    if (kind < diet.echo) return echoExample(tokenizer, random, special);
    if (kind < diet.echo + diet.outOfDomain) return chatExample(tokenizer, refusalTurns(random));
    if (kind < diet.echo + diet.outOfDomain + diet.multiTurn) {
      const turns = Array.from({ length: random.int(2, 3) }, () =>
        random.chance(0.1) ? refusalTurns(random) : kataTurns(chooseSkill(levels, random), random),
      );
      return chatExample(tokenizer, turns.flat());
    }
    return chatExample(tokenizer, kataTurns(chooseSkill(levels, random), random));
  };
}
