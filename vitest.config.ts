// Three projects: `unit` in Node, beside the code; `browser` in a real Chromium; `gpu` in one with a WebGPU adapter
// (SwiftShader, on the CPU, unless GPU_ADAPTER=default).
import './tools/node20.ts';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { gpuArgs, lookForChrome, plainArgs } from './tools/chrome.ts';
import { ISOLATION } from './src/lib/headers.ts';

const UNIT = [
  'src/**/*.test.ts',
  'models/**/*.test.ts',
  'workers/**/*.test.ts',
  'tools/**/*.test.ts',
  'tests/unit/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      // It ends what hangs, on a machine that does other things too; what is timed has bounds of its own.
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: UNIT,
          exclude: ['**/node_modules/**'],
          testTimeout: 30_000,
        },
      },
      // Tests in workers force the collection of garbage: a handle that nobody holds must not be needed.
      inChromium('browser', [...plainArgs(), '--js-flags=--expose-gc']),
      inChromium('gpu', gpuArgs()),
    ],
  },
});

function inChromium(name: string, args: string[]): TestProjectInlineConfiguration {
  const provider = playwright({ launchOptions: { executablePath: lookForChrome(), args } });
  return {
    extends: './vite.config.ts',
    // Any free port: the app's fixed one may be taken by `npm run dev`.
    server: { port: 0, strictPort: false, headers: ISOLATION },
    test: {
      name,
      include: [`tests/${name}/**/*.test.ts`],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider,
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}
