// Merging, top to bottom: two adapters of the library side by side as one, so that what both learned is there whole, examined on everything that its parts and
// what answers now can do, and made what answers only if it keeps all of that. Else it is refused, with what it would have lost, and nothing answers that did not
// before.
//
// What both parts carry from the same adapter they would carry twice: it is subtracted once (a third part of weight −1). PEFT's name for all of it is `cat`.

import { concatLoras } from '../models/concat-lora.ts';
import type { LoraConfig } from '../models/lora.ts';
import { LARGEST_RANK } from '../models/peft.ts';
import type { QwenConfig } from '../models/qwen/config.ts';
import { readHeads } from './db/heads.ts';
import { libraryOf } from './db/library.ts';
import type { DraftOf, RowOf } from './db/tables/index.ts';
import { type Examinee, examine, type Exams } from './evaluate/exam.ts';
import { must } from './lib/assert.ts';
import { AppError } from './lib/errors.ts';
import { sha256 } from './lib/hash.ts';
import { judgeKept, type KeptVerdict } from './promote/gate.ts';
import { mannersOf } from './promote/manners.ts';
import { benign, carryOut, pairsOf } from './promote/promote.ts';
import { adapterBytes, readAdapter } from './team/adapter-file.ts';
import { ownCheckpoint } from './team/choose.ts';
import type { Adapter } from './engine/engine.ts';
import type { Context } from './team/context.ts';
import { learnerFile } from './team/known.ts';
import { lineageOf, partingOf } from './team/lineage.ts';
import { assertGoing, stoppingFence } from './team/stopping.ts';

/** Checkpoint rows of the parts; `keep`: where the user wants the gate stricter than it is. */
export type MergeRequest = { parts: readonly [string, string]; keep?: number };

/** `worseThan`: checkpoint that the merged one was found worse than; null for the base, and where all was kept. */
export type MergeReport = KeptVerdict & { worseThan: string | null; checkpoint: string; r: number; seconds: number };

type Row = RowOf<'checkpoints'>;
type Checkpoints = ReadonlyMap<string, Row>;
type Part = { row: Row; adapter: Adapter };
type Candidate = { bytes: Uint8Array; adapter: Adapter };

/**
 * @throws AppError merge/parts, merge/contained, merge/rank, merge/unreadable, model/other-base, evaluate/leak, abort/aborted, storage/…: nothing answers that
 * did not before; storage/head-moved when what answers was changed meanwhile: that stays
 */
export async function merge(given: Context, config: QwenConfig, request: MergeRequest): Promise<MergeReport> {
  const ctx = { ...given, fence: stoppingFence(given) };
  const start = ctx.clock.now();
  const { active: upon } = await readHeads(ctx.store);
  const rows: Checkpoints = new Map((await ctx.store.list('checkpoints')).map((row) => [row.id, row]));
  const parts = await partsOf(ctx, config, request.parts);
  const candidate = await sideBySide(config, parts, await sharedBy(ctx, config, rows, request.parts));
  const examinees = examineesOf(ctx, parts, candidate.adapter);
  const { learned, examined } = await skillsOf(ctx, rows, request.parts);
  const exams = await examine(ctx, examinees, examined, nightsOf(rows, request.parts));
  const { verdict, against } = await judgeAll(ctx, examinees, exams, request.keep);
  const checkpoint = await store(ctx, parts, { ...candidate, learned }, exams, verdict, upon);
  const found = parts.find(({ adapter }) => adapter.hash === against)?.row.id ?? ctx.learner.checkpoint;
  const seconds = (ctx.clock.now() - start) / 1000;
  return { ...verdict, worseThan: verdict.promoted ? null : found, checkpoint, r: candidate.adapter.lora.r, seconds };
}

async function partsOf(ctx: Context, config: QwenConfig, ids: MergeRequest['parts']): Promise<Part[]> {
  if (ids[0] === ids[1]) throw new AppError('merge/parts', 'Choose two different adapters to merge.');
  const parts: Part[] = [];
  for (const id of ids) {
    const row = await ownCheckpoint(ctx.store, ctx.learner.base, id);
    parts.push({ row, adapter: await readPart(ctx, config, row) });
  }
  return parts;
}

async function readPart({ files, settings }: Context, config: QwenConfig, row: Row): Promise<Adapter> {
  try {
    return await readAdapter({ files, config, usual: settings.lora }, row);
  } catch (error) {
    throw new AppError(
      'merge/unreadable',
      'A file that this needs is gone from this device, or damaged. Nothing was changed; choose another adapter.',
      { checkpoint: row.id, file: row.file },
      error,
    );
  }
}

/** What both carry, to be counted once; null where they have only the base in common. */
async function sharedBy(
  ctx: Context,
  config: QwenConfig,
  rows: Checkpoints,
  [first, second]: MergeRequest['parts'],
): Promise<Adapter | null> {
  const [shared, ...others] = partingOf(rows, first, second);
  if (shared === first || shared === second)
    throw new AppError(
      'merge/contained',
      'One of these was trained on from the other, so it has what the other learned already. Choose two that learned apart from each other.',
    );
  if (others.length)
    throw new AppError(
      'merge/contained',
      'These two were made of the same adapters in several ways, so that what they share cannot be told. Choose two that learned apart from each other.',
      { shared: [shared, ...others] },
    );
  return shared === undefined ? null : readPart(ctx, config, must(rows.get(shared), 'the row of what both carry'));
}

async function sideBySide(config: QwenConfig, parts: readonly Part[], shared: Adapter | null): Promise<Candidate> {
  const weighted = parts.map(({ adapter }) => ({ ...adapter, weight: 1 }));
  const all = shared ? [...weighted, { ...shared, weight: -1 }] : weighted;
  const r = all.reduce((sum, { lora }) => sum + lora.r, 0);
  if (r > LARGEST_RANK)
    throw new AppError(
      'merge/rank',
      `Together these adapters have rank ${r}, and at most ${LARGEST_RANK} can be run here. Choose smaller ones.`,
      { r },
    );
  const { lora, flat } = concatLoras(config, all);
  const bytes = adapterBytes(config, lora, flat);
  return { bytes, adapter: { hash: await sha256(bytes), lora, flat } };
}

/** The parts and what answers now, each once, and the merged one. */
function examineesOf(ctx: Context, parts: readonly Part[], merged: Adapter): Examinee[] {
  const before = parts.map(({ adapter }) => ({ phase: 'before' as const, file: adapter.hash, adapter }));
  const now = { phase: 'before' as const, file: learnerFile(ctx), adapter: ctx.learner.adapter };
  const compared = before.some(({ file }) => file === now.file) ? before : [...before, now];
  return [...compared, { phase: 'after', file: merged.hash, adapter: merged }];
}

/** `learned`: what the parts learned themselves; `examined`: that, what the one that answers now did, and what all of them were taught before. */
async function skillsOf(
  { store, domain, learner }: Context,
  rows: Checkpoints,
  parts: MergeRequest['parts'],
): Promise<{ learned: string[]; examined: string[] }> {
  const [moves, evals] = [await store.list('moves'), await store.list('evals')];
  // Of everything that ever answered: the rows of what nights were built upon stay when their files are gone.
  const books = libraryOf({ checkpoints: [...rows.values()], moves, evals });
  const known = new Set(domain.skills.map(({ id }) => id));
  const of = (ids: ReadonlySet<string>): string[] =>
    books
      .filter(({ checkpoint: { id } }) => ids.has(id))
      .flatMap((book) => book.learned.filter((each) => known.has(each)));
  const [learned, now] = [of(new Set(parts)), learner.checkpoint === null ? [] : [learner.checkpoint]];
  const line = new Set([...parts, ...now].flatMap((id) => [...lineageOf(rows, id)]));
  return { learned: [...new Set(learned)], examined: examinedOf([...learned, ...of(new Set(now))], of(line)) };
}

/** Skills that were taught before: as many as a night's exam of them has room for at most, or merging would take longer with every night. */
export const EARLIER = 48;

/** Each once: all of their own, and the first of those that were taught before. Pure. @param before newest first */
export function examinedOf(own: readonly string[], before: readonly string[]): string[] {
  const earlier = new Set(before.filter((skill) => !own.includes(skill)));
  return [...new Set(own), ...[...earlier].slice(0, EARLIER)];
}

const nightsOf = (rows: Checkpoints, ids: readonly string[]): string[] => [
  ...new Set(ids.flatMap((id) => [...lineageOf(rows, id)]).flatMap((id) => rows.get(id)?.night ?? [])),
];

/** The first comparison that goes against the merged one; if none does, the one with the first part. */
async function judgeAll(
  ctx: Context,
  examinees: readonly Examinee[],
  { evals, manners }: Exams,
  keep = ctx.settings.gate.keep,
): Promise<{ verdict: KeptVerdict; against: string }> {
  const usual = await benign(ctx);
  const own = evals.filter(({ phase }) => phase === 'after');
  const told = mannersBy(
    manners,
    examinees.find(({ phase }) => phase === 'after'),
  );
  const all = examinees
    .filter(({ phase }) => phase === 'before')
    .map((each) => {
      const theirs = evals.filter(({ phase, checkpoint }) => phase === 'before' && checkpoint === each.file);
      const seen = mannersOf(mannersBy(manners, each), told, usual);
      return { against: each.file, verdict: judgeKept(pairsOf([...theirs, ...own]), seen, keep) };
    });
  return must(all.find(({ verdict }) => !verdict.promoted) ?? all[0], 'a comparison');
}

const mannersBy = (manners: Exams['manners'], of: Examinee | undefined): Exams['manners'][number] =>
  must(
    manners.find(({ checkpoint }) => checkpoint === of?.file),
    'manners of everything that was examined',
  );

/** File first, then rows, then the heads. @returns the row of the merged one */
async function store(
  ctx: Context,
  parts: readonly Part[],
  { bytes, adapter, learned }: Candidate & { learned: readonly string[] },
  { evals, manners }: Exams,
  verdict: KeptVerdict,
  upon: string | null,
): Promise<string> {
  assertGoing(ctx);
  const file = await ctx.files.write(bytes);
  const [ids, { r, lora_alpha }]: [string[], LoraConfig] = [parts.map(({ row }) => row.id), adapter.lora];
  const row: DraftOf<'checkpoints'> = {
    ...{ at: ctx.clock.now(), file, bytes: bytes.length, base: ctx.learner.base, parent: ids[0] ?? null },
    config: { r, lora_alpha, parts: ids, skills: [...learned] },
  };
  const saved = await ctx.store.appendAll({ checkpoints: [row], evals, manners }, ctx.fence);
  const { id } = must(saved.checkpoints?.[0], 'the checkpoint');
  await carryOut(ctx, null, id, (saved.evals ?? []) as readonly RowOf<'evals'>[], verdict, upon);
  return id;
}
