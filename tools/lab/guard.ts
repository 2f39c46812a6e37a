// `lab guard`: the Guardian judges the solutions of a JSONL file.

import type { Command } from './command.ts';
import { readGuardRows } from './input.ts';
import { judgeRows } from './rows.ts';

export const guard: Command = {
  usage: 'FILE.jsonl',
  about:
    'Judges rows {id, language, entry, solution, tests:[{args, expected}]}; one line each: {id, status, passed, total, ms, reason}.',
  words: [1, 1],
  run: async (invocation) => {
    const rows = readGuardRows(String(invocation.positionals[0]));
    return judgeRows(invocation, rows.length, (browser) => browser.call('guard', rows));
  },
};
