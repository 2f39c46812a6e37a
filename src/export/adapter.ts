// export: the active adapter -> a folder that other tools read unchanged: PEFT's two files, the same as GGUF for llama.cpp and Ollama, and a model card that
// says what it was measured to do.

import { importedHash, licenceOf } from '../../models/catalog.ts';
import { loraGguf } from '../../models/gguf.ts';
import { type LoraConfig, loraLayout } from '../../models/lora.ts';
import { unflatten } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { linears } from '../../models/qwen/weights.ts';
import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { AppError } from '../lib/errors.ts';
import { adapterBytes } from '../team/adapter-file.ts';
import type { Learner } from '../team/context.ts';
import { passesOf } from '../team/known.ts';
import { toldOfBase } from './base-of.ts';

/** Files by name. */
export type AdapterFolder = ReadonlyMap<string, Uint8Array>;

/** @throws AppError export/nothing-learned when the base answers as it was shipped */
export async function exportAdapter(store: Store, learner: Learner, config: QwenConfig): Promise<AdapterFolder> {
  const { adapter, base } = learner;
  const model = await sourceOf(store, learner);
  if (!adapter)
    throw new AppError(
      'export/nothing-learned',
      'There is no adapter to export: nothing was learned and kept yet, or it was taken back.',
    );
  const evals = await store.list('evals', { where: ['checkpoint', adapter.hash] });
  const { lora, flat, hash } = adapter;
  const tensors = unflatten(loraLayout(config, lora), flat);
  return new Map([
    ['adapter_config.json', text(`${JSON.stringify(peftConfig(config, lora, model), null, 2)}\n`)],
    ['adapter_model.safetensors', adapterBytes(config, lora, flat, toldOfBase({ name: model, hash: base }))],
    ['adapter.gguf', loraGguf(config, lora, tensors, `${model}, learned in Dream Lab`)],
    ['README.md', text(card(model, base, hash, evals))],
  ]);
}

/** What a learner is called by other people's tools: where it came from, for one that was imported. */
export async function sourceOf(store: Store, { model, base }: Pick<Learner, 'model' | 'base'>): Promise<string> {
  if (importedHash(model) === null) return model;
  return (await store.list('models', { newest: true })).find(({ file }) => file === base)?.source ?? model;
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** What PEFT's LoraConfig needs to load it, and what its readers expect to find. */
export function peftConfig(config: QwenConfig, { r, lora_alpha }: LoraConfig, base: string): object {
  const target_modules = linears(config).map(([module]) => module.split('.')[1]);
  return {
    ...{ peft_type: 'LORA', task_type: 'CAUSAL_LM', base_model_name_or_path: base, revision: null },
    ...{ r, lora_alpha, lora_dropout: 0, bias: 'none', target_modules, fan_in_fan_out: false, inference_mode: true },
    ...{ init_lora_weights: true, use_rslora: false, use_dora: false, modules_to_save: null },
    ...{ layers_to_transform: null, layers_pattern: null, rank_pattern: {}, alpha_pattern: {} },
  };
}

function card(model: string, base: string, hash: string, evals: readonly RowOf<'evals'>[]): string {
  const rows = [...evals]
    .sort((a, b) => (a.level ?? 0) - (b.level ?? 0))
    .map(({ level, skill, total, outcomes }) => `| ${skill ?? `level ${level}`} | ${passesOf(outcomes)} of ${total} |`);
  // That of others is theirs to name: an adapter is made of their work.
  const licence = licenceOf(model) === 'Apache-2.0' ? 'license: apache-2.0\n' : '';
  return `---
base_model: ${model}
library_name: peft
${licence}tags: [lora, dream-lab]
---

A LoRA adapter that ${model} learned in Dream Lab, on its user's device, from practice tasks whose solutions passed their tests.

- Base: ${model}, SHA-256 ${base} as Dream Lab keeps it. It fits no other model.
- Adapter: SHA-256 ${hash} as Dream Lab stores it.
- PEFT: \`PeftModel.from_pretrained(base, "this folder")\`. llama.cpp: \`--lora adapter.gguf\` beside the base as GGUF.

Measured on held-out tasks, by running the answers on their tests:

| tasks | solved |
| --- | --- |
${[...new Set(rows)].join('\n')}
`;
}
