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
import { baseModelLine, inText, NOT_KNOWN, type Origin, originOf } from './card.ts';

/** Files by name. */
export type AdapterFolder = ReadonlyMap<string, Uint8Array>;

/** @throws AppError export/nothing-learned when the base answers as it was shipped, storage/… */
export async function exportAdapter(store: Store, learner: Learner, config: QwenConfig): Promise<AdapterFolder> {
  const { adapter, base } = learner;
  const model = await sourceOf(store, learner);
  if (!adapter)
    throw new AppError(
      'export/nothing-learned',
      'There is no adapter to export: nothing was learned and kept yet, or it was taken back.',
    );
  const evals = await store.list('evals', { where: ['checkpoint', adapter.hash] });
  const origin = await originOf(store, learner);
  const { lora, flat, hash } = adapter;
  const tensors = unflatten(loraLayout(config, lora), flat);
  return new Map([
    ['adapter_config.json', text(`${JSON.stringify(peftConfig(config, lora, model), null, 2)}\n`)],
    ['adapter_model.safetensors', adapterBytes(config, lora, flat, toldOfBase({ name: model, hash: base }))],
    ['adapter.gguf', loraGguf(config, lora, tensors, `${model}, ${CALLED[origin]}`)],
    ['README.md', text(card({ model, base, hash, origin }, evals))],
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

/** What an adapter is called beside its base, in the GGUF. */
const CALLED = {
  here: 'learned in Dream Lab',
  upon: 'learned in Dream Lab on top of an adapter from elsewhere',
  elsewhere: 'an adapter from elsewhere',
  together: 'adapters from elsewhere, merged',
  unknown: 'an adapter',
} as const satisfies Record<Origin, string>;

const LEARNED = "learned in Dream Lab, on its user's device, from practice tasks whose solutions passed their tests";

/** What the card claims of how it came to be. @param name of the base, as it can stand in text */
const MADE: Readonly<Record<Origin, (name: string) => string>> = {
  here: (name) => `A LoRA adapter that ${name} ${LEARNED}.`,
  upon: (name) =>
    `A LoRA adapter that ${name} ${LEARNED}, on top of an adapter that was brought from elsewhere. Who made that one, ${NOT_KNOWN}.`,
  elsewhere: (name) =>
    `A LoRA adapter for ${name} that was brought to Dream Lab from elsewhere. It was not learned here: who made it, ${NOT_KNOWN}.`,
  together: (name) =>
    `A LoRA adapter for ${name} that Dream Lab merged of adapters that were brought from elsewhere. None of them was learned here: who made them, ${NOT_KNOWN}.`,
  unknown: (name) => `A LoRA adapter for ${name}. What it was made of, ${NOT_KNOWN} any more.`,
};

type Told = { model: string; base: string; hash: string; origin: Origin };

function card({ model, base, hash, origin }: Told, evals: readonly RowOf<'evals'>[]): string {
  const name = inText(model);
  // That of others is theirs to name: an adapter is made of their work.
  const licence = origin === 'here' && licenceOf(model) === 'Apache-2.0' ? 'license: apache-2.0\n' : '';
  return `---
${baseModelLine(model)}library_name: peft
${licence}tags: [lora, dream-lab]
---

${MADE[origin](name)}

- Base: ${name}, SHA-256 ${base} as Dream Lab keeps it. It fits no other model.
- Adapter: SHA-256 ${hash} as Dream Lab stores it.
- PEFT: \`PeftModel.from_pretrained(base, "this folder")\`. llama.cpp: \`--lora adapter.gguf\` beside the base as GGUF.
${measured(evals)}`;
}

/** What its exams gave; nothing where it was in none, as one that was brought. */
function measured(evals: readonly RowOf<'evals'>[]): string {
  const rows = evals
    .toSorted((a, b) => (a.level ?? 0) - (b.level ?? 0))
    .map(({ level, skill, total, outcomes }) => `| ${skill ?? `level ${level}`} | ${passesOf(outcomes)} of ${total} |`);
  if (rows.length === 0) return '';
  return `
Measured on held-out tasks, by running the answers on their tests:

| tasks | solved |
| --- | --- |
${[...new Set(rows)].join('\n')}
`;
}
