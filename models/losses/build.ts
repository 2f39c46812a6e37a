// Puts a loss into a graph: its options, its inputs, and its sight of logits that are all there. (Of logits in chunks: qwen/chunked-loss.ts.)

import { AppError } from '../../src/lib/errors.ts';
import { must } from '../../src/lib/assert.ts';
import { logSumExp } from '../graph/fused.ts';
import type { Dim, Graph, Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import { type LossName, losses } from './index.ts';
import type { InputKind, Inputs, Loss, LossInput, LossOptions, OptionName, Sight } from './loss.ts';

/** A loss with its options filled in. */
export type ChosenLoss = { loss: Loss<OptionName>; options: Readonly<Record<OptionName, number>>; inputs: Inputs };

/** @throws AppError train/loss-option when an option is not one of the loss */
export function chooseLoss(name: LossName, given: LossOptions = {}): ChosenLoss {
  const loss = losses[name] as Loss as Loss<OptionName>;
  const strange = Object.keys(given).filter((option) => !(option in loss.defaults));
  if (strange.length > 0)
    throw new AppError(
      'train/loss-option',
      `The loss ${name} has no option ${strange.join(', ')}. It has: ${Object.keys(loss.defaults).join(', ') || 'none'}.`,
      { name, given },
    );
  const options = { ...loss.defaults, ...given };
  return { loss, options, inputs: loss.inputs(options) };
}

/** Σ weights · loss as [] over logits [K, V], with the loss's inputs added to their graph. */
export function buildLoss({ loss, options, inputs }: ChosenLoss, logits: Value): Value {
  const { graph } = logits;
  const added = addInputs(graph, inputs, must(logits.shape[0], 'positions'));
  const tempered = o.scale(logits, 1 / (options.temperature ?? 1));
  return loss.build({ graph, input: inputOf(added), options, logits, ...sightOf(tempered) });
}

export const inputOf =
  (added: ReadonlyMap<string, Value>): LossInput['input'] =>
  (name) =>
    must(added.get(name), `input ${name}, which the loss does not declare`);

/** @param positions the name of K */
export function addInputs(graph: Graph, inputs: Inputs, positions: Dim): Map<string, Value> {
  const added = new Map<string, Value>();
  for (const [name, kind] of Object.entries(inputs))
    added.set(name, graph.input(name, shapeOf(kind, positions), kind.per === 'position' ? kind.dtype : undefined));
  return added;
}

const SEQUENCES = 'sequences';

function shapeOf(kind: InputKind, positions: Dim): readonly Dim[] {
  if (kind.per === 'members') return [positions, SEQUENCES];
  if (kind.per === 'groups') return [SEQUENCES, SEQUENCES];
  if (kind.per === 'sequence') return [SEQUENCES];
  return kind.width ? [positions, kind.width] : [positions];
}

/** Far below any logit: exp of the difference to one of them is zero. */
const NOWHERE = -1e30;

function sightOf(logits: Value): Sight {
  return {
    at: (ids) => o.subtract(o.elementAt(logits, ids), logSumExp(logits)),
    beside: (ids) => o.subtract(logSumExp(o.putAt(logits, ids, NOWHERE)), logSumExp(logits)),
  };
}
