// The compiled programs of the last training, kept for the case that it goes on after a stop: compiling takes a good tenth of a second in which no
// other stop is heard. Programs of another training are freed when it begins, so that no more is held than while one trains.

import type { Program } from './executor/executor.ts';

export class KeptPrograms {
  #training = '';
  readonly #programs = new Map<string, Program>();

  /** @param training everything that its programs depend on, as text */
  async begin(training: string): Promise<void> {
    if (training === this.#training) return;
    await this.release();
    this.#training = training;
  }

  async get(key: string, compile: () => Promise<Program>): Promise<Program> {
    const program = this.#programs.get(key) ?? (await compile());
    this.#programs.set(key, program);
    return program;
  }

  async drop(key: string): Promise<void> {
    const program = this.#programs.get(key);
    this.#programs.delete(key);
    await program?.release();
  }

  async release(): Promise<void> {
    this.#training = '';
    for (const key of [...this.#programs.keys()]) await this.drop(key);
  }
}
