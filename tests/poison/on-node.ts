// Poisoned nights on Node: `tsx tests/poison/on-node.ts [--nights N] [--first I] [--kind labels|level1] [--seed S]`. The same hook, stages and gate as in the browser
// (tests/poison/run.ts, which takes minutes a night), each night with a seed of its own. Every one must be rolled back, those of kind level1 for
// `retention`. One JSON object on the last line.

import { parseArgs } from 'node:util';
import { openPoison } from './poison.ts';
import { NIGHT_SETTINGS } from '../../src/team/context.ts';
import { SAMPLE } from '../../tools/lab/sample.ts';
import { nightOnNode } from '../../tools/pretrain/whole-night.ts';

const { values } = parseArgs({
  options: {
    nights: { type: 'string', default: '10' },
    first: { type: 'string', default: '0' },
    kind: { type: 'string' },
    seed: { type: 'string', default: 'poison' },
  },
});
const each: object[] = [];
let rolledBack = 0;
for (const kind of ['labels', 'level1'].filter((one) => values.kind === undefined || one === values.kind))
  for (let i = 0; i < Number(values.nights); i++) {
    const seed = `${values.seed}-${Number(values.first) + i}`;
    const night = { prompts: SAMPLE, seed, settings: NIGHT_SETTINGS, threads: 1, say: (): void => undefined };
    const report = await nightOnNode({ ...night, poison: openPoison(`poison=${kind}&poisonSeed=${seed}`) });
    const { status, detail, reason, promoted, gain, retention, nllChange } = report;
    const good = status === 'completed' && !promoted && (kind === 'labels' || reason === 'retention');
    rolledBack += good ? 1 : 0;
    each.push({ kind, seed, rolledBack: good, status, detail, reason, gain, retention, nllChange });
    process.stderr.write(
      `${kind} ${seed}: ${good ? 'rolled back' : 'NOT AS IT SHOULD BE'} (${reason}), gain ${gain.toFixed(3)}, level 1 kept ${retention.level1.toFixed(3)}\n`,
    );
  }
process.stdout.write(`${JSON.stringify({ nights: each.length, rolledBack, each })}\n`);
process.exit(rolledBack === each.length ? 0 : 1);
