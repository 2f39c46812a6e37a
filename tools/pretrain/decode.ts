// Decoding of many prompts at once, greedy or drawn, on an executor, for measuring models on the command line. Rows are padded on the left; a row that has
// ended is fed padding until all have.

import { generateGraph } from '../../models/qwen/graphs.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { Tensors } from '../../models/parameters.ts';
import { must } from '../../src/lib/assert.ts';
import { rng } from '../../src/lib/rng.ts';
import { drawFrom } from '../../src/engine/sampling.ts';
import type { DeviceTensor, Executor, Program } from '../../src/engine/executor/executor.ts';

/** How tokens are drawn: see drawFrom. */
type Draw = { temperature: number; minP: number; seed: number };

export type Decoder = {
  /** @param draw absent: the likeliest token, always */
  decode(
    prompts: readonly (readonly number[])[],
    maxNewTokens: number,
    lora?: Float32Array,
    draw?: Draw,
  ): Promise<number[][]>;
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
    decode: (prompts, most, flat, draw) => decode({ executor, program, config, end }, prompts, most, flat, draw),
    release: () => program.release(),
  };
}

async function decode(
  { executor, program, config, end }: { executor: Executor; program: Program; config: QwenConfig; end: number },
  prompts: readonly (readonly number[])[],
  most: number,
  lora?: Float32Array,
  draw?: Draw,
): Promise<number[][]> {
  const next = picker(prompts.length, draw);
  const batch = prompts.length;
  const width = Math.max(...prompts.map((prompt) => prompt.length));
  const pads = prompts.map((prompt) => width - prompt.length);
  const out: number[][] = prompts.map(() => []);
  const done = prompts.map(() => false);
  let cache = emptyCache(executor, config, batch);
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
      const start = (row * time + time - 1) * config.vocab_size;
      const token = next(logits.subarray(start, start + config.vocab_size), row);
      if (token === end) done[row] = true;
      if (!done[row]) tokens.push(token);
      return [done[row] ? end : token];
    });
  }
  return out;
}

function emptyCache(executor: Executor, config: QwenConfig, batch: number): Record<string, DeviceTensor> {
  const shape = [batch, config.num_key_value_heads, 0, config.head_dim];
  const names = Array.from({ length: config.num_hidden_layers }, (_, i) =>
    ['key', 'value'].map((kind) => `past_key_values.${i}.${kind}`),
  ).flat();
  return Object.fromEntries(names.map((name) => [name, executor.tensor(new Float32Array(0), shape)]));
}

/** The next token of a row from its logits; every row has dice of its own. */
function picker(rows: number, draw?: Draw): (logits: Float32Array, row: number) => number {
  if (!draw) return argmax;
  const dice = Array.from({ length: rows }, (_, row) => rng(`${draw.seed}/${row}`));
  return (logits, row) => drawFrom(logits, draw.temperature, must(dice[row], 'dice').next(), draw.minP);
}

function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
