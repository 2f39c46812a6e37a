// Trains a model of the family from scratch, or on from its last state:
//   tsx tools/pretrain/train.ts MODEL [--tokens N] [--cooldown FRACTION] [--threads N] [--seed S] [--dir DIR] [--from FILE]
// Warm-up, constant rate, then a linear cool-down over the last FRACTION of the tokens. State is saved every minute and at the end; a row a
// minute is appended to DIR/MODEL.jsonl.

import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { layoutOf } from '../../models/parameters.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { rng } from '../../src/lib/rng.ts';
import { lengthOf, pack, type Packed } from '../../src/engine/packing.ts';
import { ADAMW, selfCheck, TrainingSession } from '../../src/engine/training.ts';
import type { Example } from '../../src/engine/packing.ts';
import { loadState, saveState } from './checkpoint.ts';
import { type Diet, type FamilyName, type Recipe, recipes } from './family.ts';
import { copyingSource, rowSource } from './rows.ts';
import { node } from './runtime.ts';
import { familyTokenizer } from './tokenizer.ts';
import { initialWeights } from './weights.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tokens: { type: 'string' },
    cooldown: { type: 'string', default: '0.3' },
    threads: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string', default: '.lab/pretrain' },
    from: { type: 'string' },
  },
});
const name = positionals[0] as FamilyName;
const recipe: Recipe = recipes[name];
const total = Number(values.tokens ?? recipe.tokens);
const cooldown = Number(values.cooldown);
const CHUNK = 8;
const DECAYED_TO = 0.02;

/** Learning rate after some tokens: linear warm-up over 2 %, constant, linear cool-down. */
function rate(tokens: number): number {
  const done = tokens / total;
  const warm = Math.min(1, done / 0.02 + 0.02);
  const cool = done < 1 - cooldown ? 1 : Math.max(DECAYED_TO, (1 - done) / cooldown);
  return recipe.learningRate * Math.min(warm, cool);
}

function dietAt(tokens: number): Diet {
  return recipe.closing && tokens >= recipe.closing.from ? recipe.closing.diet : recipe.diet;
}

function chunkOf(index: number, tokens: number): Packed[] {
  const random = rng(`${values.seed}/${name}/${index}`);
  const copying = index * CHUNK * recipe.batch * recipe.time < recipe.copying;
  const next = copying
    ? copyingSource(familyTokenizer(), random)
    : rowSource(familyTokenizer(), dietAt(tokens), random);
  const wanted = CHUNK * recipe.batch * recipe.time;
  const examples: Example[] = [];
  for (let tokens = 0; tokens < wanted;) {
    const example = next();
    if (lengthOf(example) > recipe.time) continue;
    examples.push(example);
    tokens += lengthOf(example);
  }
  return pack(examples, recipe.batch, recipe.time)
    .batches.filter((batch) => batch.supervised > 0)
    .slice(0, CHUNK);
}

const file = join(values.dir, `${name}.state.safetensors`);
const state = loadState(values.from ?? file);
const layout = layoutOf(weightShapes(recipe.config));
const shape = { batch: recipe.batch, time: recipe.time };
const session = await TrainingSession.create(
  node(Number(values.threads)),
  {
    config: recipe.config,
    trainable: { mode: 'full' },
    buckets: [shape],
    adamw: ADAMW,
    objective: { loss: recipe.loss },
  },
  state?.parameters ?? initialWeights(recipe.config, layout, rng(`${values.seed}/${name}/weights`)),
  state?.optimiser,
);
const progress = state?.progress ?? { tokens: 0, chunk: 0, seconds: 0 };
const report = (row: object): void => {
  mkdirSync(values.dir, { recursive: true });
  appendFileSync(join(values.dir, `${name}.jsonl`), `${JSON.stringify(row)}\n`);
  process.stdout.write(`${JSON.stringify(row)}\n`);
};
let stopping = false;
process.on('SIGTERM', () => (stopping = true));
process.on('SIGINT', () => (stopping = true));

async function save(): Promise<void> {
  saveState(file, { parameters: await session.parameters(), optimiser: await session.optimiser(), progress });
}

let coming = chunkOf(progress.chunk, progress.tokens);
report({
  model: name,
  parameters: session.size,
  selfCheck: await selfCheck(session, coming[0] as Packed),
  from: progress.tokens,
  total,
});
let [reported, lossSum, weightSum, tokenSum] = [performance.now(), 0, 0, 0];
while (progress.tokens < total && !stopping) {
  const started = performance.now();
  const batches = coming;
  const steps = (async () => {
    for (const batch of batches) {
      const { loss } = await session.accumulate(batch);
      await session.apply(batch.supervised, { learningRate: rate(progress.tokens), decay: recipe.decay, maxNorm: 1 });
      progress.tokens += batch.tokens;
      [lossSum, weightSum, tokenSum] = [lossSum + loss, weightSum + batch.supervised, tokenSum + batch.tokens];
    }
  })();
  progress.chunk += 1;
  coming = chunkOf(progress.chunk, progress.tokens);
  await steps;
  progress.seconds += (performance.now() - started) / 1000;
  const elapsed = (performance.now() - reported) / 1000;
  if (elapsed < 30) continue;
  report({
    tokens: progress.tokens,
    loss: +(lossSum / weightSum).toFixed(4),
    rate: +rate(progress.tokens).toExponential(2),
    tokensPerSecond: Math.round(tokenSum / elapsed),
    seconds: Math.round(progress.seconds),
  });
  [reported, lossSum, weightSum, tokenSum] = [performance.now(), 0, 0, 0];
  await save();
}
await save();
report({ done: progress.tokens >= total, tokens: progress.tokens, seconds: Math.round(progress.seconds) });
await session.dispose();
