// `lab parity`: a reference case on a device, against its expected values. Exit code 1 above 1e-4.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type CaseFiles, type CaseJson, parity as nodeParity, type ParityReport } from '../../src/engine/parity.ts';
import { ROOT } from '../command.ts';
import { type Command, type Invocation, UsageError } from './command.ts';

const LIMIT = 1e-4;

const FILES = {
  config: 'config.json',
  adapterConfig: 'adapter_config.json',
  case: 'case.json',
  model: 'model.safetensors',
  adapter: 'adapter_model.safetensors',
  expected: 'expected.safetensors',
} as const satisfies Record<keyof CaseFiles, string>;

export const parity: Command = {
  usage: 'DIR [--via import]',
  about: `Errors of a reference case (${Object.values(FILES).join(', ')}) by group; exit code 1 above ${LIMIT}. --via import reads the weights, in one file or several, as a user's model is imported.`,
  options: { via: { type: 'string' } },
  words: [1, 1],
  node: true,
  run: async (invocation) => {
    const folder = String(invocation.positionals[0]);
    const { via } = invocation.values;
    if (via !== undefined && via !== 'import') throw new UsageError(`--via can be import, not ${via}.`);
    const bytes = readCase(folder, via === 'import');
    const report = invocation.device === 'node' ? await onNode(bytes) : await inBrowser(invocation, bytes);
    if (!invocation.json)
      for (const [group, error] of Object.entries(report.groups))
        invocation.print(`${group.padEnd(20)} ${error.toExponential(2)}`);
    const good = report.worst <= LIMIT;
    invocation.say(`worst ${report.worst.toExponential(2)} on ${report.device}: ${good ? 'good' : `above ${LIMIT}`}`);
    return { json: report, code: good ? 0 : 1 };
  },
};

type Bytes = Readonly<Record<Exclude<keyof CaseFiles, 'model'>, Buffer>> & {
  /** model.safetensors, or the model's files by name. */
  readonly model: Buffer | ReadonlyMap<string, Buffer>;
};

function readCase(folder: string, whole: boolean): Bytes {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${folder} is not a folder: name a reference case.`);
  const read = (name: string): Buffer => {
    const file = path.join(folder, name);
    if (!existsSync(file)) throw new Error(`${folder} is no complete reference case: ${name} is missing.`);
    return readFileSync(file);
  };
  const { model, ...others } = FILES;
  const bytes = Object.fromEntries(
    Object.entries(others).map(([part, name]) => [part, read(name)]),
  ) as unknown as Bytes;
  for (const part of ['config', 'adapterConfig', 'case'] as const)
    parseJson(bytes[part], path.join(folder, FILES[part]));
  return { ...bytes, model: whole ? modelFiles(folder) : read(model) };
}

/** What an import reads: the geometry, and weights in one file or several with their index. */
function modelFiles(folder: string): ReadonlyMap<string, Buffer> {
  const notOurs: readonly string[] = [FILES.adapter, FILES.expected];
  const names = readdirSync(folder).filter(
    (name) => (name === FILES.config || /\.safetensors(\.index\.json)?$/.test(name)) && !notOurs.includes(name),
  );
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name))]));
}

function parseJson(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Error(`${file} is not JSON.`);
  }
}

async function inBrowser({ open, device }: Invocation, bytes: Bytes): Promise<ParityReport> {
  const base64 = (buffer: Buffer): string => buffer.toString('base64');
  const { config, adapterConfig, case: file, model, adapter, expected } = bytes;
  const text = {
    ...{ config: config.toString(), adapterConfig: adapterConfig.toString(), case: file.toString() },
    ...{ adapter: base64(adapter), expected: base64(expected) },
    model: Buffer.isBuffer(model)
      ? base64(model)
      : Object.fromEntries([...model].map(([name, content]) => [name, base64(content)])),
  };
  return (await open()).call('parity', text, device as 'auto');
}

async function onNode(bytes: Bytes): Promise<ParityReport> {
  mustHaveNodeRuntime();
  const { node } = await import('../pretrain/runtime.ts');
  const json = (buffer: Buffer): unknown => JSON.parse(buffer.toString('utf8'));
  // A Buffer is not a plain Uint8Array: its slices share memory.
  const plain = (buffer: Buffer): Uint8Array => new Uint8Array(buffer);
  const { model } = bytes;
  return nodeParity(node(2), {
    ...{ config: json(bytes.config), adapterConfig: json(bytes.adapterConfig), case: json(bytes.case) as CaseJson },
    ...{ adapter: plain(bytes.adapter), expected: plain(bytes.expected) },
    model: Buffer.isBuffer(model) ? plain(model) : new Map([...model].map(([name, content]) => [name, plain(content)])),
  });
}

/** @throws Error that says how to install it: only tools/pretrain has the real onnxruntime-node. */
export function mustHaveNodeRuntime(): void {
  if (existsSync(path.join(ROOT, 'tools/pretrain/node_modules/onnxruntime-node/package.json'))) return;
  throw new Error(
    '--device node needs onnxruntime-node, which is not installed: run "npm ci --prefix tools/pretrain" first.',
  );
}
