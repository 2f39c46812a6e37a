// What training relies on: much variety, printable prompts without grammar marks, the same stream from the same seed.

import { describe, expect, it } from 'vitest';
import { rng } from '../../lib/rng.ts';
import { topics } from './out-of-domain-data.ts';
import { foreignFrames } from './out-of-domain-languages.ts';
import { lifeFrames } from './out-of-domain-life.ts';
import { workFrames } from './out-of-domain-work.ts';
import { worldFrames } from './out-of-domain-world.ts';
import { LONGEST_PROMPT, outOfDomainPrompt, REFUSAL } from './out-of-domain.ts';

function drawMany(count: number, seed: number): string[] {
  const random = rng(seed).derive('out of domain');
  return Array.from({ length: count }, () => outOfDomainPrompt(random));
}

describe('outOfDomainPrompt', () => {
  const prompts = drawMany(5000, 1);

  it('hardly repeats itself', () => {
    expect(new Set(prompts).size).toBeGreaterThanOrEqual(4000);
    expect(
      new Set(prompts.map((prompt) => prompt.toLowerCase().split(' ').slice(0, 4).join(' '))).size,
    ).toBeGreaterThan(2500);
  });

  it('gives prompts of 1 to 300 characters, short and long ones', () => {
    const lengths = prompts.map((prompt) => prompt.trim().length);
    expect(Math.min(...lengths)).toBe(1);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(LONGEST_PROMPT);
    expect(lengths.filter((length) => length > 100).length).toBeGreaterThan(50);
  });

  it('leaves no marks of the grammar', () => {
    const marked = prompts.filter((prompt) => /\[|\]|\{[a-z]+\}|\(n\)| {2}/i.test(prompt));
    expect(marked).toEqual([]);
  });

  it('never asks in the words of a kata', () => {
    const katas =
      /\b(?:the|a|my|given) (?:list|array|string|text|number|record|object) (?:of (?:numbers|words|records)|n|s)\b|\b(?:n|x) (?:plus|minus|times|is (?:even|odd))\b/i;
    expect(prompts.filter((prompt) => katas.test(prompt))).toEqual([]);
  });

  it('follows from the seed', () => {
    expect(drawMany(50, 7)).toEqual(drawMany(50, 7));
    expect(drawMany(50, 7)).not.toEqual(drawMany(50, 8));
  });

  it('names only topics that exist and uses every topic', () => {
    const sources = [worldFrames, lifeFrames, workFrames, foreignFrames, topics]
      .flatMap((table) => Object.values(table))
      .join('\n');
    const named = new Set(Array.from(sources.matchAll(/\{([a-z]+)\}/g), ([, name]) => name));
    const generated = ['int', 'year', 'port'];
    expect([...named].filter((name) => !generated.includes(String(name)) && !(String(name) in topics))).toEqual([]);
    expect(Object.keys(topics).filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('REFUSAL', () => {
  it('is one plain sentence of 8 to 16 words', () => {
    const length = REFUSAL.split(' ').length;
    expect(length).toBeGreaterThanOrEqual(8);
    expect(length).toBeLessThanOrEqual(16);
    expect(REFUSAL).toMatch(/^[A-Z][^.?!]*\.$/);
  });
});
