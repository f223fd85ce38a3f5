/**
 * Which application a file belongs to, when a workspace holds several.
 *
 * The folder of the nearest package.json above a file; parts of one application (`client`, `packages/core`) belong to
 * the application around them, whether it has a package.json of its own or not.
 */
import type { Program } from '../program/program.ts';
import { directoryOf } from '../program/workspace-path.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { tokenizeName } from './tokenize.ts';

/** The folder of the application of a path, empty for the root of the workspace. Remembers what it was asked. */
export function createApplications(
  { packages }: Pick<Program, 'packages'>,
  { hints }: DataTypeCatalog,
): (path: string) => string {
  const roots = new Set(packages.map(({ directory }) => directory));
  const known = new Map<string, string>([['', '']]);
  const isPart = (directory: string): boolean => {
    const words = tokenizeName(directory.slice(directory.lastIndexOf('/') + 1));
    return words.length > 0 && words.every((word) => hints?.applicationParts.has(word) === true);
  };
  const hasPackage = (directory: string): boolean =>
    roots.has(directory) || (directory !== '' && hasPackage(directoryOf(directory)));
  /** The application that a part in a folder belongs to. */
  const around = (directory: string): string => {
    if (directory !== '' && isPart(directory)) return around(directoryOf(directory));
    return hasPackage(directory) ? rootOf(directory) : directory;
  };
  const rootOf = (directory: string): string => {
    const answer = known.get(directory);
    if (answer !== undefined) return answer;
    const above = directoryOf(directory);
    let root = directory;
    if (!roots.has(directory)) root = rootOf(above);
    else if (isPart(directory)) root = around(above);
    else if (above !== '' && isPart(above)) root = around(directoryOf(above));
    known.set(directory, root);
    return root;
  };
  return (path) => rootOf(directoryOf(path));
}
