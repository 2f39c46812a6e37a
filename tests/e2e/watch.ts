// What every end-to-end test wants to know of a page: what it did that it should not, and when it is ready.

import { expect, type Page } from '@playwright/test';

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

/** Resolves when the models are there. */
export async function untilReady(page: Page): Promise<void> {
  await expect(page.getByText(/^Dream S answers/)).toBeVisible({ timeout: 45_000 });
}

export async function ask(page: Page, prompt: string): Promise<void> {
  await page.getByLabel('Which small JavaScript function').fill(prompt);
  await page.keyboard.press('Enter');
}

/** Resolves when the newest question has been answered and checked. */
export async function untilAnswered(page: Page): Promise<void> {
  await expect(page.getByRole('article').first()).toContainText(/Checked:|Not checked:/, { timeout: 60_000 });
}
