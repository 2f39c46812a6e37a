// The first night, guided: the same question before and after a dream about it. Nothing of it is staged: it is asked, dreamed, and asked again. Kept
// here and not on a page, so that it goes on while the user looks around.

import type { ChatResult } from '../../../workers/lab-api.ts';
import { AppError } from '../../lib/errors.ts';
import { faultWords } from '../words.ts';
import type { Session } from './session.svelte.ts';

/** Prepared examples, each of one kind of task that the model as shipped cannot do. The first one that it really cannot is taken. */
const QUESTIONS = [
  'Keep only the numbers that are greater than 12 in the list.',
  'Keep only the even numbers in the list.',
  'Remove the zeros from the list.',
];
/** One kind of task, practised as much as a whole night practises all of them: that is quick enough, and learned well. */
const NIGHT = { settings: { tasks: 240, skills: 1 } };

export class FirstNight {
  step = $state<'offer' | 'asking' | 'dreaming' | 'again' | 'done'>('offer');
  question = $state('');
  before = $state.raw<ChatResult | null>(null);
  after = $state.raw<ChatResult | null>(null);
  /** Why it did not come to its end. */
  fault = $state('');
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async run(): Promise<void> {
    const session = this.#session;
    [this.fault, this.before, this.after] = ['', null, null];
    try {
      this.step = 'asking';
      await this.#ask();
      this.step = 'dreaming';
      if (!(await session.dream(NIGHT, true)))
        throw new AppError('night/busy', 'The models are busy with something else. Begin again when that has ended.');
      if (session.nightFault !== null) throw new AppError('night/failed', session.nightFault);
      if (session.report?.reason === 'interrupted')
        throw new AppError('night/stopped', 'Stopped. What was done is kept: begin again, and it goes on from there.');
      this.step = 'again';
      this.after = await session.answer(this.question);
      this.step = 'done';
    } catch (error) {
      [this.fault, this.step] = [faultWords(error), 'offer'];
    }
  }

  async #ask(): Promise<void> {
    for (const question of QUESTIONS) {
      this.question = question;
      this.before = await this.#session.answer(question);
      if (this.before.verdict !== 'pass') return;
    }
    throw new AppError(
      'night/knows-all',
      'It can do all of the prepared examples already. Ask for something of your own.',
    );
  }
}
