import { expect, test } from '@playwright/test';
import { watchFaults } from './watch.ts';

test('the page opens, says what it is, and does nothing it should not', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto('/');
  await expect(page).toHaveTitle('Chat · Dream Lab');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Chat');
  await page.goto('/#/models');
  await expect(page.getByText(/^Ready: models run on this device/)).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(faults).toEqual([]);
});

test('the built page is cross-origin isolated', async ({ page }) => {
  await page.goto('/');
  expect(await page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([true, 'function']);
});

test('the policy stops a request to another origin', async ({ page }) => {
  await page.goto('/');
  const blocked = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
        once: true,
      });
    });
    const failed = await fetch('http://127.0.0.1:9/').then(
      () => false,
      () => true,
    );
    return [failed, await violation];
  });
  expect(blocked).toEqual([true, 'connect-src']);
});

test('a missing file is a 404 and not the page', async ({ request }) => {
  expect((await request.get('/weights/none/config.json')).status()).toBe(404);
});
