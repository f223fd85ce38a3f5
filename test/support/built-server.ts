/**
 * The built language server as a process of its own, over stdio, with a scripted editor.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { Editor, type EditorOptions } from './lsp-client.ts';
import { repositoryRoot } from './repository.ts';

/** A running server. */
export interface BuiltServer {
  readonly editor: Editor;
  readonly process: ChildProcess;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
}

/** Starts `sekretess lsp --stdio`; the editor has yet to say `initialize`. */
export function startBuiltServer(options: Omit<EditorOptions, 'input' | 'output'>): BuiltServer {
  const program = path.join(repositoryRoot, 'dist', 'server', 'cli.js');
  const child = spawn(process.execPath, [program, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const editor = new Editor({ ...options, input: child.stdout, output: child.stdin });
  return { editor, process: child, exited };
}
