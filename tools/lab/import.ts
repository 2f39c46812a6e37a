// `lab import`: a model folder, of this machine or of a server, into a profile.

import { statSync } from 'node:fs';
import path from 'node:path';
import { type Precision, PRECISIONS } from '../../src/engine/import/layout.ts';
import { type Mount, PORT } from '../serve.ts';
import { LabError } from './browser.ts';
import { type Command, UsageError } from './command.ts';
import { folderMount, serverMount } from './model-mount.ts';

const MOUNT = 'imported-model';
/** Lines of progress in all. */
const LINES = 20;

export const importCommand: Command = {
  usage: `DIR|URL [--precision ${PRECISIONS.join('|')}]`,
  about:
    'Imports a Qwen model: config.json and safetensors, in one file or several, from a folder or a server. Use it with --profile to keep it.',
  options: { precision: { type: 'string', default: 'int4' } },
  words: [1, 1],
  run: async ({ positionals, values, open, json, print, say }) => {
    const precision = values['precision'] as Precision;
    if (!PRECISIONS.includes(precision))
      throw new UsageError(`--precision is one of ${PRECISIONS.join(', ')}, not ${precision}.`);
    const where = String(positionals[0]);
    const browser = await open(new Map([[MOUNT, mountOf(where)]]));
    browser.onEvent(progressLines(say));
    const row = await browser
      .call('importModel', `/${MOUNT}/`, nameOf(where), precision)
      .catch((error: unknown) => Promise.reject(inWordsOf(where, error)));
    if (!json) {
      print(
        `${row.source}: ${row.config['model_type']}, ${row.config['num_hidden_layers']} layers, kept as ${row.precision}`,
      );
      print(`${row.bytes} bytes in ${row.file.slice(0, 12)}, ${row.seconds.toFixed(1)} s`);
      for (const [layer, loss] of Object.entries(row.losses))
        print(`layer ${layer}: ${(100 * loss).toFixed(2)} % lost`);
    }
    return { json: row };
  },
};

/** The page reads every model at an address of its own; people know it by the folder or server that they named. */
function inWordsOf(where: string, error: unknown): unknown {
  if (!(error instanceof LabError)) return error;
  const page = new RegExp(`(http://)?localhost:${PORT}(/${MOUNT})?/?`, 'g');
  return new LabError(error.code, error.message.replace(page, nameOf(where)));
}

function mountOf(where: string): Mount {
  if (/^https?:\/\//.test(where)) return serverMount(new URL(where.endsWith('/') ? where : `${where}/`));
  if (statSync(where, { throwIfNoEntry: false })?.isDirectory()) return folderMount(where);
  throw new Error(
    `${where} is neither a folder nor an address: name a folder that holds a model, or its http address.`,
  );
}

/** The last part of a path: what people call it. */
function nameOf(where: string): string {
  return /^https?:\/\//.test(where) ? where : path.basename(path.resolve(where));
}

type Listener = Parameters<Awaited<ReturnType<Parameters<Command['run']>[0]['open']>>['onEvent']>[0];

function progressLines(say: (line: string) => void): Listener {
  let told = '';
  return (event) => {
    if (event.kind !== 'import') return;
    const { file, done, of } = event.progress;
    const line = `${file ? `fetching ${file}` : 'converting'}: ${Math.floor((LINES * done) / of) * (100 / LINES)} %`;
    if (line !== told) say(line);
    told = line;
  };
}
