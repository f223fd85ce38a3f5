// A page in a window is a page, and no program.

// @file: src/main.ts
import { BrowserWindow } from 'electron';

// @example: bad
export const open = () =>
  // ruleid: electron-insecure-window
  new BrowserWindow({ webPreferences: { nodeIntegration: true } });
// @end

// @example: good
export const openSafely = () => new BrowserWindow({ webPreferences: { preload: '/app/preload.js' } }); // ok: electron-insecure-window
// @end

export const mixed = () => new BrowserWindow({ width: 1, webPreferences: { contextIsolation: false, sandbox: true } }); // ruleid: electron-insecure-window
export const strict = () => new BrowserWindow({ webPreferences: { nodeIntegration: false } }); // ok: electron-insecure-window
