/**
 * The packaged language server in Neovim, over stdio: the same diagnostic as in VS Code, and its fix.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../support/repository.ts';
import { exampleFinding } from './example-finding.ts';

/** One line of what neovim.lua prints. */
interface Row {
  readonly error?: string;
  readonly fixed?: string;
  readonly line?: number;
  readonly severity?: string;
  readonly source?: string;
  readonly code?: string;
  readonly steps?: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

describe('the language server in Neovim', function () {
  this.timeout(120_000);

  it('shows the look-up by personnummer with its path, and applies the fix', async () => {
    const root = path.join(repositoryRoot, 'test', 'projects', 'provsvar');
    const server = [
      process.execPath,
      path.join(repositoryRoot, 'dist', 'server', 'cli.js'),
      'lsp',
      '--stdio',
    ];
    const script = path.join(repositoryRoot, 'test', 'editor', 'neovim.lua');
    const env = {
      ...process.env,
      LSP_CMD: JSON.stringify(server),
      LSP_ROOT: root,
      LINE: String(exampleFinding.line),
    };
    const args = [
      '--headless',
      '--clean',
      '-n',
      '-c',
      `luafile ${script}`,
      path.join(root, exampleFinding.file),
    ];
    const { stdout } = await promisify(execFile)('nvim', args, { env, timeout: 100_000 }).catch(
      (error: { readonly stdout?: string }) => ({ stdout: error.stdout ?? String(error) }),
    );
    const rows: readonly Row[] = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const shown = rows.find(({ code }) => code === exampleFinding.rule);
    assert.ok(shown, stdout);
    assert.deepEqual([shown.line, shown.severity, shown.source], [exampleFinding.line, 'ERROR', 'sekretess']);
    const last = shown.steps?.at(-1);
    assert.ok((shown.steps?.length ?? 0) >= 2, 'it has a path');
    assert.deepEqual([last?.file, last?.line], [path.join(root, exampleFinding.file), exampleFinding.line]);
    assert.match(rows.at(-1)?.fixed ?? '', new RegExp(`// sekretess-ignore ${exampleFinding.rule}: `));
  });
});
