/**
 * From IR values to ranges in files.
 */
import { positionAt } from '../base/line-index.ts';
import type { FileFacts } from '../ir/file-facts.ts';
import type { ProgramModule } from '../program/program.ts';
import type { SourceRange } from './finding.ts';

/** The range start … start + length of a file, in UTF-16 offsets. */
export function rangeIn(
  facts: Pick<FileFacts, 'path' | 'lineStarts'>,
  start: number,
  length: number,
): SourceRange {
  const from = positionAt(facts.lineStarts, start);
  const to = positionAt(facts.lineStarts, start + length);
  return {
    path: facts.path,
    start,
    length,
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

/** The syntax that a (file-local) value stands for. */
export function rangeOfValue(module: ProgramModule, value: number): SourceRange {
  const { ir, facts } = module;
  const base = ir.functions[ir.functionOf[value] ?? 0]?.start ?? 0;
  return rangeIn(facts, base + (ir.position[value] ?? 0), ir.length[value] ?? 0);
}
