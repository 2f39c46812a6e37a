// The command line as people call it: what goes to stdout and stderr, exit codes, and that requests to other origins would be noticed.

import { expect, test } from '@playwright/test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { loraName, PEFT_PREFIX } from '../../models/lora.ts';
import type { Tensor } from '../../models/parameters.ts';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';
import { ROOT } from '../../tools/command.ts';
import { openLab } from '../../tools/lab/browser.ts';

test.describe.configure({ timeout: 120_000 });

let folder: string;
test.beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-e2e-'))));
test.afterAll(() => rmSync(folder, { recursive: true }));

type Ran = { code: number | null; out: string[]; err: string };

function lab(...args: string[]): Ran {
  const script = ['--import', 'tsx', 'tools/lab/main.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, script, { cwd: ROOT, encoding: 'utf8' });
  return { code: status, out: stdout.split('\n').filter((line) => line !== ''), err: stderr };
}

function jsonl(rows: readonly object[]): string {
  const file = path.join(folder, 'rows.jsonl');
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  return file;
}

const claim = (id: string, solution: string) => ({
  id,
  language: 'javascript',
  entry: 'solve',
  solution,
  tests: [{ args: [1], expected: 2 }],
});

test('guard gives one line a row, in order, and nothing else on stdout', () => {
  const rows = [
    claim('right', 'function solve(n) { return n + 1; }'),
    claim('loops', 'function solve(n) { while (true); }'),
    claim('wrong', 'function solve(n) { return n; }'),
    claim('no code', 'I am sorry.'),
    { ...claim('cobol', 'x'), language: 'cobol' },
  ];
  const { code, out } = lab('guard', jsonl(rows));
  expect(code).toBe(0);
  const found = out.map((line) => JSON.parse(line) as { id: string; status: string });
  expect(found.map(({ id, status }) => [id, status])).toEqual([
    ['right', 'pass'],
    ['loops', 'timeout'],
    ['wrong', 'fail'],
    ['no code', 'error'],
    ['cobol', 'unscorable'],
  ]);
});

test('ask answers in order and, with --json, ends with one object', () => {
  const tests = [3, 10, 40].map((n) => ({ args: [n], expected: n + 7 }));
  const rows = ['a', 'b'].map((id) => ({ id, prompt: 'Add 7 to n.', tests }));
  const { code, out } = lab('ask', jsonl(rows), '--json');
  expect(code).toBe(0);
  const lines = out.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength(3);
  for (const [i, id] of ['a', 'b'].entries())
    expect(lines[i]).toMatchObject({ id, status: 'pass', passed: 3, total: 3 });
  expect(lines[2]).toMatchObject({ rows: 2, model: 'dream-s', offOriginRequests: 0 });
});

test('parity agrees with the reference on wasm', () => {
  const { code, out } = lab('parity', 'tests/golden/tiny_qwen3', '--device', 'wasm', '--json');
  expect(code).toBe(0);
  const { worst, groups } = JSON.parse(out.at(-1) ?? '') as { worst: number; groups: Record<string, unknown> };
  expect(worst).toBeLessThan(1e-4);
  expect(Object.keys(groups)).toEqual(expect.arrayContaining(['logits', 'hidden', 'past', 'ce_full', 'adamw_lora']));
});

test('a mistake is one sentence on stderr, exit code 1, and 2 for bad usage', () => {
  const missing = lab('night', '--ask', path.join(folder, 'none.txt'));
  expect([missing.code, missing.out]).toEqual([1, []]);
  expect(missing.err).toMatch(/none\.txt does not exist: check the path\.\n$/);
  const empty = path.join(folder, 'empty.txt');
  writeFileSync(empty, '\n');
  expect(lab('night', '--ask', empty).err).toContain('is empty: write one prompt a line.');
  writeFileSync(empty, 'word\n'.repeat(20_001));
  expect(lab('night', '--ask', empty).err).toContain('at most 100000 are read');
  expect(lab('night', '--tasks', 'many')).toMatchObject({ code: 2, out: [] });
  expect(lab('dance')).toMatchObject({ code: 2, out: [] });
});

test('a request to another origin is counted and goes nowhere', async () => {
  const browser = await openLab({ device: 'wasm', signal: new AbortController().signal, say: () => undefined });
  try {
    expect(browser.offOrigin()).toEqual([]);
    // A frame and an image: neither connect-src nor a worker's policy is needed to stop them.
    const reached = await browser.page.evaluate(async () => {
      const image = new Image();
      const loaded = new Promise((resolve) => {
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
      });
      image.src = 'http://example.com/pixel.png';
      return loaded;
    });
    expect(reached).toBe(false);
    expect(browser.offOrigin()).toEqual(['http://example.com/pixel.png']);
  } finally {
    await browser.close();
  }
});

test('import keeps a model and says what was read, written and lost; bad folders are told by name', () => {
  const { code, out } = lab('import', 'tests/golden/tiny_qwen3_bf16_untied', '--json');
  expect(code).toBe(0);
  const row = JSON.parse(out.at(-1) ?? '') as Record<string, unknown>;
  expect(row).toMatchObject({ source: 'tiny_qwen3_bf16_untied', precision: 'int4', unused: [] });
  expect(row['sources']).toMatchObject([
    { file: 'model.safetensors', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(Object.keys(row['losses'] as object).sort()).toEqual(['0', '1', 'embeddings', 'head']);
  const bad = lab('import', 'tests/golden');
  expect(bad.code).toBe(1);
  expect(bad.err).toContain('config.json');
});

test('adapter export says when there is nothing to export, and writes over nothing', () => {
  const nothing = lab('adapter', 'export', path.join(folder, 'new'));
  expect(nothing.code).toBe(1);
  expect(nothing.err).toContain('nothing was learned and kept yet');
  jsonl([]);
  expect(lab('adapter', 'export', folder).err).toContain('is not empty');
  expect(lab('adapter', 'burn', folder).code).toBe(2);
});

test('an adapter that was made elsewhere answers, and goes out as it came in; one of another model is refused', () => {
  const profile = path.join(folder, 'adopts');
  const [given, out] = [path.join(folder, 'given'), path.join(folder, 'out')];
  mkdirSync(given);
  const { config, tensors } = foreignAdapter();
  writeFileSync(path.join(given, 'adapter_config.json'), JSON.stringify(config));
  writeFileSync(path.join(given, 'adapter_model.safetensors'), writeSafetensors(tensors, 'F32'));
  const taken = lab('adapter', 'import', given, '--profile', profile, '--json');
  expect(taken.code, taken.err).toBe(0);
  expect(JSON.parse(taken.out.at(-1) ?? '')).toMatchObject({ r: 8 });
  expect(lab('adapter', 'export', out, '--profile', profile).code).toBe(0);
  const back = readSafetensors(new Uint8Array(readFileSync(path.join(out, 'adapter_model.safetensors')))).tensors;
  const name = `${PEFT_PREFIX}${loraName(0, 'self_attn.q_proj', 'A')}`;
  expect([...(back.get(name)?.data ?? [])].slice(0, 128)).toEqual([...(tensors.get(name)?.data ?? [])].slice(0, 128));
  const named = { ...config, base_model_name_or_path: 'Qwen/Qwen2.5-0.5B-Instruct' };
  writeFileSync(path.join(given, 'adapter_config.json'), JSON.stringify(named));
  const unsure = lab('adapter', 'import', given, '--profile', profile);
  expect([unsure.code, unsure.out]).toEqual([1, []]);
  expect(unsure.err).toMatch(/made for Qwen\/Qwen2\.5-0\.5B-Instruct.* add --other-base/);
  expect(lab('adapter', 'import', given, '--other-base', '--profile', profile).code).toBe(0);
  const foreign = lab('adapter', 'import', 'tests/golden/tiny_qwen3', '--profile', profile);
  expect([foreign.code, foreign.out]).toEqual([1, []]);
  expect(foreign.err).toContain('The adapter cannot be used');
});

/** Rank 2 on the queries of every layer of the family's learner. */
function foreignAdapter(): { config: object; tensors: Map<string, Tensor> } {
  const tensors = new Map<string, Tensor>();
  for (let layer = 0; layer < 4; layer++)
    for (const [matrix, shape] of [
      ['A', [2, 128]],
      ['B', [128, 2]],
    ] as const)
      tensors.set(PEFT_PREFIX + loraName(layer, 'self_attn.q_proj', matrix), {
        shape,
        data: Float32Array.from({ length: 256 }, (_, i) => Math.fround(Math.sin(i) / 100)),
      });
  return { config: { peft_type: 'LORA', r: 2, lora_alpha: 4, target_modules: ['q_proj'], bias: 'none' }, tensors };
}

test('generate answers with a model of the profile, and says which there are', () => {
  const profile = path.join(folder, 'generates');
  const { out } = lab('import', 'public/weights/dream-s', '--precision', 'f16', '--profile', profile, '--json');
  const { file } = JSON.parse(out.at(-1) ?? '') as { file: string };
  const answer = lab('generate', 'Add 7 to n.', '--model', file.slice(0, 12), '--profile', profile, '--json');
  expect(answer.code, answer.err).toBe(0);
  expect(JSON.parse(answer.out.at(-1) ?? '')).toMatchObject({
    text: 'function solve(n) { return n + 7; }',
    model: `imported:${file}`,
    offOriginRequests: 0,
  });
  const unknown = lab('generate', 'Add 7 to n.', '--model', 'nobody', '--profile', profile);
  expect(unknown.code).toBe(1);
  expect(unknown.err).toContain(`it has dream-s, dream-l, ${file.slice(0, 12)}`);
});

test('what it exports as ONNX comes back as a ready-made model, and says the same', () => {
  const profile = path.join(folder, 'ready-made');
  const made = path.join(folder, 'onnx-folder');
  expect(lab('adapter', 'merge', made, '--as', 'onnx', '--profile', profile).code).toBe(0);
  const { out, err } = lab('import', made, '--profile', profile, '--json');
  const row = JSON.parse(out.at(-1) ?? '{}') as { file: string; precision: string };
  expect(row.precision, err).toBe('fp32');
  const answer = lab('generate', 'Add 7 to n.', '--model', row.file.slice(0, 12), '--profile', profile, '--json');
  expect(answer.code, answer.err).toBe(0);
  expect(JSON.parse(answer.out.at(-1) ?? '')).toMatchObject({
    text: 'function solve(n) { return n + 7; }',
    model: `onnx:${row.file}`,
  });
});

test('tokens gives one line a line, and says what is missing', () => {
  const file = path.join(folder, 'text.txt');
  writeFileSync(file, 'return n + 7;\n\n<|im_start|>user\r\nhi');
  const { code, out } = lab('tokens', file, '--tokenizer', 'public/weights/dream-s', '--json');
  expect(code).toBe(0);
  const ids = out.map((line) => JSON.parse(line) as number[]);
  expect(ids.length).toBe(4);
  expect(ids[1]).toEqual([]);
  expect(lab('tokens', file, '--tokenizer', 'tests').err).toContain('tokenizer_config.json is missing');
  expect(lab('tokens', file).code).toBe(2);
});
