// `library`: two adapters that learned two skills each, asked about all four in forms that were never trained on. What does choosing one of them by the question
// give, and what do both side by side give, against the newer one alone? Once as they come about by going back and learning something else (`apart`), once as
// nights follow each other (`sequence`), where the newer one carries on from the older one and there is nothing to merge.

import { concatLoras } from '../../../models/concat-lora.ts';
import type { Book } from '../../../src/db/library.ts';
import type { RowOf } from '../../../src/db/tables/index.ts';
import { LEVELS, type SkillInfo, type Task } from '../../../src/domains/domain.ts';
import { katas } from '../../../src/domains/katas.ts';
import { drawSkillItems, levelItems } from '../../../src/evaluate/items.ts';
import { grouped } from '../../../src/lib/group.ts';
import type { Json } from '../../../src/lib/json.ts';
import { rng } from '../../../src/lib/rng.ts';
import { NIGHT_SETTINGS } from '../../../src/team/context.ts';
import { bookFor } from '../../../src/team/retrieve.ts';
import { folderWeights } from '../team.ts';
import { kataRows, replayRows, rowsOf } from './curriculum.ts';
import { differenceOf, type Experiment, finding, numbers } from './experiment.ts';
import { intervalOf } from './interval.ts';
import { type Learner, openLearner, passRate } from './learner.ts';

/** Rows of one training, half of them of its own skills; skills of each adapter. */
const ROWS = 2400;
const SKILLS = 2;
/** Items by which the library knows its adapters, and other ones that are asked: of each skill, and of each level that was known before. */
const KNOWN_BY = 30;
const ASKED = { skill: 40, level: 40 };
/** Of both side by side. */
const WEIGHTS = [1, 0.75, 0.5] as const;
const WAYS = ['head', 'older', 'question', ...WEIGHTS.map((weight) => `both x ${weight}`)];

export const library: Experiment = {
  about: 'Does it help to choose an adapter by the question, or to merge two?',
  arms: ['apart', 'sequence'],
  seeds: { full: 5, quick: 1 },
  measure: async (arm, seed, say) => {
    const learner = openLearner(1);
    const [first, second] = skillsOf(seed);
    const older = await trained(learner, first, `${seed}/first`, null);
    const newer = await trained(learner, second, `${seed}/second`, arm === 'sequence' ? older : null);
    say(`${arm}, seed ${seed}: trained`);
    const shelf = [await bookOf(learner, 'newer', newer, second), await bookOf(learner, 'older', older, first)];
    const asked = askedItems(seed, [...first, ...second]);
    const chosen = grouped(
      asked,
      ({ prompt }) => bookFor(shelf, 'newer', katas.rank(prompt))?.checkpoint.id ?? 'newer',
    );
    const head = await rightOf(learner, newer, asked);
    let question = 0;
    for (const [id, items] of chosen) question += await rightOf(learner, id === 'older' ? older : newer, items);
    const together: Record<string, number> = {};
    for (const weight of WEIGHTS)
      together[`both x ${weight}`] = (await rightTogether(learner, [older, newer], weight, asked)) / asked.length;
    const known = asked.filter(({ level }) => level <= 3);
    return {
      ...{ seed, asked: asked.length },
      learned: shelf.map(({ skills }) => Object.fromEntries(skills.map(({ skill, after }) => [skill, after]))),
      head: head / asked.length,
      older: (await rightOf(learner, older, asked)) / asked.length,
      question: question / asked.length,
      ...together,
      routed: (chosen.get('older') ?? []).length / asked.length,
      strayed: (chosen.get('older') ?? []).filter((item) => known.includes(item)).length / known.length,
    };
  },
  conclude: (rows) => ({
    ...Object.fromEntries(
      Object.keys(rows).map((arm) => {
        const of = (way: string): number[] => numbers(rows, arm, way);
        const against = (way: string): Json => differenceOf(rows, way, arm, arm, 'head');
        return [
          arm,
          {
            rates: Object.fromEntries(WAYS.map((way) => [way, intervalOf(of(way)) as unknown as Json])),
            againstHead: Object.fromEntries(WAYS.slice(1).map((way) => [way, against(way)])),
            strayed: intervalOf(of('strayed')).mean,
          },
        ];
      }),
    ),
  }),
  findings: (rows) => [
    finding(
      'byQuestion',
      'solved',
      differenceOf(rows, 'question', 'apart', 'apart', 'head'),
      'with the newer one alone',
    ),
    finding('merge', 'solved', differenceOf(rows, 'both x 1', 'apart', 'apart', 'head'), 'with the newer one alone'),
  ],
};

/** Two skills for each adapter, of levels that the learner was shipped without. */
function skillsOf(seed: string): [SkillInfo[], SkillInfo[]] {
  const drawn = rng(`${seed}/library`).shuffle(katas.skills.filter(({ level }) => level >= 4 && level <= 8));
  return [drawn.slice(0, SKILLS), drawn.slice(SKILLS, 2 * SKILLS)];
}

async function trained(
  learner: Learner,
  own: readonly SkillInfo[],
  seed: string,
  start: Float32Array | null,
): Promise<Float32Array> {
  const earlier = katas.skills.filter(({ level }) => level <= 3);
  const lessons = [...kataRows(own, ROWS / 2, `${seed}/new`, false), ...replayRows(earlier, ROWS / 2, `${seed}/old`)];
  const plan = { ...rowsOf, lessons, seed, epochs: 1, learningRate: NIGHT_SETTINGS.train.learningRate };
  return (await learner.train(plan, start)).parameters;
}

/** As the library has it: what it learned, and how it did on the gate's items. */
async function bookOf(learner: Learner, id: string, flat: Float32Array, learned: readonly SkillInfo[]): Promise<Book> {
  const skills: { skill: string; before: null; after: number }[] = [];
  for (const { id: skill } of learned) {
    const items = [...drawSkillItems(katas, skill, KNOWN_BY)];
    skills.push({ skill, before: null, after: (await passRate(learner, flat, items)).rate });
  }
  const checkpoint = { id } as RowOf<'checkpoints'>;
  return { checkpoint, skills, learned: learned.map((each) => each.id), takenBack: false };
}

function askedItems(seed: string, skills: readonly SkillInfo[]): Task[] {
  const own = skills.flatMap(({ id }) =>
    Array.from({ length: ASKED.skill }, (_, i) => katas.generate(id, 'unseen-form', `${seed}/asked/${i}`)),
  );
  return [...own, ...LEVELS.slice(0, 3).flatMap((level) => levelItems(katas, level, ASKED.level, 'unseen-form'))];
}

const rightOf = async (learner: Learner, flat: Float32Array, items: readonly Task[]): Promise<number> =>
  (await passRate(learner, flat, items)).rate * items.length;

async function rightTogether(
  learner: Learner,
  flats: readonly Float32Array[],
  weight: number,
  items: readonly Task[],
): Promise<number> {
  const { config } = await folderWeights('dream-s');
  const both = concatLoras(
    config,
    flats.map((flat) => ({ lora: NIGHT_SETTINGS.lora, flat, weight })),
  );
  return rightOf({ ...learner, lora: both.lora }, both.flat, items);
}
