import { describe, expect, it } from 'vitest';
import { domain } from '../../tests/doubles/domain.ts';
import { config, lora } from '../../tests/doubles/mind.ts';
import { BASE, enter, makeWorld } from '../../tests/doubles/world.ts';
import { readHeads } from '../db/heads.ts';
import { libraryOf } from '../db/library.ts';
import { loraLayout } from '../../models/lora.ts';
import { codeOf } from '../lib/errors.ts';
import { rng } from '../lib/rng.ts';
import { adapterBytes } from '../team/adapter-file.ts';
import { type Adopted, adoptAdapter } from './adopt.ts';
import { peftConfig } from './adapter.ts';

const random = rng('brought');
const flat = Float32Array.from({ length: loraLayout(config, lora).size }, () => random.normal());
const settings = JSON.stringify(peftConfig(config, lora, 'dream-s'));

async function adopting(purpose: string, bytes = adapterBytes(config, lora, flat)) {
  const world = await makeWorld();
  const { context, close } = await enter(world);
  const { store, files, clock } = context;
  const adopter = { store, files, clock, settings: { ...context.settings, lora }, base: BASE, config, domain };
  const adopted: Adopted | string = await adoptAdapter(adopter, settings, bytes, purpose).catch(codeOf);
  const [checkpoints, moves] = [await store.list('checkpoints'), await store.list('moves')];
  const { active } = await readHeads(store);
  close();
  return { adopted, active, books: libraryOf({ checkpoints, moves, evals: [] }) };
}

describe('an adapter that the user brings', () => {
  it('is kept with what the user says that it is for', async () => {
    const { adopted, active, books } = await adopting('l4-add 7\n\nplease l5-times 3\nl4-add 9\nwhat is love');
    expect(adopted).toMatchObject({ checkpoint: active, skills: ['l4-add', 'l5-times'] });
    expect(books).toMatchObject([{ learned: ['l4-add', 'l5-times'], skills: [], takenBack: false }]);
  });

  it('learned nothing that is known where nothing is said', async () => {
    expect((await adopting('')).books).toMatchObject([{ learned: [] }]);
  });

  it('changes nothing when it is damaged', async () => {
    const bytes = adapterBytes(config, lora, flat).slice(0, 300);
    expect(await adopting('', bytes)).toEqual({ adopted: 'model/safetensors', active: null, books: [] });
  });
});
