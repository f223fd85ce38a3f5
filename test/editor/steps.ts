/**
 * What a person does in a window that may still be laying itself out.
 */
import type { Locator, Page } from './playwright.ts';

/** How often something is tried. */
const maxTries = 8;

/**
 * Acts until something is seen. A key pressed too early is lost, or its menu is closed again: then Escape, and again.
 */
export async function untilVisible(page: Page, seen: Locator, act: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await act();
    try {
      await seen.waitFor({ timeout: 2500 });
      return;
    } catch (error) {
      if (attempt === maxTries) throw error;
      await page.keyboard.press('Escape');
    }
  }
}
