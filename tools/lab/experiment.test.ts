import { describe, expect, it, vi } from 'vitest';
import { experiments } from '../pretrain/experiments/index.ts';
import { experiment } from './experiment.ts';
import { lab } from './main.ts';

describe('lab experiment', () => {
  it('knows all experiments by name', () => {
    for (const name of Object.keys(experiments)) expect(experiment.about).toMatch(new RegExp(`[ ,]${name}[.,]`));
  });

  it.each(['dance', 'toString'])('refuses %s as bad usage, in a sentence that names them all', async (name) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await lab(['experiment', name], new AbortController().signal)).toBe(2);
    expect(said.mock.calls).toEqual([
      [expect.stringMatching(`^There is no experiment ${name}. There are: consolidation, `)],
    ]);
    said.mockRestore();
  });
});
