// What skills share: words of their ids and titles, parameters, level, pieces of their code. The scorer learns weights for these groups rather than
// for skills alone, so that "exceeding", seen in one skill with `>`, is understood in all of them.

import type { Constants, Skill } from '../../src/domains/katas/skill.ts';

const SAMPLE: Readonly<Record<string, number | string>> = {
  int: 7,
  date: '2020-01-01',
  char: 'x',
  word: 'word',
  field: 'word',
  text: 'word',
};

function code(skill: Skill): string {
  const constants: Constants = Object.fromEntries(
    Object.entries(skill.slots).map(([name, { kind }]) => [name, SAMPLE[kind] ?? 'word']),
  );
  return skill.code(constants);
}

/** Names of the groups of a skill, the skill itself (`id:…`) first. */
export function groupsOf(skill: Skill): string[] {
  const pieces = code(skill).matchAll(/\.[a-zA-Z]+|[<>=!%*+/-]+ ?[\w']+/g);
  return [
    ...new Set([
      `id:${skill.id}`,
      ...skill.id.split('-'),
      ...skill.title.split(' ').map((word) => `title:${word}`),
      `params:${skill.params}`,
      `level:${skill.level}`,
      ...Array.from(pieces, ([piece]) => `code:${piece}`),
    ]),
  ];
}
