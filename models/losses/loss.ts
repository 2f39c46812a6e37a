// What a loss is: from the decoder's outputs and a batch's inputs to one scalar that is differentiated. A loss returns sums, never means, so that
// gradients of several runs add up and one division at the end of a step is exact. Instances are sibling files, registered in index.ts; build.ts puts them
// into graphs. Terms on hidden states (the frozen autoencoder's) are no losses: they stand beside one, see Objective in qwen/graphs.ts.

import type { Graph, Value } from '../graph/ir.ts';

/**
 * How an input is laid out. K supervised positions, in row-major order of the packed rows; S sequences that have any, in order of their first; both are
 * known when the graph runs. `targets` and `weights` are those of the rows, `members` and `groups` are made from segments and group numbers, all others
 * are given with the examples, under the input's name (src/engine/loss-feeds.ts).
 */
export type InputKind =
  /** [K], or [K, width]. */
  | { per: 'position'; width?: number; dtype?: 'int64' }
  /** [S]; given for each position, the same within a sequence. */
  | { per: 'sequence' }
  /** [K, S]: 1 where the position is of the sequence, else 0. */
  | { per: 'members' }
  /** [S, S]: 1 where both sequences are of one group, else 0. All sequences of a group must come in one run. */
  | { per: 'groups' };

export type Inputs = Readonly<Record<string, InputKind>>;

/**
 * `temperature`: what a loss sees is softmax(logits / temperature); what it is given of a teacher must have been made so too. `top`: ids a position that a
 * teacher's distribution comes with. `beta`, `clip`, `kl`: see the losses that have them.
 */
export type OptionName = 'temperature' | 'top' | 'beta' | 'clip' | 'kl';
export type LossOptions = Readonly<Partial<Record<OptionName, number>>>;

/** What a loss may see of the student's distribution q = softmax(logits / temperature) when the vocabulary is too large to hold all of it. */
export type Sight = {
  /** log q at ids: [K] or [K, k] int64, an input of the loss → [K, 1] or [K, k]. */
  at(ids: Value): Value;
  /** log of what q leaves to all ids but these, together: → [K, 1]. Ids of a row differ, and are not the whole vocabulary. */
  beside(ids: Value): Value;
};

export type LossInput<O extends OptionName = never> = Sight & {
  graph: Graph;
  /** By its name in `inputs`. */
  input(name: string): Value;
  options: Readonly<Record<O, number>>;
  /** All logits [K, V], not divided by a temperature. Only a loss that says `chunks: false` may count on them; else null: they come in chunks. */
  logits: Value | null;
};

export type Loss<O extends OptionName = never> = {
  name: string;
  /** The options that it has. */
  defaults: Readonly<Record<O, number>>;
  /** Its inputs, in the order in which they become inputs of a graph. */
  inputs(options: Readonly<Record<O, number>>): Inputs;
  /** What its sum adds up: a step ends by dividing by Σ weights, or by Σ sequence_weights of the better sequences (src/engine/loss-feeds.ts). */
  per: 'position' | 'sequence';
  /** Whether `at` and `beside`, one `ids` for both, are all it sees: then training layer by layer can compute it, the vocabulary in chunks. */
  chunks: boolean;
  /** Σ weights · loss as []. A position of weight 0 changes nothing, whatever it is given. */
  build(input: LossInput<O>): Value;
};
