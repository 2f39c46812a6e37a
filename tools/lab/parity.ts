// `lab parity`: a reference case on a device, against its expected values. Exit code 1 above 1e-4 or when more is skipped than may be.

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type CaseFiles, parity as nodeParity, type ParityReport } from '../../src/engine/parity.ts';
import { ROOT } from '../command.ts';
import type { Command, Invocation } from './command.ts';

const LIMIT = 1e-4;
/** Losses that are not computed yet. */
const MAY_SKIP: readonly string[] = ['kl_topk_lora', 'dpo_lora'];

const FILES = {
  config: 'config.json',
  adapterConfig: 'adapter_config.json',
  case: 'case.json',
  model: 'model.safetensors',
  adapter: 'adapter_model.safetensors',
  expected: 'expected.safetensors',
} as const satisfies Record<keyof CaseFiles, string>;

export const parity: Command = {
  usage: 'DIR',
  about: `Errors of a reference case (${Object.values(FILES).join(', ')}) by group; exit code 1 above ${LIMIT}.`,
  words: [1, 1],
  node: true,
  run: async (invocation) => {
    const folder = String(invocation.positionals[0]);
    const bytes = readCase(folder);
    const report = invocation.device === 'node' ? await onNode(bytes) : await inBrowser(invocation, bytes);
    if (!invocation.json)
      for (const [group, error] of Object.entries(report.groups))
        invocation.print(`${group.padEnd(16)} ${typeof error === 'number' ? error.toExponential(2) : error}`);
    const skipped = Object.entries(report.groups).filter(
      ([group, error]) => error === 'skipped' && !MAY_SKIP.includes(group),
    );
    const good = report.worst <= LIMIT && skipped.length === 0;
    invocation.say(
      `worst ${report.worst.toExponential(2)} on ${report.device}: ${good ? 'good' : `above ${LIMIT}, or skipped what may not be`}`,
    );
    return { json: report, code: good ? 0 : 1 };
  },
};

type Bytes = Readonly<Record<keyof CaseFiles, Buffer>>;

function readCase(folder: string): Bytes {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${folder} is not a folder: name a reference case.`);
  const read = (name: string): Buffer => {
    const file = path.join(folder, name);
    if (!existsSync(file)) throw new Error(`${folder} is no complete reference case: ${name} is missing.`);
    return readFileSync(file);
  };
  const bytes = Object.fromEntries(Object.entries(FILES).map(([part, name]) => [part, read(name)])) as unknown as Bytes;
  for (const part of ['config', 'adapterConfig', 'case'] as const)
    parseJson(bytes[part], path.join(folder, FILES[part]));
  return bytes;
}

function parseJson(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Error(`${file} is not JSON.`);
  }
}

async function inBrowser({ open, device }: Invocation, bytes: Bytes): Promise<ParityReport> {
  const texts = {
    config: 'utf8',
    adapterConfig: 'utf8',
    case: 'utf8',
    model: 'base64',
    adapter: 'base64',
    expected: 'base64',
  } as const;
  const text = Object.fromEntries(
    Object.entries(texts).map(([part, encoding]) => [part, bytes[part as keyof Bytes].toString(encoding)]),
  );
  return (await open()).call('parity', text as never, device as 'auto');
}

async function onNode(bytes: Bytes): Promise<ParityReport> {
  mustHaveNodeRuntime();
  const { node } = await import('../pretrain/runtime.ts');
  const json = (part: keyof Bytes): unknown => JSON.parse(bytes[part].toString('utf8'));
  // A Buffer is not a plain Uint8Array: its slices share memory.
  const plain = (part: keyof Bytes): Uint8Array => new Uint8Array(bytes[part]);
  const texts = { config: json('config'), adapterConfig: json('adapterConfig'), case: json('case') };
  const files = { ...texts, model: plain('model'), adapter: plain('adapter'), expected: plain('expected') };
  return nodeParity(node(2), files as CaseFiles);
}

/** @throws Error that says how to install it: only tools/pretrain has the real onnxruntime-node. */
export function mustHaveNodeRuntime(): void {
  if (existsSync(path.join(ROOT, 'tools/pretrain/node_modules/onnxruntime-node/package.json'))) return;
  throw new Error(
    '--device node needs onnxruntime-node, which is not installed: run "npm ci --prefix tools/pretrain" first.',
  );
}
