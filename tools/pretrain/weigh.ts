// Weighs the skills by what is still to be learned: `tsx tools/pretrain/weigh.ts MODEL --state FILE [--rows N]`.
// The mean loss per row of fresh training rows of each skill, as nats, goes to diet/MODEL.json; rows.ts draws skills by it.
import { writeFileSync, mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { must } from '../../src/lib/assert.ts';
import { rng } from '../../src/lib/rng.ts';
import { lengthOf, pack } from '../../src/engine/packing.ts';
import { ADAMW, TrainingSession } from '../../src/engine/training.ts';
import { chatExample } from '../../src/engine/tokenizer.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { loadState } from './checkpoint.ts';
import { type FamilyName, type Recipe, recipes } from './family.ts';
import { kataTurns } from './rows.ts';
import { node } from './runtime.ts';
import { familyTokenizer } from './tokenizer.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { state: { type: 'string' }, rows: { type: 'string', default: '48' } },
});
const name = positionals[0] as FamilyName;
const recipe: Recipe = recipes[name];
const state = must(loadState(must(values.state, '--state')), 'state');
const session = await TrainingSession.create(
  node(1),
  {
    config: recipe.config,
    trainable: { mode: 'full' },
    buckets: [{ batch: recipe.batch, time: recipe.time }],
    adamw: ADAMW,
    objective: { loss: recipe.loss },
  },
  state.parameters,
  state.optimiser,
);
const tokenizer = familyTokenizer();
const out: Record<string, number> = {};
for (const skill of skills.filter(({ level }) => level in recipe.diet.levels)) {
  const random = rng(`weigh ${skill.id}`);
  const rows = Array.from({ length: Number(values.rows) }, () =>
    chatExample(tokenizer, kataTurns(skill, recipe.diet.ownWords, random)),
  ).filter((row) => lengthOf(row) <= recipe.time);
  let loss = 0;
  for (const batch of pack(rows, recipe.batch, recipe.time).batches) loss += (await session.accumulate(batch)).loss;
  out[skill.id] = +(loss / rows.length).toFixed(4);
}
mkdirSync(new URL('./diet/', import.meta.url), { recursive: true });
writeFileSync(new URL(`./diet/${name}.json`, import.meta.url), `${JSON.stringify(out, null, 2)}\n`);
await session.dispose();
