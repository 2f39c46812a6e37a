// The benches on a GPU without a browser: `npx tsx tools/dawn/bench.ts [--only ROW] [--shape MODEL] [--tokens N] [--layers N] [--limit SECONDS] [--json]`, after
// `npm ci --prefix tools/dawn`. Rows stand in rows.ts; docs/bench.md says which machine gave which figures.

import { spawnSync } from 'node:child_process';
import { runMain } from '../command.ts';
import { bundle } from './bundle.ts';
import { options } from './options.ts';

runMain(async () => {
  options();
  const { status } = spawnSync(process.execPath, [await bundle(), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
});
