// End-to-end tests: the built app, served as a user gets it, in a real browser. The server starts in tests/e2e/serve-app.ts.
import { defineConfig } from '@playwright/test';
import { lookForChrome, plainArgs } from './tools/chrome.ts';

/** They wait for the clock, a slow network or a page most of the time, so that they may run beside the others, which keep the processor busy. */
const WAITING = ['policy', 'download', 'history', 'pwa', 'wrong-hub'].map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: process.env.SLOW ? 'tests/slow' : 'tests/e2e',
  globalSetup: './tests/e2e/serve-app.ts',
  forbidOnly: process.env.CI !== undefined,
  // A test that fails once is a defect: no second try hides it.
  retries: 0,
  workers: 2,
  projects: [
    { name: 'busy', testIgnore: WAITING, workers: 1 },
    { name: 'waiting', testMatch: WAITING, workers: 1 },
  ],
  timeout: 60_000,
  // Two browsers share two cores.
  expect: { timeout: 15_000 },
  reporter: [['line']],
  use: {
    baseURL: process.env.DREAM_LAB_URL,
    launchOptions: { executablePath: lookForChrome(), args: plainArgs() },
  },
});
