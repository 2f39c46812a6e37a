// Any loss that says `chunks`, without all logits at once: one pass over chunks of the vocabulary (online softmax, as headGraph of layers.ts) gathers what
// the loss sees and what its gradient at the hidden states is made of. K supervised positions, k ids a position, C rows of a chunk, d width.

import { AppError } from '../../src/lib/errors.ts';
import { assert, must } from '../../src/lib/assert.ts';
import { fixed, Graph, type Shape, type Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import { partOf } from '../graph/part.ts';
import { differentiate } from '../graph/reverse.ts';
import { addInputs, type ChosenLoss, inputOf } from '../losses/build.ts';
import type { Sight } from '../losses/loss.ts';
import type { QwenConfig } from './config.ts';
import { CHOSEN, type HeadGraphs, LOWEST } from './layers.ts';
import { type KeptAs, weightInput } from './weight-inputs.ts';

/** The ids that a loss looks at, an input of it, and whether it looks beside them too. */
type Look = { ids: string; shape: Shape; width: number; beside: boolean };

/** @throws AppError train/objective when the loss needs all logits at once */
export function chunkedLoss(config: QwenConfig, chosen: ChosenLoss, keptAs: KeptAs): HeadGraphs {
  const { graph: loss, look } = lossGraph(config, chosen);
  const temperature = chosen.options.temperature ?? 1;
  const { hidden_size: d } = config;
  const softmax = (prefix: string): HeadGraphs['start'] => ({
    [`${prefix}most`]: { shape: [1], value: LOWEST },
    [`${prefix}sum`]: { shape: [1], value: 0 },
    [`${prefix}mean`]: { shape: [d], value: 0 },
  });
  return {
    chunk: (rows) => chunkGraph(config, look, rows, keptAs, temperature),
    loss,
    ids: look.ids,
    width: look.width,
    start: {
      ...softmax(''),
      ...(look.beside ? softmax('rest_') : {}),
      seen: { shape: [look.width], value: 0 },
      rows: { shape: [look.width, d], value: 0 },
    },
  };
}

/**
 * One chunk. Inputs hidden [K, d], head [C, d], the ids (inside the chunk), inside [K, k] (1 where an id is of this chunk), and so far: of the softmax over
 * everything most, sum [K, 1 each] and mean [K, d] (of rows, not yet divided by sum); if the loss looks beside its ids, the same over all other ids as rest_*;
 * seen [K, k], the logits at the ids, and rows [K, k, d], the head's rows there. Outputs those with _out.
 */
function chunkGraph(config: QwenConfig, look: Look, rows: number, keptAs: KeptAs, temperature: number): Graph {
  const g = new Graph();
  const d = config.hidden_size;
  const hidden = g.input('hidden', [CHOSEN, d]);
  const head = weightInput(g, 'head', [rows, d], keptAs('head', [rows, d]));
  const [ids, inside] = [g.input(look.ids, look.shape, 'int64'), g.input('inside', [CHOSEN, look.width])];
  const logits = o.gemm(hidden, head, { tb: true, alpha: 1 / temperature });
  onlineSoftmax(g, '', logits, head);
  // An id of another chunk is looked up at row 0 here, which then stays where it is.
  if (look.beside) onlineSoftmax(g, 'rest_', o.addAt(logits, ids, o.scale(inside, LOWEST)), head);
  g.output('seen_out', o.add(g.input('seen', [CHOSEN, look.width]), o.multiply(o.elementAt(logits, ids), inside)));
  const places = o.reshape(ids, [CHOSEN, look.width]);
  const found = o.multiply(o.gatherRows(head, places), o.reshape(inside, [CHOSEN, look.width, 1]));
  g.output('rows_out', o.add(g.input('rows', [CHOSEN, look.width, d]), found));
  return g;
}

function onlineSoftmax(g: Graph, prefix: string, logits: Value, head: Value): void {
  const [most, sum] = [g.input(`${prefix}most`, [CHOSEN, 1]), g.input(`${prefix}sum`, [CHOSEN, 1])];
  const mean = g.input(`${prefix}mean`, [CHOSEN, must(head.shape[1], 'width')]);
  const top = o.maximum(most, o.largest(logits));
  const weights = o.exp(o.subtract(logits, top));
  const shrink = o.exp(o.subtract(most, top));
  g.output(`${prefix}most_out`, top);
  g.output(`${prefix}sum_out`, o.add(o.multiply(sum, shrink), o.sum(weights, [1])));
  g.output(`${prefix}mean_out`, o.gemm(weights, head, { c: o.multiply(mean, shrink) }));
}

/** The sight of a loss through what all chunks gathered. It remembers what was looked at, for that is what the chunks must gather. */
class GatheredSight implements Sight {
  readonly all: { log: Value; mean: Value };
  readonly rest: { log: Value; mean: Value };
  look: Look | null = null;
  /** Logits at the ids, [K, k]. */
  seen: Value | null = null;
  readonly #graph: Graph;
  readonly #inputs: ReadonlyMap<string, Value>;

  constructor(graph: Graph, inputs: ReadonlyMap<string, Value>, width: number) {
    [this.#graph, this.#inputs] = [graph, inputs];
    const softmax = (prefix: string): { log: Value; mean: Value } => {
      const [most, sum] = ['most', 'sum'].map((name) => graph.input(prefix + name, [CHOSEN, 1])) as [Value, Value];
      return { log: o.add(most, o.log(sum)), mean: o.divide(graph.input(`${prefix}mean`, [CHOSEN, width]), sum) };
    };
    [this.all, this.rest] = [softmax(''), softmax('rest_')];
  }

  readonly at = (ids: Value): Value => o.subtract(this.#looked(ids).seen, this.all.log);

  readonly beside = (ids: Value): Value => {
    this.#looked(ids).look.beside = true;
    return o.subtract(this.rest.log, this.all.log);
  };

  #looked(ids: Value): { look: Look; seen: Value } {
    const name = must([...this.#inputs].find(([, value]) => value === ids)?.[0], 'ids, which must be an input');
    this.look ??= { ids: name, shape: ids.shape, width: fixed(ids.shape[1] ?? 1, 'ids'), beside: false };
    this.seen ??= this.#graph.input('seen', [CHOSEN, this.look.width]);
    assert(this.look.ids === name, 'a loss that comes in chunks looks at one set of ids');
    return { look: this.look, seen: this.seen };
  }
}

/** From what went through all chunks and the loss's own inputs to loss [] and hidden_gradient [K, d]. */
function lossGraph(
  { hidden_size: d }: QwenConfig,
  { loss, options, inputs }: ChosenLoss,
): { graph: Graph; look: Look } {
  if (!loss.chunks)
    throw new AppError(
      'train/objective',
      `The loss ${loss.name} needs all logits at once, which a model trained layer by layer never has. Choose another loss.`,
      { loss: loss.name },
    );
  const g = new Graph();
  const added = addInputs(g, inputs, CHOSEN);
  const sight = new GatheredSight(g, added, d);
  const { at, beside, all, rest } = sight;
  const scalar = loss.build({ graph: g, input: inputOf(added), options, logits: null, at, beside });
  const [look, seen] = [must(sight.look, 'a look'), must(sight.seen, 'logits at ids')];
  const leaves = [seen, all.log, ...(look.beside ? [rest.log] : [])];
  const [atIds, ofAll, ofRest] = differentiate(scalar, leaves) as [Value, Value, Value | undefined];
  const rows = g.input('rows', [CHOSEN, look.width, d]);
  const picked = o.reshape(o.matmul(o.reshape(atIds, [CHOSEN, 1, look.width]), rows), [CHOSEN, d]);
  const shared = o.add(picked, o.multiply(ofAll, all.mean));
  const gradient = ofRest ? o.add(shared, o.multiply(ofRest, rest.mean)) : shared;
  const outputs = { loss: scalar, hidden_gradient: o.scale(gradient, 1 / (options.temperature ?? 1)) };
  return { graph: partOf(g, {}, outputs), look };
}
