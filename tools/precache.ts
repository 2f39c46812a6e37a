// The build's part of the service worker: bundles workers/sw.ts to dist/sw.js and tells it which files the build made, with what changes when they do.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'vite';
import type { LargeFile } from '../src/lib/kept.ts';

/** Public files that belong to the program. Models are told by their own catalog. */
const PUBLIC = ['icon.svg', 'icon-192.png', 'icon-512.png', 'manifest.webmanifest'];
const PLACE = '__DREAM_LAB_FILES__';
/** Larger ones are kept when they are first asked for. */
const LARGE = 2_000_000;

export function serviceWorker(): Plugin {
  let root = '';
  /** A page without the app's public files is no app, the bench's for example. */
  let isApp = true;
  return {
    name: 'dream-lab-service-worker',
    apply: 'build',
    configResolved: (config) => {
      root = config.root;
      isApp = config.publicDir !== '';
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        if (!isApp) return;
        const made = Object.values(bundle).map((file) => ({
          url: file.fileName,
          bytes: Buffer.from(file.type === 'asset' ? file.source : file.code),
        }));
        const fixed = PUBLIC.map((url) => ({ url, bytes: readFileSync(path.join(root, 'public', url)) }));
        const all = [...made, ...fixed];
        const large = all
          .filter(({ url, bytes }) => bytes.length > LARGE || url.endsWith('.wasm'))
          .map(({ url, bytes }): LargeFile => ({ url, bytes: bytes.length }));
        const small = all
          .filter(({ url }) => !large.some((file) => file.url === url) && !url.endsWith('.map'))
          .map(({ url, bytes }) => ({ url, revision: url.startsWith('assets/') ? null : hashOf(bytes) }));
        const source = await bundled(root, JSON.stringify({ small, large }));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** One classic script: a module worker would need every browser to know them. */
async function bundled(root: string, files: string): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    define: { [PLACE]: files, 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: path.join(root, 'workers/sw.ts'), formats: ['iife'], name: 'sw', fileName: () => 'sw.js' },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('The service worker was not bundled.');
  return output.output[0].code;
}
