// What the cards of exported files may claim: where an adapter comes from, what its base is called, and the name of the base as YAML and as Markdown. Names are other
// people's words: a folder may be called anything, and a card is read by programs.

import { catalog } from '../../models/catalog.ts';
import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Learner } from '../team/context.ts';
import { lineageOf } from '../team/lineage.ts';

/**
 * `here`: learned on this device, and so was all that it was made of. `upon`: learned here on top of an adapter that the user brought. `elsewhere`: brought by the user.
 * `together`: merged here of adapters that the user brought. `unknown`: rows are missing that would tell.
 */
export type Origin = 'here' | 'upon' | 'elsewhere' | 'together' | 'unknown';

/** End of a sentence about work of others. */
export const NOT_KNOWN = 'and under which licence, Dream Lab does not know';

/** Where the active adapter comes from, by its checkpoint and those that it was made of. @throws AppError storage/… */
export async function originOf(store: Store, { checkpoint }: Pick<Learner, 'checkpoint'>): Promise<Origin> {
  if (checkpoint === null) return 'unknown';
  const rows = new Map((await store.list('checkpoints')).map((row) => [row.id, row]));
  const line = [...lineageOf(rows, checkpoint)].map((id) => rows.get(id));
  if (isImported(line[0])) return 'elsewhere';
  if (line.some(isImported)) return line.some(isLearned) ? 'upon' : 'together';
  // One that is missing may have been brought as well: then nothing is claimed.
  return line.includes(undefined) ? 'unknown' : 'here';
}

const isLearned = (row: RowOf<'checkpoints'> | undefined): boolean => row !== undefined && row.night !== null;

function isImported(row: Pick<RowOf<'checkpoints'>, 'config'> | undefined): boolean {
  return ((row?.config ?? {}) as { imported?: unknown }).imported === true;
}

/** A letter, a digit or `_` at both ends, between them `-` and `.`, too; at most 96 characters. */
const PART = '\\w(?:[\\w.-]{0,94}\\w)?';
const REPOSITORY = new RegExp(`^${PART}/${PART}$`);

/** Whether a name is one of a repository of the Hugging Face Hub, owner/name, by the Hub's own rules. */
export const isRepository = (name: string): boolean => REPOSITORY.test(name) && !/--|\.\.|\.git$/.test(name);

/**
 * The line of a card's front matter that names the base, its end included. Empty where the base is neither of the family nor in a repository: the Hub takes a
 * folder's name for a repository that is not there. Quoted, since JSON's texts are YAML's as well: a name of digits would be read as a number.
 */
export function baseModelLine(name: string): string {
  return Object.hasOwn(catalog, name) || isRepository(name) ? `base_model: ${JSON.stringify(name)}\n` : '';
}

/** A name as it can stand in a sentence of Markdown: on one line, and neither code, emphasis nor HTML. */
export function inText(name: string): string {
  const line = name.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.replace(/[\\`*<]/g, '\\$&');
}
