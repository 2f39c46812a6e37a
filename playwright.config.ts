// End-to-end tests: the built app, served as a user gets it, in a real browser. The server starts in tests/e2e/serve-app.ts.
import { defineConfig } from '@playwright/test';
import { lookForChrome, plainArgs } from './tools/chrome.ts';

export default defineConfig({
  testDir: process.env.SLOW ? 'tests/slow' : 'tests/e2e',
  globalSetup: './tests/e2e/serve-app.ts',
  forbidOnly: process.env.CI !== undefined,
  // A test that fails once is a defect: no second try hides it.
  retries: 0,
  workers: 1,
  timeout: 60_000,
  reporter: [['line']],
  use: {
    baseURL: process.env.DREAM_LAB_URL,
    launchOptions: { executablePath: lookForChrome(), args: plainArgs() },
  },
});
