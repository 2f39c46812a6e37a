// What the trainings of the night in hand have told so far, for whoever draws it. Told anew at most once a second: training has better use for the machine than
// drawing.

import type { Step } from '../../lib/trace.ts';
import { type Curve, grown } from '../curves.ts';

const EVERY_MS = 1000;

export class CurveState {
  current = $state.raw<readonly Curve[]>([]);
  #held: readonly Curve[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  add({ training, steps = [] }: { training?: string; steps?: readonly Step[] }): void {
    this.#held = grown(this.#held, training, steps);
    if (steps.length > 0) this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS);
  }

  /** Forgets everything: a night begins. */
  clear(): void {
    this.#held = [];
    this.#tell();
  }

  #tell(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.current = this.#held;
  }
}
