// Fits the matcher's network: features are embedded and added up, one rectified hidden layer, softmax over the skills and "none". Classes share weights
// by groups (groups.ts), so that "exceeding", seen with one skill, is understood in its siblings. AdaGrad, features dropped at random. Seeded.

import { must } from '../../src/lib/assert.ts';
import type { Rng } from '../../src/lib/rng.ts';
import { adagrad, add, dot, softmax } from './vectors.ts';

/** One row: indices of its features, its class. */
export type Row = { features: Int32Array; target: number };

export type Net = {
  hidden: number;
  embeddings: Float32Array;
  bias: Float32Array;
  output: Float32Array;
  offsets: Float32Array;
};

export type NetOptions = {
  hidden: number;
  epochs: number;
  /** Falls to a tenth over the epochs. */
  rate: number;
  /** Deviation of the embeddings at the start. What a rare feature keeps of it is noise: 0.3 cost six points of accuracy against 0.03. */
  spread: number;
  /** Share of a row's features that are dropped. */
  dropped: number;
  log?: (line: string) => void;
};

const BATCH = 32;
/** Errors below this are not propagated: those of most classes in most rows. */
const IDLE = 0.001;
const EPSILON = 1e-8;
/** The hidden units' and classes' own offsets learn more slowly. */
const OFFSET_RATE = 0.3;
const SHARED_SPREAD = 0.1;
const FIRST_BIAS = 0.1;

type Groups = readonly (readonly number[])[];
type State = {
  net: Net;
  groups: Groups;
  /** Weights of the groups; those of a class are the sum of its groups'. */
  shared: Float32Array;
  squares: { embeddings: Float32Array; bias: Float32Array; shared: Float32Array; offsets: Float32Array };
  /** Slopes of the classes' weights, added up over a batch. */
  slope: Float32Array;
};

/** @param features how many there are. @param groups of each class, as indices. */
export function fitNet(rows: readonly Row[], features: number, groups: Groups, options: NetOptions, random: Rng): Net {
  const state = initial(features, groups, options, random);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const rate = options.rate * 0.1 ** (epoch / Math.max(1, options.epochs - 1));
    const loss = epochOf(state, rows, rate, options.dropped, random);
    options.log?.(`epoch ${epoch + 1}: loss ${(loss / rows.length).toFixed(4)}`);
  }
  return state.net;
}

/** One net whose logits are the means of these nets' logits: their hidden layers side by side. Their mistakes differ, so it makes fewer. */
export function averaged(nets: readonly Net[]): Net {
  const first = must(nets[0], 'a net');
  const hidden = nets.reduce((sum, net) => sum + net.hidden, 0);
  const aside = (part: (net: Net) => Float32Array): Float32Array => {
    const rows = part(first).length / first.hidden;
    const out = new Float32Array(rows * hidden);
    let start = 0;
    for (const net of nets) {
      for (let row = 0; row < rows; row++)
        out.set(part(net).subarray(row * net.hidden, (row + 1) * net.hidden), row * hidden + start);
      start += net.hidden;
    }
    return out;
  };
  const mean = (weights: Float32Array): Float32Array => weights.map((weight) => weight / nets.length);
  const offsets = first.offsets.map((_, c) => nets.reduce((sum, net) => sum + (net.offsets[c] ?? 0) / nets.length, 0));
  return {
    hidden,
    embeddings: aside((net) => net.embeddings),
    bias: aside((net) => net.bias),
    output: mean(aside((net) => net.output)),
    offsets,
  };
}

function initial(features: number, groups: Groups, { hidden, spread }: NetOptions, random: Rng): State {
  const width = 1 + Math.max(...groups.flat());
  const normal = (size: number, deviation: number): Float32Array =>
    Float32Array.from({ length: size }, () => random.normal() * deviation);
  const squares = (size: number): Float32Array => new Float32Array(size).fill(EPSILON);
  const state = {
    net: {
      hidden,
      embeddings: normal(features * hidden, spread),
      bias: new Float32Array(hidden).fill(FIRST_BIAS),
      output: new Float32Array(groups.length * hidden),
      offsets: new Float32Array(groups.length),
    },
    groups,
    shared: normal(width * hidden, SHARED_SPREAD),
    squares: {
      embeddings: squares(features * hidden),
      bias: squares(hidden),
      shared: squares(width * hidden),
      offsets: squares(groups.length),
    },
    slope: new Float32Array(groups.length * hidden),
  };
  refresh(state);
  return state;
}

function refresh({ net: { output, hidden }, groups, shared }: State): void {
  output.fill(0);
  groups.forEach((own, c) => {
    for (const g of own) add(output, c * hidden, shared, g * hidden, 1, hidden);
  });
}

function epochOf(state: State, rows: readonly Row[], rate: number, dropped: number, random: Rng): number {
  const order = random.shuffle([...rows.keys()]);
  let loss = 0;
  for (let at = 0; at < order.length; at += BATCH) {
    for (const i of order.slice(at, at + BATCH)) loss += step(state, must(rows[i], 'row'), rate, dropped, random);
    updateShared(state, rate);
  }
  return loss;
}

/** Learns from one row; the classes' weights only at the end of the batch. Returns its loss. */
function step(state: State, row: Row, rate: number, dropped: number, random: Rng): number {
  const { net, squares } = state;
  const { hidden, embeddings, bias } = net;
  const features = row.features.filter(() => random.next() >= dropped);
  const share = 1 / Math.sqrt(features.length || 1);
  const units = bias.slice();
  for (const f of features) add(units, 0, embeddings, f * hidden, share, hidden);
  for (let h = 0; h < hidden; h++) units[h] = Math.max(0, units[h] ?? 0);
  const { back, loss } = throughClasses(state, units, row.target, rate);
  for (let h = 0; h < hidden; h++) if (units[h] === 0) back[h] = 0;
  adagrad(bias, squares.bias, 0, back, OFFSET_RATE * rate, hidden);
  for (let h = 0; h < hidden; h++) back[h] = (back[h] ?? 0) * share;
  for (const f of features) adagrad(embeddings, squares.embeddings, f * hidden, back, rate, hidden);
  return loss;
}

function throughClasses(
  { net: { hidden, output, offsets }, slope, squares }: State,
  units: Float32Array,
  target: number,
  rate: number,
): { back: Float32Array; loss: number } {
  const errors = softmax(offsets.map((offset, c) => offset + dot(output, c * hidden, units, hidden)));
  const loss = -Math.log(Math.max(errors[target] ?? 0, 1e-12));
  errors[target] = (errors[target] ?? 0) - 1;
  const back = new Float32Array(hidden);
  for (const [c, error] of errors.entries()) {
    if (Math.abs(error) < IDLE) continue;
    add(back, 0, output, c * hidden, error, hidden);
    add(slope, c * hidden, units, 0, error, hidden);
    adagrad(offsets, squares.offsets, c, Float32Array.of(error), OFFSET_RATE * rate, 1);
  }
  return { back, loss };
}

/** Hands the classes' slopes to their groups. */
function updateShared(state: State, rate: number): void {
  const { net, groups, shared, squares, slope } = state;
  const gradient = new Float32Array(shared.length);
  groups.forEach((own, c) => {
    for (const g of own) add(gradient, g * net.hidden, slope, c * net.hidden, 1, net.hidden);
  });
  adagrad(shared, squares.shared, 0, gradient, rate, shared.length);
  slope.fill(0);
  refresh(state);
}
