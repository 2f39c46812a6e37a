// `packing`: whole steps over examples of lengths as Alpaca has them, packed, against batches of 16 that are padded to their longest (bench/packing.ts). A seed is a
// round.

import { benchPacking } from '../../../bench/packing.ts';
import { must } from '../../../src/lib/assert.ts';
import { onProcessor } from '../processor.ts';
import type { ArmRows, Experiment, Row } from './experiment.ts';
import { type Interval, intervalOf } from './interval.ts';

const ARM = 'layouts';
/** What is asked for: times the real tokens/s of padded batches. */
const BOUND = 2.5;

export const packing: Experiment = {
  about: 'How many more real tokens a second does a training get through when its examples are packed?',
  arms: [ARM],
  seeds: { full: 5, quick: 2 },
  measure: async (_arm, seed, say) => {
    const { device, layouts } = await benchPacking({ ...onProcessor(), rounds: 1 }, say);
    const measured = Object.entries(layouts).map(
      ([name, { filled, tokensPerSecond, againstPadded }]): [string, Layout] => [
        name,
        { filled, tokensPerSecond, againstPadded: againstPadded.median },
      ],
    );
    return { seed, device, layouts: Object.fromEntries(measured) };
  },
  conclude: (rows) => {
    const layouts = againstPadded(rows);
    const best = Object.keys(layouts).reduce<string | null>(
      (a, b) => (a === null || ratio(layouts, b) > ratio(layouts, a) ? b : a),
      null,
    );
    return {
      best,
      againstPadded: best === null ? null : (layouts[best] ?? null),
      bound: BOUND,
      holds: best !== null && ratio(layouts, best) >= BOUND,
      layouts: Object.fromEntries(
        Object.entries(layouts).map(([name, against]) => [
          name,
          {
            againstPadded: against,
            tokensPerSecond: over(rows, name, 'tokensPerSecond'),
            filled: over(rows, name, 'filled').mean,
          },
        ]),
      ),
    };
  },
  signs: (rows) =>
    Object.fromEntries(
      Object.entries(againstPadded(rows)).map(([name, { mean }]) => [`${name}: times padded, less 1`, mean - 1]),
    ),
};

type Layout = { filled: number; tokensPerSecond: number; againstPadded: number };

const layoutsOf = (row: Row): Record<string, Layout> => row['layouts'] as Record<string, Layout>;
const over = (rows: ArmRows, name: string, what: keyof Layout): Interval =>
  intervalOf((rows[ARM] ?? []).map((row) => must(layoutsOf(row)[name], name)[what]));

/** By layout, of all but the padded ones. */
function againstPadded(rows: ArmRows): Record<string, Interval> {
  const [first] = rows[ARM] ?? [];
  const names = first ? Object.keys(layoutsOf(first)).filter((name) => name !== 'padded') : [];
  return Object.fromEntries(names.map((name) => [name, over(rows, name, 'againstPadded')]));
}

const ratio = (layouts: Record<string, Interval>, name: string): number => must(layouts[name], name).mean;
