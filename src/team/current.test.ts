// What answers now when its file cannot be read: it gives way to what is bad for certain alone, and never for what another learner has.

import { describe, expect, it, onTestFinished } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { config, lora } from '../../tests/doubles/mind.ts';
import { BASE, enter, makeWorld } from '../../tests/doubles/world.ts';
import { loraLayout } from '../../models/lora.ts';
import type { Files } from '../db/files.ts';
import { adopt, readHeads } from '../db/heads.ts';
import { must } from '../lib/assert.ts';
import { AppError, codeOf } from '../lib/errors.ts';
import { adapterBytes } from './adapter-file.ts';
import type { Context, Learner } from './context.ts';
import { currentLearner } from './current.ts';

const OTHER = 'e'.repeat(64);

async function entered(): Promise<Context> {
  const { context, close } = await enter(await makeWorld());
  onTestFinished(close);
  return context;
}

/** An adapter of this base that answers from now on. @returns its row and its file */
async function brought({ store, files, clock }: Context, value: number, base = BASE): Promise<[string, string]> {
  const flat = new Float32Array(loraLayout(config, lora).size).fill(value);
  const file = await files.write(adapterBytes(config, lora, flat));
  const [row] = await store.append('checkpoints', [{ ...samples.checkpoints, file, base, config: lora }], null);
  const { id } = must(row, 'the row');
  await adopt(store, files, id, { night: null, at: clock.now() }, null, 'chosen');
  return [id, file];
}

const learnerOf = ({ store, clock }: Context, files: Files): Promise<Learner> =>
  currentLearner(store, files, { model: 'dream-s', facts: { hash: BASE, config }, settings: { lora } }, clock);

/** Files of which these cannot be read. */
const without = (files: Files, code: AppError['code'], ...hashes: string[]): Files => ({
  ...files,
  read: (hash) => (hashes.includes(hash) ? Promise.reject(new AppError(code, 'No.')) : files.read(hash)),
});

describe('what answers now', () => {
  it('stays where the disk is slow: the answer fails, and the next one has it again', async () => {
    const context = await entered();
    const [id, file] = await brought(context, 1);
    for (const code of ['storage/timeout', 'storage/io', 'storage/closed'] as const)
      expect(await learnerOf(context, without(context.files, code, file)).catch(codeOf)).toBe(code);
    expect(await context.store.count('moves')).toBe(1);
    expect((await learnerOf(context, context.files)).checkpoint).toBe(id);
  });

  it('gives way to the one before where its file is bad, and that is written down once', async () => {
    const context = await entered();
    const [older, newer] = [await brought(context, 1), await brought(context, 2)];
    const files = without(context.files, 'storage/corrupt-file', newer[1]);
    const found = [await learnerOf(context, files), await learnerOf(context, files)];
    expect(found.map(({ checkpoint }) => checkpoint)).toEqual([older[0], older[0]]);
    expect(await readHeads(context.store)).toEqual({ active: older[0], candidate: null, previous: null });
    expect((await context.store.list('moves')).at(-1)).toMatchObject({
      ...{ action: 'rollback', reason: 'bad_file', from: newer[0], to: older[0] },
      detail: [{ id: newer[0], code: 'storage/corrupt-file' }],
    });
    expect(await context.store.count('moves')).toBe(3);
  });

  it('leaves what another learner has, though what stands behind it is gone', async () => {
    const context = await entered();
    const [[, file], [foreign]] = [await brought(context, 1), await brought(context, 2, OTHER)];
    const files = without(context.files, 'storage/missing-file', file);
    expect((await learnerOf(context, files)).checkpoint).toBeNull();
    expect((await readHeads(context.store)).active).toBe(foreign);
    expect(await context.store.count('moves')).toBe(2);
  });

  it('gives way to what another learner has, where nothing of its own stands behind it', async () => {
    const context = await entered();
    const [[foreign], [own, file]] = [await brought(context, 1, OTHER), await brought(context, 2)];
    const files = without(context.files, 'storage/corrupt-file', file);
    expect((await learnerOf(context, files)).checkpoint).toBeNull();
    expect((await readHeads(context.store)).active).toBe(foreign);
    expect((await context.store.list('moves')).at(-1)).toMatchObject({ reason: 'bad_file', from: own, to: foreign });
  });

  it('is what was chosen while the bad file was looked at', async () => {
    const context = await entered();
    const [older, newer] = [await brought(context, 1), await brought(context, 2)];
    let chosen: string | null = null;
    const files: Files = {
      ...context.files,
      read: async (hash) => {
        if (hash === newer[1]) throw new AppError('storage/missing-file', 'No.');
        if (hash === older[1] && chosen === null) [chosen] = await brought(context, 3);
        return context.files.read(hash);
      },
    };
    expect((await learnerOf(context, files)).checkpoint).toBe(must(chosen, 'what was chosen'));
    expect((await readHeads(context.store)).active).toBe(chosen);
    expect(await context.store.count('moves')).toBe(3);
  });
});
