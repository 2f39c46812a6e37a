// Short nights one after the other, in one profile, each about what a user asked that day. Topics drift: each day's questions are about a few topics of a window that
// moves on by one topic a day, so that each is asked about again on later days and then no more. Asked: whether what is asked is answered better, whether what was
// known and what earlier nights taught is kept, and what is stored.

import { must } from '../../../src/lib/assert.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { KNOWN_RATE } from '../../../src/lib/forgetting.ts';
import type { Task } from '../../../src/domains/domain.ts';
import type { Json } from '../../../src/lib/json.ts';
import { rng } from '../../../src/lib/rng.ts';
import { LOG_NAMES } from '../../../src/db/tables/index.ts';
import { katas } from '../../../src/domains/katas.ts';
import { drawSkillItems } from '../../../src/evaluate/items.ts';
import { examinerOf, scoreItems } from '../../../src/team/score.ts';
import type { Context, Learner, NightSettings } from '../../../src/team/context.ts';
import { learnerFor, openLibrary } from '../../../src/team/library.ts';
import { rateOf } from '../../../src/team/known.ts';
import type { NightReport } from '../../../src/team/report.ts';
import { folderWeights } from '../team.ts';
import { openNodeWorld } from '../whole-night.ts';
import type { World } from '../world.ts';
import type { Row } from './experiment.ts';
import { SHORT_NIGHT } from './short-night.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Topics that are on the user's mind at once, those of one day, and questions about each. */
const [WINDOW, TOPICS, QUESTIONS] = [6, 3, 3];
/** The most days that there are topics for. */
const MOST_DAYS = 30;

/**
 * What one seed's nights came to; `topics`: how many were asked about, and what was solved of all of them `before` the first night and `after` the last, and after it
 * with what the library has for each question (`byQuestion`).
 */
export async function nightsInSequence(
  days: number,
  seed: string,
  settings: Partial<NightSettings>,
  say: (line: string) => void,
): Promise<Row> {
  let day = 0;
  const clock: Clock = { now: () => Date.now() + day * DAY_MS };
  const world = await openNodeWorld({ settings: { ...SHORT_NIGHT, ...settings }, threads: 1, clock, say });
  const topics = topicsOf(seed);
  const all = [...new Set(topics.slice(0, days).flat())];
  const found: Record<string, Json>[] = [];
  const first = new Map<string, number>();
  const before = await knows(await world.context(), all);
  for (; day < days; day++) {
    const report = await world.sleep({
      prompts: promptsOf(must(topics[day], 'a day'), `${seed}/${day}`),
      seed: `month-${seed}-${day}`,
    });
    found.push({ ...toldOf(report), ...keptOf(report, first), ...(await storedIn(world)) });
    say(`day ${day}: ${JSON.stringify(found.at(-1))}`);
  }
  const after = await knows(await world.context(), all);
  const byQuestion = await knowsByQuestion(await world.context(), all);
  await world.close();
  return { seed, topics: all.length, before, after, byQuestion, days: found };
}

/** What its days say of one thing, in order. */
export const daysOf = (row: Row, name: string): number[] =>
  (row['days'] as Record<string, Json>[]).map((each) => Number(each[name]));

/** Skills of each day, none that the learner was shipped with. */
function topicsOf(seed: string): string[][] {
  const random = rng(`${seed}/topics`);
  const order = random.shuffle(katas.skills.filter(({ level }) => level > 3).map(({ id }) => id));
  return Array.from({ length: MOST_DAYS }, (_, day) => random.shuffle(order.slice(day, day + WINDOW)).slice(0, TOPICS));
}

/** Questions about these skills, as a user might ask them. */
export const promptsOf = (skills: readonly string[], seed: string): string[] =>
  skills.flatMap((skill) =>
    Array.from({ length: QUESTIONS }, (_, i) => katas.generate(skill, 'unseen-form', `${seed}/${i}`).prompt),
  );

/** Pass rate on held-out items of these skills. */
export async function knows(context: Context, skills: readonly string[]): Promise<number> {
  const { model, adapter } = context.learner;
  return rateOf((await scoreItems(examinerOf(context), model, adapter, itemsOf(skills))).outcomes);
}
const ITEMS = 20;
const itemsOf = (skills: readonly string[]): Task[] =>
  skills.flatMap((skill) => [...drawSkillItems(katas, skill, ITEMS)]);

/** The same where each question is answered with the adapter that the library has for it. */
async function knowsByQuestion(context: Context, skills: readonly string[]): Promise<number> {
  const { store, files, settings, learner, log } = context;
  const { config } = await folderWeights('dream-s');
  const library = openLibrary(store);
  const reader = { files, config, usual: settings.lora, library, domain: katas, learner: async () => learner, log };
  const asked = new Map<string | null, { by: Learner; items: Task[] }>();
  for (const item of itemsOf(skills)) {
    const by = await learnerFor(reader, item.prompt);
    const some = asked.get(by.checkpoint) ?? { by, items: [] };
    some.items.push(item);
    asked.set(by.checkpoint, some);
  }
  let outcomes = '';
  for (const { by, items } of asked.values())
    outcomes += (await scoreItems(examinerOf(context), by.model, by.adapter, items)).outcomes;
  return rateOf(outcomes);
}

/** Of the day's questions, how many were answered right before the night; 1 = promoted; of what earlier nights taught, what is solved by what answers after the night; what spoke against a first candidate. */
function toldOf(report: NightReport): Record<string, Json> {
  const { asked, reason, promoted, gain, nllChange, further, seconds } = report;
  const right = asked.filter(({ verdict }) => verdict === 'pass').length / Math.max(1, asked.length);
  const { before = 0, after = 0, items = 0 } = report.earlier ?? {};
  const earlier = items ? (promoted ? after : before) / items : null;
  const told = { reason, promoted: promoted ? 1 : 0, gain, nll: nllChange, seconds: seconds.total };
  return {
    right,
    asked: asked.length,
    ...told,
    earlier,
    earlierBefore: items ? before / items : null,
    further: further as Json,
  };
}

/** The least that a level keeps of its first score as a known one, of what answers after this night. @param first those scores by level, which this adds to */
function keptOf({ promoted, before, after }: NightReport, first: Map<string, number>): { kept: number } {
  const now = promoted ? after : before;
  const kept = Object.entries(now).flatMap(([level, rate]) => {
    if (!first.has(level) && rate >= KNOWN_RATE) first.set(level, rate);
    const was = first.get(level);
    return was === undefined ? [] : [rate / was];
  });
  return { kept: Math.min(1, ...kept) };
}

async function storedIn(world: World): Promise<{ rowBytes: number; fileBytes: number }> {
  const { store, files } = await world.context();
  let rowBytes = 0;
  for (const name of LOG_NAMES) rowBytes += JSON.stringify(await store.list(name)).length;
  const fileBytes = (await files.list()).reduce((sum, { bytes }) => sum + bytes, 0);
  return { rowBytes, fileBytes };
}
