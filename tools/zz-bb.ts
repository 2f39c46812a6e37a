import path from 'node:path';
import { build } from 'vite';
import { openLab } from '/work/main/tools/lab/browser.ts';
import { rendererMemory } from '/work/main/tools/lab/processes.ts';
import type { BenchCalls } from '/work/main/tools/lab/bench-page/page.ts';
import { loadavg } from 'node:os';
const ROOT = '/work/main';
const options = JSON.parse(process.argv[2] ?? '{}');
const DIST = '/tmp/dl/tr/dist-bench';
if (process.argv[3] !== 'nobuild') await build({ root: path.join(ROOT, 'tools/lab/bench-page'), configFile: path.join(ROOT, 'vite.config.ts'), publicDir: false, logLevel: 'error', build: { outDir: DIST, emptyOutDir: true } });
const end = new AbortController();
const browser: any = await openLab<BenchCalls>({ device: 'wasm', dist: DIST, bindings: { benchLine: (l: unknown) => console.log('  ', String(l), loadavg()[0]!.toFixed(1)), benchMemory: () => rendererMemory(browser.profile) }, signal: end.signal, say: console.log } as any);
try { console.log(JSON.stringify(await browser.call('train', { device: 'wasm', ...options }))); } finally { await browser.close(); }
process.exit(0);
