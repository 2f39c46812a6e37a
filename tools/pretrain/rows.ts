// The training rows of the embedded family, drawn for ever from a seed: katas, echo rows (every token as input and output), honest refusals and
// conversations of several turns.

import { must } from '../../src/lib/assert.ts';
import type { Rng } from '../../src/lib/rng.ts';
import type { Turn } from '../../models/qwen/chat.ts';
import type { Example } from '../../src/engine/packing.ts';
import { chatExample, type Tokenizer } from '../../src/engine/tokenizer.ts';
import { outOfDomainPrompt, REFUSAL } from '../../src/domains/katas/out-of-domain.ts';
import { pseudoWord } from '../../src/domains/katas/constants.ts';
import type { Skill } from '../../src/domains/katas/skill.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { makeExercise } from '../../src/domains/katas/tasks.ts';
import type { Diet } from './family.ts';

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

function kataTurns(skill: Skill, random: Rng): Turn[] {
  const task = makeExercise(skill, 'train', `pretrain ${random.int(0, 2 ** 48)}`);
  return [
    { role: 'user', content: task.prompt },
    { role: 'assistant', content: task.reference },
  ];
}

const ECHO_LEADS = ['Repeat: ', 'repeat: ', 'Copy: ', 'say ', 'Echo: '];

/** A copying row. Half are random tokens, so that no row of the embedding stays untrained; half are words and numbers as constants are. */
function echoExample(tokenizer: Tokenizer, random: Rng, special: number): Example {
  const lead = random.pick(ECHO_LEADS);
  if (random.chance(0.5)) {
    const words = Array.from({ length: random.int(1, 5) }, () =>
      random.chance(0.3)
        ? String(random.int(0, 9999))
        : random.chance(0.5)
          ? pseudoWord(random)
          : `'${pseudoWord(random)}'`,
    );
    return chatExample(tokenizer, [
      { role: 'user', content: lead + words.join(' ') },
      { role: 'assistant', content: words.join(' ') },
    ]);
  }
  const ids = Array.from({ length: random.int(2, 10) }, () => random.int(0, special - 1));
  const frame = chatExample(tokenizer, [
    { role: 'user', content: `${lead}\u0001` },
    { role: 'assistant', content: '\u0001' },
  ]);
  const mark = must(tokenizer.encode('\u0001')[0], 'mark');
  const spread = <T>(items: readonly T[], fill: (weight: T) => readonly T[]): T[] =>
    items.flatMap((item, i) => (frame.ids[i] === mark ? fill(item) : [item]));
  return { ids: spread(frame.ids, () => ids), weights: spread(frame.weights, (weight) => ids.map(() => weight)) };
}

function refusalTurns(random: Rng): Turn[] {
  return [
    { role: 'user', content: outOfDomainPrompt(random) },
    { role: 'assistant', content: REFUSAL },
  ];
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
