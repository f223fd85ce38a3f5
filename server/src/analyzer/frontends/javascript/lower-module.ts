/**
 * Syntax tree to IR: the entry of this front end.
 *
 * Binds the file, lowers every function in turn, and collects the tables. A pure function of path and text; never
 * throws, because every function is fenced on its own and the rest is fenced here.
 */
import ts from 'typescript';
import type { CoverageGap } from '../../base/problem.ts';
import type { IrCell, IrModule } from '../../ir/module.ts';
import { TableMemory } from '../../ir/table-memory.ts';
import { variableOfModule } from './binding.ts';
import { lowerTable } from './data-table.ts';
import type { ExpressionValues } from './expression-values.ts';
import { Kind } from './kinds.ts';
import { accessLowerings } from './lower-access.ts';
import { callLowerings } from './lower-call.ts';
import { classLowerings, classStatementLowerings, lowerFields } from './lower-class.ts';
import { constantLowerings } from './lower-constant.ts';
import { emitExports, exportLowerings, hoistImports } from './lower-export.ts';
import { directivesOf, functionLowerings, lowerFunctions } from './lower-function.ts';
import { jsxLowerings } from './lower-jsx.ts';
import { literalLowerings } from './lower-literal.ts';
import { loopLowerings } from './lower-loop.ts';
import { lowerCondition, operatorLowerings } from './lower-operator.ts';
import { bindPattern } from './lower-pattern.ts';
import { referenceLowerings } from './lower-reference.ts';
import { lowerStatements, statementLowerings } from './lower-statement.ts';
import { tryLowerings } from './lower-try.ts';
import { typescriptLowerings, typescriptStatementLowerings } from './lower-typescript.ts';
import {
  type Builders,
  type Dispatch,
  type ExpressionLowering,
  Lowering,
  makeBuilders,
  type StatementLowering,
} from './lowering.ts';
import type { ParsedModule } from './parse.ts';

/** What lowering makes of a file. */
export interface LoweredModule {
  readonly ir: IrModule;
  /** Gaps of parsing and lowering, in source order as far as they have a place. */
  readonly gaps: readonly CoverageGap[];
  readonly expressionValues: ExpressionValues;
}

const expressions = tableOf<ExpressionLowering>([
  ...referenceLowerings,
  ...constantLowerings,
  ...literalLowerings,
  ...accessLowerings,
  ...callLowerings,
  ...operatorLowerings,
  ...functionLowerings,
  ...classLowerings,
  ...jsxLowerings,
  ...typescriptLowerings,
]);

const statements = tableOf<StatementLowering>([
  ...statementLowerings,
  ...loopLowerings,
  ...tryLowerings,
  ...classStatementLowerings,
  ...typescriptStatementLowerings,
  ...exportLowerings,
]);

const codeDispatch: Dispatch = {
  expressions,
  statements,
  lowerFields,
  bindPattern,
  lowerCondition,
  lowerStatements,
};

const tableDispatch: Dispatch = {
  ...codeDispatch,
  expressions: tableOf<ExpressionLowering>([
    ...expressions.flatMap((lower, kind) => (lower === undefined ? [] : [[kind, lower] as const])),
    [Kind.ObjectLiteralExpression, lowerTable],
    [Kind.ArrayLiteralExpression, lowerTable],
  ]),
};

function tableOf<T>(entries: readonly (readonly [ts.SyntaxKind, T])[]): (T | undefined)[] {
  const table: (T | undefined)[] = new Array(Kind.Count).fill(undefined);
  for (const [kind, lower] of entries) table[kind] = lower;
  return table;
}

/** Columns of 32 bits that {@link collect} copies for every instruction. */
const instructionColumns = 8;

/** Builders that grew beyond this are not kept for the next file. */
const maxSpareInstructions = 1 << 18;

let spareBuilders: Builders | undefined;

/** Lowers a parsed file. */
export function lowerModule(parsed: ParsedModule): LoweredModule {
  const { path, sourceFile, triage, problems } = parsed;
  try {
    return lowerFile(path, sourceFile, triage === 'data-table' ? tableDispatch : codeDispatch, problems);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The file could not be lowered and is not analyzed: ${reason}`;
    const empty = ts.createSourceFile(path, '', ts.ScriptTarget.Latest, false);
    const lowered = lowerFile(path, empty, codeDispatch, problems);
    return { ...lowered, gaps: [...lowered.gaps, { kind: 'internal-error', path, message }] };
  }
}

function lowerFile(
  path: string,
  sourceFile: ts.SourceFile,
  dispatch: Dispatch,
  problems: readonly CoverageGap[],
): LoweredModule {
  // Lowering is synchronous, so one set of builders serves all files; a file that failed leaves a fresh set behind.
  const builders = spareBuilders ?? makeBuilders();
  spareBuilders = undefined;
  const l = new Lowering(path, sourceFile, dispatch, builders);
  const exported = new Set<string>();
  makeCells(l);
  lowerFunctions(l, () => {
    hoistImports(l);
    if (sourceFile.isDeclarationFile) return;
    lowerStatements(l, sourceFile.statements);
    emitExports(l, exported);
  });
  if (l.binding.isTooDeep)
    l.gaps.push({
      kind: 'opaque-construct',
      path,
      message: 'Some code is nested too deeply to be analyzed.',
    });
  l.types.lowerDeclarations((node) => l.binding.classOf.get(node)?.loweredId ?? -1, exported);
  const ir = collect(l);
  const expressionValues = l.records.toExpressionValues(l.text, ir);
  l.types.resolveTypeofs((name) => {
    const variable = variableOfModule(l.binding, name);
    return variable === undefined ? -1 : valueOfVariable(l, variable.cell, variable.id);
  });
  if (builders.m.op.length <= maxSpareInstructions) spareBuilders = builders;
  return { ir, gaps: [...problems, ...l.gaps].sort(byPosition), expressionValues };
}

/** The value of a module-level constant; only known when a cell or a straight definition holds it. */
function valueOfVariable(l: Lowering, cell: number, variable: number): number {
  if (cell >= 0) return l.m.cells[cell]?.singleValue ?? -1;
  return l.moduleValues[variable] ?? -1;
}

function byPosition(left: CoverageGap, right: CoverageGap): number {
  return (left.start ?? -1) - (right.start ?? -1);
}

/** One cell for each variable that an inner function refers to, in the order of declaration. */
function makeCells(l: Lowering): void {
  for (const variable of l.binding.variables) {
    if (!variable.captured || variable.kind === 'import') continue;
    variable.cell = l.m.cells.length;
    l.m.cells.push({
      name: variable.name,
      functionId: variable.functionId,
      isConst: variable.kind !== 'let' && variable.kind !== 'var' && variable.writes <= 1,
      type: -1,
      writeCount: 0,
      singleValue: -1,
    });
  }
  for (const variable of l.binding.variables) {
    const cell = l.m.cells[variable.cell];
    if (cell !== undefined && variable.type !== undefined) cell.type = l.types.lower(variable.type);
  }
}

function collect(l: Lowering): IrModule {
  const { m } = l;
  m.blockStart.push(m.count);
  m.successorStart.push(m.successors.length);
  m.predecessorStart.push(m.predecessors.length);
  const { count } = m;
  const isEsModule = hasModuleSyntax(l.sourceFile);
  const vectors = [m.args, m.blockStart, m.successorStart, m.successors, m.predecessorStart, m.predecessors];
  const lists = [...vectors, m.handler, m.valueTypes, m.typeArguments];
  let size = count * instructionColumns;
  for (const { length } of lists) size += length;
  const tables = new TableMemory(size, count * 2);
  return {
    path: l.path,
    strings: m.strings.texts,
    constants: m.constants,
    op: tables.bytes(m.op, count),
    flags: tables.bytes(m.flags, count),
    a: tables.integers(m.a, count),
    b: tables.integers(m.b, count),
    c: tables.integers(m.c, count),
    position: tables.integers(m.position, count),
    length: tables.integers(m.length, count),
    name: tables.integers(m.name, count),
    functionOf: tables.integers(m.functionOf, count),
    block: tables.integers(m.block, count),
    args: tables.vector(m.args),
    blockStart: tables.vector(m.blockStart),
    successorStart: tables.vector(m.successorStart),
    successors: tables.vector(m.successors),
    predecessorStart: tables.vector(m.predecessorStart),
    predecessors: tables.vector(m.predecessors),
    handler: tables.vector(m.handler),
    functions: l.functions,
    classes: l.classes,
    cells: m.cells satisfies IrCell[],
    imports: m.imports,
    reExports: l.reExports,
    types: l.types.types,
    typeDeclarations: l.types.declarations,
    valueTypes: sortPairs(tables.vector(m.valueTypes)),
    typeArguments: sortPairs(tables.vector(m.typeArguments)),
    isEsModule,
    directives: directivesOf(l.sourceFile.statements),
  };
}

/** Sorts pairs by their first number, keeping the order of equal ones. */
function sortPairs(pairs: Int32Array): Int32Array {
  let isSorted = true;
  for (let i = 2; i < pairs.length && isSorted; i += 2) isSorted = (pairs[i] ?? 0) >= (pairs[i - 2] ?? 0);
  if (isSorted) return pairs;
  const order = Array.from({ length: pairs.length / 2 }, (_, i) => i);
  order.sort((left, right) => (pairs[left * 2] ?? 0) - (pairs[right * 2] ?? 0) || left - right);
  const sorted = new Int32Array(pairs.length);
  order.forEach((from, to) => {
    sorted[to * 2] = pairs[from * 2] ?? 0;
    sorted[to * 2 + 1] = pairs[from * 2 + 1] ?? 0;
  });
  return sorted;
}

function hasModuleSyntax(sourceFile: ts.SourceFile): boolean {
  if (/\.m[jt]s$/i.test(sourceFile.fileName)) return true;
  return sourceFile.statements.some((statement) => {
    switch (statement.kind) {
      case Kind.ImportDeclaration:
      case Kind.ExportDeclaration:
      case Kind.ExportAssignment:
        return true;
      case Kind.ImportEqualsDeclaration:
        return (
          (statement as ts.ImportEqualsDeclaration).moduleReference.kind === Kind.ExternalModuleReference
        );
      default: {
        const { modifiers } = statement as ts.VariableStatement;
        return modifiers?.some((modifier) => modifier.kind === Kind.ExportKeyword) ?? false;
      }
    }
  });
}
