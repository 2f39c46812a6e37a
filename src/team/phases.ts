// What the night is doing at this moment, in shared memory: one number that the page can read, or wait on, without asking anybody. The page shows
// it, and the measurement of stop times waits for it. It decides nothing.
//
// `withPhases` wraps what a night works with; the stages know nothing of it. Work of a night never overlaps, so one cell is enough.

import type { Store } from '../db/db.ts';
import type { Files } from '../db/files.ts';
import type { Engine } from '../engine/engine.ts';
import type { Trainer } from '../engine/trainer.ts';
import type { Phase, PhaseCell } from '../lib/phase.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

type Watched = { store: Store; files: Files; engine: Engine; trainer: Trainer; sandbox: Sandbox };

/** The same context, telling its phase in the cell while it works. */
export function withPhases<C extends Watched>(context: C, cell: PhaseCell): C {
  const { store, files, engine, trainer, sandbox } = context;
  // Only evaluation scores drafts, and what looks at answers before it (train/look.ts, train/gauge.ts); only a saved step ends it.
  let evaluating = false;
  const during = async <T>(phase: Phase, work: () => Promise<T>): Promise<T> => {
    const before = cell.read();
    cell.set(phase);
    try {
      return await work();
    } finally {
      cell.set(before);
    }
  };
  const solving = (): Phase => (evaluating ? 'evaluate' : 'solve');
  const appendAll: Store['appendAll'] = (batch, fence) => {
    evaluating &&= !batch.steps?.some(({ step, done }) => done && /^(evaluate( 2)?$|manners( 2)?$|gauge )/.test(step));
    return during('save', () => store.appendAll(batch, fence));
  };
  return {
    ...context,
    store: {
      ...store,
      appendAll,
      append: (table, drafts, fence) => during('save', () => store.append(table, drafts, fence)),
    },
    files: { ...files, write: (bytes) => during('save', () => files.write(bytes)) },
    engine: {
      ...methods(engine, ['load', 'generate', 'dispose']),
      generateBatch: (...args) => during(solving(), () => engine.generateBatch(...args)),
      likely: (...args) => during(solving(), () => engine.likely(...args)),
      score: (...args) => {
        evaluating = true;
        return during('evaluate', () => engine.score(...args));
      },
    },
    trainer: {
      ...methods(trainer, ['dispose']),
      train: (plan, ...rest) =>
        during(plan.manifold === undefined ? 'train' : 'consolidate', () => trainer.train(plan, ...rest)),
    },
    sandbox: {
      ...methods(sandbox, ['dispose']),
      run: (...args) => during(evaluating ? 'evaluate' : 'verify', () => sandbox.run(...args)),
    },
  };
}

/** Named, because what stands behind a port has no own methods to spread. */
function methods<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}
