// What the command line of this bench says.

import { parseArgs } from 'node:util';
import { SHAPES, type ShapeName } from '../../bench/shapes.ts';
import type { Wish } from './rows.ts';

export type Options = { only: string | undefined; json: boolean; limitMs: number; wish: Wish };

/** @throws Error that names what may be given */
export function options(args = process.argv.slice(2)): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      shape: { type: 'string' },
      tokens: { type: 'string' },
      layers: { type: 'string' },
      /** Seconds that a row may take. */
      limit: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
    },
  });
  const { only, json, limit, shape, ...counts } = values;
  if (shape !== undefined && !Object.hasOwn(SHAPES, shape))
    throw new Error(`--shape is one of ${Object.keys(SHAPES).join(', ')}, not ${shape}.`);
  const wish: Wish = shape === undefined ? {} : { shape: shape as ShapeName };
  for (const name of ['tokens', 'layers'] as const)
    if (counts[name] !== undefined) wish[name] = count(name, counts[name]);
  return { only, json, limitMs: 1000 * count('limit', limit), wish };
}

function count(name: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${name} is a whole number above 0, not ${value}.`);
  return Number(value);
}
