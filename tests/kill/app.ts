// The built app in a Chrome and a profile of its own, as a user has it, where huggingface.co is the stand-in. Its address is the same whatever the port, so
// that a profile that is opened again has its data; every other name resolves to nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { findChrome, plainArgs } from '../../tools/chrome.ts';
import { PORT, type Served } from '../../tools/serve.ts';
import type { StandInHub } from '../doubles/hub.ts';

export const ORIGIN = `http://localhost:${PORT}`;

export type OpenedApp = { context: BrowserContext; page: Page };

export async function openApp(profile: string, { url }: Pick<Served, 'url'>, hub: StandInHub): Promise<OpenedApp> {
  const rules = `MAP localhost ${new URL(url).host}, ${hub.rules}, MAP * ~NOTFOUND`;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChrome(),
    args: [...plainArgs(), `--host-resolver-rules=${rules}`, '--ignore-certificate-errors'],
  });
  // So that what hangs is named: a test that runs out of time says nothing about where.
  context.setDefaultTimeout(60_000);
  return { context, page: context.pages()[0] ?? (await context.newPage()) };
}

/** A profile in a temporary folder. */
export const makeProfile = (): string => mkdtempSync(path.join(tmpdir(), 'dream-lab-profile-'));
export const dropProfile = (profile: string): void => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
