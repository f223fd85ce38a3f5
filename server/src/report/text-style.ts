/**
 * How text output looks: colors, indentation, and the place of a finding as terminals recognize it.
 */
import picocolors from 'picocolors';
import type { SourceRange } from '../analyzer/findings/finding.ts';
import { toPrintable } from './printable.ts';
import type { Severity } from './report.ts';

/** The paint box; without color all functions return their input. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Options of text output. */
export interface TextStyle {
  readonly colors: Colors;
  /** From the current folder to the scanned one, ending in a slash, so that terminals find the file; may be empty. */
  readonly pathPrefix: string;
  /** Characters a line of prose may have. */
  readonly width: number;
}

/** Makes the style. `isColored` is decided by whoever knows the terminal. */
export function createTextStyle(isColored: boolean, pathPrefix: string, width = 100): TextStyle {
  return { colors: picocolors.createColors(isColored), pathPrefix, width };
}

/** `src/a.ts:3:7`, 1-based. */
export function placeText(style: TextStyle, { path, startLine, startColumn }: SourceRange): string {
  return `${toPrintable(style.pathPrefix + path)}:${startLine + 1}:${startColumn + 1}`;
}

/** The severity as a colored word. */
export function severityText({ colors }: TextStyle, severity: Severity): string {
  const word = severity.toUpperCase();
  switch (severity) {
    case 'critical':
      return colors.bold(colors.magenta(word));
    case 'high':
      return colors.bold(colors.red(word));
    case 'medium':
      return colors.bold(colors.yellow(word));
    case 'low':
      return colors.bold(colors.blue(word));
  }
}
