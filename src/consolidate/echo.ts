// echo: replay as the learner says it. A row of replay that is learned as it is written pulls all its weights towards one answer among several that are as good, and
// by chance some other way in every training; what the learner itself would say at every token pulls at nothing as long as it says the same (Learning without Forgetting,
// Li and Hoiem, arXiv 1606.09282; DER, Buzzega and others, arXiv 2004.07211).

import type { Draft } from '../engine/engine.ts';
import type { TopK } from '../engine/top-k.ts';
import type { Lesson, TrainingPlan } from '../engine/trainer.ts';
import type { Context } from '../team/context.ts';
import { chunks } from '../team/steps.ts';

type Learned = Pick<TrainingPlan, 'lessons'> & Partial<Pick<TrainingPlan, 'loss' | 'lossOptions'>>;

/** So many rows are asked about between two looks at whether the night goes on. */
const ROWS = 256;

/**
 * The same rows, those of replay with what the learner says of them; as they are where the night does not ask, and where there is no adapter yet: a learner as it was
 * shipped says what it was made to say, which is what is written. @throws AppError abort/aborted
 */
export async function echoed(
  { engine, learner: { model, adapter }, settings, signal, report }: Context,
  lessons: TrainingPlan['lessons'],
): Promise<Learned> {
  const { echo } = settings;
  if (!echo || !adapter) return { lessons };
  const options = { model, adapter, top: echo.top, temperature: 1 };
  const replay = lessons.filter((lesson) => lesson.replay);
  const said = new Map<Lesson, TopK>();
  const parts = chunks(replay, ROWS);
  for (const [i, part] of parts.entries()) {
    // No part of the steps that are counted.
    report({ step: 'consolidate', done: 0, of: 0, note: `how it says what it knows, ${i + 1} of ${parts.length}` });
    const drafts = part.map(({ turns }): Draft => ({
      messages: turns.slice(0, -1),
      draft: turns.at(-1)?.content ?? '',
    }));
    const answers = await engine.likely(drafts, options, signal);
    part.forEach((lesson, at) => {
      const told = answers[at];
      // One that is too long to read is too long to be learned, too.
      if (told) said.set(lesson, told);
    });
  }
  return {
    lessons: lessons.map((lesson) => {
      const taught = said.get(lesson);
      return taught ? { ...lesson, taught } : lesson;
    }),
    loss: 'forward-kl',
    lossOptions: { top: echo.top, temperature: 1 },
  };
}
