// What every level kept while a training went on, from what its gauges measured (train/gauge.ts): the same known questions before the first leg and after each. They are
// few, some of each level, and of the training split: what a night is decided by are the exams at its end. Pure.

/** A row of the steps table. */
type StepRow = { readonly step: string; readonly state: unknown };
/** A training of the same night, by the name that its run has; in order. */
type Training = { readonly training: string; readonly steps: number };
type Gauged = { known: string; levels: readonly number[] };

/** `retention`: how many are right by how many were before the training, as of exams; null where none was. */
export type LevelKept = { level: number; total: number; passes: number; retention: number | null };
/** `step`: of the night's trainings counted through, after which it was measured; `leg`: 0 before the first. */
export type LevelsKept = { leg: number; step: number; levels: readonly LevelKept[] };

/** In order; none where nothing was measured between trainings, or not by level. */
export function keptByLevel(rows: readonly StepRow[], trainings: readonly Training[]): LevelsKept[] {
  const gauges = new Map(rows.flatMap((row) => gaugeIn(row) ?? []));
  const first = gauges.get(0);
  if (!first) return [];
  return [...gauges].flatMap(([leg, gauge]) => {
    const step = stepAfter(leg, trainings);
    return step === null ? [] : [{ leg, step, levels: levelsOf(first, gauge) }];
  });
}

/** None of a row of another step, or of before levels were told, or of a training that knows no level. */
function gaugeIn({ step, state }: StepRow): [[leg: number, Gauged]] | null {
  const leg = /^gauge (\d+)$/.exec(step)?.[1];
  const { known, levels } = (state ?? {}) as Partial<Gauged>;
  return leg === undefined || !known || levels?.length !== known.length ? null : [[Number(leg), { known, levels }]];
}

/** Null for a leg whose training is not there. */
function stepAfter(leg: number, trainings: readonly Training[]): number | null {
  const end = leg === 0 ? 0 : trainings.findIndex(({ training }) => training === `train ${leg}`) + 1;
  if (leg > 0 && end === 0) return null;
  return trainings.slice(0, end).reduce((sum, { steps }) => sum + steps, 0);
}

function levelsOf(first: Gauged, { known }: Gauged): LevelKept[] {
  return [...new Set(first.levels)]
    .sort((a, b) => a - b)
    .map((level) => {
      const places = [...first.levels.keys()].filter((i) => first.levels[i] === level);
      const passed = (outcomes: string): number => places.filter((i) => outcomes[i] === '1').length;
      const [was, passes] = [passed(first.known), passed(known)];
      return { level, total: places.length, passes, retention: was > 0 ? passes / was : null };
    });
}
