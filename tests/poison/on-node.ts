// Poisoned nights on Node: `tsx tests/poison/on-node.ts [--nights N] [--first I] [--kind KIND] [--seed S]`. The same hook, stages and gate as in the browser
// (tests/poison/run.ts, which takes minutes a night), each night with a seed of its own. Every one must be rolled back, for the
// right reason. One JSON object on the last line.

import { parseArgs } from 'node:util';
import { KINDS, poisonOf, REASON } from './poison.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../src/team/context.ts';
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
/** What is spoiled counts as much as the hook says. */
const UNWEIGHED: NightSettings = { ...NIGHT_SETTINGS, weights: 'equal' };
const each: object[] = [];
let rolledBack = 0;
for (const kind of KINDS.filter((one) => values.kind === undefined || one === values.kind))
  for (let i = 0; i < Number(values.nights); i++) {
    const seed = `${values.seed}-${Number(values.first) + i}`;
    const night = { prompts: SAMPLE, seed, settings: UNWEIGHED, threads: 1, say: (): void => undefined };
    const report = await nightOnNode({ ...night, poison: poisonOf(kind, seed) });
    const { status, detail, reason, against, promoted, gain, retention, nllChange } = report;
    const good = status === 'completed' && !promoted && (against ?? []).includes(REASON[kind]);
    rolledBack += good ? 1 : 0;
    each.push({ kind, seed, rolledBack: good, status, detail, reason, gain, retention, nllChange });
    process.stderr.write(
      `${kind} ${seed}: ${good ? 'rolled back' : 'NOT AS IT SHOULD BE'} (${reason}), gain ${gain.toFixed(3)}, level 1 kept ${retention.level1.toFixed(3)}\n`,
    );
  }
process.stdout.write(`${JSON.stringify({ nights: each.length, rolledBack, each })}\n`);
process.exit(rolledBack === each.length ? 0 : 1);
