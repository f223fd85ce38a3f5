/**
 * Reads the library models: from YAML files to the automaton the call graph walks, and the problems found on the way.
 *
 * The order of `files` does not matter: they are taken in order of their paths, and the later one wins where two
 * speak about the same place. A file or row that is wrong is left out; the rest count.
 */
import type { Problem } from '../base/problem.ts';
import { compileModels } from './compile-models.ts';
import type { KindRegistry } from './kind.ts';
import type { ModelSet } from './model.ts';
import type { ModelText } from './model-rows.ts';
import { readModelFile } from './read-model-file.ts';

/** All models, and what is wrong with them, sorted by path and position. */
export interface LoadedModels {
  readonly models: ModelSet;
  readonly problems: readonly Problem[];
}

/** See the head of this file. Never throws. */
export function loadModels(files: readonly ModelText[], kinds: KindRegistry): LoadedModels {
  const sorted = [...files].sort((a, b) => compareText(a.path, b.path));
  const read = sorted.map((file) => readModelFile(file, kinds));
  const digest = sorted.map(({ path, text }) => `${path}\n${text.length}\n${text}`).join('\n');
  const compiled = compileModels(
    read.map(({ file }) => file),
    digest,
  );
  const problems = [...read.flatMap((one) => one.problems), ...compiled.problems];
  return {
    models: compiled.models,
    problems: problems.sort(
      (a, b) =>
        compareText(a.path, b.path) ||
        a.line - b.line ||
        a.column - b.column ||
        compareText(a.message, b.message),
    ),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
