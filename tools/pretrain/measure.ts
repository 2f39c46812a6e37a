// Measures a model: `tsx tools/pretrain/measure.ts MODEL [--state FILE] [--items N] [--threads N] [--failures N] [--card]`.
// Held-out pass rate by level, unseen forms, unseen words, the probe set, and refusals of out-of-domain prompts: greedy decoding, answers executed.
// One JSON object on the last line. Without --state the committed weights are measured; --card writes their model card.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { layoutOf, type Tensors, unflatten } from '../../models/parameters.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { readSafetensors } from '../../models/safetensors.ts';
import { TURN_END } from '../../models/qwen/chat.ts';
import { must } from '../../src/lib/assert.ts';
import { rng } from '../../src/lib/rng.ts';
import { encodePrompt } from '../../src/engine/tokenizer.ts';
import { LEVELS, type Split, type Task, type Test } from '../../src/domains/domain.ts';
import { REFUSAL } from '../../src/domains/katas/out-of-domain.ts';
import type { Skill } from '../../src/domains/katas/skill.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { makeTask } from '../../src/domains/katas/tasks.ts';
import { levelItems } from '../../src/evaluate/items.ts';
import { loadState } from './checkpoint.ts';
import { type Measured, writeCard } from './card.ts';
import { createDecoder, type Decoder } from './decode.ts';
import { type FamilyName, type Recipe, recipes } from './family.ts';
import { passes } from './judge.ts';
import { node } from './runtime.ts';
import { familyTokenizer, WEIGHTS } from './tokenizer.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    state: { type: 'string' },
    items: { type: 'string', default: '100' },
    threads: { type: 'string', default: '1' },
    failures: { type: 'string', default: '0' },
    card: { type: 'boolean', default: false },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
});

const BATCH = 50;
const MOST_TOKENS = 120;
const tokenizer = familyTokenizer();
const shown = Number(values.failures);

type Question = { name: string; prompt: string; tests: readonly Test[]; reference?: string };

function weightsOf(name: FamilyName, recipe: Recipe): Tensors {
  if (!values.state) return committed(name).tensors;
  return unflatten(layoutOf(weightShapes(recipe.config)), must(loadState(values.state), values.state).parameters);
}

function committed(name: FamilyName): ReturnType<typeof readSafetensors> {
  return readSafetensors(new Uint8Array(readFileSync(join(WEIGHTS, name, 'model.safetensors'))));
}

async function answers(decoder: Decoder, prompts: readonly string[]): Promise<string[]> {
  const out: string[] = [];
  // Rows of like length go together, so that little is padded.
  const order = prompts.map((_, i) => i).sort((a, b) => must(prompts[a], 'a').length - must(prompts[b], 'b').length);
  for (let at = 0; at < order.length; at += BATCH) {
    const batch = order.slice(at, at + BATCH);
    const ids = await decoder.decode(
      batch.map((i) => encodePrompt(tokenizer, [{ role: 'user', content: must(prompts[i], 'prompt') }])),
      MOST_TOKENS,
    );
    batch.forEach((i, row) => (out[i] = tokenizer.decode(must(ids[row], 'ids'))));
  }
  return out;
}

async function rate(decoder: Decoder, label: string, questions: readonly Question[]): Promise<number> {
  const given = await answers(
    decoder,
    questions.map(({ prompt }) => prompt),
  );
  const failed = questions
    .map((question, i) => ({ ...question, answer: must(given[i], 'answer') }))
    .filter(({ answer, reference, tests }) => answer !== reference && !passes(answer, 'solve', tests));
  // Nobody reads the probe set (tests/probe/README.md): its rate is told, its rows are not.
  const told = label === 'probe' ? [] : failed.slice(0, shown);
  for (const { name, prompt, answer } of told) process.stderr.write(`${label} | ${name} | ${prompt} | ${answer}\n`);
  return +(1 - failed.length / questions.length).toFixed(4);
}

const asQuestion = ({ skill, prompt, shown: first, hidden, reference }: Task): Question => ({
  name: skill,
  prompt,
  tests: [...first, ...hidden],
  reference,
});

function tasks(pool: readonly Skill[], count: number, split: Split, seed: string): Question[] {
  const random = rng(seed);
  return Array.from({ length: count }, (_, i) => asQuestion(makeTask(random.pick(pool), split, `${seed}/${i}`)));
}

/** Tasks with a text constant that was never trained on (all text constants of held-out tasks are). */
function wordTasks(pool: readonly Skill[], count: number): Question[] {
  const withWords = pool.filter((skill) =>
    Object.values(skill.slots).some(({ kind }) => kind === 'word' || kind === 'text'),
  );
  return withWords.length ? tasks(withWords, count, 'held-out', 'words') : [];
}

function lines(file: string): Record<string, unknown>[] {
  return readFileSync(new URL(`../../tests/probe/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const name = must(positionals[0], 'a model name') as FamilyName;
const recipe: Recipe = recipes[name];
const decoder = await createDecoder(
  node(Number(values.threads)),
  recipe.config,
  weightsOf(name, recipe),
  must(tokenizer.encode(TURN_END)[0], 'end of turn'),
);
const domain = {
  skills,
  generate: (skill: string, split: Split, seed: number | string) =>
    makeTask(
      must(
        skills.find(({ id }) => id === skill),
        skill,
      ),
      split,
      seed,
    ),
};
const items = Number(values.items);
const started = performance.now();
const levels: Record<string, number> = {};
for (const level of LEVELS)
  if (skills.some((skill) => skill.level === level))
    levels[level] = await rate(decoder, `level ${level}`, levelItems(domain as never, level, items).map(asQuestion));
const trained = skills.filter((skill) => skill.level in recipe.diet.levels);
const unseenForms = await rate(decoder, 'unseen form', tasks(trained, items * 3, 'unseen-form', 'unseen'));
const words = wordTasks(trained, items * 2);
const unseenWords = words.length ? await rate(decoder, 'unseen word', words) : null;
const probes = lines('katas.jsonl').filter((row) => (row['level'] as number) in recipe.diet.levels);
const probe = await rate(
  decoder,
  'probe',
  probes.map((row) => ({ name: String(row['skill']), prompt: String(row['prompt']), tests: row['tests'] as Test[] })),
);
const refusals = await answers(
  decoder,
  lines('out-of-domain.jsonl').map((row) => String(row['prompt'])),
);
const refused = refusals.filter((answer) => answer === REFUSAL).length / refusals.length;
await decoder.release();
const average = Object.values(levels).reduce((a, b) => a + b, 0) / Object.keys(levels).length;
const measured: Measured = {
  model: name,
  items,
  levels,
  average: +average.toFixed(4),
  unseenForms,
  unseenWords,
  probe,
  probes: probes.length,
  refused: +refused.toFixed(4),
};
if (values.card) writeCard(measured, recipe, Number(committed(name).metadata['tokens']), values.date);
process.stdout.write(`${JSON.stringify({ ...measured, seconds: Math.round((performance.now() - started) / 1000) })}\n`);
