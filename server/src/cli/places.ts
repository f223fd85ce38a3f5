/**
 * Between what a user types, locations of the host, and what messages show.
 */
import path from 'node:path';
import type { Location } from '../hosts/host.ts';
import type { RuleSource } from '../scan/rule-files.ts';

/** The location of a path as typed, relative to the current folder. */
export function toLocation(currentFolder: string, typed: string): Location {
  return path.resolve(currentFolder, typed).replaceAll(path.sep, '/');
}

/** A location as seen from the current folder, with forward slashes; empty for the current folder itself. */
export function fromCurrentFolder(currentFolder: string, location: Location): string {
  return path.relative(currentFolder, location).replaceAll(path.sep, '/');
}

/** `--config` values as sources. */
export function toRuleSources(currentFolder: string, config: readonly string[]): readonly RuleSource[] {
  return config.map((name) => ({
    name: name.replaceAll(path.sep, '/'),
    location: toLocation(currentFolder, name),
  }));
}
