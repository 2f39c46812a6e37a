// The losses once more, as plain loops in double precision over one sample: what the contract of losses measures the graphs against. And samples.

import type { LossName } from '../../models/losses/index.ts';
import type { LossOptions } from '../../models/losses/loss.ts';
import { emptyPacked, type Packed } from '../../src/engine/packing.ts';
import { must } from '../../src/lib/assert.ts';
import type { Rng } from '../../src/lib/rng.ts';

/** One supervised position and what losses are given for it. */
export type Position = {
  logits: number[];
  target: number;
  weight: number;
  topIds: number[];
  topLogs: number[];
  advantage: number;
  oldLog: number;
  baseLog: number;
  sequence: Sequence;
};
export type Sequence = { group: number; better: number; weight: number; base: number };
export type Sample = readonly Position[];

export const VOCABULARY = 11;
export const TOP = 4;
/** Rows of a chunk of the vocabulary: 4, 4 and 3. One teacher has a whole chunk as its top. */
export const CHUNK = 4;

const logSum = (values: readonly number[]): number => {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
};

/** Groups of sequences, each `better` or not: pairs, or as many as there are. */
export function sampleOf(random: Rng, mixed: boolean): Sample {
  const groups = mixed
    ? [[1, 0], [1, 0, 1, 0], [1], [0, 1, 0]]
    : [
        [1, 0],
        [0, 1],
        [1, 0],
        [1, 0],
      ];
  return groups.flatMap((members, group) =>
    members.flatMap((better) => {
      const weight = better ? random.int(1, 4) / 2 : 0;
      const sequence = { group, better, weight, base: -3 + random.normal() };
      return Array.from({ length: random.int(1, 3) }, () => positionOf(random, sequence));
    }),
  );
}

function positionOf(random: Rng, sequence: Sequence): Position {
  const row = (): number[] => Array.from({ length: VOCABULARY }, () => 1.5 * random.normal());
  const teacher = row();
  const all = logSum(teacher);
  const shuffled = random.shuffle(teacher.map((_, id) => id)).slice(0, TOP);
  const topIds = random.next() < 0.4 ? Array.from({ length: CHUNK }, (_, id) => id) : shuffled;
  return {
    logits: row(),
    target: random.int(0, VOCABULARY - 1),
    weight: random.int(1, 4) / 2,
    topIds,
    topLogs: topIds.map((id) => (teacher[id] as number) - all),
    advantage: random.normal(),
    oldLog: -2.5 + random.normal(),
    baseLog: -2.5 + random.normal(),
    sequence,
  };
}

/** The sample as rows of one line, as packing would give them. */
export function packedOf(sample: Sample): Packed {
  const sequences = [...new Set(sample.map(({ sequence }) => sequence))];
  const grid = (of: (position: Position) => readonly number[]): Float32Array => Float32Array.from(sample.flatMap(of));
  return {
    ...emptyPacked(1, sample.length),
    targets: BigInt64Array.from(sample, ({ target }) => BigInt(target)),
    weights: Float32Array.from(sample, ({ weight }) => weight),
    segments: Int32Array.from(sample, ({ sequence }) => sequences.indexOf(sequence)),
    supervised: sample.reduce((sum, { weight }) => sum + weight, 0),
    given: {
      top_ids: grid(({ topIds }) => topIds),
      top_logs: grid(({ topLogs }) => topLogs),
      advantages: grid(({ advantage }) => [advantage]),
      old_logs: grid(({ oldLog }) => [oldLog]),
      better: grid(({ sequence }) => [sequence.better]),
      sequence_weights: grid(({ sequence }) => [sequence.weight]),
      groups: grid(({ sequence }) => [sequence.group]),
    },
  };
}

/** base_logs is a number a token for one loss and a number a sequence for others. */
export function batchFor(name: LossName, sample: Sample): Packed {
  const batch = packedOf(sample);
  const base = Float32Array.from(sample, (p) => (name === 'policy-gradient' ? p.baseLog : p.sequence.base));
  return { ...batch, given: { ...batch.given, base_logs: base } };
}

type Full = Required<Readonly<LossOptions>>;
type ByHand = (sample: Sample, options: Full) => number;

function logsOf({ logits }: Position, temperature = 1): number[] {
  const all = logSum(logits.map((z) => z / temperature));
  return logits.map((z) => z / temperature - all);
}

/** Log-probabilities of the top ids and of everything else, of teacher and student. */
function bucketsOf(position: Position, temperature: number): { t: number[]; s: number[] } {
  const { topIds, topLogs } = position;
  const logs = logsOf(position, temperature);
  const tail = Math.max(1 - topLogs.reduce((sum, log) => sum + Math.exp(log), 0), 1e-9);
  const rest = logSum(logs.filter((_, id) => !topIds.includes(id)));
  return { t: [...topLogs, Math.log(tail)], s: [...topIds.map((id) => logs[id] as number), rest] };
}

const kl = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, log, i) => sum + Math.exp(log) * (log - (b[i] as number)), 0);

const overPositions =
  (loss: (position: Position, options: Full) => number): ByHand =>
  (sample, options) =>
    sample.reduce((sum, position) => sum + position.weight * loss(position, options), 0);

const onBuckets = (loss: (t: number[], s: number[], options: Full) => number): ByHand =>
  overPositions((position, options) => {
    const { t, s } = bucketsOf(position, options.temperature);
    return loss(t, s, options);
  });

function jsd(t: number[], s: number[], beta: number): number {
  if (beta === 0) return kl(t, s);
  if (beta === 1) return kl(s, t);
  const mixture = t.map((log, i) => logSum([Math.log(beta) + log, Math.log(1 - beta) + (s[i] as number)]));
  return beta * kl(t, mixture) + (1 - beta) * kl(s, mixture);
}

/** Of each better sequence, −log of its share among itself and the worse ones of its group. */
const betweenSequences: ByHand = (sample, { beta, temperature }) => {
  const sequences = [...new Set(sample.map(({ sequence }) => sequence))];
  const reward = (of: Sequence): number => {
    const own = sample.filter(({ sequence }) => sequence === of);
    const log = own.reduce((sum, p) => sum + p.weight * (logsOf(p, temperature)[p.target] as number), 0);
    return beta * (log - of.base);
  };
  return sequences
    .filter(({ better }) => better)
    .reduce((sum, own) => {
      const worse = sequences.filter(({ group, better }) => group === own.group && !better);
      return sum + own.weight * (logSum([reward(own), ...worse.map(reward)]) - reward(own));
    }, 0);
};

const within = (x: number, limit: number): number => Math.min(Math.max(x, -limit), limit);

function policy(position: Position, { clip, kl: penalty, temperature }: Full): number {
  const { advantage, oldLog, baseLog, target } = position;
  const log = must(logsOf(position, temperature)[target], 'log');
  const ratio = Math.exp(within(log - oldLog, 20));
  const clipped = Math.min(Math.max(ratio, 1 - clip), 1 + clip);
  const apart = within(baseLog - log, 20);
  return penalty * (Math.exp(apart) - apart - 1) - Math.min(ratio * advantage, clipped * advantage);
}

export const byHand: Readonly<Record<LossName, ByHand>> = {
  'cross-entropy': overPositions((p) => -must(logsOf(p)[p.target], 'log')),
  smoothed: overPositions((p) => {
    const logs = logsOf(p);
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    return -0.95 * must(logs[p.target], 'log') - 0.05 * mean;
  }),
  'forward-kl': onBuckets((t, s) => kl(t, s)),
  'reverse-kl': onBuckets((t, s) => kl(s, t)),
  jsd: onBuckets((t, s, { beta }) => jsd(t, s, beta)),
  'logit-mse': overPositions(({ logits, topIds, topLogs }, { temperature }) => {
    const apart = topIds.map((id, i) => (logits[id] as number) / temperature - (topLogs[i] as number));
    const mean = apart.reduce((a, b) => a + b, 0) / apart.length;
    return apart.reduce((sum, x) => sum + (x - mean) ** 2, 0) / apart.length;
  }),
  dpo: betweenSequences,
  'info-nce': betweenSequences,
  'policy-gradient': overPositions(policy),
};

/** d loss / d logits by central differences, row-major. */
export function slopes(name: LossName, sample: Sample, options: Full): Float64Array {
  const step = 1e-5;
  const out = new Float64Array(sample.length * VOCABULARY);
  sample.forEach((position, row) =>
    position.logits.forEach((logit, id) => {
      const at = (sign: number): number => {
        const logits = position.logits.with(id, logit + sign * step);
        return byHand[name](sample.with(row, { ...position, logits }), options);
      };
      out[row * VOCABULARY + id] = (at(1) - at(-1)) / (2 * step);
    }),
  );
  return out;
}
