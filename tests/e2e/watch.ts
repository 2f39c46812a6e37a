// What every end-to-end test wants to know of a page: what it did that it should not, and when it is ready.

import { expect, type Page } from '@playwright/test';

export const PAGES = ['chat', 'journal', 'skills', 'x-ray', 'lab', 'models', 'settings'] as const;

/** Console errors, thrown errors and requests to other origins, as they happen. */
export function watchFaults(page: Page, baseURL: string | undefined): string[] {
  const faults: string[] = [];
  const { origin } = new URL(baseURL ?? '');
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) faults.push(`off-origin: ${request.url()}`);
  });
  return faults;
}

/** Opens the chat without the guided first night, and waits for the models. */
export async function openChat(page: Page, address = '/'): Promise<void> {
  await page.goto(address);
  await untilReady(page);
  const skip = page.getByRole('button', { name: 'Skip', exact: true });
  // On a host that sends no headers the page loads once more, now and then over a click.
  await expect(async () => {
    if (await skip.isVisible()) await skip.click();
    await expect(skip).toBeHidden({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
}

/** Resolves when the models are there. */
export async function untilReady(page: Page): Promise<void> {
  await expect(page.getByLabel('Which small JavaScript function')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('Starting the models')).toHaveCount(0, { timeout: 45_000 });
}

export async function ask(page: Page, prompt: string): Promise<void> {
  await page.getByLabel('Which small JavaScript function').fill(prompt);
  await page.keyboard.press('Enter');
}

/** Resolves when this question has been answered, tested and stored. */
export async function untilAnswered(page: Page, prompt: string): Promise<void> {
  await expect(page.getByRole('article', { name: prompt }).first()).toContainText(/Right in|cannot be run|Not tested/, {
    timeout: 60_000,
  });
}

/**
 * What a screen reader would say by itself, in order: what live regions that were there already came to hold. To be called before the page is opened; the
 * returned function tells what was said since it was loaded.
 */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const regionOf = ({ target }: MutationRecord): Element | null | undefined =>
      (target instanceof Element ? target : target.parentElement)?.closest('[role=status], [role=alert], [aria-live]');
    new MutationObserver((changes) => {
      for (const region of new Set(changes.map(regionOf))) {
        const text = region?.textContent.trim().replace(/\s+/g, ' ') ?? '';
        if (text && region?.ariaLive !== 'off') said.push(text);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
}

/** How far something is, step by step. */
export const STEP = /\(\d+ of \d+\)/;

/** What the dreamer says of itself. */
export const bar = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('region', { name: 'Dreaming' });
