/**
 * The part of Playwright that these tests use, loaded from the folder of the editor environment.
 *
 * Playwright is installed there and not in the project, so that only those who run these tests download it; hence the
 * types are written out here.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { environmentFolder } from './environment.ts';

/** One element, or several, found anew at each use. */
export interface Locator {
  first(): Locator;
  locator(selector: string, options?: { readonly hasText?: string | RegExp }): Locator;
  waitFor(options?: {
    readonly state?: 'attached' | 'detached' | 'visible' | 'hidden';
    readonly timeout?: number;
  }): Promise<void>;
  click(options?: { readonly position?: { readonly x: number; readonly y: number } }): Promise<void>;
  hover(options?: { readonly position?: { readonly x: number; readonly y: number } }): Promise<void>;
  count(): Promise<number>;
  allTextContents(): Promise<string[]>;
  getAttribute(name: string): Promise<string | null>;
  textContent(): Promise<string | null>;
  boundingBox(): Promise<{
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null>;
}

/** A tab. */
export interface Page {
  goto(url: string): Promise<unknown>;
  locator(selector: string, options?: { readonly hasText?: string | RegExp }): Locator;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
}

/** A browser with one profile. */
export interface BrowserContext {
  pages(): Page[];
  newPage(): Promise<Page>;
  close(): Promise<void>;
  route(
    matches: (url: URL) => boolean,
    handle: (route: { request(): { url(): string }; abort(): Promise<void> }) => Promise<void>,
  ): Promise<void>;
}

interface Playwright {
  readonly chromium: {
    launchPersistentContext(
      profile: string,
      options: Readonly<Record<string, unknown>>,
    ): Promise<BrowserContext>;
  };
}

/** Loads it; fails where the environment is not installed. */
export function loadPlaywright(): Playwright {
  return createRequire(path.join(environmentFolder, 'package.json'))('playwright-core');
}
