// The gates of `npm run check`, in one table. tools/check.ts runs them on the repository; tools/canary.ts runs the same
// ones on planted faults, so that a gate that checks nothing cannot stay unnoticed.
import { runNode, type Ran } from './command.ts';

export type Gate = {
  name: string;
  /** A script under node_modules, and its arguments. */
  script: string;
  args: readonly string[];
};

export const GATES = [
  { name: 'format', script: 'prettier/bin/prettier.cjs', args: ['--check', '.'] },
  { name: 'lint', script: 'eslint/bin/eslint.js', args: ['--max-warnings', '0', '.'] },
  // TypeScript 7 reads the .svelte files through svelte-check, and the rest directly.
  {
    name: 'svelte',
    script: 'svelte-check/bin/svelte-check',
    args: ['--tsgo', '--output', 'machine', '--fail-on-warnings'],
  },
  { name: 'types', script: '@typescript/native/bin/tsc', args: ['--noEmit'] },
  { name: 'workers', script: '@typescript/native/bin/tsc', args: ['--noEmit', '-p', 'workers'] },
  { name: 'knip', script: 'knip/bin/knip.js', args: ['--no-progress', '--no-config-hints'] },
] as const satisfies readonly Gate[];

export type GateName = (typeof GATES)[number]['name'];

/** Runs one gate in `cwd`, a folder with a node_modules. It passed when `code` is 0. */
export function runGate(gate: Gate, cwd: string, signal: AbortSignal): Promise<Ran> {
  return runNode(gate.script, gate.args, { cwd, signal, env: { NO_COLOR: '1', FORCE_COLOR: '0' } });
}
