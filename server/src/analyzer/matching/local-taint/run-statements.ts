/**
 * Runs statements and function bodies for taint: where ways part and meet, loops until nothing changes.
 */
import type ts from 'typescript';
import { isAssignmentOperator } from '../bindings.ts';
import {
  forEachChild,
  isBinaryExpression,
  isBlock,
  isCaseClause,
  isClassLike,
  isFunctionLike,
  isIdentifier,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isVariableDeclaration,
  isVariableDeclarationList,
  Kind,
} from '../syntax.ts';
import { expressionBody } from './expression-forms.ts';
import { assignExpression, declare, evaluate, keyOf, reportSinks, setBodyRunner } from './run-expressions.ts';
import { emptyState, isIdle, type Jump, spendStep, type TaintRun } from './taint-run.ts';
import {
  anyIndex,
  type Cell,
  cellOf,
  cleanCell,
  copyState,
  fieldOf,
  gather,
  isCleanState,
  isSameState,
  joinStates,
  noTaints,
  setVariable,
  type TaintState,
  union,
  withField,
} from './taint-state.ts';

/** Times a loop is run at most; taint of a few variables settles in three. */
const maxLoopRuns = 8;

/** Functions inside functions that are run in place. */
const maxNesting = 12;

/** Finds what is tainted from the start: variables at the top of the file and fields, if they are set once. */
export function runGlobals(run: TaintRun): void {
  const { index } = run.ctx;
  const globals = emptyState();
  const give = (initializer: ts.Expression, put: (cell: Cell) => void): void => {
    if (isFunctionLike(initializer)) return;
    run.state = copyState(globals);
    const cell = evaluateQuietly(run, initializer);
    if (gather(cell).size > 0) put(cell);
  };
  const visit = (node: ts.Node, assigned: ReadonlySet<string>): void => {
    if (isFunctionLike(node) || (isCleanState(globals) && !run.sites.touchesSource(node))) return;
    if (isVariableDeclaration(node) && isIdentifier(node.name) && node.initializer !== undefined) {
      const declaration = index.declarationOf(node.name);
      if (declaration !== undefined && !index.bindings().isReassigned(declaration))
        give(node.initializer, (cell) => setVariable(globals, declaration, cell));
    } else if (
      node.kind === Kind.BinaryExpression &&
      (node as ts.BinaryExpression).operatorToken.kind === Kind.EqualsToken &&
      isIdentifier((node as ts.BinaryExpression).left)
    ) {
      const { left, right } = node as ts.BinaryExpression & { readonly left: ts.Identifier };
      if (index.declarationOf(left) === undefined)
        give(right, (cell) => setVariable(globals, left.text, cell));
    } else if (isPropertyDeclaration(node) && node.initializer !== undefined && isInstanceField(node)) {
      const name = (node.name as ts.Identifier).text;
      if (!assigned.has(name))
        give(node.initializer, (cell) => {
          const before = globals.variables.get('this') ?? cleanCell;
          setVariable(globals, 'this', withField(before, [name], cell));
        });
    }
    const inside = isClassLike(node) ? assignedFields(node) : assigned;
    forEachChild(node, (child) => visit(child, inside));
  };
  forEachChild(index.file, (child) => visit(child, new Set()));
  run.globals = globals;
  run.state = undefined;
}

/** Fields and variables of `this` in every class of the file; private ones are not tracked. */
function isInstanceField(node: ts.PropertyDeclaration): boolean {
  return isIdentifier(node.name) && node.modifiers?.some(({ kind }) => kind === Kind.StaticKeyword) !== true;
}

/** Names that `this.name = …` assigns somewhere in the class. */
function assignedFields(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (child: ts.Node): void => {
    if (isBinaryExpression(child) && isAssignmentOperator(child.operatorToken.kind)) {
      const { left } = child;
      if (isPropertyAccessExpression(left) && left.expression.kind === Kind.ThisKeyword)
        names.add(left.name.text);
    }
    forEachChild(child, visit);
  };
  forEachChild(node, visit);
  return names;
}

/** The value of an initializer; what it does besides is reported when its code is run. */
function evaluateQuietly(run: TaintRun, node: ts.Expression): Cell {
  const wasQuiet = run.isQuiet;
  run.isQuiet = true;
  const cell = evaluate(run, node);
  run.isQuiet = wasQuiet;
  return cell;
}

/** Runs a function by itself: only parameters that are sources are tainted. */
export function runFunction(run: TaintRun, fn: ts.FunctionLikeDeclaration): void {
  run.functions = new Map();
  run.used.clear();
  run.isInFunction = true;
  run.jumps = [];
  run.throws = undefined;
  run.pending.clear();
  run.arguments.clear();
  run.state = copyState(run.globals);
  runBody(run, fn, fn.kind !== Kind.ArrowFunction && fn.kind !== Kind.FunctionExpression);
  run.state = undefined;
}

/** Runs the code of the file that stands in no function, and initializers of fields. */
export function runTopLevel(run: TaintRun): void {
  run.functions = new Map();
  run.used.clear();
  run.isInFunction = false;
  run.jumps = [];
  run.state = copyState(run.globals);
  for (const statement of run.ctx.index.file.statements) runStatement(run, statement);
  for (const node of run.ctx.index.ofKind(Kind.PropertyDeclaration)) {
    const { initializer } = node as ts.PropertyDeclaration;
    if (initializer === undefined) continue;
    run.state = copyState(run.globals);
    evaluate(run, initializer);
  }
  run.state = undefined;
}

function runBody(run: TaintRun, fn: ts.FunctionLikeDeclaration, takesDefaults: boolean): void {
  const { running } = run;
  if (running.has(fn) || running.size > maxNesting || run.state === undefined) return;
  running.add(fn);
  const outerReturns = run.returns;
  const outerJumps = run.jumps;
  const outerThrows = run.throws;
  run.returns = undefined;
  run.jumps = [];
  for (const parameter of fn.parameters) bindParameter(run, parameter, takesDefaults);
  const expression = expressionBody(fn);
  const body = (fn as ts.FunctionDeclaration).body;
  if (expression !== undefined) {
    const cell = evaluate(run, expression);
    reportSinks(run, fn, gather(cell));
  } else if (body !== undefined) runStatements(run, body.statements);
  run.state = joinStates(run.state, run.returns);
  // Functions that nobody used run with what is known at the end.
  for (const [key, held] of [...run.functions]) {
    if (run.used.has(held) || run.state === undefined || !isWithin(held, fn)) continue;
    run.functions.delete(key);
    const end: TaintState = run.state;
    run.state = copyState(end);
    runBody(run, held, false);
    run.state = end;
  }
  run.returns = outerReturns;
  run.jumps = outerJumps;
  run.throws = outerThrows;
  running.delete(fn);
}

function isWithin(inner: ts.Node, outer: ts.Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end;
}

function bindParameter(run: TaintRun, parameter: ts.ParameterDeclaration, takesDefaults: boolean): void {
  let cell = cleanCell;
  if (parameter.initializer !== undefined) {
    const value = evaluate(run, parameter.initializer);
    if (takesDefaults && isIdentifier(parameter.name)) cell = value;
  }
  bindName(run, parameter.name, cell);
}

/** Names of a parameter: clean unless they are sources themselves. */
function bindName(run: TaintRun, name: ts.BindingName, cell: Cell): void {
  if (!isIdentifier(name)) {
    for (const element of name.elements) if ('name' in element) bindName(run, element.name, cleanCell);
    return;
  }
  declare(run, name, cell, false);
  let taints = noTaints;
  for (const { site } of run.sites.sourcesAt(name))
    if (!site.spec.spec.control && site.spec.requires === undefined)
      taints = union(taints, new Set([run.taintOf(site)]));
  const { state } = run;
  if (taints.size === 0 || state === undefined || run.sites.sanitizersAt(name).length > 0) return;
  const key = keyOf(run, name);
  const before = state.variables.get(key) ?? cleanCell;
  setVariable(state, key, { taints: union(before.taints, taints), fields: before.fields });
}

setBodyRunner({
  runInPlace: (run, fn) => {
    const before = run.state;
    if (before === undefined || isIdle(run, fn)) return;
    run.state = copyState(before);
    runBody(run, fn, false);
    // Nobody knows whether it runs.
    run.state = joinStates(before, run.state);
  },
});

function runStatements(run: TaintRun, statements: readonly ts.Statement[]): void {
  for (const statement of statements) runStatement(run, statement);
}

function runStatement(run: TaintRun, node: ts.Statement): void {
  spendStep(run);
  if (run.state === undefined) return;
  switch (node.kind) {
    case Kind.Block:
      runStatements(run, (node as ts.Block).statements);
      return;
    case Kind.VariableStatement:
      runDeclarations(run, (node as ts.VariableStatement).declarationList);
      return;
    case Kind.ExpressionStatement:
    case Kind.ExportAssignment:
      evaluate(run, (node as ts.ExpressionStatement).expression);
      return;
    case Kind.ReturnStatement: {
      const { expression } = node as ts.ReturnStatement;
      if (expression !== undefined) evaluate(run, expression);
      run.returns = joinStates(run.returns, run.state);
      run.state = undefined;
      return;
    }
    case Kind.ThrowStatement:
      evaluate(run, (node as ts.ThrowStatement).expression);
      run.throws = joinStates(run.throws, run.state);
      run.state = undefined;
      return;
    case Kind.IfStatement: {
      const { expression, thenStatement, elseStatement } = node as ts.IfStatement;
      evaluate(run, expression);
      branch(run, thenStatement, elseStatement);
      return;
    }
    case Kind.FunctionDeclaration: {
      const { name, body } = node as ts.FunctionDeclaration;
      if (name !== undefined && body !== undefined && run.isInFunction)
        run.functions.set(keyOf(run, name), node as ts.FunctionDeclaration);
      return;
    }
    case Kind.SwitchStatement:
      runSwitch(run, node as ts.SwitchStatement);
      return;
    case Kind.TryStatement:
      runTry(run, node as ts.TryStatement);
      return;
    case Kind.LabeledStatement: {
      const { label, statement } = node as ts.LabeledStatement;
      run.label = label.text;
      const jump: Jump = { label: label.text, isLoop: false, breaks: undefined, continues: undefined };
      run.jumps.push(jump);
      runStatement(run, statement);
      run.jumps.pop();
      run.state = joinStates(run.state, jump.breaks);
      return;
    }
    case Kind.BreakStatement:
    case Kind.ContinueStatement:
      jumpOut(run, node as ts.BreakOrContinueStatement);
      return;
    case Kind.ModuleDeclaration: {
      const { body } = node as ts.ModuleDeclaration;
      if (body?.kind === Kind.ModuleBlock) runStatements(run, (body as ts.ModuleBlock).statements);
      return;
    }
    default:
      if (isLoop(node)) runLoop(run, node);
      else if (!isClassLike(node)) runOther(run, node);
  }
}

/** `with` and whatever else has expressions and statements below. */
function runOther(run: TaintRun, node: ts.Statement): void {
  const { expression, statement } = node as Partial<ts.WithStatement>;
  if (expression !== undefined) evaluate(run, expression);
  if (statement !== undefined) runStatement(run, statement);
}

function branch(run: TaintRun, some: ts.Statement, other: ts.Statement | undefined): void {
  const before = run.state;
  if (before === undefined) return;
  run.state = copyState(before);
  runStatement(run, some);
  const after = run.state;
  run.state = before;
  if (other !== undefined) runStatement(run, other);
  run.state = joinStates(after, run.state);
}

function runDeclarations(run: TaintRun, list: ts.VariableDeclarationList): void {
  for (const { name, initializer, ...rest } of list.declarations) {
    void rest;
    if (initializer === undefined) {
      if (isIdentifier(name)) declare(run, name, cleanCell, false);
      continue;
    }
    if (isIdentifier(name) && isFunctionLike(initializer) && run.isInFunction) {
      run.functions.set(keyOf(run, name), initializer as ts.FunctionExpression);
      declare(run, name, cleanCell, false);
      continue;
    }
    const cell = evaluate(run, initializer);
    run.storing = initializer;
    declare(run, name, cell, isVariable(initializer));
    run.storing = undefined;
  }
  for (const declaration of list.declarations)
    if (
      declaration.initializer !== undefined &&
      run.state !== undefined &&
      run.sites.sinksAt(declaration).length > 0
    ) {
      const key = isIdentifier(declaration.name) ? keyOf(run, declaration.name) : undefined;
      const stored = key === undefined ? cleanCell : (run.state.variables.get(key) ?? cleanCell);
      reportSinks(
        run,
        declaration,
        union(gather(stored), gather(evaluateQuietly(run, declaration.initializer))),
      );
    }
}

function isVariable(node: ts.Node): boolean {
  return (
    node.kind === Kind.Identifier ||
    node.kind === Kind.PropertyAccessExpression ||
    node.kind === Kind.ElementAccessExpression
  );
}

function isLoop(node: ts.Node): node is ts.IterationStatement {
  switch (node.kind) {
    case Kind.ForStatement:
    case Kind.ForInStatement:
    case Kind.ForOfStatement:
    case Kind.WhileStatement:
    case Kind.DoStatement:
      return true;
    default:
      return false;
  }
}

function runLoop(run: TaintRun, node: ts.IterationStatement): void {
  const label = run.label;
  run.label = '';
  if (node.kind === Kind.ForStatement) {
    const { initializer } = node as ts.ForStatement;
    if (initializer !== undefined)
      if (isVariableDeclarationList(initializer)) runDeclarations(run, initializer);
      else evaluate(run, initializer);
  }
  const isFor = node.kind === Kind.ForStatement;
  const condition = isFor
    ? (node as ts.ForStatement).condition
    : (node as Partial<ts.WhileStatement>).expression;
  const isEach = node.kind === Kind.ForInStatement || node.kind === Kind.ForOfStatement;
  const iterated = isEach && condition !== undefined ? evaluate(run, condition) : cleanCell;
  let exit: TaintState | undefined;
  for (let round = 0; round < maxLoopRuns; round++) {
    const before: TaintState | undefined = run.state;
    if (before === undefined) break;
    const jump: Jump = { label, isLoop: true, breaks: undefined, continues: undefined };
    run.state = copyState(before);
    if (!isEach && node.kind !== Kind.DoStatement && condition !== undefined) evaluate(run, condition);
    // Without a condition, only `break` leaves.
    if (condition !== undefined && node.kind !== Kind.DoStatement)
      exit = joinStates(exit, copyRun(run.state));
    if (isEach) bindIterated(run, node as ts.ForOfStatement, iterated);
    run.jumps.push(jump);
    runStatement(run, node.statement);
    run.jumps.pop();
    run.state = joinStates(run.state, jump.continues);
    const { incrementor } = node as Partial<ts.ForStatement>;
    if (isFor && incrementor !== undefined) evaluate(run, incrementor);
    if (node.kind === Kind.DoStatement) {
      evaluate(run, (node as ts.DoStatement).expression);
      exit = joinStates(exit, copyRun(run.state));
    }
    exit = joinStates(exit, jump.breaks);
    const next = joinStates(before, run.state);
    run.state = next;
    if (next === undefined || isSameState(next, before)) break;
  }
  run.state = exit;
}

function copyRun(state: TaintState | undefined): TaintState | undefined {
  return state === undefined ? undefined : copyState(state);
}

function bindIterated(run: TaintRun, { initializer }: ts.ForOfStatement, iterated: Cell): void {
  const element = cellOf(union(gather(iterated), gather(fieldOf(iterated, anyIndex))));
  if (!isVariableDeclarationList(initializer)) {
    assignExpression(run, initializer, element);
    return;
  }
  const declaration = initializer.declarations[0];
  if (declaration === undefined) return;
  declare(run, declaration.name, isIdentifier(declaration.name) ? element : cleanCell, false);
}

function jumpOut(run: TaintRun, node: ts.BreakOrContinueStatement): void {
  const isBreak = node.kind === Kind.BreakStatement;
  const label = node.label?.text ?? '';
  for (let i = run.jumps.length - 1; i >= 0; i--) {
    const jump = run.jumps[i];
    if (jump === undefined) continue;
    const fits = label === '' ? jump.isLoop || (isBreak && jump.label === '') : jump.label === label;
    if (!fits || (!isBreak && !jump.isLoop)) continue;
    if (isBreak) jump.breaks = joinStates(jump.breaks, run.state);
    else jump.continues = joinStates(jump.continues, run.state);
    break;
  }
  run.state = undefined;
}

function runSwitch(run: TaintRun, { expression, caseBlock }: ts.SwitchStatement): void {
  evaluate(run, expression);
  const before = run.state;
  if (before === undefined) return;
  const jump: Jump = { label: '', isLoop: false, breaks: undefined, continues: undefined };
  run.jumps.push(jump);
  let through: TaintState | undefined;
  for (const clause of caseBlock.clauses) {
    run.state = copyState(before);
    if (isCaseClause(clause)) evaluate(run, clause.expression);
    run.state = joinStates(run.state, through);
    runStatements(run, clause.statements);
    through = run.state;
  }
  run.jumps.pop();
  const hasDefault = caseBlock.clauses.some((clause) => !isCaseClause(clause));
  run.state = joinStates(joinStates(through, jump.breaks), hasDefault ? undefined : before);
}

function runTry(run: TaintRun, { tryBlock, catchClause, finallyBlock }: ts.TryStatement): void {
  const outer = run.throws;
  run.throws = undefined;
  runStatement(run, tryBlock);
  const after = run.state;
  const thrown = joinStates(copyRun(after), run.throws);
  run.throws = outer;
  if (catchClause !== undefined) {
    run.state = copyRun(thrown);
    const name = catchClause.variableDeclaration?.name;
    if (name !== undefined && run.state !== undefined) declare(run, name, cleanCell, false);
    if (isBlock(catchClause.block)) runStatement(run, catchClause.block);
    run.state = joinStates(after, run.state);
  } else run.state = thrown;
  if (finallyBlock !== undefined) runStatement(run, finallyBlock);
}
