/**
 * Chromium, headless, with a new profile; whatever is not on this machine is refused and put on record.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from './environment.ts';
import { loadPlaywright, type Page } from './playwright.ts';

/** A running browser. */
export interface Browser {
  readonly page: Page;
  /** Hosts outside of this machine that somebody wanted to reach. */
  readonly refused: ReadonlySet<string>;
  readonly close: () => Promise<void>;
}

/** See the head of this file. */
export async function launchBrowser(): Promise<Browser> {
  const profile = mkdtempSync(path.join(tmpdir(), 'sekretess-chromium-'));
  const context = await loadPlaywright().chromium.launchPersistentContext(profile, {
    executablePath: chromium,
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: [
      // Chromium refuses to sandbox itself for root.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Else it blocks the frames that VS Code puts on subdomains of localhost.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  });
  const refused = new Set<string>();
  await context.route(isElsewhere, (route) => {
    refused.add(new URL(route.request().url()).host);
    return route.abort();
  });
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    refused,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function isElsewhere(url: URL): boolean {
  return /^(https?|wss?):$/.test(url.protocol) && !/^(127\.0\.0\.1|(.*\.)?localhost)$/.test(url.hostname);
}
