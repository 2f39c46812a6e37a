// Proves that each gate of `npm run check` still catches what it is for.
//
// A small copy of the project (its real configuration, and a file with one planted fault for each row below) is made in a
// temporary folder; every gate runs there and must fail AND name the planted file with the expected complaint. The
// working tree is never touched, and the folder is removed whatever happens, Ctrl+C included.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isMain, ROOT, runMain, stopSignal, type Ran } from './command.ts';
import { GATES, runGate, type GateName } from './gates.ts';

type Fault = {
  gate: GateName;
  /** Where it is planted. */
  file: string;
  text: string;
  /** What the gate must print about that file. */
  complaint: RegExp;
};

const CONFIGURATION = [
  '.gitignore',
  '.prettierignore',
  '.prettierrc',
  'eslint.config.js',
  'knip.json',
  'package.json',
  'svelte.config.js',
  'tools/zones.js',
  'tsconfig.json',
  'workers/tsconfig.json',
];

const WRONG_TYPE = "export const planted: number = 'text';\n";

const FAULTS: readonly Fault[] = [
  // One a folder: a folder that a configuration forgot would pass unread.
  ...[
    'src/lib',
    'src/app',
    'models',
    'workers',
    'bench',
    'tools',
    'tools/pretrain',
    'tools/dawn',
    'tests/unit',
    'tests/browser',
  ].map(typeFault),
  {
    gate: 'svelte',
    file: 'src/app/Planted.svelte',
    text: '<script lang="ts">\n  const planted: number = \'text\';\n</script>\n\n<p>{planted}</p>\n',
    complaint: /Planted\.svelte.*not assignable to type/,
  },
  {
    gate: 'svelte',
    file: 'src/app/Unlabelled.svelte',
    text: '<img src="/icon.svg" />\n',
    complaint: /Unlabelled\.svelte.*alt/,
  },
  {
    gate: 'workers',
    file: 'src/lib/touches-dom.ts',
    text: 'export const planted = (): string => document.title;\n',
    complaint: /touches-dom\.ts.*(Cannot find name 'document'|TS2584)/,
  },
  {
    gate: 'lint',
    file: 'src/lib/imports-upwards.ts',
    text: "export { planted } from '../engine/planted.ts';\n",
    complaint: lintSays('imports-upwards.ts', 'zones/imports'),
  },
  {
    gate: 'lint',
    file: 'src/app/ImportsEngine.svelte',
    text: '<script lang="ts">\n  import { planted } from \'../engine/planted.ts\';\n</script>\n\n<p>{planted}</p>\n',
    complaint: lintSays('ImportsEngine.svelte', 'zones/imports'),
  },
  {
    gate: 'lint',
    file: 'src/dream/forgets-promise.ts',
    text: 'export function planted(work: () => Promise<void>): void {\n  work();\n}\n',
    complaint: lintSays('forgets-promise.ts', 'no-floating-promises'),
  },
  {
    gate: 'lint',
    file: 'workers/any.ts',
    text: 'export const planted = (value: any): unknown => value;\n',
    complaint: lintSays('any.ts', 'no-explicit-any'),
  },
  {
    gate: 'lint',
    file: 'src/dream/dice.ts',
    text: 'export const planted = (): number => Math.random();\n',
    complaint: lintSays('dice.ts', 'no-restricted-properties'),
  },
  {
    gate: 'format',
    file: 'src/lib/badly-formatted.ts',
    text: 'export const planted = [1,2 ,"3"]\n',
    complaint: /badly-formatted\.ts/,
  },
  {
    gate: 'format',
    file: 'src/app/BadlyFormatted.svelte',
    text: '<p   >planted</p>\n',
    complaint: /BadlyFormatted\.svelte/,
  },
  {
    gate: 'knip',
    file: 'src/lib/nobody-imports-it.ts',
    text: 'export const planted = 1;\n',
    complaint: /nobody-imports-it\.ts/,
  },
  {
    gate: 'knip',
    file: 'src/lib/half-used.ts',
    text: 'export const used = 1;\nexport const planted = 2;\n',
    complaint: /planted.*half-used\.ts/,
  },
];

// What makes the planted files reachable, and a clean file that no gate may name.
const SURROUNDINGS: Readonly<Record<string, string>> = {
  'index.html': '<script type="module" src="/src/main.ts"></script>\n',
  'src/main.ts': "import { used } from './lib/half-used.ts';\n\nexport default used;\n",
  'src/engine/planted.ts': 'export const planted = 1;\n',
  'src/lib/clean.ts': 'export const clean = 1;\n',
  'workers/planted.ts':
    "export { clean } from '../src/lib/clean.ts';\nexport { planted } from '../src/lib/touches-dom.ts';\n",
};

/** Plants, runs every gate, and demands. `code` 0 when every fault was caught; else `output` says which were not. */
export async function plantAndDemand(signal: AbortSignal): Promise<Ran> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-canary-'));
  try {
    plant(folder);
    const missed: string[] = [];
    for (const gate of GATES) {
      const ran = await runGate(gate, folder, signal);
      missed.push(...missedBy(gate.name, ran));
    }
    if (signal.aborted) return { code: 1, output: 'canary: interrupted' };
    return { code: missed.length === 0 ? 0 : 1, output: missed.join('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function plant(folder: string): void {
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  for (const file of CONFIGURATION) cpSync(path.join(ROOT, file), path.join(folder, file), { recursive: true });
  for (const { file, text } of FAULTS) write(file, text);
  for (const [file, text] of Object.entries(SURROUNDINGS)) write(file, text);
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
}

function missedBy(name: GateName, { code, output }: Ran): string[] {
  const faults = FAULTS.filter(({ gate }) => gate === name);
  const missed = faults.filter(({ complaint }) => !complaint.test(output)).map(({ file }) => file);
  const lines = missed.map((file) => `${name} did not complain about the fault planted in ${file}`);
  if (faults.length === 0) lines.push(`${name} has no planted fault: add one to tools/canary.ts`);
  if (code === 0) lines.push(`${name} passed although faults were planted`);
  if (/\bclean\.ts/.test(output) && name !== 'knip') lines.push(`${name} complained about a clean file`);
  return lines.length === 0 ? [] : [...lines, output.trimEnd()];
}

// ESLint prints a file's name, then its complaints, then an empty line.
function lintSays(file: string, rule: string): RegExp {
  return new RegExp(`/${file}\\n(?:.+\\n)*?.*[ /]${rule}(?:\\n|$)`);
}

function typeFault(folder: string): Fault {
  const file = `${folder}/wrong-type.ts`;
  return { gate: 'types', file, text: WRONG_TYPE, complaint: new RegExp(`${file}.*TS2322`) };
}

async function main(): Promise<void> {
  const { code, output } = await plantAndDemand(stopSignal());
  if (code !== 0) throw new Error(output);
  console.log(`canary: ${FAULTS.length} planted faults, all caught`);
}

if (isMain(import.meta.url)) runMain(main);
