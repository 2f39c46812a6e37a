// Measures the learner as shipped on the gate's items, once: `tsx tools/pretrain/scores.ts [MODEL]` writes public/weights/MODEL/scores.json, so that
// nobody's night has to. Uses the product's own scoring.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEVELS } from '../../src/domains/domain.ts';
import { katas } from '../../src/domains/katas.ts';
import type { ModelName } from '../../src/engine/engine.ts';
import { itemsHash, levelItems } from '../../src/evaluate/items.ts';
import { type Examiner, scoreItems } from '../../src/team/score.ts';
import { NIGHT_SETTINGS } from '../../src/team/context.ts';
import { KNOWN_RATE, rateOf } from '../../src/team/known.ts';
import { nodeSandbox } from '../sandbox/node.ts';
import { node } from './runtime.ts';
import { folderWeights, nodeEngine } from './team.ts';
import { WEIGHTS } from './tokenizer.ts';

const name = (process.argv[2] ?? 'dream-s') as ModelName;
const { items, lora, batch, maxNewTokens } = NIGHT_SETTINGS;
const examiner: Examiner = {
  engine: nodeEngine(node(1), folderWeights, lora),
  sandbox: nodeSandbox(),
  batch,
  maxNewTokens,
  signal: new AbortController().signal,
};
const scores: Record<number, { outcomes: string; nll: number; items: string }> = {};
for (const level of LEVELS) {
  const all = levelItems(katas, level, items.known);
  const scored = await scoreItems(examiner, name, null, all);
  // Weaker levels are compared on fewer items: the first of the same list.
  const count = rateOf(scored.outcomes) >= KNOWN_RATE ? items.known : items.weak;
  const few = count === items.known ? scored : await scoreItems(examiner, name, null, all.slice(0, count));
  const { nll } = few;
  scores[level] = { outcomes: few.outcomes, nll, items: await itemsHash(all.slice(0, count)) };
  process.stdout.write(
    `level ${level}: ${rateOf(few.outcomes).toFixed(3)} of ${count}, ${nll.toFixed(4)} nats a token\n`,
  );
}
writeFileSync(join(WEIGHTS, name, 'scores.json'), `${JSON.stringify(scores)}\n`);
process.exit(0);
