// `lab metrics`: what was measured of a night, step by step, for experiment trackers.

import { type Command, UsageError } from './command.ts';

export const metrics: Command = {
  usage: '[NIGHT] [--as jsonl|csv]',
  about:
    'What was measured of a night (its id, or how that begins; the newest one that trained): losses, gradient norm, learning rate and speed of every step, scores before and after, under the names of the Trainer log. Use it with --profile.',
  options: { as: { type: 'string', default: 'jsonl' } },
  words: [0, 1],
  rows: true,
  run: async ({ positionals, values, open, print, say }) => {
    const form = values['as'];
    if (form !== 'jsonl' && form !== 'csv') throw new UsageError(`--as is jsonl or csv, not ${String(form)}.`);
    const browser = await open();
    await browser.call('ready');
    const { night, text, rows } = await browser.call('metrics', positionals[0] ?? null, form);
    if (text) print(text.trimEnd());
    say(`${rows} rows of night ${night.slice(0, 12)}`);
    return { json: {} };
  },
};
