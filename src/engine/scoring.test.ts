import { describe, expect, it } from 'vitest';
import { loraLayout } from '../../models/lora.ts';
import { flatten, layoutOf } from '../../models/parameters.ts';
import { TURN_END } from '../../models/qwen/chat.ts';
import { forwardGraph } from '../../models/qwen/graphs.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import { referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import { tinyConfig, tinyTokenizer, tinyWeights } from '../../tests/contracts/tiny-model.ts';
import type { Draft } from './engine.ts';
import { createScorer } from './scoring.ts';
import { encodePrompt } from './tokenizer.ts';
import { topK } from './top-k.ts';

const [V, TOP] = [tinyConfig.vocab_size, 5];
const drafts: readonly Draft[] = ['one', 'two words', 'a draft of more words than the others', 'x'].map((draft, i) => ({
  messages: [{ role: 'user', content: `ask ${'more '.repeat(i)}` }],
  draft,
}));

/** Logits of one draft alone, at the positions that predict it: every position is computed, and those are taken. */
async function logitsOf({ messages, draft }: Draft): Promise<Float32Array> {
  const executor = referenceExecutor();
  const prompt = encodePrompt(tinyTokenizer, messages);
  const answer = tinyTokenizer.encode(draft + TURN_END);
  const ids = [...prompt, ...answer].slice(0, -1);
  const grid = (of: (id: number, i: number) => number) =>
    executor.tensor(
      BigInt64Array.from(ids, (id, i) => BigInt(of(id, i))),
      [1, ids.length],
    );
  const program = await executor.compile(forwardGraph(tinyConfig, { batch: 1, time: ids.length }, { mode: 'full' }));
  const layout = layoutOf(weightShapes(tinyConfig));
  const out = await program.run({
    parameters: executor.tensor(flatten(layout, tinyWeights()), [layout.size]),
    ids: grid((id) => id),
    positions: grid((_, i) => i),
    segments: executor.tensor(new Int32Array(ids.length), [1, ids.length]),
  });
  return ((await must(out['logits'], 'logits').read()) as Float32Array).slice((prompt.length - 1) * V);
}

describe('what a model would say at every token of a draft', () => {
  const executor = referenceExecutor();
  /** Sizes of the logits that were made. */
  const made: (readonly number[])[] = [];
  const compile: typeof executor.compile = async (...args) => {
    const program = await executor.compile(...args);
    const run: typeof program.run = async (inputs) => {
      const out = await program.run(inputs);
      if (out['logits']) made.push(out['logits'].shape);
      return out;
    };
    return { ...program, run };
  };
  const model = { config: tinyConfig, frozen: tinyWeights(), multiplications: 1e4 };
  const options = { top: TOP, temperature: 1.5 };
  const lora = { r: 2, lora_alpha: 4 };

  it('is what the whole row gives there, with drafts side by side and in several runs', async () => {
    for (const budget of [1e4, 1e9]) {
      const scorer = createScorer({ ...executor, compile }, model, tinyTokenizer, budget);
      const found = await scorer.likely(drafts, null, options, () => undefined);
      for (const [i, draft] of drafts.entries())
        expect(found[i]).toEqual(topK(await logitsOf(draft), V, TOP, options.temperature));
      await scorer.release();
    }
    expect(executor.live).toMatchObject({ programs: 0 });
  });

  it('costs logits of the drafts alone', async () => {
    made.length = 0;
    const size = loraLayout(tinyConfig, lora).size;
    const random = rng('adapter');
    const adapter = Float32Array.from({ length: size }, () => 0.1 * random.normal());
    const scorer = createScorer({ ...executor, compile }, model, tinyTokenizer, 1e9, lora);
    const found = await scorer.likely(drafts, adapter, options, () => undefined);
    const tokens = found.reduce((sum, told) => sum + must(told, 'draft').tails.length, 0);
    expect(made).toEqual([[tokens, V]]);
    const drawn = drafts.map(({ draft }) => tinyTokenizer.encode(draft + TURN_END).length);
    expect(tokens).toBe(drawn.reduce((a, b) => a + b));
    await scorer.release();
  });
});
