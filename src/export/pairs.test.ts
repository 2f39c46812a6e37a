// Preference pairs as a file: what trainers read of it, and whose words are in it.

import { describe, expect, it } from 'vitest';
import { enter, makeWorld, SETTINGS, sleepThrough } from '../../tests/doubles/world.ts';
import { exportPairs } from './pairs.ts';

type Line = Record<string, unknown> & {
  prompt: unknown;
  chosen: { content: string }[];
  rejected: { content: string }[];
};

/** After a night in which the learner tried eight tasks itself, and a vote in the chat. */
async function exported(own: boolean): Promise<{ lines: Line[]; text: string; again: string }> {
  const world = await makeWorld({ settings: { ...SETTINGS, tries: 8 } });
  await sleepThrough(world);
  const { context, close } = await enter(world);
  const said = { at: 1, prompt: 'my own words', model: 'dream-s', verdict: 'unmatched' as const };
  const votes = [
    { ...said, answer: 'better', liked: true },
    { ...said, answer: 'worse', disliked: true },
  ];
  await context.store.append('episodes', votes, null);
  const read = async (): Promise<string> => (await exportPairs(context.store, own)).file.text();
  const [text, again] = [await read(), await read()];
  close();
  return {
    lines: text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
    text,
    again,
  };
}

describe('a file of pairs', { timeout: 60_000 }, () => {
  it('has a question and two answers in the form that TRL reads, and one set of flat columns', async () => {
    const { lines, text, again } = await exported(true);
    expect(again).toBe(text);
    expect(new Set(lines.map((line) => Object.keys(line).sort().join())).size).toBe(1);
    for (const { prompt, chosen, rejected, ...columns } of lines) {
      expect(prompt).toMatchObject([{ role: 'user' }]);
      expect([chosen, rejected]).toMatchObject([[{ role: 'assistant' }], [{ role: 'assistant' }]]);
      for (const value of Object.values(columns)) expect(typeof value).toMatch(/string|number|boolean/);
      expect(Object.keys(columns)).not.toContain('messages');
    }
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  });

  it('has what the learner failed against what passed, with the tests of both', async () => {
    const { lines, text } = await exported(false);
    expect(lines.length).toBeGreaterThan(4);
    for (const { verified, evidence, source, meta, chosen, chosen_model, rejected_model } of lines) {
      expect({ verified, evidence, source, chosen_model, rejected_model }).toEqual({
        ...{ verified: true, evidence: 'tests', source: 'dream', chosen_model: 'dream-l', rejected_model: 'dream-s' },
      });
      const { entry, tests } = JSON.parse(meta as string) as { entry: string; tests: unknown[] };
      expect(chosen[0]?.content).toContain(entry);
      expect(tests).toHaveLength(5);
    }
    expect(text).not.toContain('my own words');
  });

  it('has the user’s words only when they say so', async () => {
    const { lines } = await exported(true);
    const own = lines.filter(({ source }) => source === 'chat');
    for (const line of own) expect(line).toMatchObject({ synthetic: false, license: 'other' });
    const [voted, ...others] = own.filter(({ evidence }) => evidence === 'vote');
    expect(voted).toMatchObject({ verified: false, chosen: [{ content: 'better' }], rejected: [{ content: 'worse' }] });
    expect(others).toEqual([]);
    // What the user asked and the night mended: asked again, it passed.
    const mended = own.filter(({ evidence }) => evidence === 'tests');
    expect(mended.map(({ prompt }) => (prompt as { content: string }[])[0]?.content).sort()).toEqual([
      ...['l6-add 17', 'l6-times 5'],
    ]);
    expect(mended.every(({ verified }) => verified)).toBe(true);
  });
});
