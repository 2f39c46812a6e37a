// `lab tokens`: the token ids of every line of a text file, by the tokenizer of a model folder, through the library that the app itself uses.

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { composeTokenizer } from '../../models/qwen/tokenizer-files.ts';
import { createTokenizer, type Tokenizer } from '../../src/engine/tokenizer.ts';
import { type Command, UsageError } from './command.ts';

export const tokens: Command = {
  usage: 'FILE --tokenizer DIR',
  about:
    'Token ids of every line of FILE, one JSON array a line: lines end at LF alone, nothing is added, special tokens are read as such. DIR holds tokenizer.json, or vocab.json and merges.txt, and tokenizer_config.json.',
  options: { tokenizer: { type: 'string' } },
  words: [1, 1],
  rows: true,
  run: async ({ positionals, values, print, say }) => {
    const folder = values['tokenizer'];
    if (typeof folder !== 'string') throw new UsageError('lab tokens needs --tokenizer DIR.');
    const tokenizer = openTokenizer(folder);
    const lines = readLines(String(positionals[0]));
    for (const line of lines) print(JSON.stringify(tokenizer.encode(line)));
    say(`${lines.length} lines`);
    return { json: { lines: lines.length } };
  },
};

/** @throws Error, AppError with one sentence that names the file */
export function openTokenizer(folder: string): Tokenizer {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${folder} is not a folder: name one that holds a tokenizer.`);
  const has = (name: string): boolean => existsSync(path.join(folder, name));
  const config = json(folder, 'tokenizer_config.json');
  if (has('tokenizer.json')) return createTokenizer(json(folder, 'tokenizer.json'), config);
  const merges = text(folder, 'merges.txt');
  return createTokenizer(composeTokenizer(json(folder, 'vocab.json'), merges, config), config);
}

function text(folder: string, name: string): string {
  const file = path.join(folder, name);
  if (!existsSync(file)) throw new Error(`${folder} holds no whole tokenizer: ${name} is missing.`);
  return readFileSync(file, 'utf8');
}

function json(folder: string, name: string): object {
  try {
    return JSON.parse(text(folder, name)) as object;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${path.join(folder, name)} is not JSON.`, { cause: error });
    throw error;
  }
}

/** Lines as they are, ended by LF alone; the last LF ends the last line. */
function readLines(file: string): string[] {
  const info = statSync(file, { throwIfNoEntry: false });
  if (!info?.isFile()) throw new Error(`${file} is not a file: name a text file.`);
  const content = readFileSync(file, 'utf8');
  if (content === '') return [];
  return (content.endsWith('\n') ? content.slice(0, -1) : content).split('\n');
}
