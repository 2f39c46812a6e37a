// The hook of poisoned nights is in builds of mode `poison` only (tests/poison/run.ts proves that it is there).

import { expect, test } from '@playwright/test';
import { ensureBuilt } from '../../tools/build.ts';
import { containsHook } from '../poison/run.ts';

test('the app as it is shipped contains nothing of the hook', async () => {
  expect(containsHook(await ensureBuilt(() => undefined))).toBe(false);
});
