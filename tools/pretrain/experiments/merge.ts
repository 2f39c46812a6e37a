// `merge`: two short nights that set out from the base, each about skills of its own, and both adapters side by side as one, examined as the user's own merge is
// (src/merge.ts). Does it pass its exams, and what does it solve of what both nights taught, against the newer one alone?

import { concatLoras } from '../../../models/concat-lora.ts';
import type { QwenConfig } from '../../../models/qwen/config.ts';
import { rollback } from '../../../src/db/heads.ts';
import { katas } from '../../../src/domains/katas.ts';
import { must } from '../../../src/lib/assert.ts';
import type { Json } from '../../../src/lib/json.ts';
import { rng } from '../../../src/lib/rng.ts';
import { mean } from '../../../src/lib/stats.ts';
import { merge as mergeOf } from '../../../src/merge.ts';
import { readAdapter } from '../../../src/team/adapter-file.ts';
import type { Context, Learner } from '../../../src/team/context.ts';
import { folderWeights } from '../team.ts';
import { openNodeWorld } from '../whole-night.ts';
import type { World } from '../world.ts';
import { type ArmRows, differenceOf, type Experiment, finding, numbers, type Row } from './experiment.ts';
import { knows, promptsOf } from './in-sequence.ts';
import { intervalOf } from './interval.ts';
import { SHORT_NIGHT } from './short-night.ts';

const ARM = 'nights';
/** Skills of each night. */
const SKILLS = 2;
/** Of each part, in what is tried beside the merge itself: whether less of both would do better. */
const WEIGHTS = [1, 0.75, 0.5] as const;
const WAYS = ['older', 'newer', ...WEIGHTS.map((weight) => `both x ${weight}`)];

export const merge: Experiment = {
  about: 'Do two adapters pass their exams as one, and what do they solve together?',
  arms: [ARM],
  seeds: { full: 5, quick: 1 },
  measure: async (_, seed, say) => {
    const world = await openNodeWorld({ settings: SHORT_NIGHT, threads: 1, say });
    const [first, second] = skillsOf(seed);
    const parts = [await nightAbout(world, first, `${seed}/first`), await nightAbout(world, second, `${seed}/second`)];
    const [older, newer] = parts;
    const row = older && newer ? await mergedOf(world, [older, newer], [...first, ...second]) : {};
    await world.close();
    return { seed, promoted: parts.filter((part) => part !== null).length, ...row };
  },
  conclude: (rows) => {
    const own = whole(rows);
    const pairs = own[ARM] ?? [];
    return {
      pairs: pairs.length,
      passed: pairs.length ? mean(numbers(own, ARM, 'passed')) : null,
      reasons: pairs.map(({ reason }) => reason as Json),
      rates: Object.fromEntries(WAYS.map((way) => [way, intervalOf(numbers(own, ARM, way)) as unknown as Json])),
      againstNewer: Object.fromEntries(
        WAYS.filter((way) => way !== 'newer').map((way) => [way, differenceOf(own, way, ARM, ARM, 'newer') as Json]),
      ),
    };
  },
  findings: (rows) => [
    finding('merge', 'solved', differenceOf(whole(rows), 'both x 1', ARM, ARM, 'newer'), 'with the newer one alone'),
  ],
};

/** Seeds of which both nights were promoted: there is nothing to merge of the others. */
const whole = (rows: ArmRows): ArmRows => ({ [ARM]: (rows[ARM] ?? []).filter(({ promoted }) => promoted === 2) });

function skillsOf(seed: string): [string[], string[]] {
  const drawn = rng(`${seed}/merge`)
    .shuffle(katas.skills.filter(({ level }) => level >= 4 && level <= 8))
    .map(({ id }) => id);
  return [drawn.slice(0, SKILLS), drawn.slice(SKILLS, 2 * SKILLS)];
}

/** The checkpoint that a night about these skills made, from the base; null where it was rejected. What answers afterwards is the base again. */
async function nightAbout(world: World, skills: readonly string[], seed: string): Promise<string | null> {
  const { promoted } = await world.sleep({ prompts: promptsOf(skills, seed), seed: `merge-${seed}` });
  if (!promoted) return null;
  const { store, files, clock, learner } = await world.context();
  await rollback(store, files, 'user', { night: null, at: clock.now() }, null);
  return must(learner.checkpoint, 'what was promoted');
}

async function mergedOf(world: World, parts: readonly [string, string], skills: readonly string[]): Promise<Row> {
  const { config } = await folderWeights('dream-s');
  const ctx = await world.context();
  const { promoted, reason, against, seconds, retention, nllChange } = await mergeOf(ctx, config, { parts });
  const learners = await Promise.all(parts.map((part) => learnerOf(ctx, config, part)));
  const rates: Record<string, number> = {};
  for (const [i, way] of (['older', 'newer'] as const).entries())
    rates[way] = await knows({ ...ctx, learner: must(learners[i], 'a part') }, skills);
  for (const weight of WEIGHTS) {
    const both = learners.map(({ adapter }) => ({ ...must(adapter, 'an adapter'), weight }));
    const adapter = { hash: `both x ${weight}`, ...concatLoras(config, both) };
    rates[`both x ${weight}`] = await knows({ ...ctx, learner: { ...ctx.learner, adapter } }, skills);
  }
  return {
    ...{ passed: promoted ? 1 : 0, reason, against, seconds, kept: retention.average, nll: nllChange },
    ...rates,
  } as unknown as Row;
}

async function learnerOf(ctx: Context, config: QwenConfig, checkpoint: string): Promise<Learner> {
  const row = must(await ctx.store.get('checkpoints', checkpoint), 'a checkpoint');
  return {
    ...ctx.learner,
    adapter: await readAdapter({ files: ctx.files, config, usual: ctx.settings.lora }, row),
    checkpoint,
  };
}
