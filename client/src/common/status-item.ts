/**
 * The status bar item: one glance at what the server does, the numbers and the gaps in its tooltip. A click shows the
 * output.
 */
import * as vscode from 'vscode';
import type { CoverageSummary, ServerState, StatusParams } from '../../../server/src/protocol/status.ts';

const icons: Readonly<Record<ServerState, string>> = {
  starting: '$(sync~spin)',
  reading: '$(sync~spin)',
  analyzing: '$(sync~spin)',
  ready: '$(shield)',
  partial: '$(shield)',
  failed: '$(warning)',
};

/** See the head of this file. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor() {
    this.#item = vscode.window.createStatusBarItem('sekretess.status', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'Sekretess';
    this.#item.command = 'sekretess.showOutput';
  }

  showStarting(): void {
    this.#draw('$(sync~spin) Sekretess', 'Sekretess is starting.', 'Sekretess, starting', false);
  }

  showStopped(): void {
    this.#draw(
      '$(circle-slash) Sekretess',
      'Sekretess does not run. The command "Sekretess: Restart Server" starts it.',
      'Sekretess, stopped',
      true,
    );
  }

  show(status: StatusParams): void {
    const { critical, high, medium, low } = status.findings;
    const total = critical + high + medium + low;
    const tooltip = new vscode.MarkdownString();
    tooltip.appendText(describe(status).join('\n'));
    this.#draw(
      `${icons[status.state]} Sekretess${total > 0 ? ` ${total}` : ''}`,
      tooltip,
      `Sekretess, ${status.message}`,
      status.state === 'failed',
    );
  }

  dispose(): void {
    this.#item.dispose();
  }

  #draw(text: string, tooltip: string | vscode.MarkdownString, label: string, warns: boolean): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label };
    this.#item.backgroundColor = warns ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }
}

/** The tooltip, line by line. */
function describe({ message, findings, coverage, problems }: StatusParams): readonly string[] {
  const { critical, high, medium, low, suppressed } = findings;
  return [
    message,
    `critical ${critical}, high ${high}, medium ${medium}, low ${low}; suppressed ${suppressed}`,
    ...(coverage ? describeCoverage(coverage) : []),
    ...problems,
  ];
}

function describeCoverage(coverage: CoverageSummary): readonly string[] {
  const { files, lines, filesWithProblems, filesSkipped, functions, functionsOverBudget } = coverage;
  const { calls, callsUnresolved, gaps, unmodelledPackages } = coverage;
  return [
    `Analyzed: ${files} files, ${lines} lines, ${functions} functions, ${calls} calls`,
    `Not or not fully: ${filesSkipped} files skipped, ${filesWithProblems} with errors, ${functionsOverBudget} functions over budget, ${callsUnresolved} calls unresolved`,
    ...(gaps.length > 0 ? [`Gaps: ${gaps.map(({ kind, count }) => `${kind} ${count}`).join(', ')}`] : []),
    ...(unmodelledPackages.length > 0 ? [`Packages without a model: ${unmodelledPackages.join(', ')}`] : []),
  ];
}
