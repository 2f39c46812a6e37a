// The hook for poisoned nights. A production build has none: the branch below is dropped when the build's mode is not `poison`, and with it the module
// that nothing else imports; a test proves it. (Loading it later would make this worker deaf to its first messages.)

import { openPoison } from '../tests/poison/poison.ts';
import type { Poison } from '../src/team/context.ts';

export const poison: Poison | undefined = import.meta.env.MODE === 'poison' ? openPoison(self.name) : undefined;
