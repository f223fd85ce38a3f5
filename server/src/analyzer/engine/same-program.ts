/**
 * Whether a program is the one of before but for the places where things stand, and for texts that nothing depends on.
 *
 * An edit of a comment or of blanks, a file that is formatted, an edit of test code that is left out: text and places
 * are others, the code is not. Ids are then the same too, so everything that was derived from the code still holds.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import type { MatchFacts, RuleMatch } from '../matching/rule-matches.ts';
import type { Program, ProgramModule } from '../program/program.ts';

/** A linked program, and what the rules match in its files (parallel to the modules). */
export interface MatchedProgram {
  readonly program: Program;
  readonly matches: readonly MatchFacts[];
}

/**
 * Compares two programs that the same rules, models and settings look at. `isIdle` tells of a text (a file-local
 * constant of a module of before) whether nothing depends on what it says.
 */
export function isSameProgram(
  before: MatchedProgram,
  after: MatchedProgram,
  isIdle: (module: ProgramModule, value: number) => boolean,
): boolean {
  const { program } = after;
  const { modules, packages, deployed, schemas } = before.program;
  // These are kept while their files stay as they are.
  if (packages !== program.packages || deployed !== program.deployed || schemas !== program.schemas)
    return false;
  return (
    modules.length === program.modules.length &&
    modules.every((module, index) => {
      const next = program.modules[index];
      if (!next || module.ir.path !== next.ir.path) return false;
      if (module.facts === next.facts && module.importTargets === next.importTargets) return true;
      return (
        isSameModule(module, next, isIdle) &&
        isSameMatches(
          before.matches[index]?.matches ?? [],
          after.matches[index]?.matches ?? [],
          next.ir.op.length,
        )
      );
    })
  );
}

function isSameModule(
  before: ProgramModule,
  after: ProgramModule,
  isIdle: (module: ProgramModule, value: number) => boolean,
): boolean {
  const texts = before.ir === after.ir ? [] : changedTexts(before.ir, after.ir);
  if (texts === undefined) return false;
  return (
    before.facts.isTest === after.facts.isTest &&
    isSameData(before.importTargets, after.importTargets) &&
    isSameData(before.reExportTargets, after.reExportTargets) &&
    texts.every((value) => isIdle(before, value))
  );
}

/** Columns of numbers that say nothing about places. */
const columns = [
  'op',
  'flags',
  'b',
  'c',
  'name',
  'functionOf',
  'block',
  'args',
  'blockStart',
  'successorStart',
  'successors',
  'predecessorStart',
  'predecessors',
  'handler',
  'valueTypes',
  'typeArguments',
] as const satisfies readonly (keyof IrModule)[];

/** Texts beside the columns; constants are compared where they are used. */
const tables = [
  'path',
  'strings',
  'functions',
  'classes',
  'cells',
  'imports',
  'reExports',
  'types',
  'typeDeclarations',
  'isEsModule',
  'directives',
] as const satisfies readonly Exclude<
  keyof IrModule,
  (typeof columns)[number] | 'a' | 'constants' | 'position' | 'length'
>[];

/** Constant texts (values) in which two modules differ, places aside; undefined if they differ in anything else. */
export function changedTexts(before: IrModule, after: IrModule): readonly number[] | undefined {
  const isSame =
    columns.every((column) => isSameColumn(before[column], after[column])) &&
    tables.every((table) => isSameData(before[table], after[table]));
  if (!isSame) return undefined;
  const texts: number[] = [];
  for (let value = 0; value < before.op.length; value++) {
    const a = before.a[value] ?? -1;
    const b = after.a[value] ?? -1;
    if (before.op[value] !== Op.Const) {
      if (a !== b) return undefined;
      continue;
    }
    const old = before.constants[a];
    const now = after.constants[b];
    if (isSameData(old, now)) continue;
    if (old?.kind !== 'string' || now?.kind !== 'string') return undefined;
    texts.push(value);
  }
  return texts;
}

function isSameColumn(before: ArrayLike<number>, after: ArrayLike<number>): boolean {
  if (before.length !== after.length) return false;
  for (let k = 0; k < before.length; k++) if (before[k] !== after[k]) return false;
  return true;
}

/** Matches of rules that are followed. Those of search rules, and those of code that is left out, are not. */
function isSameMatches(
  before: readonly RuleMatch[],
  after: readonly RuleMatch[],
  valueCount: number,
): boolean {
  const followed = (matches: readonly RuleMatch[]): unknown[] =>
    matches.flatMap(({ rule, role, spec, value, from, to, metavariables }, index) => {
      const last = Math.max(value, from, to);
      if (role === 'search' || last < 0 || last >= valueCount) return [];
      const bound = metavariables.map((variable) => [variable.name, variable.value]);
      return [[index, rule, role, spec, value, from, to, bound]];
    });
  return isSameData(followed(before), followed(after));
}

/** Offsets are left out; nothing else in the tables has such a name with a number behind it. */
const places: ReadonlySet<string> = new Set(['start', 'end', 'length']);

function isSameData(before: unknown, after: unknown): boolean {
  return before === after || JSON.stringify(before, withoutOffsets) === JSON.stringify(after, withoutOffsets);
}

function withoutOffsets(key: string, value: unknown): unknown {
  return typeof value === 'number' && places.has(key) ? undefined : value;
}
