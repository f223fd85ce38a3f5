/**
 * Functions: the Func value where they stand, and their bodies.
 *
 * Bodies are lowered one after the other in binder order, so each function's instructions are contiguous. A bug in
 * one body is fenced: the function becomes opaque, a coverage gap says so, and the rest of the file stays.
 */
import ts from 'typescript';
import { cellContainer, emitReturns, rememberPublished } from '../../ir/builder-objects.ts';
import type { IrFunction, IrParam } from '../../ir/module.ts';
import { Flag, Op } from '../../ir/opcode.ts';
import type { FunctionDraft, Variable } from './binding.ts';
import { Kind } from './kinds.ts';
import { lowerDefault } from './lower-pattern.ts';
import { writeVariable } from './lower-reference.ts';
import { type ExpressionLowering, type Lowering, lowerExpression } from './lowering.ts';
import { hasModifier, isThisParameter, textOf } from './syntax.ts';

/** The closure of a function expression, arrow function, method or accessor. */
export function lowerFunctionValue(l: Lowering, node: ts.Node): number {
  const draft = l.binding.functionOf.get(node);
  if (draft === undefined) {
    l.gap('opaque-construct', node, 'A function nested too deeply is not analyzed.');
    return l.opaque('too-deep', node);
  }
  const { name } = node as ts.FunctionLikeDeclaration;
  const at = name !== undefined && name.kind === Kind.Identifier ? name : node;
  const value = l.emit(Op.Func, draft.id, -1, -1, 0, at);
  l.record(node, value);
  return value;
}

const lowerFunctionExpression: ExpressionLowering = (l: Lowering, node: ts.Node) =>
  lowerFunctionValue(l, node);

/** Hoisted function declarations of a scope: their values exist before anything else runs. */
export function hoistFunctions(l: Lowering, statements: readonly ts.Statement[]): void {
  for (const statement of statements) {
    if (statement.kind !== Kind.FunctionDeclaration) continue;
    const declaration = statement as ts.FunctionDeclaration;
    if (declaration.body === undefined || declaration.name === undefined) continue;
    const id = (l.variableAt[declaration.name.end] ?? 0) - 1;
    const variable = l.binding.variables[id];
    if (variable === undefined || !l.binding.functionOf.has(declaration)) continue;
    const value = lowerFunctionValue(l, declaration);
    l.f.name[value] = l.sym(variable.name);
    writeVariable(l, variable, value, declaration.name);
    l.record(declaration.name, value);
  }
}

/** Lowers the body of every function of the file, in order. */
export function lowerFunctions(l: Lowering, lowerModuleBody: () => void): void {
  for (const draft of l.binding.functions) {
    const savedClasses = l.classes.length;
    l.firstClass = savedClasses;
    try {
      lowerBody(l, draft, lowerModuleBody);
    } catch (error) {
      for (const item of l.binding.classOf.values()) if (item.loweredId >= savedClasses) item.loweredId = -1;
      l.classes.length = savedClasses;
      l.records.dropFunction();
      l.m.pendingTypes.clear();
      l.m.pendingTypeArguments.clear();
      const reason = error instanceof Error ? error.message : String(error);
      l.gap(
        'internal-error',
        draft.node,
        `This function could not be lowered and is not analyzed: ${reason}`,
      );
      lowerOpaqueBody(l, draft);
    }
  }
}

/** `clear` allocates anew even where there is nothing; most functions leave these empty. */
function empty(items: { readonly size: number; clear(): void }): void {
  if (items.size > 0) items.clear();
}

function beginBody(l: Lowering, draft: FunctionDraft): void {
  l.fn = draft;
  l.depth = 0;
  if (l.frames.length > 0) l.frames = [];
  l.finallyDepth = 0;
  l.returnVariable = -1;
  l.areFieldsDone = false;
  l.ownThis = -1;
  empty(l.typed);
  empty(l.primitives);
  empty(l.importValues);
  empty(l.globalValues);
  empty(l.cellValues);
  if (l.withObjects.length > 0) l.withObjects.length = 0;
  if (l.pendingLabels.length > 0) l.pendingLabels = [];
  l.f.begin(l.m.undefinedConstant(), l.sym('index'), draft.node.pos);
}

function lowerBody(l: Lowering, draft: FunctionDraft, lowerModuleBody: () => void): void {
  const f = l.f;
  beginBody(l, draft);
  publishOwn(l, draft);
  const params = lowerParameters(l, draft);
  if (draft.kind === 'module') lowerModuleBody();
  else if (draft.kind === 'constructor') lowerConstructor(l, draft);
  else {
    const { body } = draft.node as ts.FunctionLikeDeclaration;
    if (body !== undefined) lowerCode(l, body);
  }
  f.return(-1, draft.node.end, 0);
  emitReturns(f, sharedParameters(l, draft, params));
  finishBody(l, draft, params);
}

function lowerCode(l: Lowering, body: ts.ConciseBody): void {
  if (body.kind === Kind.Block) {
    l.dispatch.lowerStatements(l, (body as ts.Block).statements);
    return;
  }
  const expression = body as ts.Expression;
  const value = lowerExpression(l, expression);
  const position = l.startOf(expression);
  l.f.return(value, position, expression.end - position);
}

function lowerConstructor(l: Lowering, draft: FunctionDraft): void {
  const node = draft.node;
  const classNode = draft.classDraft?.node;
  const isDerived =
    classNode?.heritageClauses?.some((clause) => clause.token === Kind.ExtendsKeyword) ?? false;
  if (node.kind !== Kind.Constructor) {
    if (isDerived) {
      const position = l.startOf(node);
      const passed = l.f.emitAtEntry(Op.Arguments, -1, -1, 0, position, 0);
      const elements = l.f.emit(Op.Elems, passed, -1, -1, 0, position, 0);
      l.f.emit(Op.Super, -1, -1, l.f.list([elements]), 0, position, 0);
    }
    l.dispatch.lowerFields(l);
    return;
  }
  if (!isDerived) l.dispatch.lowerFields(l);
  const { body } = node as ts.ConstructorDeclaration;
  if (body !== undefined) lowerCode(l, body);
  // A derived class whose constructor never reaches super(…) in its own code still has its fields.
  if (isDerived && !l.f.dead) l.dispatch.lowerFields(l);
}

/** What inner functions read of this one besides its variables: `this`, `arguments`, its own name. */
function publishOwn(l: Lowering, draft: FunctionDraft): void {
  const { thisVariable, argumentsVariable, self } = draft;
  const position = l.startOf(draft.node);
  if (thisVariable?.captured) {
    publish(l, thisVariable, Op.This, -1, position);
    // What a constructor stores after it made an arrow function, the arrow function sees.
    if (draft.kind === 'constructor' && thisVariable.cell >= 0)
      rememberPublished(l.f, l.valueOf[thisVariable.id] ?? -1, cellContainer, thisVariable.cell);
  }
  if (argumentsVariable?.captured) publish(l, argumentsVariable, Op.Arguments, -1, position);
  if (self?.captured) publish(l, self, Op.Func, draft.id, position);
}

function publish(l: Lowering, variable: Variable, op: number, a: number, position: number): void {
  const value = l.f.emitAtEntry(op, a, -1, 0, position, 0);
  l.valueOf[variable.id] = value;
  if (variable.cell >= 0) l.f.emitAtEntry(Op.CellSet, variable.cell, value, 0, position, 0);
}

function lowerParameters(l: Lowering, draft: FunctionDraft): IrParam[] {
  const nodes = (draft.node as ts.FunctionLikeDeclaration).parameters;
  if (nodes === undefined || draft.kind === 'module' || ts.isClassLike(draft.node)) return [];
  const f = l.f;
  const params: IrParam[] = [];
  // All Params first: they belong to the entry, defaults and patterns may branch.
  for (const node of nodes) {
    if (isThisParameter(node)) continue;
    const name = node.name.kind === Kind.Identifier ? textOf(node.name as ts.Identifier) : '';
    const rest = node.dotDotDotToken !== undefined;
    const position = l.startOf(node.name);
    const length = node.name.end - position;
    const sym = l.sym(name);
    const value = f.emitAtEntry(Op.Param, params.length, sym, rest ? Flag.Rest : 0, position, length);
    if (name !== '') f.name[value] = sym;
    const type = l.types.lowerOptional(node.type);
    if (node.type !== undefined) l.withType(value, node.type);
    params.push({ name, value, rest, type });
  }
  let index = 0;
  for (const node of nodes) {
    if (isThisParameter(node)) continue;
    const value = params[index++]?.value ?? 0;
    l.record(node, value);
    const given = node.initializer === undefined ? value : lowerDefault(l, value, node.initializer);
    l.dispatch.bindPattern(l, node.name, given, true);
  }
  return params;
}

/** Parameters and `this` whose content inner functions may change: pairs (index or -1, cell). */
function sharedParameters(l: Lowering, draft: FunctionDraft, params: readonly IrParam[]): number[] {
  const shared: number[] = [];
  const { thisVariable } = draft;
  if (thisVariable?.captured && thisVariable.innerMutation) shared.push(-1, thisVariable.cell);
  if (params.length === 0) return shared;
  let index = -1;
  for (const node of (draft.node as ts.FunctionLikeDeclaration).parameters) {
    if (isThisParameter(node)) continue;
    index++;
    if (node.name.kind !== Kind.Identifier) continue;
    const variable = l.binding.variables[(l.variableAt[node.name.end] ?? 0) - 1];
    if (variable === undefined || variable.cell < 0 || l.primitives.has(params[index]?.value ?? -1)) continue;
    if (variable.innerMutation || !variable.isSsaInOwner) shared.push(index, variable.cell);
  }
  return shared;
}

function finishBody(l: Lowering, draft: FunctionDraft, params: readonly IrParam[]): void {
  const { node } = draft;
  const start = draft.kind === 'module' ? 0 : l.startOf(node);
  const range = l.m.finishFunction(l.f, draft.id, start);
  l.records.finishFunction(l.m.newIndex);
  if (draft.kind === 'module') {
    l.moduleValues = l.valueOf.map((value) => (value < 0 ? -1 : (l.m.newIndex[value] ?? -1)));
  }
  for (let id = l.firstClass; id < l.classes.length; id++) renumberClass(l, id);
  const declaration = node as ts.FunctionLikeDeclaration;
  const hasSignature = draft.kind !== 'module' && !ts.isClassLike(node);
  const { body } = declaration;
  const directives =
    hasSignature && body?.kind === Kind.Block ? directivesOf((body as ts.Block).statements) : noDirectives;
  const finished: IrFunction = {
    name: draft.name,
    kind: draft.kind,
    parent: draft.parent,
    isAsync: hasSignature && hasModifier(node, Kind.AsyncKeyword),
    isGenerator: hasSignature && (declaration as ts.FunctionDeclaration).asteriskToken !== undefined,
    isStatic: draft.isStatic,
    classId: l.classId(draft.classDraft),
    start,
    end: draft.kind === 'module' ? l.text.length : node.end,
    firstInstruction: range.firstInstruction,
    instructionCount: range.instructionCount,
    firstBlock: range.firstBlock,
    blockCount: range.blockCount,
    params: finishedParameters(params, l.m.newIndex),
    returnType: hasSignature ? l.types.lowerOptional(declaration.type) : -1,
  };
  l.functions.push(directives.length === 0 ? finished : { ...finished, directives });
}

const noDirectives: readonly string[] = [];

function finishedParameters(params: readonly IrParam[], newIndex: Int32Array): IrParam[] {
  const finished: IrParam[] = [];
  for (const { name, value, rest, type } of params)
    finished.push({ name, value: newIndex[value] ?? -1, rest, type });
  return finished;
}

/** The string statements that a file or a body begins with. */
export function directivesOf(statements: readonly ts.Statement[]): readonly string[] {
  if (statements[0]?.kind !== Kind.ExpressionStatement) return noDirectives;
  const directives: string[] = [];
  for (const statement of statements) {
    if (statement.kind !== Kind.ExpressionStatement) break;
    const { expression } = statement as ts.ExpressionStatement;
    if (expression.kind !== Kind.StringLiteral) break;
    directives.push((expression as ts.StringLiteral).text);
  }
  return directives;
}

/** Classes were noted with temporary values of the function around them. */
function renumberClass(l: Lowering, id: number): void {
  const item = l.classes[id];
  if (item === undefined) return;
  const { newIndex } = l.m;
  const superValue = item.superValue < 0 ? -1 : (newIndex[item.superValue] ?? -1);
  l.classes[id] = { ...item, value: newIndex[item.value] ?? -1, superValue };
}

/** The body of a function that could not be lowered: returns something unknown. */
function lowerOpaqueBody(l: Lowering, draft: FunctionDraft): void {
  beginBody(l, draft);
  const params: IrParam[] = [];
  const nodes = (draft.node as ts.FunctionLikeDeclaration).parameters;
  if (nodes !== undefined && draft.kind !== 'module' && !ts.isClassLike(draft.node)) {
    for (const node of nodes) {
      if (isThisParameter(node)) continue;
      const name = node.name.kind === Kind.Identifier ? textOf(node.name as ts.Identifier) : '';
      const rest = node.dotDotDotToken !== undefined;
      const position = l.startOf(node.name);
      const flags = rest ? Flag.Rest : 0;
      const value = l.f.emitAtEntry(
        Op.Param,
        params.length,
        l.sym(name),
        flags,
        position,
        node.name.end - position,
      );
      params.push({ name, value, rest, type: -1 });
    }
  }
  const position = draft.kind === 'module' ? 0 : l.startOf(draft.node);
  const value = l.f.emit(Op.Opaque, l.sym('internal-error'), -1, -1, 0, position, 0);
  l.f.return(value, position, 0);
  emitReturns(l.f, []);
  finishBody(l, draft, params);
}

/** Functions as expressions. */
export const functionLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.ArrowFunction, lowerFunctionExpression],
  [Kind.FunctionExpression, lowerFunctionExpression],
];
