// The tokenizer of an imported model, with its own chat template (Jinja, as published), rendered by transformers.js.

import { PreTrainedTokenizer } from '@huggingface/transformers';
import type { Turn } from '../../models/qwen/chat.ts';
import { AppError } from '../lib/errors.ts';
import type { ImportedFacts } from './import/facts.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';

/** @throws AppError model/tokenizer when the template cannot be rendered; from `prompt` */
export function createChatTokenizer(facts: ImportedFacts): Tokenizer {
  const [json, config] = [facts['tokenizer.json'], facts['tokenizer_config.json']];
  const library = new PreTrainedTokenizer(json, config);
  return {
    ...createTokenizer(json, config),
    prompt: (turns, thinking = false) => render(library, turns, thinking),
  };
}

function render(library: PreTrainedTokenizer, turns: readonly Turn[], thinking: boolean): string {
  const options = { tokenize: false, add_generation_prompt: true, enable_thinking: thinking };
  try {
    return String(library.apply_chat_template([...turns], options));
  } catch (error) {
    throw new AppError(
      'model/tokenizer',
      'The chat template of this model cannot be used with this conversation. Import the model again, or choose another.',
      {},
      error,
    );
  }
}
