import type { Page } from 'playwright-core';

/** Opens an address and waits until the strip at its foot tells how the library stands: by then the page is live. */
export async function goLive(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('footer', { hasText: /asset|Idle|Empty library|waiting|paused/u }).waitFor();
}
