// Build, dev and preview. One page, module workers from workers/, hash routes; headers come from src/lib/headers.ts.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { devHeadersFor, headersFor, type Headers, PAGE_POLICY } from './src/lib/headers.ts';
import { serviceWorker } from './tools/precache.ts';
import { sandboxGuest } from './tools/sandbox/guest.ts';

export default defineConfig({
  // No fallback to index.html: a missing model file must be a 404, not a page.
  appType: 'mpa',
  plugins: [svelte(), ourHeaders(), pagePolicy(), sandboxGuest(), serviceWorker()],
  // The condition makes onnxruntime-web load its glue from a file instead of carrying a second copy inside.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: { target: 'esnext', assetsInlineLimit: 0 },
  optimizeDeps: {
    // Named so that no test run finds one late and reloads its page.
    include: [
      '@huggingface/tokenizers',
      '@huggingface/transformers',
      '@jitl/quickjs-wasmfile-release-sync',
      'chart.js',
      'comlink',
      'client-zip',
      'dexie',
      'hash-wasm',
      'minisearch',
      'onnxruntime-web/webgpu',
      'quickjs-emscripten-core',
    ],
  },
  server: { port: 5173, strictPort: true },
  preview: { port: 4173, strictPort: true },
});

function ourHeaders(): Plugin {
  return {
    name: 'dream-lab-headers',
    configureServer: (server) => void server.middlewares.use(middleware(devHeadersFor)),
    configurePreviewServer: (server) => void server.middlewares.use(middleware(headersFor)),
  };
}

/** The policy in the page itself: it holds on hosts that send none of our headers, from the first visit on. */
function pagePolicy(): Plugin {
  return {
    name: 'dream-lab-page-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

function middleware(rules: (pathname: string) => Headers) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    for (const [name, value] of Object.entries(rules(decodeURI(pathname)))) response.setHeader(name, value);
    next();
  };
}
