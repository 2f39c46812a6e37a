// Greedy decoding of many prompts at once on an executor, for measuring models on the command line. Rows are padded on the left; a row that has
// ended is fed padding until all have.

import { generateGraph } from '../../models/qwen/graphs.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { Tensors } from '../../models/parameters.ts';
import { must } from '../../src/lib/assert.ts';
import type { DeviceTensor, Executor, Program } from '../../src/engine/executor/executor.ts';

export type Decoder = {
  decode(prompts: readonly (readonly number[])[], maxNewTokens: number, lora?: Float32Array): Promise<number[][]>;
  release(): Promise<void>;
};

export async function createDecoder(
  executor: Executor,
  config: QwenConfig,
  weights: Tensors,
  end: number,
  lora?: LoraConfig,
): Promise<Decoder> {
  const program = await executor.compile(generateGraph(config, weights, lora));
  return {
    decode: (prompts, most, flat) => decode(executor, program, config, prompts, most, end, flat),
    release: () => program.release(),
  };
}

async function decode(
  executor: Executor,
  program: Program,
  config: QwenConfig,
  prompts: readonly (readonly number[])[],
  most: number,
  end: number,
  lora?: Float32Array,
): Promise<number[][]> {
  const batch = prompts.length;
  const width = Math.max(...prompts.map((prompt) => prompt.length));
  const pads = prompts.map((prompt) => width - prompt.length);
  const out: number[][] = prompts.map(() => []);
  const done = prompts.map(() => false);
  let cache: Record<string, DeviceTensor> = {};
  for (let i = 0; i < config.num_hidden_layers; i++)
    for (const kind of ['key', 'value'])
      cache[`past_key_values.${i}.${kind}`] = executor.tensor(new Float32Array(0), [
        batch,
        config.num_key_value_heads,
        0,
        config.head_dim,
      ]);
  let input = prompts.map((prompt, row) => [...new Array<number>(must(pads[row], 'pad')).fill(end), ...prompt]);
  for (let step = 0, total = width; step < most && !done.every(Boolean); step++, total++) {
    const time = must(input[0], 'row').length;
    const grid = (cell: (row: number, column: number) => number, columns: number): BigInt64Array =>
      BigInt64Array.from({ length: batch * columns }, (_, i) => BigInt(cell(Math.floor(i / columns), i % columns)));
    const pad = (row: number): number => must(pads[row], 'pad');
    const result = await program.run({
      input_ids: executor.tensor(
        grid((row, column) => must(input[row]?.[column], 'id'), time),
        [batch, time],
      ),
      attention_mask: executor.tensor(
        grid((row, column) => (column < pad(row) ? 0 : 1), total),
        [batch, total],
      ),
      position_ids: executor.tensor(
        grid((row, column) => Math.max(0, total - time + column - pad(row)), time),
        [batch, time],
      ),
      ...cache,
      ...(lora ? { lora: executor.tensor(lora, [lora.length]) } : {}),
    });
    const logits = (await must(result['logits'], 'logits').read()) as Float32Array;
    cache = Object.fromEntries(
      Object.entries(result)
        .filter(([name]) => name !== 'logits')
        .map(([name, tensor]) => [name.replace('present', 'past_key_values'), tensor]),
    );
    input = out.map((tokens, row) => {
      const next = argmax(logits, (row * time + time - 1) * config.vocab_size, config.vocab_size);
      if (next === end) done[row] = true;
      if (!done[row]) tokens.push(next);
      return [done[row] ? end : next];
    });
  }
  return out;
}

function argmax(values: Float32Array, start: number, length: number): number {
  let best = start;
  for (let i = start + 1; i < start + length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best - start;
}
