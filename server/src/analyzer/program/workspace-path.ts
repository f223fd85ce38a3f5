/**
 * Arithmetic on workspace-relative POSIX paths (`src/a.ts`; the root directory is the empty string).
 *
 * Pure text: nothing here knows which files exist. A path that would leave the workspace is `undefined`, never a
 * path with `..` in it. Case is kept and matters.
 */

/** The directory of a file, empty for a file at the root. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last segment. */
export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `relative` seen from `directory`, with `.` and `..` resolved; undefined when it leaves the workspace. */
export function joinPath(directory: string, relative: string): string | undefined {
  const segments = directory === '' ? [] : directory.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (segments.length === 0) return undefined;
      segments.pop();
    } else segments.push(segment);
  }
  return segments.join('/');
}

/** `directory/rest`, either of which may be empty. Both must be normal already. */
export function appendPath(directory: string, rest: string): string {
  if (directory === '') return rest;
  return rest === '' ? directory : `${directory}/${rest}`;
}

/** Whether `path` is `directory` or lies below it. */
export function isWithin(directory: string, path: string): boolean {
  if (directory === '') return true;
  return path.startsWith(directory) && (path.length === directory.length || path[directory.length] === '/');
}

/** What of `path` is below `directory`, empty for the directory itself. Only for paths within it. */
export function pathBelow(directory: string, path: string): string {
  return directory === '' ? path : path.slice(directory.length + 1);
}

/** Comparison by UTF-16 unit: the order of paths, module ids and everything that must not depend on a locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether `path` matches a workspace glob: `*` and `?` within a segment, `**` for any number of segments, `{a,b}`.
 * Bounded: at most 64 alternatives count, and each is compared in time proportional to glob times path.
 */
export function matchesGlob(glob: string, path: string): boolean {
  const segments = path === '' ? [] : path.split('/');
  return expandBraces(glob).some((alternative) =>
    matchSegments(
      alternative.split('/').filter((segment) => segment !== '' && segment !== '.'),
      segments,
    ),
  );
}

function expandBraces(glob: string): readonly string[] {
  let pending = [glob];
  for (let round = 0; round < 4; round++) {
    const next: string[] = [];
    for (const text of pending) {
      const close = text.indexOf('}');
      const open = close < 0 ? -1 : text.lastIndexOf('{', close);
      if (open < 0) next.push(text);
      else {
        for (const choice of text.slice(open + 1, close).split(',')) {
          next.push(text.slice(0, open) + choice + text.slice(close + 1));
        }
      }
    }
    pending = next.slice(0, 64);
  }
  return pending;
}

/** Row by row over the glob: `reachable[i]` says that the first i path segments can be consumed so far. */
function matchSegments(glob: readonly string[], segments: readonly string[]): boolean {
  let reachable = new Array<boolean>(segments.length + 1).fill(false);
  reachable[0] = true;
  for (const part of glob) {
    const next = new Array<boolean>(segments.length + 1).fill(false);
    for (let i = 0; i <= segments.length; i++) {
      if (part === '**') next[i] = reachable[i] === true || (i > 0 && next[i - 1] === true);
      else if (i > 0) next[i] = reachable[i - 1] === true && matchSegment(part, segments[i - 1] ?? '');
    }
    reachable = next;
  }
  return reachable[segments.length] === true;
}

function matchSegment(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let retryAt = 0;
  while (t < text.length) {
    const unit = pattern[p];
    if (unit === '*') {
      starAt = p++;
      retryAt = t;
    } else if (p < pattern.length && (unit === '?' || unit === text[t])) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++retryAt;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
