// Decoding speed: tokens per second of one answer, and of 16 and 32 answers in one batch, for both embedded models.

import type { DecodeRate, ModelName } from '../../workers/lab-api.ts';
import { type BenchPart, markdownTable } from './bench-part.ts';
import { SAMPLE } from './sample.ts';

const BATCHES = [1, 16, 32] as const;
const MODELS = ['dream-s', 'dream-l'] as const satisfies readonly ModelName[];
const ROUNDS = 3;

export const decodeBench: BenchPart = {
  title: 'Decoding',
  measure: async ({ open, say }) => {
    const browser = await open();
    const { device } = await browser.call('ready');
    const rates: DecodeRate[] = [];
    for (const model of MODELS)
      for (const batch of BATCHES) {
        await browser.call('decode', model, SAMPLE, batch); // loads and compiles
        const rounds: DecodeRate[] = [];
        for (let i = 0; i < ROUNDS; i++) rounds.push(await browser.call('decode', model, SAMPLE, batch));
        const best = rounds.reduce((a, b) => (b.tokensPerSecond > a.tokensPerSecond ? b : a));
        say(`  ${model}, batch ${batch}: ${best.tokensPerSecond.toFixed(0)} tokens/s`);
        rates.push(best);
      }
    const rows = rates.map(({ model, batch, tokens, seconds, tokensPerSecond }) => [
      model,
      batch,
      tokens,
      seconds.toFixed(2),
      tokensPerSecond.toFixed(0),
    ]);
    return {
      json: { device, rounds: ROUNDS, rates },
      table: markdownTable(['model', 'batch', 'tokens', 'seconds', 'tokens/s, best round'], rows),
    };
  },
};
