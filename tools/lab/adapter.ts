// `lab adapter export`: what a profile's learner has learned, as a folder for other tools.

import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, UsageError } from './command.ts';

export const adapter: Command = {
  usage: 'export DIR',
  about:
    'Writes the active adapter into the empty folder DIR: adapter_config.json and adapter_model.safetensors (PEFT), adapter.gguf (llama.cpp, Ollama), README.md. Use it with --profile.',
  words: [2, 2],
  run: async ({ positionals, open, json, print }) => {
    const [action, folder] = positionals as [string, string];
    if (action !== 'export') throw new UsageError(`lab adapter knows export, not ${action}.`);
    mustBeEmpty(folder);
    const browser = await open();
    await browser.call('ready');
    const files = Object.entries(await browser.call('exportAdapter'));
    mkdirSync(folder, { recursive: true });
    const written = files.map(([name, base64]) => {
      const bytes = Buffer.from(base64, 'base64');
      writeFileSync(path.join(folder, name), bytes);
      return { name, bytes: bytes.length };
    });
    if (!json) for (const { name, bytes } of written) print(`${name}: ${bytes} bytes`);
    return { json: { folder, files: written } };
  },
};

/** Nothing of anybody's is written over. */
function mustBeEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new Error(`${folder} is a file: name a folder, or one that does not exist.`);
  if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty: name an empty folder, or a new one.`);
}
