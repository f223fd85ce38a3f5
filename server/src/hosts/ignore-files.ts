/**
 * `.gitignore`, `.semgrepignore` and `.sekretessignore`: from their texts to the question "is this path ignored".
 *
 * Each of the three is a family with its own stack of files, from the root of the repository downwards; in a stack the
 * deepest file that says anything about a path wins, as in git. A path is ignored when any family ignores it. A rule of
 * one file never reaches into a folder that a deeper file took back in.
 */
import ignore, { type Ignore } from 'ignore';

/** The three kinds of ignore file. */
export type IgnoreFamily = 'git' | 'semgrep' | 'sekretess';

/** File name → family. `.git/info/exclude` counts as `git` too. */
export const ignoreFileFamilies: ReadonlyMap<string, IgnoreFamily> = new Map([
  ['.gitignore', 'git'],
  ['.semgrepignore', 'semgrep'],
  ['.sekretessignore', 'sekretess'],
]);

/** Largest ignore file that is read, in bytes. */
export const maxIgnoreFileBytes = 1_000_000;

/** Stars in one segment of a pattern. A pattern with more is skipped: matching it could take forever. */
const maxStarsPerSegment = 5;

/** How deep `:include` may nest. */
const maxIncludeDepth = 5;

/** One ignore file, placed. */
export interface IgnoreLayer {
  readonly family: IgnoreFamily;
  readonly matcher: Ignore;
  /** From the ignore file's folder down to the listed folder, ending in a slash; empty when it lies at or below it. */
  readonly prefix: string;
  /** From the listed folder down to the ignore file's folder, ending in a slash; empty when it lies at or above it. */
  readonly base: string;
}

/** What the ignore files say about one path. */
export interface IgnoreDecision {
  readonly isIgnored: boolean;
  /** Whether `.sekretessignore` takes it in on purpose (`!dist/`), which also overrides our own exclusions. */
  readonly isTakenIn: boolean;
}

/** Reads the text of a file beside the ignore file; undefined when there is none. For `:include`. */
export type IncludeReader = (path: string) => Promise<string | undefined>;

/** A line that was skipped. 1-based. */
export interface SkippedIgnoreLine {
  readonly line: number;
  readonly message: string;
}

/** Patterns of an ignore file. `.semgrepignore` has two words of its own: `:include FILE` and `\:`. */
export async function readIgnorePatterns(
  family: IgnoreFamily,
  text: string,
  include: IncludeReader,
): Promise<{ readonly patterns: readonly string[]; readonly skipped: readonly SkippedIgnoreLine[] }> {
  const patterns: string[] = [];
  const skipped: SkippedIgnoreLine[] = [];
  const read = async (lines: readonly string[], depth: number, outerLine: number): Promise<void> => {
    for (const [index, line] of lines.entries()) {
      const at = outerLine === 0 ? index + 1 : outerLine;
      if (family === 'semgrep' && line.startsWith(':')) {
        const path = /^:include\s+(\S.*)$/.exec(line)?.[1]?.trim();
        const included = await readInclude(path, depth, include);
        if (typeof included === 'string') await read(splitLines(included), depth + 1, at);
        else skipped.push({ line: at, message: included.why });
        continue;
      }
      const pattern = family === 'semgrep' ? line.replace(/^\\:/, ':') : line;
      if (hasTooManyStars(pattern)) {
        skipped.push({
          line: at,
          message: `This pattern has more than ${maxStarsPerSegment} stars between two slashes. It is skipped, because matching it could take very long. Write it with fewer stars.`,
        });
      } else patterns.push(pattern);
    }
  };
  await read(splitLines(text), 0, 0);
  return { patterns, skipped };
}

async function readInclude(
  path: string | undefined,
  depth: number,
  include: IncludeReader,
): Promise<string | { readonly why: string }> {
  if (path === undefined)
    return {
      why: 'A line that begins with ":" must be ":include FILE". It is skipped. To match a name with a colon, write "\\:".',
    };
  if (path.startsWith('/') || path.split('/').includes('..'))
    return {
      why: `":include ${path}" leads out of the folder, so it is skipped. Include a file of the same folder.`,
    };
  if (depth >= maxIncludeDepth)
    return { why: `":include ${path}" is nested too deeply, so it is skipped. Write its patterns here.` };
  const text = await include(path);
  return (
    text ?? {
      why: `":include ${path}" names a file that cannot be read. Correct the name, or remove the line.`,
    }
  );
}

/** A matcher for patterns as `.gitignore` has them. Letter case counts on every platform, so that results agree. */
export function createMatcher(patterns: readonly string[]): Ignore {
  return ignore({ ignorecase: false }).add(patterns);
}

/** Asks all layers about a path relative to the listed folder, without a slash at the end. Layers: outermost first. */
export function decideIgnored(
  layers: readonly IgnoreLayer[],
  path: string,
  kind: 'file' | 'folder',
): IgnoreDecision {
  let isIgnored = false;
  let isTakenIn = false;
  const decided = new Set<IgnoreFamily>();
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i];
    if (layer === undefined || decided.has(layer.family)) continue;
    const verdict = askLayer(layer, path, kind);
    if (verdict === 'silent') continue;
    decided.add(layer.family);
    if (verdict === 'ignored') isIgnored = true;
    else if (layer.family === 'sekretess') isTakenIn = true;
  }
  return { isIgnored, isTakenIn };
}

function askLayer(
  layer: IgnoreLayer,
  path: string,
  kind: 'file' | 'folder',
): 'ignored' | 'taken-in' | 'silent' {
  const own = layer.prefix + path.slice(layer.base.length);
  const result = layer.matcher.test(kind === 'folder' ? `${own}/` : own);
  if (result.unignored) return 'taken-in';
  if (!result.ignored) return 'silent';
  // `test` also says "ignored" because of a folder above. We are inside that folder, so somebody with a better right
  // took it in: a deeper ignore file, or the user, who named it on the command line.
  const slash = own.lastIndexOf('/');
  const isInherited = slash > 0 && layer.matcher.test(own.slice(0, slash + 1)).ignored;
  return isInherited ? 'silent' : 'ignored';
}

function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

function hasTooManyStars(pattern: string): boolean {
  return pattern.split('/').some((segment) => segment.split('*').length - 1 > maxStarsPerSegment);
}
