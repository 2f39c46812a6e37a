// export: attempts and episodes -> preference pairs in a file, in the conversational form that TRL's trainers read (prompt, chosen, rejected as lists of
// messages; Axolotl with field_messages: prompt), flat columns beside them, one JSON object a line. Of nights unless the user wants their own words in it too.

import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { sha256 } from '../lib/hash.ts';
import { canonical, type Json } from '../lib/json.ts';
import { type Pair, pairsOfChat, pairsOfNights } from '../team/pairs.ts';
import { FORMAT, weekOf } from './lines.ts';
import type { Exported } from './night.ts';

/** @param own whether the user's own questions, answers and votes go into the file @throws AppError storage/… */
export async function exportPairs(store: Store, own: boolean): Promise<Exported> {
  const tasks = await store.list('tasks');
  const pairs = [
    ...pairsOfNights(tasks, await store.list('attempts')),
    ...(own ? pairsOfChat(await store.list('episodes')) : []),
  ];
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const lines = await Promise.all(pairs.map((pair) => pairLine(pair, byId.get(pair.task ?? '') ?? null)));
  // By their text, so that the order of nights and devices does not show.
  const file = new Blob(lines.sort().map((line) => `${line}\n`));
  return { name: 'dream-lab-preference.jsonl', file, rows: pairs.length };
}

type Tests = Pick<RowOf<'tasks'>, 'entry' | 'shown' | 'hidden'>;

/** One pair. `meta` is a JSON text with what comparing the two again needs, where tests can. */
export async function pairLine(pair: Pair, task: Tests | null): Promise<string> {
  const { prompt, chosen, rejected, evidence, source, night, skill, level, chosenBy, rejectedBy, at } = pair;
  const said = (role: string, content: string): Json => [{ role, content }];
  const isSynthetic = source === 'dream';
  const row = {
    prompt: said('user', prompt),
    chosen: said('assistant', chosen),
    rejected: said('assistant', rejected),
    id: await sha256(canonical([prompt, chosen, rejected])),
    dream_id: night ?? '',
    skill: skill ?? '',
    difficulty: level ?? 0,
    verified: evidence === 'tests',
    evidence,
    chosen_model: chosenBy,
    rejected_model: rejectedBy,
    source,
    license: isSynthetic ? 'CC0-1.0' : 'other',
    created_at: weekOf(at),
    synthetic: isSynthetic,
    meta: canonical({ format: FORMAT, language: 'javascript', ...(task ? testsOf(task) : { entry: '', tests: [] }) }),
  };
  return canonical(row);
}

const testsOf = ({ entry, shown, hidden }: Tests): { entry: string; tests: Json } => ({
  entry,
  tests: [...shown, ...hidden] as Json,
});
