// What a text autoencoder would have the learner's hidden states be: its states of the lessons that keep what was known, mapped to the learner's width by a
// ridge regression onto what the frozen base makes of the same tokens. Fitted on this device, on rows of this training, which are of the training split.

import { type Autoencoder, standardised } from '../../models/autoencoder/autoencoder.ts';
import { mapped, Moments, type Ridge, ridge } from '../../models/autoencoder/ridge.ts';
import { encoderHash } from '../../models/catalog.ts';
import type { Tensors } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import type { Prepared } from './course.ts';
import type { Executor } from './executor/executor.ts';
import { baseStates } from './hidden-states.ts';
import type { Example } from './packing.ts';
import { type Placed, PlacedRows, withPlaces } from './placed-rows.ts';
import type { TextEncoder } from './text-states.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { TrainerParts } from './trainer-parts.ts';
import type { TrainingPlan } from './trainer.ts';

const TARGET = 'target';
/** Rows that the map is fitted on: some ten thousand tokens, for the 768 numbers of a BART. */
const FITTED = 256;
/** One in so many of them tells which λ is best. */
const HELD = 5;
/** λ to choose from, as shares of an input's variance: from next to none to as much as there is. */
const STRENGTHS = [1e-4, 1e-3, 1e-2, 1e-1, 1];
/** Rows of a sum at once: a stop waits for no more than that. */
const CHUNK = 32;

/**
 * What a plan that names a text autoencoder holds hidden states against; null for any other. The encoder is there only for this long.
 * @throws AppError model/missing, model/text-autoencoder, train/ridge
 */
export async function targetsFor(
  { executor, openEncoder }: Pick<TrainerParts, 'executor' | 'openEncoder'>,
  learner: Omit<Learner, 'autoencoder'> & { autoencoder: Autoencoder | null },
  { manifold, against = 'autoencoder', time }: Pick<TrainingPlan, 'manifold' | 'against' | 'time'>,
  lessons: readonly Prepared[],
  pause: () => Promise<void>,
): Promise<TextTargets | null> {
  const hash = encoderHash(against);
  if (!manifold || hash === null) return null;
  if (!openEncoder)
    throw new AppError(
      'model/missing',
      'Nothing here runs text autoencoders. Hold hidden states against the family’s own.',
      { hash },
    );
  const encoder = await openEncoder(hash);
  try {
    const autoencoder = must(learner.autoencoder, 'the statistics of the learner’s states');
    return await textTargets({ executor, encoder }, { ...learner, autoencoder }, lessons, time, pause);
  } finally {
    await encoder.release();
  }
}

/** How the map was made: the λ that was chosen, and what it leaves of held-out rows' variance (1: it is no better than the mean). */
export type Mapping = { strength: number; unexplained: number };

/** Lessons that know the places of their targets. `mapping` is null where nothing keeps what was known. */
type TextTargets = { lessons: Prepared[]; targets: PlacedRows; mapping: Mapping | null };

type Learner = { config: QwenConfig; base: Tensors; tokenizer: Tokenizer; autoencoder: Autoencoder };

/** @param pause awaited before every run; may throw to stop @throws AppError train/ridge, and those of the encoder */
async function textTargets(
  { executor, encoder }: { executor: Executor; encoder: TextEncoder },
  learner: Learner,
  lessons: readonly Prepared[],
  time: number,
  pause: () => Promise<void>,
): Promise<TextTargets> {
  const placed = withPlaces(
    TARGET,
    lessons.map(({ mask }) => mask),
    ({ weights }, token) => (weights[token] ?? 0) > 0,
  );
  const told = placed.distinct.filter((example) => placesOf(example).some((place) => place > 0));
  const read = async (example: Example): Promise<Float32Array> => {
    await pause();
    return statesOf(encoder, learner.tokenizer, example);
  };
  const targets = new PlacedRows(placed, learner.config.hidden_size);
  const found = told.length ? await fit({ ...placed, distinct: told.slice(0, FITTED), time }) : null;
  for (const example of told) {
    const rows = mapped(must(found, 'the map').map, await read(example));
    const places = placesOf(example).filter((place) => place > 0);
    places.forEach((place, i) => targets.at(place).set(rowsOf(rows, learner.config.hidden_size, i, i + 1)));
  }
  const given = (example: Example, i: number): Example => ({
    ...example,
    given: { ...example.given, [TARGET]: placesOf(must(placed.placed[i], 'lesson')) },
  });
  return {
    lessons: lessons.map(({ example, mask }, i) => ({ mask, example: given(example, i) })),
    targets,
    mapping: found?.mapping ?? null,
  };

  async function fit(sample: Placed & { time: number }): Promise<{ map: Ridge; mapping: Mapping }> {
    const base = await baseStates(executor, learner, sample, pause);
    const pairs: Pair[] = [];
    for (const example of sample.distinct) {
      const own = placesOf(example).filter((place) => place > 0);
      const states = own.flatMap((place) => [...base.at(place)]);
      pairs.push({ x: await read(example), y: standardised(Float32Array.from(states), learner.autoencoder) });
    }
    return chosen(pairs, encoder.width, learner.config.hidden_size, pause);
  }
}

/** A lesson's rows of both models, token by token. */
type Pair = { x: Float32Array; y: Float32Array };

/** The map by that λ which does best on lessons that it was not fitted on; fitted again on all. */
async function chosen(
  pairs: readonly Pair[],
  inputs: number,
  outputs: number,
  pause: () => Promise<void>,
): Promise<{ map: Ridge; mapping: Mapping }> {
  const moments = new Moments(inputs, outputs);
  const add = async (some: readonly Pair[]): Promise<void> => {
    for (const { x, y } of some)
      for (let row = 0; row * outputs < y.length; row += CHUNK) {
        await pause();
        moments.add(rowsOf(x, inputs, row, row + CHUNK), rowsOf(y, outputs, row, row + CHUNK));
      }
  };
  // The only lesson there is has to do for both.
  const held = pairs.filter((_, i) => i % HELD === HELD - 1 || pairs.length < HELD);
  await add(pairs.length < HELD ? pairs : pairs.filter((_, i) => i % HELD !== HELD - 1));
  let best: Mapping = { strength: 0, unexplained: Infinity };
  for (const strength of STRENGTHS) {
    await pause();
    const unexplained = leftOf(held, ridge(moments, strength));
    if (unexplained < best.unexplained) best = { strength, unexplained };
  }
  if (pairs.length >= HELD) await add(held);
  return { map: ridge(moments, best.strength), mapping: best };
}

/** Σ‖y − said‖² / Σ‖y − mean of those that it was fitted on‖². */
function leftOf(pairs: readonly Pair[], map: Ridge): number {
  let [left, whole] = [0, 0];
  for (const { x, y } of pairs) {
    const said = mapped(map, x);
    y.forEach((value, i) => {
      left += (value - (said[i] as number)) ** 2;
      whole += (value - (map.to[i % map.to.length] as number)) ** 2;
    });
  }
  return left / whole;
}

/** The encoder's states at the tokens of an example that have places, [N, width]. */
async function statesOf(encoder: TextEncoder, tokenizer: Tokenizer, example: Example): Promise<Float32Array> {
  const { states, tokenOf } = await encoder.read(tokenizer.decode(example.ids));
  const rows: number[] = [];
  let character = 0;
  placesOf(example).forEach((place, i) => {
    if (place > 0) rows.push(tokenOf(character));
    // What is written in several bytes may be split between tokens; then this is off by the parts.
    character += tokenizer.decode([example.ids[i] as number]).length;
  });
  const out = new Float32Array(rows.length * encoder.width);
  rows.forEach((row, i) => out.set(rowsOf(states, encoder.width, row, row + 1), i * encoder.width));
  return out;
}

const rowsOf = (data: Float32Array, width: number, from: number, to: number): Float32Array =>
  data.subarray(from * width, to * width);

const placesOf = (example: Example): number[] => Array.from(example.given?.[TARGET] as ArrayLike<number>);
