// What a training tells of every step, as columns. Kept small: a trace has at most 512 entries, whatever the training's length; when it is full, neighbours are
// merged two by two, so that early steps lie closer together than one entry. Pure; a trace follows from its steps alone, so that a resumed training has the same.

export type Step = {
  /** Optimiser steps so far, this one included. */
  step: number;
  /** Epochs so far, as a fraction of the course. */
  epoch: number;
  /** Mean loss per supervised token; with what is added for the autoencoder it is the total loss. */
  loss: number;
  /** Weighted term of the frozen autoencoder; 0 without. */
  consolidation: number;
  /** Mean reconstruction error ‖ĥ − AE(ĥ)‖² / d per replay token; null without autoencoder, or without replay in this step. */
  error: number | null;
  /** Learning rate of this step. */
  rate: number;
  /** Norm of the gradient before it was clipped. */
  norm: number;
  /** Tokens and seconds of training so far. */
  tokens: number;
  seconds: number;
  /** What both sides' distributions are softened by where a loss compares some, else 1; absent in traces of before it was told: see temperatureOf. */
  temperature?: number;
};

export type Trace = { readonly [Column in keyof Step]: readonly Exclude<Step[Column], undefined>[] };

const MOST_ENTRIES = 512;
const COLUMNS = ['step', 'epoch', 'loss', 'consolidation', 'error', 'rate', 'norm', 'tokens', 'seconds'] as const;
const WITH_TEMPERATURE = [...COLUMNS, 'temperature'] as const;
type Column = (typeof WITH_TEMPERATURE)[number];
/** Means over the steps of an entry; the other columns are where its last step stands. */
const MEANS: ReadonlySet<keyof Step> = new Set(['loss', 'consolidation', 'error', 'rate', 'norm']);

export function emptyTrace(): Trace {
  return fromSteps([]);
}

/** The same trace with one more step. */
export function withStep(trace: Trace, step: Step): Trace {
  const room = trace.step.length < MOST_ENTRIES ? trace : fromSteps(halved(stepsOf(trace)));
  const hasTemperature = step.temperature !== undefined || room.temperature !== undefined;
  return traceOf(columnsFor(hasTemperature), (name) => [...columnOf(room, name), step[name] ?? absent(name)]);
}

/** Its entries, in order. */
export function stepsOf(trace: Trace): Step[] {
  const columns = columnsFor(trace.temperature !== undefined);
  return trace.step.map((_, i) => Object.fromEntries(columns.map((name) => [name, trace[name]?.[i]])) as Step);
}

/** Of a step, or of an entry of any age. */
export const temperatureOf = ({ temperature = 1 }: Pick<Step, 'temperature'>): number => temperature;

/** The same, at this temperature all along. */
export const atTemperature = (trace: Trace, temperature: number): Trace => ({
  ...trace,
  temperature: trace.step.map(() => temperature),
});

const columnsFor = (hasTemperature: boolean): readonly Column[] => (hasTemperature ? WITH_TEMPERATURE : COLUMNS);

const columnOf = (trace: Trace, name: Column): readonly (number | null)[] =>
  trace[name] ?? trace.step.map(() => absent(name));

/** What a step has that does not tell. */
const absent = (name: Column): number | null => (name === 'temperature' ? 1 : null);

function fromSteps(steps: readonly Step[]): Trace {
  const columns = columnsFor(steps.some(({ temperature }) => temperature !== undefined));
  return traceOf(columns, (name) => steps.map((step) => step[name] ?? absent(name)));
}

function traceOf(columns: readonly Column[], column: (name: Column) => (number | null)[]): Trace {
  return Object.fromEntries(columns.map((name) => [name, column(name)])) as unknown as Trace;
}

/** For storing: so many digits tell all that was measured. */
export function rounded(trace: Trace, digits = 6): Trace {
  const round = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(digits)));
  return traceOf(columnsFor(trace.temperature !== undefined), (name) => columnOf(trace, name).map(round));
}

/** Whether a stored value is a trace: columns of finite numbers, alike in length; the temperature's may be missing. */
export function isTrace(value: unknown): value is Trace {
  if (typeof value !== 'object' || value === null) return false;
  const names = columnsFor('temperature' in value);
  if (Object.keys(value).length !== names.length) return false;
  const columns = value as Record<string, unknown>;
  const { step } = columns;
  return names.every((name) => {
    const column = columns[name];
    const fits = (one: unknown): boolean => Number.isFinite(one) || (name === 'error' && one === null);
    return Array.isArray(column) && Array.isArray(step) && column.length === step.length && column.every(fits);
  });
}

function halved(steps: readonly Step[]): Step[] {
  const pairs = steps.flatMap((step, i) => (i % 2 === 0 ? [[step, steps[i + 1]] as const] : []));
  let before = 0;
  return pairs.map(([one, two]) => {
    if (!two) return one;
    const merged = meanOf([one, two], before);
    before = two.step;
    return merged;
  });
}

/** Entries that follow each other as one, each as heavy as it has steps. @param before steps before the first of them */
function meanOf(entries: readonly Step[], before: number): Step {
  const last = entries.at(-1) as Step;
  const widths = entries.map(({ step }, i) => step - (entries[i - 1]?.step ?? before));
  const mean = (name: Column): number | null => {
    const told = entries.flatMap((entry, i) => {
      const value = entry[name] ?? null;
      return value === null ? [] : [{ value, width: widths[i] as number }];
    });
    const width = told.reduce((sum, one) => sum + one.width, 0);
    return width > 0 ? told.reduce((sum, one) => sum + one.value * one.width, 0) / width : null;
  };
  const columns = columnsFor(last.temperature !== undefined);
  return Object.fromEntries(columns.map((name) => [name, MEANS.has(name) ? mean(name) : last[name]])) as Step;
}

/** Means of one epoch: from which step to which, and its speed. */
export type Epoch = { epoch: number; from: number; to: number; tokensPerSecond: number | null } & Pick<
  Step,
  'loss' | 'consolidation' | 'error' | 'rate' | 'norm'
> & { temperature: number };

/** Epoch by epoch, the one that is not complete included. An entry is of the epoch that it ends in. */
export function epochsOf(trace: Trace): Epoch[] {
  const groups = new Map<number, Step[]>();
  for (const entry of stepsOf(trace)) {
    const epoch = Math.max(1, Math.ceil(entry.epoch));
    groups.set(epoch, [...(groups.get(epoch) ?? []), entry]);
  }
  let [before, tokens, seconds] = [0, 0, 0];
  return [...groups].map(([epoch, entries]) => {
    const { step, tokens: allTokens, seconds: allSeconds, ...means } = meanOf(entries, before);
    const { loss, consolidation, error, rate, norm } = means;
    const speed = allSeconds > seconds ? (allTokens - tokens) / (allSeconds - seconds) : null;
    const told = { loss, consolidation, error, rate, norm, temperature: temperatureOf(means) };
    const found = { epoch, from: before + 1, to: step, tokensPerSecond: speed, ...told };
    [before, tokens, seconds] = [step, allTokens, allSeconds];
    return found;
  });
}
