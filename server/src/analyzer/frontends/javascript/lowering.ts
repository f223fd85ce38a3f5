/**
 * The state of lowering one file, and the few operations that every construct needs.
 *
 * Constructs live in `lower-*.ts`, one group a file; they reach each other only through the tables of this state, so
 * that no file depends on all others. Invariant: every expression gives a value (at least an Opaque), and its range
 * is recorded.
 */
import ts from 'typescript';
import { IntVector } from '../../base/int-vector.ts';
import { maxSyntaxDepth } from '../../base/limits.ts';
import type { CoverageGap, CoverageGapKind } from '../../base/problem.ts';
import { FunctionBuilder } from '../../ir/builder.ts';
import { ModuleBuilder } from '../../ir/builder-module.ts';
import type { IrClass, IrFunction, IrImport, IrReExport } from '../../ir/module.ts';
import { Op } from '../../ir/opcode.ts';
import { bindFile } from './bind.ts';
import type { BoundFile } from './bind-walk.ts';
import type { ClassDraft, FunctionDraft } from './binding.ts';
import { ExpressionRecorder } from './expression-values.ts';
import { Kind } from './kinds.ts';
import { startOf, textOf } from './syntax.ts';
import { TypeTable } from './types.ts';

/** Lowers one kind of expression and returns its value. */
export type ExpressionLowering = (l: Lowering, node: never) => number;
/** Lowers one kind of statement. */
export type StatementLowering = (l: Lowering, node: never) => void;

/** What each syntax kind is lowered by, and the lowerings that files call across groups. */
export interface Dispatch {
  readonly expressions: readonly (ExpressionLowering | undefined)[];
  readonly statements: readonly (StatementLowering | undefined)[];
  /** Fields and parameter properties, at the start of a constructor. */
  readonly lowerFields: (l: Lowering) => void;
  /** Assigns to a pattern, name or member. `isDeclaration` tells a declaration from an assignment. */
  readonly bindPattern: (l: Lowering, target: ts.Node, value: number, isDeclaration: boolean) => void;
  /** Evaluates a condition and jumps. */
  readonly lowerCondition: (l: Lowering, node: ts.Expression, whenTrue: number, whenFalse: number) => void;
  /** Statements of one scope: function declarations first. */
  readonly lowerStatements: (l: Lowering, statements: readonly ts.Statement[]) => void;
}

/** The growing tables of one file and one function; their memory serves file after file. */
export interface Builders {
  readonly m: ModuleBuilder;
  readonly f: FunctionBuilder;
  /** Memory for `Binding.variableAt`. */
  places: Int32Array;
  /** Memory for the references that the binder collects. */
  readonly references: IntVector;
  /** Memory for the values of expressions. */
  readonly records: IntVector;
}

/** New builders. */
export function makeBuilders(): Builders {
  return {
    m: new ModuleBuilder(),
    f: new FunctionBuilder(),
    places: new Int32Array(1 << 16),
    references: new IntVector(1 << 12),
    records: new IntVector(1 << 14),
  };
}

/** `count` zeros (and more behind them) in the memory for places. */
function zeroPlaces(builders: Builders, count: number): Int32Array {
  if (builders.places.length < count) builders.places = new Int32Array(count * 2);
  else builders.places.fill(0, 0, count);
  return builders.places;
}

/** A place that break, continue or return may lead out of. */
export type Frame =
  | {
      readonly kind: 'loop' | 'switch' | 'label';
      readonly labels: readonly string[];
      readonly breakBlock: number;
      /** -1 except for loops. */
      readonly continueBlock: number;
    }
  | { readonly kind: 'finally'; readonly exits: FinallyExit[] };

/** A way out of a try with finally: its own block, in which a copy of the finally block will stand. */
export interface FinallyExit {
  readonly block: number;
  /** Frame that is left, undefined for a return. */
  readonly target: Frame | undefined;
  readonly isContinue: boolean;
}

/** See the head of this file. */
export class Lowering {
  readonly path: string;
  readonly text: string;
  readonly sourceFile: ts.SourceFile;
  readonly dispatch: Dispatch;
  readonly expressions: readonly (ExpressionLowering | undefined)[];
  readonly statements: readonly (StatementLowering | undefined)[];
  readonly m: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly binding: BoundFile;
  readonly types: TypeTable;
  readonly records: ExpressionRecorder;
  readonly gaps: CoverageGap[] = [];
  readonly functions: IrFunction[] = [];
  readonly classes: IrClass[] = [];
  readonly reExports: IrReExport[] = [];
  readonly variableAt: Int32Array;
  /** Value of variables that are written once, by variable id; a temporary index of the declaring function. */
  readonly valueOf: Int32Array;
  /** Final value of variables of the module that are written once, by variable id; filled after function 0. */
  moduleValues = new Int32Array(0);
  // The function being lowered.
  fn: FunctionDraft;
  depth = 0;
  frames: Frame[] = [];
  /** Nesting of copies of finally blocks. */
  finallyDepth = 0;
  /** Variable that carries the returned value through finally blocks, -1 until needed. */
  returnVariable = -1;
  /** Whether the fields of the class have been initialized in this constructor. */
  areFieldsDone = false;
  /** `This` of a function whose source does not mention it, -1 until needed. */
  ownThis = -1;
  /** First class of this function in {@link classes}. */
  firstClass = 0;
  /** Values with a declared type. */
  readonly typed = new Set<number>();
  /** Values with a declared primitive type. */
  readonly primitives = new Set<number>();
  /** Imports, globals and cells already read at the entry of the function. */
  readonly importValues = new Map<number, number>();
  readonly globalValues = new Map<number, number>();
  readonly cellValues = new Map<number, number>();
  /** Value of the object of each `with` around the code, innermost last. */
  readonly withObjects: number[] = [];
  /** Labels that the next statement carries. */
  pendingLabels: readonly string[] = [];

  constructor(path: string, sourceFile: ts.SourceFile, dispatch: Dispatch, builders: Builders) {
    this.path = path;
    this.sourceFile = sourceFile;
    this.text = sourceFile.text;
    this.dispatch = dispatch;
    this.expressions = dispatch.expressions;
    this.statements = dispatch.statements;
    this.m = builders.m;
    this.m.reset();
    this.records = new ExpressionRecorder(builders.records);
    const places = zeroPlaces(builders, this.text.length + 2);
    this.binding = bindFile(sourceFile, this.m.imports, places, builders.references);
    const { variables, functions } = this.binding;
    this.variableAt = this.binding.variableAt;
    this.valueOf = new Int32Array(variables.length).fill(-1);
    this.f = builders.f;
    this.f.setVariables(variables.length, (id, start, end) => isWrittenBetween(variables[id], start, end));
    this.types = new TypeTable(this.text, this.binding);
    this.fn = functions[0] as FunctionDraft;
  }

  get imports(): IrImport[] {
    return this.m.imports;
  }

  sym(text: string): number {
    return this.m.strings.intern(text);
  }

  /** Offset of the first token of `node`. */
  startOf(node: ts.Node): number {
    return startOf(this.text, node);
  }

  /** Appends an instruction that stands for `node`. */
  emit(op: number, a: number, b: number, c: number, flags: number, node: ts.Node): number {
    const start = startOf(this.text, node);
    return this.f.emit(op, a, b, c, flags, start, node.end - start);
  }

  /** Records that `node` evaluates to `value`. What never runs evaluates to nothing. */
  record(node: ts.Node, value: number): void {
    if (!this.f.dead) this.records.add(node.pos, node.end, value);
  }

  gap(kind: CoverageGapKind, node: ts.Node, message: string): void {
    const start = startOf(this.text, node);
    this.gaps.push({ kind, path: this.path, start, length: node.end - start, message });
  }

  /** A value nobody knows, without a gap of its own. */
  opaque(reason: string, node: ts.Node): number {
    return this.emit(Op.Opaque, this.sym(reason), -1, -1, 0, node);
  }

  /** A constant text. */
  stringConstant(value: string, node: ts.Node): number {
    return this.emit(Op.Const, this.m.stringConstant(value), -1, -1, 0, node);
  }

  /** The class a member function belongs to, -1 if none or not lowered. */
  classId(draft: ClassDraft | undefined): number {
    return draft === undefined ? -1 : draft.loweredId;
  }

  /** Notes the type arguments of a call. */
  withTypeArguments(call: number, types: readonly ts.TypeNode[] | undefined): void {
    if (types === undefined || types.length === 0) return;
    this.m.pendingTypeArguments.push(call);
    this.m.pendingTypeArguments.push(this.types.lowerList(types));
  }

  /** Gives the value the declared type. Returns the value that carries it. */
  withType(value: number, type: ts.TypeNode): number {
    const id = this.types.lower(type);
    if (id < 0) return value;
    this.typed.add(value);
    this.m.pendingTypes.push(value);
    this.m.pendingTypes.push(id);
    if (this.types.isPrimitive(id)) this.primitives.add(value);
    return value;
  }
}

function isWrittenBetween(
  variable: { readonly firstWrite: number; readonly writePositions: number[] | undefined } | undefined,
  start: number,
  end: number,
): boolean {
  if (variable === undefined) return true;
  if (variable.firstWrite >= start && variable.firstWrite < end) return true;
  if (variable.writePositions === undefined) return false;
  for (const position of variable.writePositions) if (position >= start && position < end) return true;
  return false;
}

/** Lowers an expression and returns its value. */
export function lowerExpression(l: Lowering, node: ts.Expression): number {
  if (l.depth >= maxSyntaxDepth) {
    l.gap('opaque-construct', node, `Nested deeper than ${maxSyntaxDepth} levels; the rest is not followed.`);
    return l.opaque('too-deep', node);
  }
  l.depth++;
  const lower = l.expressions[node.kind];
  const value = lower === undefined ? lowerUnknown(l, node) : lower(l, node as never);
  l.depth--;
  l.record(node, value);
  return value;
}

function lowerUnknown(l: Lowering, node: ts.Node): number {
  l.gap('opaque-construct', node, `${ts.SyntaxKind[node.kind]} is not interpreted; its value is unknown.`);
  return l.opaque('unknown-syntax', node);
}

/** Lowers a statement. */
export function lowerStatement(l: Lowering, node: ts.Statement): void {
  if (l.depth >= maxSyntaxDepth) {
    l.gap('opaque-construct', node, `Nested deeper than ${maxSyntaxDepth} levels; the rest is not followed.`);
    return;
  }
  l.depth++;
  l.f.statementPosition = node.pos;
  const lower = l.statements[node.kind];
  if (lower === undefined) lowerUnknown(l, node);
  else lower(l, node as never);
  l.depth--;
}

/**
 * The value under the name it is bound to: a value without a name takes it, one with another name is copied, so that
 * messages and classification see both.
 */
export function bindName(l: Lowering, value: number, sym: number, node: ts.Node): number {
  const f = l.f;
  const resolved = f.resolve(value);
  const known = f.name[resolved] ?? -1;
  if (known === sym || sym < 0 || f.isUndefinedValue(resolved)) return resolved;
  if (known < 0 && isFresh(f.op[resolved] ?? 0)) {
    nameValue(l, resolved, sym);
    return resolved;
  }
  const copy = l.emit(Op.Copy, resolved, -1, -1, 0, node);
  f.name[copy] = sym;
  f.root[copy] = f.rootOf(resolved);
  if (l.primitives.has(resolved)) l.primitives.add(copy);
  return copy;
}

/** The value under a declared type; one that others know too is copied first, so that they keep theirs. */
export function withDeclaredType(l: Lowering, value: number, name: ts.Node, type: ts.TypeNode): number {
  const f = l.f;
  const resolved = f.resolve(value);
  if (f.isUndefinedValue(resolved)) return value;
  const isKnown = (f.name[resolved] ?? -1) >= 0 || f.block[resolved] === 0 || l.typed.has(resolved);
  if (!isKnown) return l.withType(resolved, type);
  const copy = l.emit(Op.Copy, resolved, -1, -1, 0, name);
  f.root[copy] = f.root[resolved] ?? resolved;
  f.name[copy] = name.kind === Kind.Identifier ? l.sym(textOf(name as ts.Identifier)) : -1;
  return l.withType(copy, type);
}

/** A value that has no name yet takes that of the field it is stored under. */
export function nameValue(l: Lowering, value: number, sym: number): void {
  const f = l.f;
  const resolved = f.resolve(value);
  if (sym < 0 || (f.name[resolved] ?? -1) >= 0 || f.isUndefinedValue(resolved)) return;
  if (!isFresh(f.op[resolved] ?? 0)) return;
  f.name[resolved] = sym;
  const root = f.rootOf(resolved);
  if ((f.name[root] ?? -1) < 0 && isFresh(f.op[root] ?? 0)) f.name[root] = sym;
}

/** Whether an instruction of this operation is made for one place in the source only. */
function isFresh(op: number): boolean {
  switch (op) {
    case Op.This:
    case Op.Arguments:
    case Op.Global:
    case Op.Param:
    case Op.CellGet:
      return false;
    default:
      return true;
  }
}
