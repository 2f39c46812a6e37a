// Ten levels learned in order on one adapter, each followed by a consolidation: what the experiment `consolidation` repeats with other means. Of a level that the
// learner was shipped without, a few skills are learned, as many as a night takes up; of the first three all. Solutions are the references of the training split,
// so that no teacher plays a part; every arm trains the same number of rows, and keeps the part of the way that nights keep.

import { autoencoderFlat } from '../../../models/autoencoder/autoencoder.ts';
import { LEVELS, type Level, type SkillInfo, type Task } from '../../../src/domains/domain.ts';
import { katas } from '../../../src/domains/katas.ts';
import type { Lesson, TrainingPlan, TrainingResult } from '../../../src/engine/trainer.ts';
import { drawSkillItems, levelItems } from '../../../src/evaluate/items.ts';
import { must } from '../../../src/lib/assert.ts';
import { rng } from '../../../src/lib/rng.ts';
import { partOfTheWay } from '../../../src/consolidate/way.ts';
import { NIGHT_SETTINGS } from '../../../src/team/context.ts';
import { alignmentOf, type Alignment, creativeRows, type Learner, passRate, type Score } from './learner.ts';

/**
 * What consolidation does beside replay. `replay` 'none': neither it nor any row of earlier levels in training; 'documents': the same, but after each level the
 * consolidation of the documents: 1,000 samples of it and of every level before it, three epochs, 32 rows a step, rate 1e-5. They name a temperature of 1.2
 * and make nothing up with it; neither does this arm.
 */
export type Means = {
  replay: 'none' | 'all' | 'documents';
  manifold: 'none' | 'frozen' | 'unfrozen' | 'pca' | 'text';
  anchor: number;
  /** Of the way that the training of a level goes from where the level before it ended, the part that is kept, before consolidation. Absent: what nights keep. */
  way?: number;
};

/**
 * Rows of a level, fewer of those that the learner was shipped with: 9 of 10 from earlier levels where there is replay. Consolidation has a tenth of their time, what
 * making replay up takes with it, which leaves its three epochs 6 of 100 tokens (with 9 it took up to 15 % of the time).
 */
const ROWS = { shipped: 1600, learned: 8400 };
const REPLAYED = 0.9;
const REFUSED = 0.08;
const EPOCHS = 3;
const SHARE = 0.06;
/** Of the rows of a consolidation: this level's, so that it is not lost; and of the others those that the learner makes up itself. */
const OWN = 0.3;
const CREATIVE = 0.5;
/** The forward pass of the frozen base costs so many times a step more: rows are fewer by that. */
const ANCHOR_COST = 1.4;
const RATES = { train: 4e-3, consolidate: 1e-3 };
const WAY = must(NIGHT_SETTINGS.way, 'way');
const DOCUMENTS = { samples: 1000, batch: 32, learningRate: 1e-5 };
const MANIFOLD = 0.1;
/** Skills of a level, and held-out items of each; items of a level that is taken whole. */
const SKILLS = 4;
const SKILL_ITEMS = 50;
const LEVEL_ITEMS = 200;
/** What the learner knew when it was shipped: the base has a distribution to keep to there. */
const SHIPPED: readonly Level[] = [1, 2, 3];
const rowsFor = (level: Level): number => ROWS[SHIPPED.includes(level) ? 'shipped' : 'learned'];

export type LevelRow = {
  level: Level;
  first: Score;
  /** `creative`: making replay up and running its tests, before consolidation trains; absent where it was not measured. */
  seconds: { train: number; consolidate: number; creative?: number };
  tokens: { train: number; consolidate: number };
  consolidation: { losses: number[]; aeError: number | null; creative: number } | null;
  alignment: { before: Alignment; after: Alignment } | null;
};

export type CourseRow = { levels: LevelRow[]; last: Record<string, Score> };

/** One curriculum. @param say progress, a line */
export async function curriculum(
  learner: Learner,
  means: Means,
  seed: string,
  say: (line: string) => void,
): Promise<CourseRow> {
  const levels: LevelRow[] = [];
  const syllabus = syllabusOf(seed);
  let maps = learner.autoencoder ? autoencoderFlat(learner.autoencoder) : new Float32Array();
  let flat: Float32Array | null = null;
  for (const level of LEVELS) {
    const own = syllabus.filter((skill) => skill.level === level);
    const earlier = syllabus.filter((skill) => skill.level < level);
    const trained = await learner.train(
      trainPlan(means, { own, earlier, rows: rowsFor(level), seed: `${seed}/${level}` }),
      flat,
    );
    const went: Float32Array = flat ? partOfTheWay(flat, trained.parameters, means.way ?? WAY) : trained.parameters;
    const before = means.replay !== 'none' ? await alignmentOf(learner, went, seed) : null;
    const done =
      means.replay !== 'none'
        ? await consolidated(learner, means, {
            ...{ own, earlier, rows: rowsFor(level), seed: `${seed}/${level}` },
            ...{ flat: went, maps },
          })
        : { flat: went, maps, result: null, creative: 0, creativeSeconds: 0 };
    [flat, maps] = [done.flat, done.maps];
    const first = await passRate(learner, flat, itemsOf(level, own));
    levels.push({
      ...{ level, first, consolidation: done.result && consolidationOf(done.result, done.creative) },
      seconds: {
        ...{ train: trained.seconds, consolidate: done.result?.seconds ?? 0 },
        creative: done.creativeSeconds,
      },
      tokens: { train: trained.tokens, consolidate: done.result?.tokens ?? 0 },
      alignment: before && { before, after: await alignmentOf(learner, flat, seed) },
    });
    say(`level ${level}: ${first.rate} ${JSON.stringify(levels.at(-1))}`);
  }
  return { levels, last: await examined(learner, flat, syllabus) };
}

/** Every level, in the end. */
async function examined(
  learner: Learner,
  flat: Float32Array | null,
  syllabus: readonly SkillInfo[],
): Promise<CourseRow['last']> {
  const last: CourseRow['last'] = {};
  for (const level of LEVELS) {
    const own = syllabus.filter((skill) => skill.level === level);
    last[level] = await passRate(learner, must(flat, 'what was learned'), itemsOf(level, own));
  }
  return last;
}

/** What is learned, level by level. */
const syllabusOf = (seed: string): SkillInfo[] =>
  LEVELS.flatMap((level) => {
    const all = katas.skills.filter((skill) => skill.level === level);
    return SHIPPED.includes(level) ? all : rng(`${seed}/skills ${level}`).shuffle(all).slice(0, SKILLS);
  });

const itemsOf = (level: Level, own: readonly SkillInfo[]): Task[] =>
  SHIPPED.includes(level)
    ? levelItems(katas, level, LEVEL_ITEMS)
    : own.flatMap(({ id }) => [...drawSkillItems(katas, id, SKILL_ITEMS)]);

const common = { model: 'dream-s', lora: NIGHT_SETTINGS.lora, loss: NIGHT_SETTINGS.loss } as const;
/** Small steps, so that there are many: with four times as many rows in each it learns less and forgets more (docs/log.md). */
export const rowsOf = { ...common, decay: 0, maxNorm: 1, batch: 2, time: 128 } as const;

type Course = { own: readonly SkillInfo[]; earlier: readonly SkillInfo[]; rows: number; seed: string };

function trainPlan({ replay }: Means, { own, earlier, rows: all, seed }: Course): TrainingPlan {
  const rows = replay === 'none' ? Math.round(all * (1 + SHARE)) : all;
  const old = replay === 'all' ? Math.round(rows * (earlier.length ? REPLAYED : REFUSED)) : 0;
  const lessons = [
    ...kataRows(own, rows - old, `${seed}/new`, false),
    ...(earlier.length ? replayRows(earlier, old, `${seed}/old`) : refusalRows(old, `${seed}/old`)),
  ];
  return { ...rowsOf, lessons, seed, epochs: 1, learningRate: RATES.train };
}

type Asked = Course & { flat: Float32Array; maps: Float32Array };
type Consolidated = {
  flat: Float32Array;
  maps: Float32Array;
  result: TrainingResult;
  creative: number;
  creativeSeconds: number;
};

async function consolidated(learner: Learner, means: Means, asked: Asked): Promise<Consolidated> {
  const { own, earlier, flat, maps } = asked;
  const seed = `${asked.seed}/consolidate`;
  const documents = means.replay === 'documents';
  const rows = Math.round((asked.rows * SHARE) / EPOCHS / (means.anchor ? ANCHOR_COST : 1));
  const fresh = earlier.length ? Math.round(rows * OWN) : rows;
  const wanted = documents ? 0 : Math.round((rows - fresh) * CREATIVE);
  const began = performance.now();
  const made = wanted ? await creativeRows(learner, flat, kataTasks(earlier, wanted, `${seed}/creative`), seed) : [];
  const creativeSeconds = (performance.now() - began) / 1000;
  const old = earlier.length ? replayRows(earlier, rows - fresh - made.length, `${seed}/old`) : [];
  const mixed = (): Row[] => [...kataRows(own, fresh, `${seed}/own`, false), ...made, ...old];
  const unfrozen = means.manifold === 'unfrozen';
  const steps = documents
    ? { batch: DOCUMENTS.batch, learningRate: DOCUMENTS.learningRate }
    : { learningRate: RATES.consolidate };
  const plan: TrainingPlan = {
    ...{ ...rowsOf, ...steps, seed, unfrozen, epochs: EPOCHS },
    ...(means.manifold === 'none' ? {} : { manifold: MANIFOLD }),
    ...(means.manifold === 'pca' ? { against: 'pca' } : {}),
    ...(means.manifold === 'text' ? { against: 'encoder:lab' } : {}),
    ...(means.anchor ? { anchor: means.anchor } : {}),
    lessons: (documents ? samplesOf([...earlier, ...own], seed) : mixed()).map((row) => marked(row, means)),
  };
  const start = unfrozen ? joined(flat, maps) : flat;
  const result = await learner.train(plan, start);
  return {
    flat: result.parameters.slice(0, flat.length),
    maps: unfrozen ? result.parameters.slice(flat.length) : maps,
    result,
    creative: wanted ? made.length / wanted : 0,
    creativeSeconds,
  };
}

type Row = Lesson & { level?: Level };

/** As many of every level: those of the last one are its own, the others replay. */
function samplesOf(skills: readonly SkillInfo[], seed: string): Row[] {
  const levels = [...new Set(skills.map(({ level }) => level))];
  return levels.flatMap((level, i) => {
    const own = skills.filter((skill) => skill.level === level);
    return kataRows(own, DOCUMENTS.samples, `${seed}/samples`, i < levels.length - 1);
  });
}

/** The anchor keeps to the base only where the base knew something. */
function marked(row: Row, { anchor }: Means): Lesson {
  const { level, ...lesson } = row;
  return anchor && level !== undefined && !SHIPPED.includes(level) ? { ...lesson, replay: false } : lesson;
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function consolidationOf({ losses, aeError }: TrainingResult, creative: number): LevelRow['consolidation'] {
  const size = losses.length / EPOCHS;
  const epochs = Array.from({ length: EPOCHS }, (_, i) =>
    losses.slice(Math.round(i * size), Math.round((i + 1) * size)),
  );
  return { losses: epochs.map((some) => some.reduce((a, b) => a + b, 0) / some.length), aeError, creative };
}

export const exchange = (prompt: string, answer: string, replay: boolean): Lesson => ({
  ...{ weight: 1, replay },
  turns: [
    { role: 'user', content: prompt },
    { role: 'assistant', content: answer },
  ],
});

/** Every level has as many as the others, whatever its skills. */
function kataTasks(skills: readonly SkillInfo[], count: number, seed: string): Task[] {
  const random = rng(seed);
  const levels = [...new Set(skills.map(({ level }) => level))];
  return Array.from({ length: count }, (_, i) => {
    const level = random.pick(levels);
    const { id } = random.pick(skills.filter((skill) => skill.level === level));
    return katas.generate(id, 'train', `${seed}/${i}`);
  });
}

export const kataRows = (skills: readonly SkillInfo[], count: number, seed: string, replay: boolean): Row[] =>
  kataTasks(skills, count, seed).map(({ prompt, reference, level }) => ({
    ...exchange(prompt, reference, replay),
    level,
  }));

const refusalRows = (count: number, seed: string): Row[] =>
  Array.from({ length: count }, (_, i) => {
    const { prompt, answer } = katas.refusal(`${seed}/${i}`);
    return exchange(prompt, answer, true);
  });

export function replayRows(skills: readonly SkillInfo[], count: number, seed: string): Row[] {
  const refused = Math.round(count * REFUSED);
  return [...refusalRows(refused, seed), ...kataRows(skills, count - refused, seed, true)];
}
