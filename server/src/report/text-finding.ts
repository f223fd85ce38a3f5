/**
 * One finding as text: what, where in the code, which data, the whole path one line a step, and how sure we are.
 */
import type { EndpointRef, Finding, FlowStep, SourceRange } from '../analyzer/findings/finding.ts';
import { factsBeyondMessage } from './facts-beyond-message.ts';
import { toPrintable, wrapText } from './printable.ts';
import { clipLine, type SourceLines } from './source-lines.ts';
import { placeText, severityText, type TextStyle } from './text-style.ts';

/** Lines of code shown before and after the finding. */
const linesAround = 2;

/** Lines of the finding itself that are marked. */
const maxMarkedLines = 4;

/** Characters of a line of code; minified files have lines without end. */
const frameWidth = 140;
const stepWidth = 90;

/** Longest place that the column of places makes room for. */
const maxPlaceWidth = 48;

/** Lines without line ends; the last one is not empty. */
export function findingToText(style: TextStyle, finding: Finding, lines: SourceLines): readonly string[] {
  const { colors } = style;
  const head = `${severityText(style, finding.severity)}  ${colors.bold(toPrintable(finding.ruleId))}  ${colors.cyan(placeText(style, finding.location))}`;
  return [
    head,
    ...wrapText(finding.message, style.width - 2).map(indent),
    '',
    ...codeFrame(style, finding.location, lines),
    ...dataTypeLines(style, finding),
    ...endpointLines(style, finding),
    ...evidenceLines(style, finding, lines),
    ...confidenceLines(style, finding),
    indent(colors.dim(`Fingerprint  ${finding.fingerprint}`)),
  ];
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

/** The lines around a range, its start and extent marked with carets. */
function codeFrame(style: TextStyle, range: SourceRange, lines: SourceLines): readonly string[] {
  const { colors } = style;
  if (lines.lineOf(range.path, range.startLine) === undefined) return [];
  const first = Math.max(0, range.startLine - linesAround);
  const lastMarked = Math.min(range.endLine, range.startLine + maxMarkedLines - 1);
  let last = Math.min(lines.lineCount(range.path) - 1, lastMarked + linesAround);
  while (last > lastMarked && lines.lineOf(range.path, last)?.trim() === '') last--;
  const digits = String(last + 1).length;
  const frame: string[] = [];
  for (let line = first; line <= last; line++) {
    const text = lines.lineOf(range.path, line) ?? '';
    const isMarked = line >= range.startLine && line <= lastMarked;
    const from = line === range.startLine ? range.startColumn : indentationOf(text);
    const to = line === range.endLine ? range.endColumn : text.length;
    const clipped = clipLine(text, from, frameWidth);
    const number = String(line + 1).padStart(digits);
    const gutter = isMarked ? colors.red(`> ${number} │`) : colors.dim(`  ${number} │`);
    frame.push(indent(`${gutter} ${expandTabs(toPrintable(clipped.text))}`.trimEnd()));
    if (!isMarked) continue;
    const before = expandTabs(clipped.text.slice(0, clipped.column)).length;
    const marked = expandTabs(
      clipped.text.slice(clipped.column, clipped.column + Math.max(1, to - from)),
    ).length;
    frame.push(
      indent(
        `${colors.dim(`  ${' '.repeat(digits)} │`)} ${' '.repeat(before)}${colors.red('^'.repeat(Math.max(1, marked)))}`,
      ),
    );
  }
  return [...frame, ''];
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}

function expandTabs(text: string): string {
  return text.replaceAll('\t', '    ');
}

function dataTypeLines(style: TextStyle, { dataTypes }: Finding): readonly string[] {
  if (dataTypes.length === 0) return [];
  const rows = dataTypes.map(({ label, type, level, confidence, evidence }) =>
    indent(
      indent(
        `${style.colors.bold(toPrintable(label))} (${toPrintable(type)}, ${level}; ${confidence} confidence): ${toPrintable(evidence)}`,
      ),
    ),
  );
  return [indent('Data'), ...rows];
}

function endpointLines(style: TextStyle, finding: Finding): readonly string[] {
  const endpoint = finding.evidence.kind === 'facts' ? finding.evidence.endpoint : finding.endpoint;
  return endpoint === undefined
    ? []
    : [
        indent(
          `Endpoint  ${style.colors.bold(endpointText(endpoint))}  ${placeText(style, endpoint.handler)}`,
        ),
      ];
}

/** `GET /patients/:id (express)`. */
function endpointText({ method, path, framework }: EndpointRef): string {
  return toPrintable(
    `${method} ${path === '' ? '(path not known)' : path}${framework === '' ? '' : ` (${framework})`}`,
  );
}

function evidenceLines(style: TextStyle, finding: Finding, lines: SourceLines): readonly string[] {
  const { evidence } = finding;
  switch (evidence.kind) {
    case 'flow':
      return stepLines(style, evidence.steps, lines);
    case 'facts': {
      const { tiesFound, tiesMissing, siblings } = factsBeyondMessage(finding);
      return [
        ...listLines('Ties to the caller that were found', tiesFound),
        ...listLines('Ties to the caller that are missing', tiesMissing),
        ...listLines('Endpoints beside it that have one', siblings),
        ...stepLines(style, evidence.steps, lines),
      ];
    }
    case 'match':
      return [];
  }
}

function listLines(title: string, texts: readonly string[]): readonly string[] {
  return texts.length === 0
    ? []
    : [indent(title), ...texts.map((text) => indent(indent(`- ${toPrintable(text)}`)))];
}

/** `1. file:line:col  code  — what happens`, one line a step. */
function stepLines(style: TextStyle, steps: readonly FlowStep[], lines: SourceLines): readonly string[] {
  if (steps.length === 0) return [];
  const places = steps.map(({ location }) => placeText(style, location));
  const width = Math.min(maxPlaceWidth, Math.max(...places.map((place) => place.length)));
  const digits = String(steps.length).length;
  const rows = steps.map((step, index) => {
    const code = stepCode(step.location, lines);
    const number = `${index + 1}.`.padStart(digits + 1);
    const place = style.colors.cyan((places[index] ?? '').padEnd(width));
    return indent(
      indent(
        `${number} ${place}  ${code === '' ? '' : `${code}  `}${style.colors.dim('—')} ${stepMessage(step)}`,
      ),
    );
  });
  return [indent(`Path (${steps.length} ${steps.length === 1 ? 'step' : 'steps'})`), ...rows];
}

function stepCode(location: SourceRange, lines: SourceLines): string {
  const line = lines.lineOf(location.path, location.startLine) ?? '';
  const start = indentationOf(line);
  return toPrintable(
    clipLine(line.trim(), Math.max(0, location.startColumn - start), stepWidth).text,
  ).replaceAll('\t', ' ');
}

function stepMessage({ kind, message }: FlowStep): string {
  const text = toPrintable(message);
  if (kind !== 'source' && kind !== 'sink') return text === '' ? kind : text;
  return text === '' ? kind : `${kind}: ${text}`;
}

function confidenceLines(style: TextStyle, { confidence, confidenceReasons }: Finding): readonly string[] {
  const title = 'Confidence  ';
  const text =
    confidenceReasons.length === 0 ? confidence : `${confidence} (${confidenceReasons.join('; ')})`;
  return wrapText(text, style.width - 2 - title.length).map((line, index) =>
    indent(`${index === 0 ? title : ' '.repeat(title.length)}${line}`),
  );
}
