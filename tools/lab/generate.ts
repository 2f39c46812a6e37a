// `lab generate`: one answer of one model, as it comes.

import { type Command, UsageError } from './command.ts';

export const generate: Command = {
  usage: 'TEXT --model ID [--tokens N] [--temperature T] [--seed S] [--thinking]',
  about:
    'Answers TEXT with a model: dream-s, dream-l, or an imported one by the beginning of its hash or its source. Use it with --profile for imported models.',
  options: {
    model: { type: 'string', default: 'dream-s' },
    tokens: { type: 'string', default: '256' },
    temperature: { type: 'string', default: '0' },
    seed: { type: 'string', default: '0' },
    thinking: { type: 'boolean', default: false },
  },
  words: [1, 1],
  run: async ({ positionals, values, open, json, print }) => {
    const number = (name: string, least: number, most: number): number => {
      const value = Number(values[name]);
      if (!(value >= least && value <= most))
        throw new UsageError(`--${name} is a number from ${least} to ${most}, not ${String(values[name])}.`);
      return value;
    };
    const options = {
      maxNewTokens: Math.floor(number('tokens', 1, 4096)),
      temperature: number('temperature', 0, 5),
      seed: Math.floor(number('seed', 0, 2 ** 31)),
      thinking: values['thinking'] === true,
    };
    const browser = await open();
    const found = await browser.call('generate', String(values['model']), String(positionals[0]), options);
    if (!json) print(found.text);
    return { json: { ...found, offOriginRequests: browser.offOrigin().length } };
  },
};
