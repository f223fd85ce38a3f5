/**
 * Imports whose specifier is computed: `import('./forms/' + name)` may mean every file below the constant beginning.
 */
import type { ImportTarget } from './program.ts';
import {
  aliasSourcesOf,
  isPackageName,
  isRelative,
  type ResolveContext,
  splitPackage,
} from './resolve-context.ts';
import { joinPath } from './workspace-path.ts';

/** Modules an import with a computed specifier may mean. Beyond it the rest is left out, and a coverage gap says so. */
export const maxDynamicModules = 50;

/** A computed specifier: every file below the constant prefix. */
export function resolvePrefix(
  context: ResolveContext,
  directory: string,
  prefix: string,
  specifier: string,
): ImportTarget {
  const unresolved: ImportTarget = { kind: 'unresolved', specifier };
  for (const path of prefixPaths(context, directory, prefix)) {
    const modules = context.finder.startingWith(path, maxDynamicModules);
    if (modules.length > 0) return { kind: 'modules', modules };
  }
  if (isRelative(prefix)) return unresolved;
  const { name, subpath } = splitPackage(prefix);
  // Only a complete package name says which library it is.
  if (!prefix.includes('/') || !isPackageName(name) || name.startsWith('~')) return unresolved;
  if (context.configuration.packageByName.has(name)) return unresolved;
  return { kind: 'external', package: name, subpath: subpath.replace(/\/$/, '') };
}

function prefixPaths(context: ResolveContext, directory: string, prefix: string): readonly string[] {
  const join = (from: string, rest: string): string[] => {
    // What is behind the last slash is the beginning of a name, no directory.
    const slash = rest.lastIndexOf('/');
    const path = joinPath(from, rest.slice(0, slash + 1));
    if (path === undefined) return [];
    const start = rest.slice(slash + 1);
    return [path === '' ? start : `${path}/${start}`];
  };
  if (isRelative(prefix)) return join(directory, prefix).filter((path) => path !== '');
  const paths: string[] = [];
  for (const source of aliasSourcesOf(context, directory)) {
    for (const alias of source.aliases) {
      if (!alias.hasStar || alias.prefix === '' || !prefix.startsWith(alias.prefix)) continue;
      for (const target of alias.targets) {
        const star = target.indexOf('*');
        if (star >= 0) paths.push(...join('', target.slice(0, star) + prefix.slice(alias.prefix.length)));
      }
    }
  }
  const { name, subpath } = splitPackage(prefix);
  const manifest = prefix.includes('/') ? context.configuration.packageByName.get(name) : undefined;
  if (manifest !== undefined) {
    for (const root of ['', 'src/']) paths.push(...join(manifest.directory, root + subpath));
  }
  return paths.filter((path) => path !== '');
}
