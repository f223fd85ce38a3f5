/**
 * Which files a rule is about, by its `paths`. Patterns are not matched in other files, and flows that end in them are no
 * findings.
 */
import picomatch from 'picomatch';
import type { CompiledRule } from '../rules/rule.ts';

/** Semgrep's `paths`: a glob without a leading slash matches at any depth, and a folder with all it holds. */
export function pathFilter(
  rule: Pick<CompiledRule, 'include' | 'exclude' | 'pathPrefix'>,
): (path: string) => boolean {
  const matcher = (globs: readonly string[]): ((path: string) => boolean) => {
    const expanded = globs.flatMap((glob) => {
      const plain = glob.replace(/^\.?\//, '').replace(/\/$/, '');
      const rooted = glob.startsWith('/') ? [plain] : [plain, `**/${plain}`];
      return rooted.flatMap((root) => [root, `${root}/**`]);
    });
    return picomatch(expanded, { dot: true, nonegate: true });
  };
  const isIncluded = rule.include.length === 0 ? () => true : matcher(rule.include);
  const isExcluded = rule.exclude.length === 0 ? () => false : matcher(rule.exclude);
  const { pathPrefix = '' } = rule;
  return (path) => isIncluded(pathPrefix + path) && !isExcluded(pathPrefix + path);
}
