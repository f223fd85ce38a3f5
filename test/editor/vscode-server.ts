/**
 * VS Code's own web server on a free port of this machine, with empty user data and our packaged extension.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../support/repository.ts';
import { vscodeFolder, vscodeNode } from './environment.ts';

/** A running server. */
export interface VscodeServer {
  readonly url: string;
  /** For `vscode-remote://` URIs. */
  readonly authority: string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** What a test wants of it. */
export interface VscodeServerOptions {
  /** Path of the extension to install. */
  readonly vsix: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Quiet, and without what comes and goes on its own. */
const defaultUserSettings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  // The npm package of the server comes without TypeScript's, which would be missed loudly; ours will do. What it has to
  // say about an example without its dependencies is not the matter here.
  'typescript.tsdk': path.join(repositoryRoot, 'node_modules', 'typescript', 'lib'),
  'typescript.validate.enable': false,
};

/** Installs the extension and starts; resolves when the server listens. */
export async function startVscodeServer({ vsix, settings }: VscodeServerOptions): Promise<VscodeServer> {
  const data = mkdtempSync(path.join(tmpdir(), 'sekretess-vscode-'));
  const user = path.join(data, 'data', 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...defaultUserSettings, ...settings }));
  const main = path.join(vscodeFolder, 'out', 'server-main.js');
  const shared = [
    main,
    '--accept-server-license-terms',
    '--server-data-dir',
    data,
    '--telemetry-level',
    'off',
  ];
  const env = {
    ...process.env,
    // No look-up of extensions outside.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    // Its sockets go with the rest of its data.
    TMPDIR: data,
  };
  execFileSync(vscodeNode, [...shared, '--install-extension', vsix], { stdio: 'ignore', env });
  const listen = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--without-connection-token',
    '--disable-workspace-trust',
  ];
  const child = spawn(vscodeNode, [...shared, ...listen], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: vscodeFolder,
    env,
    detached: true,
  });
  const end = (signal: NodeJS.Signals): void => endGroup(child, signal);
  const endNow = (): void => end('SIGKILL');
  process.once('exit', endNow);
  const log = { text: '' };
  const port = await listeningPort(child, log);
  return {
    url: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    log: () => log.text,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      end('SIGTERM');
      await gone;
      endNow();
      process.removeListener('exit', endNow);
      rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** The server, its extension hosts and the language servers are one process group, which ends as one. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // They are gone already.
  }
}

function listeningPort(child: ChildProcess, log: { text: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      log.text += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(log.text)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}.\n${log.text}`)));
  });
}
