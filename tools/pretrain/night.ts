// One whole night on Node: `tsx tools/pretrain/night.ts [--ask FILE] [--seed S] [--tasks N] [--threads N] [--methods NAME,…]
// [--set NAME=VALUE ...]`, for trying settings at full speed. One JSON object on the last line.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { must } from '../../src/lib/assert.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../src/team/context.ts';
import { withMethods } from '../../src/team/methods.ts';
import { methodsOf } from '../lab/night.ts';
import { SAMPLE } from '../lab/sample.ts';
import { nightOnNode } from './whole-night.ts';

const { values } = parseArgs({
  options: {
    ask: { type: 'string' },
    seed: { type: 'string', default: '1' },
    tasks: { type: 'string' },
    threads: { type: 'string', default: '1' },
    methods: { type: 'string', default: '' },
    set: { type: 'string', multiple: true, default: [] },
  },
});

/** Settings from the command line: `--set train.learningRate=0.01`. */
function settings(): NightSettings {
  const chosen = structuredClone(withMethods(NIGHT_SETTINGS, methodsOf(values.methods))) as unknown as Record<
    string,
    unknown
  >;
  for (const assignment of values.set) {
    const [path = '', value = ''] = assignment.split('=');
    const names = path.split('.');
    const last = must(names.pop(), 'a setting');
    const target = names.reduce((at, name) => (at[name] ??= {}) as Record<string, unknown>, chosen);
    target[last] = Number.isNaN(Number(value)) ? value : Number(value);
  }
  return { ...(chosen as unknown as NightSettings), ...(values.tasks ? { tasks: Number(values.tasks) } : {}) };
}

const lines = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim());

const report = await nightOnNode({
  prompts: values.ask ? lines(values.ask) : SAMPLE,
  seed: values.seed,
  settings: settings(),
  threads: Number(values.threads),
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(0);
