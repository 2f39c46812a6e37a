// The same training, layer by layer, in @jax-js/jax: one compiled block for all layers, the head in chunks, gradients by its own vjp. For measuring beside
// ours at the size of real models, where its one-program form does not fit into memory. Weights in float32, the only form it computes in on WebAssembly.

import { defaultDevice, init, jit, nn, numpy as np, tree, vjp } from '@jax-js/jax';
import type { QwenConfig } from '../models/qwen/config.ts';
import { headName } from '../models/qwen/decoder.ts';
import { linears } from '../models/qwen/weights.ts';
import { rowsAt, valuesOf, type WeightFile } from '../src/engine/import/layout.ts';
import { must } from '../src/lib/assert.ts';

type Arrays = Record<string, np.Array>;
export type JaxLayers = {
  /** Forward, backward and AdamW of one row; the mean loss before it. */
  step(ids: BigInt64Array, targets: BigInt64Array, learningRate: number): Promise<number>;
  dispose(): void;
};

const ADAM = { beta1: 0.9, beta2: 0.98, eps: 1e-8, decay: 0.01 };
const CHUNKS = 16;

const array = (data: Float32Array, shape: readonly number[]): np.Array => np.array(data, { shape: [...shape] });

function rmsNorm(x: np.Array, weight: np.Array, eps: number): np.Array {
  return x.ref.div(np.sqrt(np.square(x).mean(-1, { keepdims: true }).add(eps))).mul(weight);
}

function rotary(x: np.Array, cos: np.Array, sin: np.Array): np.Array {
  const half = must(x.shape[3], 'head size') / 2;
  const low = x.ref.slice([], [], [], [0, half]);
  const high = x.slice([], [], [], [half, 2 * half]);
  return np.concatenate([low.ref.mul(cos.ref).sub(high.ref.mul(sin.ref)), high.mul(cos).add(low.mul(sin))], 3);
}

/** One Qwen2 layer on x [T, d]; uses up all that it is given. */
function blockOf(config: QwenConfig, scale: number) {
  const { num_attention_heads: H, num_key_value_heads: KV, head_dim: hd, rms_norm_eps: eps } = config;
  return (x: np.Array, adapter: Arrays, w: Arrays): np.Array => {
    const time = must(x.shape[0], 'time');
    const of = (held: Arrays, name: string): np.Array => must(held[name], name).ref;
    const linear = (module: string, from: np.Array): np.Array => {
      const y = np.matmul(from.ref, of(w, `${module}.weight`).transpose());
      const low = np.matmul(from, of(adapter, `${module}.A`).transpose()).mul(scale);
      const sum = y.add(np.matmul(low, of(adapter, `${module}.B`).transpose()));
      return `${module}.bias` in w ? sum.add(of(w, `${module}.bias`)) : sum;
    };
    const heads = (module: string, count: number, from: np.Array): np.Array =>
      linear(`self_attn.${module}_proj`, from).reshape([1, time, count, hd]).transpose([0, 2, 1, 3]);
    const normed = rmsNorm(x.ref, of(w, 'input_layernorm.weight'), eps);
    const q = rotary(heads('q', H, normed.ref), of(w, 'cos'), of(w, 'sin')).reshape([1, KV, (H / KV) * time, hd]);
    const k = rotary(heads('k', KV, normed.ref), of(w, 'cos'), of(w, 'sin'));
    const v = heads('v', KV, normed);
    const scores = np
      .matmul(q, k.transpose([0, 1, 3, 2]))
      .mul(1 / Math.sqrt(hd))
      .reshape([1, H, time, time]);
    const weights = nn.softmax(scores.add(of(w, 'mask')), -1).reshape([1, KV, (H / KV) * time, time]);
    const mixed = np
      .matmul(weights, v)
      .reshape([1, H, time, hd])
      .transpose([0, 2, 1, 3])
      .reshape([time, H * hd]);
    const middle = x.add(linear('self_attn.o_proj', mixed));
    const h = rmsNorm(middle.ref, of(w, 'post_attention_layernorm.weight'), eps);
    const gated = nn.silu(linear('mlp.gate_proj', h.ref)).mul(linear('mlp.up_proj', h));
    const out = middle.add(linear('mlp.down_proj', gated));
    tree.dispose(adapter);
    tree.dispose(w);
    return out;
  };
}

type Running = { most: np.Array; sum: np.Array; wanted: np.Array; mean: np.Array; row: np.Array };

/** A chunk of the head, as models/qwen/layers.ts does it. */
const headChunk = jit((h: np.Array, w: np.Array, local: np.Array, inside: np.Array, so: Running): Running => {
  const logits = np.matmul(h, w.ref.transpose());
  const top = np.maximum(so.most.ref, np.max(logits.ref, -1, { keepdims: true }));
  const e = np.exp(logits.ref.sub(top.ref));
  const shrink = np.exp(so.most.sub(top.ref));
  const places = np.arange(must(w.shape[0], 'rows'), undefined, undefined, { dtype: np.int32 }).reshape([1, -1]);
  const chosen = np
    .equal(places, local.ref.reshape([-1, 1]))
    .astype(np.float32)
    .mul(inside.ref);
  return {
    most: top,
    sum: so.sum.mul(shrink.ref).add(e.ref.sum(-1, { keepdims: true })),
    wanted: so.wanted.add(logits.mul(chosen).sum(-1, { keepdims: true })),
    mean: so.mean.mul(shrink).add(np.matmul(e, w.ref)),
    row: so.row.add(np.take(w, local, 0).mul(inside)),
  };
});

const adamw = jit((p: np.Array, m: np.Array, v: np.Array, g: np.Array, rate: np.Array, c1: np.Array, c2: np.Array) => {
  const mean = m.mul(ADAM.beta1).add(g.ref.mul(1 - ADAM.beta1));
  const square = v.mul(ADAM.beta2).add(np.square(g).mul(1 - ADAM.beta2));
  const change = mean.ref.mul(c1).div(np.sqrt(square.ref.mul(c2)).add(ADAM.eps));
  return { p: p.ref.sub(p.mul(rate.ref.mul(ADAM.decay))).sub(change.mul(rate)), m: mean, v: square };
});

/** What is compiled once for all layers. */
function programsOf(config: QwenConfig, scale: number) {
  const block = blockOf(config, scale);
  const forward = jit(block);
  const backward = jit((x: np.Array, adapter: Arrays, w: Arrays, there: np.Array) => {
    const [y, pull] = vjp((xx: np.Array, aa: Arrays) => block(xx, aa, tree.ref(w)), [x, adapter]);
    const [dx, da] = pull(there) as unknown as [np.Array, Arrays];
    y.dispose();
    tree.dispose(w);
    return { dx, da };
  });
  const normed = jit((x: np.Array, w: np.Array) => rmsNorm(x, w, config.rms_norm_eps));
  const normBack = jit((x: np.Array, w: np.Array, there: np.Array) => {
    const [y, pull] = vjp((xx: np.Array) => rmsNorm(xx, w, config.rms_norm_eps), [x]);
    y.dispose();
    return (pull(there) as unknown as [np.Array])[0];
  });
  return { forward, backward, normed, normBack };
}

export async function createJaxLayers(
  config: QwenConfig,
  file: WeightFile,
  { r, lora_alpha }: { r: number; lora_alpha: number },
  time: number,
): Promise<JaxLayers> {
  await init('wasm');
  defaultDevice('wasm');
  const { layers, chunks, norm } = await upload(config, file, time);
  const zerosLike = (held: Arrays): Arrays =>
    Object.fromEntries(Object.entries(held).map(([name, value]) => [name, np.zeros(value.shape)]));
  const states = layers.map(() => {
    const own = freshAdapter(config, r);
    return { own, m: zerosLike(own), v: zerosLike(own) };
  });
  const { forward, backward, normed, normBack } = programsOf(config, lora_alpha / r);
  const embedding = await file.kept('model.embed_tokens.weight');
  let t = 0;
  return {
    step: async (ids, targets, learningRate) => {
      t += 1;
      let x = array(rowsAt(embedding, ids), [time, config.hidden_size]);
      const trail: np.Array[] = [];
      for (const [i, w] of layers.entries()) {
        trail.push(x.ref);
        x = forward(x, tree.ref(must(states[i], 'state').own), tree.ref(w));
        await x.ref.data();
      }
      const hidden = normed(x.ref, norm.ref);
      let so: Running = {
        ...{ most: np.zeros([time, 1]).sub(1e30), sum: np.zeros([time, 1]), wanted: np.zeros([time, 1]) },
        ...{ mean: np.zeros([time, config.hidden_size]), row: np.zeros([time, config.hidden_size]) },
      };
      for (const { start, rows, w } of chunks) {
        const inside = Float32Array.from(targets, (id) => Number(id >= start && id < start + rows));
        const local = Int32Array.from(targets, (id, at) => (inside[at] ? Number(id) - start : 0));
        const given = np.array(local, { shape: [time], dtype: np.int32 });
        so = headChunk(hidden.ref, w.ref, given, array(inside, [time, 1]), so);
      }
      hidden.dispose();
      const loss = must((await so.most.add(np.log(so.sum.ref)).sub(so.wanted).mean().data())[0], 'loss');
      const there = so.mean.div(so.sum).sub(so.row);
      let dx = normBack(x, norm.ref, there);
      const rates = { rate: learningRate, c1: 1 / (1 - ADAM.beta1 ** t), c2: 1 / (1 - ADAM.beta2 ** t) };
      for (let i = layers.length - 1; i >= 0; i--) {
        const state = must(states[i], 'state');
        const back = backward(must(trail[i], 'trail'), tree.ref(state.own), tree.ref(must(layers[i], 'layer')), dx);
        dx = back.dx;
        for (const name of Object.keys(state.own)) update(state, name, must(back.da[name], name).mul(1 / time), rates);
        await dx.ref.data();
      }
      dx.dispose();
      return Number(loss);
    },
    dispose: () => {
      tree.dispose([layers, chunks.map(({ w }) => w), norm, states]);
      for (const program of [forward, backward, normed, normBack]) program.dispose();
    },
  };
}

type State = { own: Arrays; m: Arrays; v: Arrays };

function update(
  { own, m, v }: State,
  name: string,
  gradient: np.Array,
  { rate, c1, c2 }: { rate: number; c1: number; c2: number },
): void {
  const at = (held: Arrays): np.Array => must(held[name], name);
  const next = adamw(at(own), at(m), at(v), gradient, np.array(rate), np.array(c1), np.array(c2));
  [own[name], m[name], v[name]] = [next.p, next.m, next.v];
}

function freshAdapter(config: QwenConfig, r: number): Arrays {
  const random = (size: number, width: number): Float32Array =>
    Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898) / Math.sqrt(width));
  return Object.fromEntries(
    linears(config).flatMap(([module, out, input]) => [
      [`${module}.A`, array(random(r * input, input), [r, input])],
      [`${module}.B`, np.zeros([out, r])],
    ]),
  );
}

async function upload(
  config: QwenConfig,
  file: WeightFile,
  time: number,
): Promise<{ layers: Arrays[]; chunks: { start: number; rows: number; w: np.Array }[]; norm: np.Array }> {
  const get = async (name: string): Promise<np.Array> => {
    const tensor = await file.kept(name);
    return array(valuesOf(tensor), tensor.shape);
  };
  const half = config.head_dim / 2;
  const table = (f: (angle: number) => number): Float32Array =>
    Float32Array.from({ length: time * half }, (_, i) =>
      f(Math.floor(i / half) / config.rope_theta ** ((i % half) / half)),
    );
  const mask = Float32Array.from({ length: time * time }, (_, i) => (i % time <= Math.floor(i / time) ? 0 : -1e9));
  const fixed: Arrays = {
    ...{ cos: array(table(Math.cos), [time, half]), sin: array(table(Math.sin), [time, half]) },
    mask: array(mask, [time, time]),
  };
  const layers: Arrays[] = [];
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const prefix = `model.layers.${i}.`;
    const own: Arrays = Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, value.ref]));
    for (const name of file.names.filter((each) => each.startsWith(prefix)))
      own[name.slice(prefix.length)] = await get(name);
    layers.push(own);
  }
  tree.dispose(fixed);
  const head = await file.kept(headName(config));
  const values = valuesOf(head);
  const rows = config.vocab_size / CHUNKS;
  const chunks = Array.from({ length: CHUNKS }, (_, i) => ({
    ...{ start: i * rows, rows },
    w: array(values.slice(i * rows * config.hidden_size, (i + 1) * rows * config.hidden_size), [
      rows,
      config.hidden_size,
    ]),
  }));
  return { layers, chunks, norm: await get('model.norm.weight') };
}
