import { describe, expect, it } from 'vitest';
import { HASH_A, HASH_B, samples } from '../../tests/contracts/row-samples.ts';
import { domain } from '../../tests/doubles/domain.ts';
import { config, lora } from '../../tests/doubles/mind.ts';
import { BASE, enter, makeWorld } from '../../tests/doubles/world.ts';
import { readHeads } from '../db/heads.ts';
import { libraryOf } from '../db/library.ts';
import { importedName } from '../../models/catalog.ts';
import { loraLayout } from '../../models/lora.ts';
import { must } from '../lib/assert.ts';
import { codeOf } from '../lib/errors.ts';
import { rng } from '../lib/rng.ts';
import { adapterBytes } from '../team/adapter-file.ts';
import { type Adopted, adoptAdapter, type Adopter, type Brought } from './adopt.ts';
import { exportAdapter, peftConfig } from './adapter.ts';

const random = rng('brought');
const flat = Float32Array.from({ length: loraLayout(config, lora).size }, () => random.normal());
const peft = peftConfig(config, lora, 'dream-s');
const plain = { learner: { model: 'dream-s', base: BASE } as const, weights: adapterBytes(config, lora, flat) };

type Given = Partial<Pick<Brought, 'weights' | 'purpose' | 'sure'>> & {
  learner?: Adopter['learner'];
  peft?: object;
  /** What the learner was imported from. */
  source?: string;
};

async function adopting({ learner = plain.learner, source, peft: said = peft, ...given }: Given) {
  const world = await makeWorld();
  const { context, close } = await enter(world);
  const { store, files, clock } = context;
  if (source) await store.append('models', [{ ...samples.models, file: learner.base, source }], null);
  const adopter = { store, files, clock, settings: { ...context.settings, lora }, learner, config, domain };
  const brought = { weights: plain.weights, purpose: '', sure: false, adapterConfig: JSON.stringify(said), ...given };
  const adopted: Adopted | string = await adoptAdapter(adopter, brought).catch(codeOf);
  const [checkpoints, moves] = [await store.list('checkpoints'), await store.list('moves')];
  const { active } = await readHeads(store);
  close();
  return { adopted, active, books: libraryOf({ checkpoints, moves, evals: [] }) };
}

const refused = (code: string): object => ({ adopted: code, active: null, books: [] });
const taken = { adopted: { r: lora.r }, active: expect.any(String) as string };

describe('an adapter that the user brings', () => {
  it('is kept with what the user says that it is for', async () => {
    const purpose = 'l4-add 7\n\nplease l5-times 3\nl4-add 9\nwhat is love';
    const { adopted, active, books } = await adopting({ purpose });
    expect(adopted).toMatchObject({ checkpoint: active, skills: ['l4-add', 'l5-times'] });
    expect(books).toMatchObject([{ learned: ['l4-add', 'l5-times'], skills: [], takenBack: false }]);
  });

  it('learned nothing that is known where nothing is said', async () => {
    expect((await adopting({})).books).toMatchObject([{ learned: [] }]);
  });

  it('changes nothing when it is damaged', async () => {
    expect(await adopting({ weights: plain.weights.slice(0, 300) })).toEqual(refused('model/safetensors'));
  });
});

/** What our own export of such a learner hands on. */
async function exported(learner: Adopter['learner'], source?: string): Promise<Given> {
  const world = await makeWorld();
  const { context, close } = await enter(world);
  if (source) await context.store.append('models', [{ ...samples.models, file: learner.base, source }], null);
  const whole = { ...learner, checkpoint: null, adapter: { hash: 'c'.repeat(64), lora, flat } };
  const files = await exportAdapter(context.store, whole, config);
  close();
  const bytes = (name: string): Uint8Array => must(files.get(name), name);
  const said = JSON.parse(new TextDecoder().decode(bytes('adapter_config.json'))) as object;
  return { weights: bytes('adapter_model.safetensors'), peft: said };
}

const imported = (hash: string): Adopter['learner'] => ({ model: importedName(hash), base: hash });
const QWEN = 'Qwen/Qwen2.5-0.5B-Instruct';
const CODER = 'Qwen/Qwen2.5-Coder-0.5B-Instruct';

describe('an adapter of our own export', () => {
  it('comes back to the base that it was learned on', async () => {
    expect(await adopting(await exported(plain.learner))).toMatchObject(taken);
    const learner = imported(HASH_A);
    expect(await adopting({ ...(await exported(learner, QWEN)), learner, source: QWEN })).toMatchObject(taken);
  });

  it('is refused by every other base of its shape, whatever the user says', async () => {
    const given = await exported(imported(HASH_A), CODER);
    const other = { ...given, learner: imported(HASH_B), source: QWEN };
    expect(await adopting(other)).toEqual(refused('model/other-base'));
    expect(await adopting({ ...other, sure: true })).toEqual(refused('model/other-base'));
    // An older Dream S has the name of the newer one.
    expect(await adopting({ ...(await exported({ model: 'dream-s', base: HASH_A })) })).toEqual(
      refused('model/other-base'),
    );
  });

  it('is asked about where its base is kept in another precision', async () => {
    const given = { ...(await exported(imported(HASH_A), QWEN)), learner: imported(HASH_B), source: QWEN };
    expect(await adopting(given)).toEqual(refused('model/base-unsure'));
    expect(await adopting({ ...given, sure: true })).toMatchObject(taken);
  });
});

describe('an adapter that was made elsewhere', () => {
  const bringing = (name: unknown, sure = false) =>
    adopting({
      ...{ learner: imported(HASH_A), source: QWEN, sure },
      peft: { ...peft, base_model_name_or_path: name },
    });

  it.each([
    QWEN,
    'unsloth/qwen2.5-0.5b-instruct',
    `https://huggingface.co/${QWEN}/`,
    '/home/me/models/Qwen2.5-0.5B-Instruct',
    '/root/.cache/huggingface/hub/models--Qwen--Qwen2.5-0.5B-Instruct/snapshots/7ae557604adf67be50417f59c2c2f167def9a775',
  ])('is taken where it names the learner: %s', async (name) => expect(await bringing(name)).toMatchObject(taken));

  it.each([undefined, null, '', 7, './out', '/tmp/checkpoint-500', 'C:\\work\\merged', 'checkpoint-500'])(
    'is taken where nothing can be told of its base: %s',
    async (name) => expect(await bringing(name)).toMatchObject(taken),
  );

  it.each([
    CODER,
    'Qwen/Qwen2.5-0.5B',
    '/home/me/models/Qwen2.5-Coder-0.5B-Instruct',
    'C:\\models\\Qwen2.5-Coder-0.5B-Instruct',
    '/root/.cache/huggingface/hub/models--Qwen--Qwen2.5-0.5B/snapshots/7ae557604adf67be50417f59c2c2f167def9a775',
    'dream-s',
  ])('is asked about where it names another: %s', async (name) => {
    expect(await bringing(name)).toEqual(refused('model/base-unsure'));
    expect(await bringing(name, true)).toMatchObject(taken);
  });
});
