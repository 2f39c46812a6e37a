// All tables, in one place. To add one: its file, and one line here.

import type { Schema } from '../connection.ts';
import { attempts } from './attempts.ts';
import { checkpoints } from './checkpoints.ts';
import { datasets } from './datasets.ts';
import { episodes } from './episodes.ts';
import { evals } from './evals.ts';
import { heads } from './heads.ts';
import { imports } from './imports.ts';
import { lessons } from './lessons.ts';
import { links } from './links.ts';
import { manners } from './manners.ts';
import { memories } from './memories.ts';
import { meta } from './meta.ts';
import { models } from './models.ts';
import { moves } from './moves.ts';
import { nights } from './nights.ts';
import { preferences } from './preferences.ts';
import { runs } from './runs.ts';
import { steps } from './steps.ts';
import type { Content, Log, Place, TableInfo, Version } from './table.ts';
import { tasks } from './tasks.ts';

export const logs = {
  episodes,
  memories,
  links,
  lessons,
  nights,
  steps,
  tasks,
  attempts,
  runs,
  checkpoints,
  evals,
  manners,
  moves,
  imports,
  models,
  preferences,
  datasets,
} satisfies Record<string, TableInfo>;

const pointers = { heads, meta } satisfies Record<string, { versions: readonly Version[] }>;

export type LogName = keyof typeof logs;
export const LOG_NAMES = Object.keys(logs) as readonly LogName[];

type Parts<T extends LogName> =
  (typeof logs)[T] extends Log<infer C extends Content, infer D> ? { content: C; draft: D } : never;
/** What a row of this table says. */
export type ContentOf<T extends LogName> = Parts<T>['content'];
/** The same, where fields with defaults may be left out. */
export type DraftOf<T extends LogName> = Parts<T>['draft'];
/** A stored row: content and place. */
export type RowOf<T extends LogName> = Readonly<ContentOf<T>> & Place;

/** Dexie's index text for every table, by version. */
export function schemaOf(): Schema {
  const entries = [
    ...Object.entries(logs).map(([name, { versions }]) => ({ name, versions, keys: ['id', '&seq'] })),
    ...Object.entries(pointers).map(([name, { versions }]) => ({ name, versions, keys: ['name'] })),
  ];
  const numbers = new Set(entries.flatMap(({ versions }) => versions.map(({ version }) => version)));
  return [...numbers]
    .sort((a, b) => a - b)
    .map((version) => ({
      version,
      stores: Object.fromEntries(
        entries.flatMap(({ name, versions, keys }) =>
          versions
            .filter((stored) => stored.version === version)
            .map((stored) => [name, [...keys, ...stored.indexes].join(', ')]),
        ),
      ),
    }));
}
