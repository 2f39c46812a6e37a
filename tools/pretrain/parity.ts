// `tsx tools/pretrain/parity.ts DIR`: the reference case DIR on onnxruntime-node; one JSON object on the last line, exit 1 above 1e-4.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseJson, parity } from '../../src/engine/parity.ts';
import { node } from './runtime.ts';

const folder = process.argv[2] ?? 'tests/golden/tiny_qwen3';
const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const report = await parity(node(2), {
  config: json('config.json'),
  adapterConfig: json('adapter_config.json'),
  case: json('case.json') as CaseJson,
  model: bytes('model.safetensors'),
  adapter: bytes('adapter_model.safetensors'),
  expected: bytes('expected.safetensors'),
});
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.worst <= 1e-4 ? 0 : 1;
