/**
 * A bar on the terminal while a scan runs. On anything but a terminal it draws nothing.
 */
import type { ScanProgress } from '../scan/scan-workspace.ts';
import type { OutputStream } from './cli-environment.ts';

/** Stage → its share of the whole, in percent, and its name. Shares are typical, so the bar moves evenly. */
const stages: readonly {
  readonly stage: ScanProgress['stage'];
  readonly share: number;
  readonly name: string;
}[] = [
  { stage: 'discover', share: 4, name: 'finding files' },
  { stage: 'read', share: 6, name: 'reading' },
  { stage: 'index', share: 50, name: 'reading code' },
  { stage: 'link', share: 3, name: 'linking' },
  { stage: 'call-graph', share: 10, name: 'resolving calls' },
  { stage: 'classify', share: 4, name: 'recognizing data' },
  { stage: 'reach', share: 8, name: 'following data' },
  { stage: 'trace', share: 9, name: 'tracing paths' },
  { stage: 'guards', share: 4, name: 'checking guards' },
  { stage: 'findings', share: 2, name: 'collecting findings' },
];

/** Milliseconds between two drawings, and before the first: a short scan draws nothing. */
const interval = 80;
const delay = 300;

const barWidth = 24;

/** Draws, and at the end erases itself. */
export interface ProgressBar {
  show(progress: ScanProgress): void;
  clear(): void;
}

/** `now`: milliseconds. */
export function createProgressBar(stream: OutputStream, isWanted: boolean, now: () => number): ProgressBar {
  if (!isWanted || stream.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let next = now() + delay;
  let isDrawn = false;
  return {
    show(progress) {
      const time = now();
      if (time < next) return;
      next = time + interval;
      isDrawn = true;
      stream.write(`\r\u001B[2K${progressLine(progress)}`);
    },
    clear() {
      if (isDrawn) stream.write('\r\u001B[2K');
      isDrawn = false;
    },
  };
}

/** `[########----------------]  34 %  reading code 120/300`. */
export function progressLine({ stage, done, total }: ScanProgress): string {
  const at = stages.findIndex((entry) => entry.stage === stage);
  const { share, name } = stages[at] ?? { share: 0, name: stage };
  const before = stages.slice(0, Math.max(0, at)).reduce((sum, entry) => sum + entry.share, 0);
  const percent = Math.min(99, Math.floor(before + (total > 0 ? (share * done) / total : 0)));
  const filled = Math.round((barWidth * percent) / 100);
  const bar = `${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}`;
  return `[${bar}] ${String(percent).padStart(3)} %  ${name}${total > 1 ? ` ${done}/${total}` : ''}`;
}
