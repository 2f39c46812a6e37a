// Preferences: what the user set, one row for each change; the newest one holds. Values that a newer or older app does not know are left alone.

import type { Json } from '../../lib/json.ts';
import { isCount, isData } from './shape.ts';
import { log } from './table.ts';

export type Preference = {
  at: number;
  values: { readonly [name: string]: Json };
};

export const preferences = log<Preference>()({
  versions: [{ version: 2, name: 'what the user set', indexes: [] }],
  shape: { at: isCount, values: isData },
  defaults: {},
});
