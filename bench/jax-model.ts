// The same decoder, loss and AdamW in @jax-js/jax, for measuring beside ours; the product never imports it. jax-js counts references: every function
// uses up what it is given, `.ref` keeps a value for one more use.

import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { LoraConfig } from '../models/lora.ts';
import type { Tensors } from '../models/parameters.ts';
import type { QwenConfig } from '../models/qwen/config.ts';
import { must } from '../src/lib/assert.ts';

type Arrays = Record<string, np.Array>;
export type JaxBatch = { ids: Int32Array; targets: Int32Array; batch: number; time: number };
export type JaxTrainer = {
  /** One AdamW step; the mean loss before it. */
  step(batch: JaxBatch, learningRate: number): Promise<number>;
  dispose(): void;
};

const ADAM = { beta1: 0.9, beta2: 0.98, eps: 1e-8, decay: 0.01, maxNorm: 1 };

const upload = (tensors: Tensors): Arrays =>
  Object.fromEntries(
    [...tensors].map(([name, { shape, data }]) => [name, np.array(data.slice(), { shape: [...shape] })]),
  );

function rmsNorm(x: np.Array, weight: np.Array, eps: number): np.Array {
  const mean = np.square(x.ref).mean(-1, { keepdims: true });
  return x.div(np.sqrt(mean.add(eps))).mul(weight);
}

/** Halves turned by position: x [B, heads, T, hd], cos and sin [T, hd / 2]. */
function rotary(x: np.Array, cos: np.Array, sin: np.Array): np.Array {
  const half = must(x.shape[3], 'head size') / 2;
  const low = x.ref.slice([], [], [], [0, half]);
  const high = x.slice([], [], [], [half, 2 * half]);
  return np.concatenate([low.ref.mul(cos.ref).sub(high.ref.mul(sin.ref)), high.mul(cos).add(low.mul(sin))], 3);
}

type Shape = { batch: number; time: number };

/** Takes parameters by name, keeps the rest alive, and frees what was never taken. */
class Taken {
  readonly #arrays: Arrays;
  constructor(arrays: Arrays) {
    this.#arrays = arrays;
  }
  ref(name: string): np.Array {
    return must(this.#arrays[name], name).ref;
  }
  has(name: string): boolean {
    return name in this.#arrays;
  }
  end(): void {
    tree.dispose(this.#arrays);
  }
}

/** x·Wᵀ, with the adapter's low-rank path where there is one: x [N, in] → [N, out]. */
function linear(base: Taken, adapter: Taken, scale: number, name: string, x: np.Array): np.Array {
  const lora = `${name}.lora_A.weight`;
  if (!adapter.has(lora)) return np.matmul(x, base.ref(`${name}.weight`).transpose());
  const y = np.matmul(x.ref, base.ref(`${name}.weight`).transpose());
  const inner = np.matmul(x, adapter.ref(lora).transpose()).mul(scale);
  return y.add(np.matmul(inner, adapter.ref(`${name}.lora_B.weight`).transpose()));
}

function attention(
  config: QwenConfig,
  base: Taken,
  map: (name: string, x: np.Array) => np.Array,
  at: string,
  x: np.Array,
  { batch, time }: Shape,
): np.Array {
  const { num_attention_heads: H, num_key_value_heads: KV, head_dim: hd } = config;
  const heads = (name: string, count: number, from: np.Array): np.Array =>
    map(`${at}.self_attn.${name}_proj`, from).reshape([batch, time, count, hd]).transpose([0, 2, 1, 3]);
  const turned = (name: 'q' | 'k', count: number, from: np.Array): np.Array =>
    rotary(
      rmsNorm(heads(name, count, from), base.ref(`${at}.self_attn.${name}_norm.weight`), config.rms_norm_eps),
      base.ref('cos'),
      base.ref('sin'),
    );
  const q = turned('q', H, x.ref).reshape([batch, KV, (H / KV) * time, hd]);
  const k = turned('k', KV, x.ref);
  const v = heads('v', KV, x);
  const scores = np
    .matmul(q, k.transpose([0, 1, 3, 2]))
    .mul(1 / Math.sqrt(hd))
    .reshape([batch, H, time, time]);
  const weights = nn.softmax(scores.add(base.ref('mask')), -1).reshape([batch, KV, (H / KV) * time, time]);
  return np
    .matmul(weights, v)
    .reshape([batch, H, time, hd])
    .transpose([0, 2, 1, 3])
    .reshape([batch * time, H * hd]);
}

/** Mean cross-entropy over all positions. */
function loss(
  config: QwenConfig,
  scale: number,
  base: Taken,
  adapter: Taken,
  zero: np.Array,
  ids: np.Array,
  targets: np.Array,
  shape: Shape,
): np.Array {
  const map = (name: string, x: np.Array): np.Array => linear(base, adapter, scale, name, x);
  const norm = (name: string, x: np.Array): np.Array => rmsNorm(x, base.ref(`${name}.weight`), config.rms_norm_eps);
  let x = np.take(base.ref('model.embed_tokens.weight'), ids, 0);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `model.layers.${layer}`;
    x = x.ref.add(
      map(`${at}.self_attn.o_proj`, attention(config, base, map, at, norm(`${at}.input_layernorm`, x), shape)),
    );
    const h = norm(`${at}.post_attention_layernorm`, x.ref);
    const gated = nn.silu(map(`${at}.mlp.gate_proj`, h.ref)).mul(map(`${at}.mlp.up_proj`, h));
    x = x.add(map(`${at}.mlp.down_proj`, gated));
  }
  // `zero` is trained too: a second use of the logits' gradient, without which it is computed anew for every row of the next product.
  const logits = np.matmul(norm('model.norm', x), base.ref('model.embed_tokens.weight').transpose()).add(zero);
  const chosen = np.equal(base.ref('vocabulary'), targets.reshape([-1, 1]));
  return np
    .where(chosen, nn.logSoftmax(logits, -1), 0)
    .sum()
    .mul(-1 / (shape.batch * shape.time));
}

/** Constants that the decoder reads by name beside its weights. */
function constants(config: QwenConfig, time: number): Arrays {
  const half = config.head_dim / 2;
  const table = (f: (angle: number) => number): np.Array => {
    const data = Float32Array.from({ length: time * half }, (_, i) =>
      f(Math.floor(i / half) / config.rope_theta ** ((i % half) / half)),
    );
    return np.array(data, { shape: [time, half] });
  };
  const mask = Float32Array.from({ length: time * time }, (_, i) => (i % time <= Math.floor(i / time) ? 0 : -1e9));
  const vocabulary = Int32Array.from({ length: config.vocab_size }, (_, i) => i);
  return {
    cos: table(Math.cos),
    sin: table(Math.sin),
    mask: np.array(mask, { shape: [time, time] }),
    vocabulary: np.array(vocabulary, { shape: [1, config.vocab_size], dtype: np.int32 }),
  };
}

type Objective = (own: Arrays, held: Arrays, ids: np.Array, targets: np.Array) => np.Array;

/** The loss as a function of what is trained: all weights, or an adapter on frozen ones. */
function objectiveOf(config: QwenConfig, scale: number, shape: Shape, lora: boolean): Objective {
  return (own, held, ids, targets) => {
    const { zero, ...rest } = own;
    const [base, adapter] = lora
      ? [new Taken(held), new Taken(rest)]
      : [new Taken({ ...held, ...rest }), new Taken({})];
    const value = loss(config, scale, base, adapter, must(zero, 'zero'), ids, targets, shape);
    base.end();
    adapter.end();
    return value;
  };
}

type State = { own: Arrays; m: Arrays; v: Arrays };
type Scalars = { rate: np.Array; c1: np.Array; c2: np.Array };

/** One program for gradient and update, as jax-js is meant to be used. */
function compileStep(objective: Objective) {
  return jit((state: State, held: Arrays, ids: np.Array, targets: np.Array, scalars: Scalars) => {
    const [value, gradient] = valueAndGrad(objective)(tree.ref(state.own), held, ids, targets);
    return { value, state: adamw(state, gradient as Arrays, scalars) };
  });
}

/** A trainer of all weights, or of an adapter (`trained`) on frozen ones (`frozen`). */
export async function createJaxTrainer(
  config: QwenConfig,
  shape: Shape,
  trained: Tensors,
  frozen: Tensors | null,
  lora: LoraConfig | null,
): Promise<JaxTrainer> {
  await init('wasm');
  defaultDevice('wasm');
  const fixed = { ...constants(config, shape.time), ...(frozen ? upload(frozen) : {}) };
  const own: Arrays = { ...upload(trained), zero: np.zeros([]) };
  const zeros = (): Arrays =>
    Object.fromEntries(Object.entries(own).map(([name, value]) => [name, np.zeros(value.shape)]));
  const step = compileStep(objectiveOf(config, lora ? lora.lora_alpha / lora.r : 1, shape, lora !== null));
  let state: State = { own, m: zeros(), v: zeros() };
  let t = 0;
  return {
    step: async ({ ids, targets }, learningRate) => {
      t += 1;
      const flat = (data: Int32Array): np.Array => np.array(data.slice(), { shape: [data.length], dtype: np.int32 });
      const corrections = { c1: np.array(1 / (1 - ADAM.beta1 ** t)), c2: np.array(1 / (1 - ADAM.beta2 ** t)) };
      const scalars = { rate: np.array(learningRate), ...corrections };
      const out = step(state, tree.ref(fixed), flat(ids), flat(targets), scalars);
      state = out.state;
      const [value] = await out.value.data();
      return must(value, 'loss');
    },
    dispose: () => {
      tree.dispose(state);
      tree.dispose(fixed);
      step.dispose();
    },
  };
}

/** AdamW with clipping by the global norm, leaf by leaf. */
function adamw({ own, m, v }: State, gradient: Arrays, { rate, c1, c2 }: Scalars): State {
  const names = Object.keys(own).filter((name) => name !== 'zero');
  const squares = names.map((name) => np.square(must(gradient[name], name).ref).sum()).reduce((a, b) => a.add(b));
  const clip = np.minimum(np.reciprocal(np.sqrt(squares).add(1e-6)).mul(ADAM.maxNorm), 1);
  const next: State = {
    own: { zero: must(own['zero'], 'zero') },
    m: { zero: must(m['zero'], 'zero') },
    v: { zero: must(v['zero'], 'zero') },
  };
  for (const name of names) {
    const g = must(gradient[name], name).mul(clip.ref);
    const mean = must(m[name], name)
      .mul(ADAM.beta1)
      .add(g.ref.mul(1 - ADAM.beta1));
    const square = must(v[name], name)
      .mul(ADAM.beta2)
      .add(np.square(g).mul(1 - ADAM.beta2));
    const change = mean.ref.mul(c1.ref).div(np.sqrt(square.ref.mul(c2.ref)).add(ADAM.eps));
    const p = must(own[name], name);
    next.own[name] = p.ref.sub(p.mul(rate.ref.mul(ADAM.decay))).sub(change.mul(rate.ref));
    [next.m[name], next.v[name]] = [mean, square];
  }
  tree.dispose([clip, rate, c1, c2, must(gradient['zero'], 'zero')]);
  return next;
}
