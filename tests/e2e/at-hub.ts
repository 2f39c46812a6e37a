// The page of models before a stand-in of the hub (tests/doubles/hub.ts), over real connections: opening it, and what is on it.

import { expect, type Page } from '@playwright/test';
import { StandInHub } from '../doubles/hub.ts';
import { COMMIT, REPO, smallModel } from '../doubles/hub-model.ts';
import { dropProfile, makeProfile, openApp, ORIGIN } from '../kill/app.ts';
import { storedIn } from '../kill/stored.ts';

export const WEIGHTS = 'model.safetensors';
/** Slow enough that something can happen in the middle, bytes a second. */
export const SLOW = 100_000;

/** The app in a profile of its own, on its page of models, before the hub. */
export async function atHub(
  baseURL: string | undefined,
  work: (page: Page, hub: StandInHub) => Promise<void>,
  files = smallModel(),
): Promise<void> {
  const hub = await StandInHub.open(REPO, COMMIT, files);
  const profile = makeProfile();
  const { context, page } = await openApp(profile, { url: baseURL ?? '' }, hub);
  try {
    await openModels(page);
    await work(page, hub);
  } finally {
    await context.close();
    await hub.close();
    dropProfile(profile);
  }
}

export async function openModels(page: Page): Promise<void> {
  await page.goto(`${ORIGIN}/#/models`);
  await page.getByText('Bring a model').click();
}

const list = (page: Page, name: string): ReturnType<Page['getByRole']> => page.getByRole('list', { name });
export const coming = (page: Page): ReturnType<Page['getByRole']> => list(page, 'Being brought');
export const brought = (page: Page): ReturnType<Page['getByRole']> => list(page, 'Models that you brought');
export const fetchIt = (page: Page): Promise<void> => page.getByRole('button', { name: 'Fetch Qwen2.5 0.5B' }).click();
export const press = (page: Page, name: string): Promise<void> => coming(page).getByRole('button', { name }).click();

/** Resolves when so many bytes went out. */
export const untilSent = (hub: StandInHub, bytes: number): Promise<void> =>
  expect.poll(() => hub.sent.bytes, { timeout: 20_000, intervals: [20] }).toBeGreaterThan(bytes);

/** Files of downloads, and of models that are not whole. */
export const unfinished = async (page: Page): Promise<string[]> =>
  (await storedIn(page)).files.filter((file) => !/^models\/[0-9a-f]{64}(\.json)?$/.test(file));

/** By the button that there is: it asks first when there is something to lose. */
export async function throwAway(page: Page): Promise<void> {
  const remove = coming(page).getByRole('button', { name: 'Delete' });
  await expect(coming(page).getByRole('button', { name: /^(Delete|Take off the list)$/ })).toBeVisible();
  if (await remove.isVisible()) {
    await remove.click();
    await remove.click();
  } else await press(page, 'Take off the list');
  await expect(coming(page)).toHaveCount(0);
}
