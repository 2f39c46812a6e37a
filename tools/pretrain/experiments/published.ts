// Rows of experiments as they are kept with the project, in docs/experiments, one file each; and the Lab page's table, which is written from them:
// `tsx tools/pretrain/experiments/published.ts` writes it anew.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Findings } from '../../../src/lib/findings.ts';
import { ROOT } from '../../command.ts';
import { type ArmRows, type Experiment, type Row, seedOf } from './experiment.ts';
import { settingsTold } from './fingerprint.ts';
import { experiments } from './index.ts';

/** When and where rows were measured: a day, and machines in words. */
type Origin = { date: string; machine: string };
/** `date`: of the newest row. Rows without an origin of their own have that of all. Arms may have come differently far. */
export type Published = Origin & { rows: ArmRows };

const FOLDER = path.join(ROOT, 'docs', 'experiments');
export const FINDINGS = path.join(ROOT, 'src', 'app', 'pages', 'lab', 'findings.gen.ts');
const fileOf = (name: string): string => path.join(FOLDER, `${name}.json`);

export const published = (name: string): Published | null =>
  existsSync(fileOf(name)) ? (JSON.parse(readFileSync(fileOf(name), 'utf8')) as Published) : null;

/** A row that says when and where it was measured. */
export const dated = (row: Row, { date, machine }: Origin): Row => ({
  ...row,
  date: row['date'] ?? date,
  machine: row['machine'] ?? machine,
});

const numbersOf = ({ date: _date, machine: _machine, of: _of, ...numbers }: Row): string => JSON.stringify(numbers);

/** The same numbers at other settings are a measurement of their own; a row that does not say its settings says nothing new. */
const isSame = (row: Row, before: Row): boolean =>
  numbersOf(row) === numbersOf(before) && (row['of'] === undefined || row['of'] === before['of']);

/**
 * What is published once these rows are: in place of those of the same arm and seed, beside all others. One that says the same as before was measured when that was.
 * @param rows each with its origin
 */
export function withRows(old: Published | null, rows: ArmRows): Published {
  const arms = [...new Set([...Object.keys(old?.rows ?? {}), ...Object.keys(rows)])];
  const merged = arms.map((arm): [string, Row[]] => {
    const bySeed = new Map(old?.rows[arm]?.map((row) => [seedOf(row), dated(row, old)]));
    for (const row of rows[arm] ?? []) {
      const before = bySeed.get(seedOf(row));
      if (!before || !isSame(row, before)) bySeed.set(seedOf(row), row);
    }
    return [arm, [...bySeed.values()].sort((a, b) => Number(seedOf(a)) - Number(seedOf(b)))];
  });
  const measured = merged.filter(([, own]) => own.length > 0);
  const all = measured.flatMap(([, own]) => own);
  const machines = new Set(all.map(({ machine }) => String(machine)));
  return {
    date: all.reduce((newest, { date }) => (String(date) > newest ? String(date) : newest), ''),
    machine: [...machines].join('; '),
    rows: Object.fromEntries(measured),
  };
}

export async function publish(name: string, all: Published): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(name), await publishedText(name, all));
}

/** A row a line, so that changes can be read. Which rows are of other settings than today's, or of unknown ones, stands before them: today is when they are published. */
export async function publishedText(name: string, { rows, date, machine }: Published): Promise<string> {
  const facts = { date, machine, ...(await settingsTold(name, rows)) };
  const arms = Object.entries(rows).map(
    ([arm, all]) => `${JSON.stringify(arm)}: [\n${all.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
  );
  const head = Object.entries(facts).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{${head.join(', ')}, "rows": {\n${arms.join(',\n')}\n}}\n`;
}

/** What all published rows say of methods, as the text of the table's file. */
export function findingsText(): string {
  const names = existsSync(FOLDER) ? readdirSync(FOLDER).map((file) => path.basename(file, '.json')) : [];
  const all = names.sort().flatMap((name): Findings[] => {
    const found = published(name);
    const { findings }: Experiment = experiments[name as keyof typeof experiments];
    if (!found || !findings) return [];
    const findable = findings(found.rows).filter(({ mean }) => Number.isFinite(mean));
    return [{ experiment: name, date: found.date, findings: findable.map(rounded) }];
  });
  return [
    '// Written by tools/pretrain/experiments/published.ts from docs/experiments. Do not edit.',
    '',
    "import type { Findings } from '../../../lib/findings.ts';",
    '',
    '// prettier-ignore',
    `export const FINDINGS: readonly Findings[] = [\n${all.map(linesOf).join(',\n')}\n];`,
    '',
  ].join('\n');
}

/** A finding a line. */
function linesOf({ findings, ...facts }: Findings): string {
  const lines = findings.map((each) => `  ${JSON.stringify(each)}`).join(',\n');
  return ` { ${JSON.stringify(facts).slice(1, -1)}, "findings": [\n${lines}\n ] }`;
}

type Rounded = Findings['findings'][number];
const rounded = ({ mean, low, high, ...rest }: Rounded): Rounded => {
  const to = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e5) / 1e5);
  return { ...rest, mean: to(mean) ?? 0, low: to(low), high: to(high) };
};

export function writeFindings(): void {
  mkdirSync(path.dirname(FINDINGS), { recursive: true });
  writeFileSync(FINDINGS, findingsText());
}

if (process.argv[1] === import.meta.filename) writeFindings();
