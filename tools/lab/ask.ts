// `lab ask`: a model answers the prompts of a JSONL file, and its answers are run on the tests that come with them.

import type { ModelName } from '../../workers/lab-api.ts';
import { type Command, UsageError } from './command.ts';
import { readAskRows } from './input.ts';
import { judgeRows } from './rows.ts';

const MODELS: readonly string[] = ['dream-s', 'dream-l'] satisfies readonly ModelName[];

export const ask: Command = {
  usage: 'FILE.jsonl [--model dream-s|dream-l]',
  about: 'Answers rows {id, prompt, tests:[{args, expected}]}; one line each: {id, code, status, passed, total, ms}.',
  options: { model: { type: 'string', default: 'dream-s' } },
  words: [1, 1],
  run: async (invocation) => {
    const model = String(invocation.values['model']);
    if (!MODELS.includes(model)) throw new UsageError(`--model is one of ${MODELS.join(', ')}, not ${model}.`);
    const rows = readAskRows(String(invocation.positionals[0]));
    return judgeRows(invocation, rows.length, (browser) => browser.call('ask', rows, model as ModelName), { model });
  },
};
