/**
 * The commands of the extension. They exist as long as the extension does, also while no server runs.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ListRulesCommand, RuleListEntry, ScanCommand } from '../../../server/src/protocol/commands.ts';

/** What the commands act on. */
export interface CommandTarget {
  readonly client: () => BaseLanguageClient | undefined;
  readonly restart: () => Promise<void>;
  readonly showOutput: () => void;
}

/** Registers them all. */
export function registerCommands(target: CommandTarget): readonly vscode.Disposable[] {
  return [
    vscode.commands.registerCommand('sekretess.scanWorkspace', async () => {
      const scan: ScanCommand = 'sekretess.server.scan';
      await execute(target, scan);
    }),
    vscode.commands.registerCommand('sekretess.restartServer', () => target.restart()),
    vscode.commands.registerCommand('sekretess.showOutput', () => target.showOutput()),
    vscode.commands.registerCommand('sekretess.showRules', () => showRules(target)),
  ];
}

async function showRules(target: CommandTarget): Promise<void> {
  const listRules: ListRulesCommand = 'sekretess.server.listRules';
  const rules = await execute<readonly RuleListEntry[]>(target, listRules);
  if (rules === undefined) return;
  const items = rules.map((rule) => ({
    label: rule.id,
    description: rule.severity,
    detail: rule.message.split('\n')[0] ?? '',
    rule,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Sekretess: rules in force',
    placeHolder: 'Choose a rule to read its page',
    matchOnDetail: true,
  });
  const page = picked?.rule.documentation;
  if (page) await openPage(vscode.Uri.parse(page, true));
  else if (picked) await vscode.window.showInformationMessage(`${picked.label}: ${picked.detail}`);
}

/** The Markdown preview where the editor has one, else the text. */
async function openPage(page: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', page);
  } catch {
    await vscode.window.showTextDocument(page);
  }
}

/** Undefined, and a message to the user, when no server runs. */
async function execute<T>(target: CommandTarget, command: string): Promise<T | undefined> {
  const client = target.client();
  if (!client?.isRunning()) {
    await vscode.window.showWarningMessage(
      'Sekretess does not run, so the command has nothing to ask. Start it with "Sekretess: Restart Server".',
    );
    return undefined;
  }
  return client.sendRequest<T>('workspace/executeCommand', { command });
}
