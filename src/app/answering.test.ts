import { expect, it } from 'vitest';
import { learnerWords } from './answering.ts';

it('says who answers', () => {
  const status = {
    learner: { model: 'dream-s', base: 'b', adapter: null },
    nights: { total: 0, last: null, unfinished: null },
  };
  const family = { learner: 'Dream S', lead: null };
  expect(learnerWords(status as never, family)).toBe('Dream S answers as it was shipped; no night so far.');
  const learned = { ...status, learner: { ...status.learner, adapter: 'a' }, nights: { ...status.nights, total: 2 } };
  expect(learnerWords(learned as never, family)).toBe('Dream S answers with what it learned; 2 nights so far.');
  const brought = { learner: 'the imported model 1a2b3c4d', lead: null };
  expect(learnerWords(learned as never, brought)).toMatch(
    /^The imported model 1a2b3c4d answers with what it learned; /,
  );
  const led = { learner: 'Dream S', lead: 'The endpoint' };
  expect(learnerWords(status as never, led)).toMatch(
    /^The endpoint answers in place of Dream S, which is as it was shi/,
  );
  expect(learnerWords(learned as never, led)).toMatch(/^The endpoint answers in place of Dream S, which has learned; /);
});
