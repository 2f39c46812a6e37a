// Bundles the guest's worker into the text of one classic script, and offers it to the app as `virtual:sandbox-guest`.
//
// The opaque frame can fetch nothing, so the worker cannot be a file with imports, neither in dev nor in the build; Vite's
// own worker imports give a URL, not text. The bundle is made once per process, by Vite itself.
import path from 'node:path';
import { build, type Plugin, type Rollup } from 'vite';
import { ROOT } from '../command.ts';

const ENTRY = path.join(ROOT, 'src/sandbox/guest/worker.ts');
const NAME = 'virtual:sandbox-guest';
const RESOLVED = `\0${NAME}`;

let bundled: Promise<string> | null = null;

/** The text of the guest's worker. Rejects with the bundler's error. */
export function bundleGuest(): Promise<string> {
  return (bundled ??= bundle());
}

async function bundle(): Promise<string> {
  const output = await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'esnext',
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: { input: ENTRY, output: { format: 'iife', codeSplitting: false } },
    },
  });
  const files = [output].flat().flatMap((one) => ('output' in one ? one.output : []));
  const chunks = files.filter((file): file is Rollup.OutputChunk => file.type === 'chunk');
  if (chunks.length !== 1) throw new Error(`The guest's worker must be one script, the build made ${chunks.length}.`);
  return chunks[0]?.code ?? '';
}

/** The Vite plugin that resolves `virtual:sandbox-guest`. */
export function sandboxGuest(): Plugin {
  return {
    name: 'dream-lab-sandbox-guest',
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    load: async (id) => (id === RESOLVED ? `export default ${JSON.stringify(await bundleGuest())};` : undefined),
  };
}
