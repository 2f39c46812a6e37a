// Puts all that measuring needs into one folder, made as the app's workers are: `node .lab/dawn/measure.mjs` then runs with nothing installed, on a machine
// without a network too (carry the folder there). Alone: `npx tsx tools/dawn/bundle.ts`.

import { cpSync, existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build, defaultClientConditions } from 'vite';
import { isMain, ROOT, runMain } from '../command.ts';
import { sandboxGuest } from '../sandbox/guest.ts';

const PACKAGE = path.join(import.meta.dirname, 'node_modules/webgpu');
const OUT = path.join(ROOT, '.lab/dawn');

/** Path of the bundle's script. @throws Error that says how to install Dawn */
export async function bundle(): Promise<string> {
  if (!existsSync(PACKAGE)) throw new Error('Dawn for Node is not installed: run "npm ci --prefix tools/dawn" first.');
  await build({
    root: import.meta.dirname,
    configFile: false,
    base: './',
    publicDir: false,
    logLevel: 'error',
    plugins: [sandboxGuest()],
    // A page has no environment, and Vite builds for pages unless told otherwise.
    define: { 'process.env': 'process.env' },
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
    build: {
      ...{
        outDir: OUT,
        emptyOutDir: true,
        target: 'node20',
        assetsInlineLimit: 0,
        modulePreload: false,
        minify: false,
      },
      rollupOptions: {
        ...{ input: path.join(import.meta.dirname, 'measure.ts'), external: (id) => isBuiltin(id) || id === 'vite' },
        output: {
          entryFileNames: '[name].mjs',
          chunkFileNames: '[name]-[hash].mjs',
          assetFileNames: '[name][extname]',
        },
      },
    },
  });
  // Where webgpu's own script, in the bundle now, looks for its library.
  const libraries = path.join(PACKAGE, 'dist');
  const ours = (file: string): boolean => path.relative(libraries, file).match(`^($|${process.platform})`) !== null;
  cpSync(libraries, path.join(OUT, 'dist'), { recursive: true, filter: ours });
  return path.join(OUT, 'measure.mjs');
}

if (isMain(import.meta.url)) runMain(async () => console.log(await bundle()));
