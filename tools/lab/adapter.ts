// `lab adapter`: what a profile's learner has learned, as a folder for other tools; and such a folder, made elsewhere, as what answers.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LabBrowser, LabError } from './browser.ts';
import { type Command, type Invocation, type Outcome, UsageError } from './command.ts';

export const adapter: Command = {
  usage: 'export|import|merge DIR [--learner ID] [--other-base] [--as safetensors|onnx]',
  about:
    'export writes the active adapter into the empty folder DIR: adapter_config.json and adapter_model.safetensors (PEFT), adapter.gguf (llama.cpp, Ollama), README.md. import makes the PEFT adapter in DIR answer; --other-base: even where it names another base than the learner. merge writes learner and adapter as one model: safetensors, or ONNX for transformers.js. Use it with --profile.',
  options: {
    learner: { type: 'string' },
    'other-base': { type: 'boolean', default: false },
    as: { type: 'string', default: 'safetensors' },
  },
  words: [2, 2],
  run: async (invocation) => {
    const [action, folder] = invocation.positionals as [string, string];
    if (!Object.hasOwn(ACTIONS, action))
      throw new UsageError(`lab adapter knows ${Object.keys(ACTIONS).join(', ')}, not ${action}.`);
    return ACTIONS[action as keyof typeof ACTIONS](invocation, folder);
  },
};

const ACTIONS = {
  export: (invocation: Invocation, folder: string): Promise<Outcome> =>
    writeFolder(invocation, folder, (browser) => browser.call('exportAdapter')),
  import: readFolder,
  merge: (invocation: Invocation, folder: string): Promise<Outcome> => {
    const form = invocation.values['as'];
    if (form !== 'safetensors' && form !== 'onnx')
      throw new UsageError(`--as is safetensors or onnx, not ${String(form)}.`);
    return writeFolder(invocation, folder, (browser) => browser.call('exportMerged', form));
  },
};

async function readFolder(invocation: Invocation, folder: string): Promise<Outcome> {
  const read = (name: string): Buffer => {
    const file = path.join(folder, name);
    if (!existsSync(file)) throw new Error(`${folder} is no PEFT adapter: ${name} is missing.`);
    return readFileSync(file);
  };
  const [settings, weights] = [read('adapter_config.json'), read('adapter_model.safetensors')];
  const browser = await ready(invocation);
  const sure = invocation.values['other-base'] === true;
  const found = await browser
    .call('importAdapter', settings.toString('utf8'), weights.toString('base64'), sure)
    .catch((error: unknown) => Promise.reject(withFlag(error)));
  if (!invocation.json)
    invocation.print(
      `The adapter in ${folder} answers now, with rank ${found.r}: checkpoint ${found.checkpoint.slice(0, 12)}.`,
    );
  return { json: { folder, ...found } };
}

/** What the page asks is answered here by a flag. */
function withFlag(error: unknown): unknown {
  if (!(error instanceof LabError) || error.code !== 'model/base-unsure') return error;
  return new LabError(error.code, `${error.message} If so, add --other-base.`);
}

async function writeFolder(
  invocation: Invocation,
  folder: string,
  get: (browser: LabBrowser) => Promise<Readonly<Record<string, string>>>,
): Promise<Outcome> {
  mustBeEmpty(folder);
  const files = Object.entries(await get(await ready(invocation)));
  mkdirSync(folder, { recursive: true });
  const written = files.map(([name, base64]) => {
    const bytes = Buffer.from(base64, 'base64');
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
    return { name, bytes: bytes.length };
  });
  if (!invocation.json) for (const { name, bytes } of written) invocation.print(`${name}: ${bytes} bytes`);
  return { json: { folder, files: written } };
}

/** With another learner, if one is named. */
async function ready({ open, values }: Invocation): Promise<LabBrowser> {
  const browser = await open();
  await browser.call('ready');
  if (typeof values['learner'] === 'string') await browser.call('choose', { learner: values['learner'] });
  return browser;
}

/** Nothing of anybody's is written over. */
function mustBeEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new Error(`${folder} is a file: name a folder, or one that does not exist.`);
  if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty: name an empty folder, or a new one.`);
}
