// The family's tokenizer: `tsx tools/pretrain/tokenizer.ts` trains it on drawn tasks and refusals and writes it into every model folder;
// familyTokenizer() loads it.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../src/lib/errors.ts';
import { rng } from '../../src/lib/rng.ts';
import { createTokenizer, type Tokenizer } from '../../src/engine/tokenizer.ts';
import { outOfDomainPrompt, REFUSAL } from '../../src/domains/katas/out-of-domain.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { makeAsked, makeExercise } from '../../src/domains/katas/tasks.ts';
import { tokenizerFiles, trainMerges } from './bpe.ts';
import { CONTEXT, recipes, VOCABULARY } from './family.ts';
import { phrasesOf } from './phrases.ts';

export const WEIGHTS = fileURLToPath(new URL('../../public/weights/', import.meta.url));

function* corpus(rows: number): Generator<string> {
  const random = rng('tokenizer');
  for (let i = 0; i < rows; i++) {
    const { prompt, reference } = makeExercise(random.pick(skills), 'train', `tokenizer ${i}`);
    yield prompt;
    yield reference;
    if (i % 5 === 0) yield outOfDomainPrompt(random);
    if (i % 50 === 0) yield REFUSAL;
  }
  for (const skill of skills) for (const phrase of phrasesOf(skill)) yield makeAsked(skill, phrase, 'tokenizer').prompt;
}

let known: Tokenizer | null = null;

/** @throws AppError model/missing when it has not been trained yet. */
export function familyTokenizer(): Tokenizer {
  if (known) return known;
  const folder = join(WEIGHTS, 'dream-s');
  if (!existsSync(join(folder, 'tokenizer.json')))
    throw new AppError('model/missing', 'There is no tokenizer yet: run tools/pretrain/tokenizer.ts first.');
  const json = (name: string): object => JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
  known = createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
  return known;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { tokenizer, config } = tokenizerFiles(trainMerges(corpus(40_000), VOCABULARY), CONTEXT);
  for (const model of Object.keys(recipes)) {
    mkdirSync(join(WEIGHTS, model), { recursive: true });
    writeFileSync(join(WEIGHTS, model, 'tokenizer.json'), `${JSON.stringify(tokenizer)}\n`);
    writeFileSync(join(WEIGHTS, model, 'tokenizer_config.json'), `${JSON.stringify(config, null, 2)}\n`);
  }
}
