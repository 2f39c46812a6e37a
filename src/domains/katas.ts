// The first practice domain: small JavaScript functions from an English sentence. Skills are in katas/level-*.ts; this file only puts them together.

import { AppError } from '../lib/errors.ts';
import { rng } from '../lib/rng.ts';
import type { Domain } from './domain.ts';
import { candidates, match } from './katas/match.ts';
import { outOfDomainPrompt, REFUSAL } from './katas/out-of-domain.ts';
import { skills } from './katas/skills.ts';
import { makeTask } from './katas/tasks.ts';

const byId = new Map(skills.map((skill) => [skill.id, skill]));

export const katas: Domain = {
  name: 'katas',
  skills: skills.map(({ id, level, title }) => ({ id, level, title })),
  generate: (id, split, seed) => {
    const skill = byId.get(id);
    if (!skill)
      throw new AppError('domain/unknown-skill', `There is no kata skill ${id}. Ask for one of the listed skills.`, {
        skill: id,
      });
    return makeTask(skill, split, seed);
  },
  match,
  rank: (prompt) => candidates(prompt).map(({ skill, probability }) => ({ skill: skill.id, probability })),
  refusal: (seed) => ({ name: 'refusal', prompt: outOfDomainPrompt(rng(`${seed}/refusal`)), answer: REFUSAL }),
};
