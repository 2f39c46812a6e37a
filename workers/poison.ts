// The hook for poisoned nights. A production build has none: the branch below is dropped when the build's mode is not `poison`, and a test proves it.

import type { Poison } from '../src/team/context.ts';

export const poison: Poison | undefined =
  import.meta.env.MODE === 'poison' ? (await import('../tests/poison/poison.ts')).poison : undefined;
