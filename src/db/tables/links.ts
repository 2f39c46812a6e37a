// Links: edges of the memory graph, from one memory row to another.

import { isCount, isHash, isNumber, isText } from './shape.ts';
import { log } from './table.ts';

export type Link = {
  at: number;
  from: string;
  to: string;
  /** What the link says: "same skill", "follows", "evidence for", … */
  kind: string;
  /** Strength in [0, 1]. */
  weight: number;
};

export const links = log<Link>()({
  versions: [{ version: 1, name: 'first', indexes: ['from', 'to'] }],
  shape: { at: isCount, from: isHash, to: isHash, kind: isText, weight: isNumber },
  defaults: { weight: 1 },
});
