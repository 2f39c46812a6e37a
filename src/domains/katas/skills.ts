// All kata skills, level by level.
// Only the table: tasks are made from it in tasks.ts, requests are matched to it by retrieval.

import { level01 } from './level-01.ts';
import { level02 } from './level-02.ts';
import { level03 } from './level-03.ts';
import { level04 } from './level-04.ts';
import { level05 } from './level-05.ts';
import { level06 } from './level-06.ts';
import { level07 } from './level-07.ts';
import { level08 } from './level-08.ts';
import { level09 } from './level-09.ts';
import { level10 } from './level-10.ts';
import type { Skill } from './skill.ts';

export const skills: readonly Skill[] = [
  ...level01,
  ...level02,
  ...level03,
  ...level04,
  ...level05,
  ...level06,
  ...level07,
  ...level08,
  ...level09,
  ...level10,
];
