// The same executor, one run at a time with everything else in its worker.

import type { Turns } from '../turns.ts';
import type { Executor } from './executor.ts';

export function takingTurns(executor: Executor, turns: Turns): Executor {
  return {
    ...executor,
    compile: async (graph, options) => {
      const program = await turns.take(() => executor.compile(graph, options));
      return {
        run: (inputs) => turns.take(() => program.run(inputs)),
        release: () => turns.take(() => program.release()),
      };
    },
  };
}
