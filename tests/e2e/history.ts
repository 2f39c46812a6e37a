// A browser that has dreamed for a week: nights of every end, run by the real cycle with scripted models on a fake IndexedDB, and carried row by row
// into the page's own storage. What pages show of it is what they would show of nights that took hours.

import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { manifest } from '../../models/catalog.gen.ts';
import { loraLayout } from '../../models/lora.ts';
import { parseConfig } from '../../models/qwen/config.ts';
import type { RowOf } from '../../src/db/tables/index.ts';
import { must } from '../../src/lib/assert.ts';
import { NIGHT_SETTINGS } from '../../src/team/context.ts';
import { ROOT } from '../../tools/command.ts';
import { skills } from '../doubles/domain.ts';
import { scriptedEngine } from '../doubles/engine.ts';
import { placeOf } from '../doubles/mind.ts';
import { scriptedTrainer } from '../doubles/trainer.ts';
import { makeWorld, SETTINGS, sleepThrough, type World } from '../doubles/world.ts';

const DAY_MS = 86_400_000;

/** Rows by table, and files by hash, in base64. */
export type History = { rows: Record<string, unknown[]>; files: Record<string, string> };

let made: Promise<History> | null = null;

/** Oldest first: promoted, thrown away for what it would have cost, failed, nothing to learn, cut short. */
export function history(): Promise<History> {
  return (made ??= make());
}

async function make(): Promise<History> {
  let now = Date.now() - 6 * DAY_MS;
  const world = await learnerWorld(() => (now += 1000));
  const nights: (() => Promise<unknown>)[] = [
    () => sleepThrough(world, about(6)),
    () => sleepThrough(Object.assign(world, { extra: { poison: forgetful } }), about(7)),
    () => failing(world, 'engine.score', 'The GPU was lost.', about(8)),
    () => sleepThrough(Object.assign(world, { engine: scriptedEngine(() => true) }), about(5)),
    () => failing(Object.assign(world, { engine: scriptedEngine() }), 'trainer.step', null, about(4)),
  ];
  for (const night of nights) {
    await night();
    now += DAY_MS;
  }
  const rows = await rowsOf(world);
  // Training points are large, and nothing here goes on from them.
  const named = (rows['checkpoints'] as RowOf<'checkpoints'>[]).filter(({ kind }) => kind !== 'resume');
  const files = named.map(({ file }) => [file, Buffer.from(world.disk.get(file)?.bytes ?? []).toString('base64')]);
  return { rows, files: Object.fromEntries(files) as History['files'] };
}

const about = (level: number): Asked => ({
  prompts: [`l${level}-add 17`, `l${level}-times 5`],
  seed: `night ${level}`,
});
type Asked = { prompts: string[]; seed: string };

/** Doubles that learn for the model that is really shipped, so that the page takes what they learned for its own. */
async function learnerWorld(now: () => number): Promise<World> {
  const folder = path.join(ROOT, 'public/weights/dream-s/config.json');
  const config = parseConfig(JSON.parse(readFileSync(folder, 'utf8')) as object);
  const { lora } = NIGHT_SETTINGS;
  const hash = must(
    manifest['dream-s']?.find(({ name }) => name === 'model.safetensors'),
    'the weights',
  ).sha256;
  const world = await makeWorld({
    ...{ base: { hash, config, lora }, settings: { ...SETTINGS, lora, tries: 8 }, clock: { now } },
  });
  world.trainer = scriptedTrainer(() => world.onCall('trainer.step'), loraLayout(config, lora).size);
  return world;
}

/** Forgets level 1. */
const forgetful = {
  lessons: <T>(lessons: readonly T[]) => lessons,
  adapter: (flat: Float32Array): Float32Array => {
    const worse = flat.slice();
    for (const { id, level } of skills) if (level === 1) worse[placeOf(id)] = -1;
    return worse;
  },
};

/** A night in which a call fails; or, without a sentence, one that is killed there. */
async function failing(world: World, at: string, why: string | null, asked: Asked): Promise<void> {
  world.extra = {};
  const controller = new AbortController();
  if (why === null) world.extra = { signal: controller.signal };
  world.onCall = (what) => {
    if (what !== at) return;
    if (why !== null) throw new Error(why);
    controller.abort();
  };
  await sleepThrough(world, asked);
  world.onCall = () => undefined;
}

async function rowsOf({ name, backend }: World): Promise<Record<string, unknown[]>> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('The request failed.'));
    });
  const db = await done(backend.indexedDB.open(name));
  const rows: Record<string, unknown[]> = {};
  for (const table of db.objectStoreNames) rows[table] = await done(db.transaction(table).objectStore(table).getAll());
  db.close();
  return rows;
}

/** Puts it into the storage of a page that has been opened once; whoever shows it must be loaded anew. */
export async function remember(page: Page, { rows, files }: History): Promise<void> {
  await page.evaluate(
    async ([rows, files]) => {
      const open = indexedDB.open('dream-lab');
      await new Promise((resolve) => (open.onsuccess = resolve));
      const tx = open.result.transaction([...open.result.objectStoreNames], 'readwrite');
      for (const [table, all] of Object.entries(rows)) {
        const store = tx.objectStore(table);
        store.clear();
        for (const row of all) store.put(row);
      }
      await new Promise((resolve) => (tx.oncomplete = resolve));
      open.result.close();
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('files', { create: true });
      for (const [name, text] of Object.entries(files)) {
        const writer = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await writer.write(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
        await writer.close();
      }
    },
    [rows, files] as const,
  );
}
