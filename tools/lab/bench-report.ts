// docs/bench.md: one section a part, replaced as a whole between its markers; what stands outside the markers is a person's and stays.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { ROOT } from '../command.ts';

const FILE = path.join(ROOT, 'docs/bench.md');
const HEAD =
  '# Measurements\n\nWritten by `npm run bench`. What each figure means stands in the file of tools/lab or bench that measures it.\n';

export type Section = { title: string; json: object; table: readonly string[]; seed: string; browser: string };

export async function writeBench(name: string, section: Section): Promise<void> {
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD;
  const { format } = await import('prettier');
  // The section alone: tables that stand outside are long lines, and stay them.
  const text = await format(textOf(section, new Date()), { parser: 'markdown' });
  writeFileSync(FILE, withSection(before, name, text.trimEnd()));
}

/** The document with this part's section replaced, or added at the end. */
export function withSection(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const block = `${begin}\n\n${text}\n\n${end}`;
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${block}\n`;
  return document.slice(0, from) + block + document.slice(to + end.length);
}

function textOf({ title, json, table, seed, browser }: Section, at: Date): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const facts = `${at.toISOString().slice(0, 10)}; ${machine}; ${browser}; seed ${seed}.`;
  return [`## ${title}`, facts, table.join('\n'), `\`\`\`json\n${JSON.stringify(json)}\n\`\`\``].join('\n\n');
}
