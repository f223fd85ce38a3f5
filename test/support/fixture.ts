/**
 * Splits one fixture text into the files and options it stands for.
 *
 * `// @file: other.ts` on a line of its own starts the next file; `// @option: name=value` sets an option. What
 * stands before the first `@file` is the file named like the fixture, unless it is only comments and blank lines.
 */
import { type Annotations, parseAnnotations } from './annotations.ts';

/** One file of a fixture. */
export interface FixtureFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Line of the fixture on which the first line of this file stands, 1-based. For messages. */
  readonly firstLine: number;
}

/** See the head of this file. */
export interface Fixture {
  /** In order of appearance; never empty. */
  readonly files: readonly FixtureFile[];
  readonly options: ReadonlyMap<string, string>;
}

/** A file of a fixture and what its comments expect. */
export interface AnnotatedFile extends FixtureFile {
  readonly expected: Annotations;
}

const marker = /^\s*(?:\/\/|#|<!--|\/\*)\s*@(file|option)\b\s*:?\s*(.*?)\s*(?:-->|\*\/)?\s*$/;

/**
 * Reads a fixture. `path` names the file in front of the first `@file`; every option must be in `knownOptions`.
 * Throws with the line when the fixture itself is wrong: fixtures are ours.
 */
export function parseFixture(path: string, text: string, knownOptions: readonly string[] = []): Fixture {
  const lines = text.split('\n');
  const options = new Map<string, string>();
  const files: FixtureFile[] = [];
  let current = { path: checkPath(path, path, 1), lines: [] as string[], firstLine: 1 };
  const finish = (): void => {
    const isPreamble = files.length === 0 && current.firstLine === 1 && current.path === path;
    if (isPreamble && lines.length !== current.lines.length && current.lines.every(isCommentOrBlank)) return;
    if (files.some((it) => it.path === current.path)) {
      throw new Error(`${path}:${current.firstLine}: the file ${current.path} occurs twice.`);
    }
    files.push({ path: current.path, text: current.lines.join('\n'), firstLine: current.firstLine });
  };
  lines.forEach((line, index) => {
    const [, kind, value = ''] = marker.exec(line) ?? [];
    if (kind === 'file') {
      finish();
      current = { path: checkPath(value, path, index + 1), lines: [], firstLine: index + 2 };
      return;
    }
    if (kind === 'option') setOption(options, value, knownOptions, `${path}:${index + 1}`);
    current.lines.push(line);
  });
  finish();
  return { files, options };
}

/** The files of a fixture together with their expectations. */
export function annotateFixture(fixture: Fixture): AnnotatedFile[] {
  return fixture.files.map((file) => ({ ...file, expected: parseAnnotations(file.text) }));
}

function isCommentOrBlank(line: string): boolean {
  return /^\s*(?:\/\/.*|#.*|\/\*.*\*\/|<!--.*-->)?\s*$/.test(line);
}

function checkPath(value: string, fixture: string, line: number): string {
  const isRelative =
    value !== '' && !value.startsWith('/') && !value.includes('\\') && !/^[a-z]:/i.test(value);
  if (!isRelative || value.split('/').some((it) => it === '..' || it === '.' || it === '')) {
    throw new Error(
      `${fixture}:${line}: \`@file: ${value}\` must be a plain relative path, such as \`src/other.ts\`.`,
    );
  }
  return value;
}

function setOption(
  options: Map<string, string>,
  value: string,
  known: readonly string[],
  where: string,
): void {
  const [, name, setting] = /^([\w.-]+)\s*=\s*(.*)$/.exec(value) ?? [];
  if (name === undefined || setting === undefined) {
    throw new Error(`${where}: \`@option: ${value}\` must be \`@option: name=value\`.`);
  }
  if (!known.includes(name)) {
    const names = known.length === 0 ? 'there are none' : `known are ${known.join(', ')}`;
    throw new Error(`${where}: unknown option ${name}; ${names}.`);
  }
  if (options.has(name)) throw new Error(`${where}: option ${name} is set twice.`);
  options.set(name, setting);
}
