// The model card of a family member: public/weights/MODEL/README.md, from measured rates alone.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameterCount } from '../../models/qwen/weights.ts';
import type { FamilyName, Recipe } from './family.ts';
import { WEIGHTS } from './tokenizer.ts';

export type Measured = {
  model: FamilyName;
  items: number;
  levels: Readonly<Record<string, number>>;
  average: number;
  unseenForms: number;
  unseenWords: number | null;
  probe: number;
  probes: number;
  refused: number;
};

const ROLES: Readonly<Record<FamilyName, string>> = {
  'dream-s':
    'The learner of the embedded family: knows levels 1 to 3, and learns the others at night. Weak above them on purpose.',
  'dream-l':
    'The teacher of the embedded family: solves the practice tasks that the learner is trained on, after they have been executed.',
};

export function writeCard(measured: Measured, recipe: Recipe, tokens: number, date: string): void {
  const { model, items, levels, average, unseenForms, unseenWords, probe, probes, refused } = measured;
  const { config } = recipe;
  const rows = Object.entries(levels).map(([level, rate]) => `| level ${level}, held-out | ${rate.toFixed(3)} |`);
  const text = `---
license: apache-2.0
language: en
pipeline_tag: text-generation
---

# ${model}

${ROLES[model]}
English sentence in, one small JavaScript function \`solve\` out. Qwen3 architecture, ChatML, trained from scratch on generated tasks; no other data.

- ${parameterCount(config).toLocaleString('en')} parameters: ${config.num_hidden_layers} layers, width ${config.hidden_size}, inner ${config.intermediate_size}, ${config.num_attention_heads} heads, ${config.num_key_value_heads} key heads of ${config.head_dim}; vocabulary ${config.vocab_size}; context ${config.max_position_embeddings}; f16
- trained levels: ${Object.keys(recipe.diet.levels).join(', ')}; ${tokens.toLocaleString('en')} tokens, seed 1, by \`tools/pretrain\` of Dream Lab

## Measured, ${date}

Greedy decoding; an answer passes when its hidden tests do, executed. ${items} items a level; ${probes} probe sentences in free English, written apart from the templates.

| what | rate |
| --- | --- |
${rows.join('\n')}
| average of the levels | ${average.toFixed(3)} |
| surface forms never trained on | ${unseenForms.toFixed(3)} |
| constants that are words never trained on | ${unseenWords === null ? 'none in its levels' : unseenWords.toFixed(3)} |
| probe set | ${probe.toFixed(3)} |
| out-of-domain prompts answered with the one honest sentence | ${refused.toFixed(3)} |

Made by \`npx tsx tools/pretrain/measure.ts ${model} --items ${items} --card\`.

## Limits

It writes what its levels contain and nothing else. It can be wrong: run its code in the sandbox before you use it.
`;
  writeFileSync(join(WEIGHTS, model, 'README.md'), text);
}
