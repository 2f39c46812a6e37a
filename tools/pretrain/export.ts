// Writes a trained state as a Hugging Face folder: `tsx tools/pretrain/export.ts MODEL [--state FILE]` makes public/weights/MODEL/config.json,
// generation_config.json and model.safetensors (f16). The tokenizer files are written by tokenizer.ts, hashes by manifest.ts.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SPECIAL_TOKENS, TURN_END } from '../../models/qwen/chat.ts';
import { layoutOf, unflatten } from '../../models/parameters.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { writeSafetensors } from '../../models/safetensors.ts';
import { must } from '../../src/lib/assert.ts';
import { loadState } from './checkpoint.ts';
import { CONTEXT, type FamilyName, type Recipe, recipes } from './family.ts';
import { familyTokenizer, WEIGHTS } from './tokenizer.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { state: { type: 'string' } } });
const name = must(positionals[0], 'a model name') as FamilyName;
const { config }: Recipe = recipes[name];
const file = values.state ?? `.lab/pretrain/${name}.state.safetensors`;
const state = must(loadState(file), `a training state at ${file}`);
const folder = join(WEIGHTS, name);
const tokenizer = familyTokenizer();
const special = (token: string): number => must(tokenizer.encode(token)[0], token);
const [padding] = SPECIAL_TOKENS;

const json = (file: string, content: object): void =>
  writeFileSync(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);

mkdirSync(folder, { recursive: true });
json('config.json', {
  architectures: ['Qwen3ForCausalLM'],
  ...config,
  max_position_embeddings: CONTEXT,
  attention_bias: false,
  attention_dropout: 0,
  hidden_act: 'silu',
  initializer_range: 0.02,
  bos_token_id: null,
  eos_token_id: special(TURN_END),
  pad_token_id: special(padding),
  torch_dtype: 'float16',
  use_cache: true,
});
json('generation_config.json', {
  do_sample: false,
  eos_token_id: special(TURN_END),
  pad_token_id: special(padding),
  max_new_tokens: 256,
});
writeFileSync(
  join(folder, 'model.safetensors'),
  writeSafetensors(unflatten(layoutOf(weightShapes(config)), state.parameters), 'F16', {
    format: 'pt',
    tokens: String(state.progress.tokens),
    seconds: String(Math.round(state.progress.seconds)),
  }),
);
process.stdout.write(`${name}: ${state.parameters.length} parameters after ${state.progress.tokens} tokens\n`);
