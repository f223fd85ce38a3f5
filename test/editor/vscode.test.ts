/**
 * The packaged extension in a real VS Code workbench, as a person uses it: open the example, see the look-up by
 * personnummer underlined, read why and along which path, suppress it with a reason.
 *
 * With `UPDATE_SCREENSHOTS=1` the picture of the README is taken anew.
 */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../support/repository.ts';
import { type Browser, launchBrowser } from './browser.ts';
import { packagesFolder, screenshotFolder } from './environment.ts';
import { exampleFinding } from './example-finding.ts';
import { untilVisible } from './steps.ts';
import { startVscodeServer, type VscodeServer } from './vscode-server.ts';

const finding = exampleFinding;

describe('the extension in VS Code', function () {
  this.timeout(120_000);
  let scratch: string;
  let folder: string;
  let server: VscodeServer;
  let browser: Browser;

  before(async () => {
    const vsix = readdirSync(packagesFolder).find((file) => file.endsWith('.vsix'));
    assert.ok(vsix, 'npm run package makes the VSIX');
    scratch = mkdtempSync(path.join(tmpdir(), 'sekretess-editor-'));
    folder = path.join(scratch, 'provsvar');
    cpSync(path.join(repositoryRoot, 'test', 'projects', 'provsvar'), folder, { recursive: true });
    mkdirSync(screenshotFolder, { recursive: true });
    server = await startVscodeServer({ vsix: path.join(packagesFolder, vsix) });
    browser = await launchBrowser();
    const file = `vscode-remote://${server.authority}${folder}/${finding.file}`;
    const payload = JSON.stringify([
      ['openFile', `${file}:${finding.line}`],
      ['gotoLineMode', 'true'],
    ]);
    const query = new URLSearchParams({ folder, payload });
    await browser.page.goto(`${server.url}/?${query}`);
    await browser.page.locator('.monaco-workbench').waitFor();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    if (scratch) rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await browser?.page.screenshot({ path: path.join(screenshotFolder, 'failed.png') });
    console.log(server?.log().slice(-2000));
  });

  it('underlines the look-up and counts what it found in the status bar', async () => {
    const { page } = browser;
    await page.locator('.editor-instance .view-line', { hasText: finding.code }).first().waitFor();
    await page.locator('.editor-instance .squiggly-error').first().waitFor({ timeout: 60_000 });
    await page.locator('.statusbar-item', { hasText: /Sekretess \d+/ }).waitFor({ timeout: 60_000 });
  });

  it('lists it in the problems with the path that leads there', async () => {
    const { page } = browser;
    const panel = page.locator('.markers-panel');
    await untilVisible(page, panel.first(), () => page.keyboard.press('Control+Shift+M'));
    await page.locator('.viewpane-filter input').first().click();
    await page.keyboard.type(finding.rule);
    const atLine = page.locator('.markers-panel .monaco-list-row', {
      hasText: new RegExp(`\\[Ln ${finding.line},`),
    });
    await atLine.first().waitFor();
    assert.match((await atLine.first().textContent()) ?? '', new RegExp(finding.rule));
    const steps = page.locator('.markers-panel .monaco-list-row', {
      hasText: /^\s*\S+\s*\d+\/\d+ |\d+\/\d+ /,
    });
    // The path is unfolded below the finding; a click on the finding shows its place.
    await steps.first().waitFor();
    await atLine.first().click();
    await page.locator('.editor-instance .view-line', { hasText: finding.code }).first().waitFor();
    // TypeScript's own start would be in the picture.
    const busy = page.locator('.statusbar-item', { hasText: /Initializing/ });
    await busy.first().waitFor({ state: 'detached' });
    const file = path.join(screenshotFolder, 'vscode.png');
    await page.screenshot({ path: file });
    if (process.env.UPDATE_SCREENSHOTS) {
      const images = path.join(repositoryRoot, 'docs', 'images');
      mkdirSync(images, { recursive: true });
      copyFileSync(file, path.join(images, 'vscode.png'));
    }
    assert.ok(existsSync(file));
  });

  it('says why when the pointer rests on it', async () => {
    const { page } = browser;
    const text = page
      .locator('.editor-instance .view-line', { hasText: finding.code })
      .first()
      .locator('span', { hasText: 'json' })
      .first();
    const hover = page.locator('.monaco-hover', { hasText: /Confidence/ });
    await untilVisible(page, hover.first(), () => text.hover());
    await page.screenshot({ path: path.join(screenshotFolder, 'hover.png') });
  });

  it('suppresses it with a reason, and the underline goes', async () => {
    const { page } = browser;
    const line = page.locator('.editor-instance .view-line', { hasText: finding.code }).first();
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: `Suppress ${finding.rule} here` });
    await untilVisible(page, fix.first(), async () => {
      await line.click({ position: { x: 120, y: 8 } });
      await page.keyboard.press('Control+.');
    });
    await page.screenshot({ path: path.join(screenshotFolder, 'quick-fix.png') });
    await fix.first().click();
    const comment = page.locator('.editor-instance .view-line', { hasText: `sekretess-ignore` });
    await comment.first().waitFor();
    await page.keyboard.type('the desk sees everybody it registers');
    await page.keyboard.press('Escape');
    const rest = page.locator('.markers-panel .monaco-list-row', {
      hasText: new RegExp(`${finding.rule}.*\\[Ln ${finding.line + 1},`),
    });
    await rest.first().waitFor({ state: 'detached' });
    await page.screenshot({ path: path.join(screenshotFolder, 'suppressed.png') });
    assert.doesNotMatch(readFileSync(path.join(folder, finding.file), 'utf8'), /the desk sees/);
  });

  it('starts anew on command, and shows the same', async () => {
    const { page } = browser;
    const row = page.locator('.quick-input-widget .monaco-list-row', {
      hasText: 'Sekretess: Restart Server',
    });
    await untilVisible(page, row.first(), async () => {
      await page.keyboard.press('F1');
      await page.keyboard.type('Sekretess: Restart');
    });
    await page.keyboard.press('Enter');
    await page.locator('.statusbar-item', { hasText: /Sekretess$/ }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Sekretess \d+/ }).waitFor({ timeout: 60_000 });
  });

  it('reaches for nothing outside of this machine', () => {
    assert.deepEqual([...browser.refused], []);
  });
});
