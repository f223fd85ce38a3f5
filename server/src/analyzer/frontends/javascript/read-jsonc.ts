/**
 * JSON with comments and trailing commas (tsconfig.json, package.json) to plain data, through TypeScript's own reader.
 *
 * The text comes from the scanned workspace: its length is bounded, nesting that exhausts the reader is an error, and
 * nothing is ever thrown. What the reader could recover from a broken text is returned beside the error.
 */
import ts from 'typescript';

/** Largest text that is read, in UTF-16 units. Larger ones are an error. */
const maxJsoncLength = 1_000_000;

/** What was read. */
export interface JsoncResult {
  /** The value, as far as it could be recovered; `{}` when nothing could. Keys are own properties, read them as such. */
  readonly value: unknown;
  /** First thing wrong with the text, without a final full stop; empty when nothing is. */
  readonly error: string;
  /** 1-based line of the error, 0 when there is none or the whole text is meant. */
  readonly line: number;
}

/** Reads `text`; `path` only decides how the reader words its errors. */
export function readJsonc(path: string, text: string): JsoncResult {
  if (text.length > maxJsoncLength) {
    return {
      value: {},
      error: `it has ${text.length} characters, and at most ${maxJsoncLength} are read`,
      line: 0,
    };
  }
  try {
    const { config, error } = ts.parseConfigFileTextToJson(path, text);
    if (error === undefined) return { value: config, error: '', line: 0 };
    const message = ts.flattenDiagnosticMessageText(error.messageText, ' ').replace(/\.$/, '');
    return { value: config ?? {}, error: message, line: lineOf(text, error.start ?? 0) };
  } catch {
    // Deep nesting exhausts the stack of the reader.
    return { value: {}, error: 'it is nested too deeply to be read', line: 0 };
  }
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset && i < text.length; i++) if (text.charCodeAt(i) === 10) line++;
  return line;
}
