/**
 * Evaluates expressions for taint: what the value carries, and what evaluating it does to the state.
 *
 * Order matters and is Semgrep's: arguments, then the callee, then functions among the arguments. Taint passes through
 * operators, templates, literals, calls and `new`; a condition taints nothing.
 */
import type ts from 'typescript';
import {
  forEachChild,
  isArrayLiteralExpression,
  isBindingElement,
  isElementAccessExpression,
  isFunctionLike,
  isIdentifier,
  isJsxAttribute,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isOmittedExpression,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isSpreadElement,
  Kind,
} from '../syntax.ts';
import {
  bare,
  comparisons,
  isComparison,
  isElement,
  isIncrement,
  isNegation,
  isPart,
  nameOf,
} from './expression-forms.ts';
import { isIdle, spendStep, type TaintRun } from './taint-run.ts';
import { meets } from './taint-specs.ts';
import {
  addTaints,
  addTaintsBelow,
  anyIndex,
  type Cell,
  cellOf,
  cleanCell,
  copyState,
  fieldOf,
  gather,
  joinCells,
  joinStates,
  maxPathLength,
  noTaints,
  setVariable,
  type Taint,
  type TaintState,
  type Taints,
  union,
  type VariableKey,
  withField,
} from './taint-state.ts';

/** A place that can be assigned: a variable and fields below it. */
interface Place {
  readonly key: VariableKey;
  readonly path: readonly string[];
}

/** Runs a function body in place; given by `run-statements.ts`, as bodies hold statements. */
export interface BodyRunner {
  readonly runInPlace: (run: TaintRun, fn: ts.FunctionLikeDeclaration) => void;
}

let bodies: BodyRunner = { runInPlace: () => undefined };

/** Breaks the circle between expressions, which hold functions, and functions, which hold expressions. */
export function setBodyRunner(runner: BodyRunner): void {
  bodies = runner;
}

/** What a variable is known by. */
export function keyOf(run: TaintRun, identifier: ts.Identifier): VariableKey {
  return run.ctx.index.bindings().resolveInOrder(identifier.text, identifier.end - 1) ?? identifier.text;
}

function placeOf(run: TaintRun, node: ts.Node): Place | undefined {
  const at = bare(node);
  if (isIdentifier(at)) return { key: keyOf(run, at), path: [] };
  if (at.kind === Kind.ThisKeyword) return { key: 'this', path: [] };
  if (!isPropertyAccessExpression(at) && !isElementAccessExpression(at)) return undefined;
  const base = placeOf(run, at.expression);
  if (base === undefined || base.path.length >= maxPathLength) return base;
  return { key: base.key, path: [...base.path, isPropertyAccessExpression(at) ? at.name.text : anyIndex] };
}

function readPlace(state: TaintState, { key, path }: Place): Cell {
  let cell = state.variables.get(key) ?? cleanCell;
  for (const name of path) cell = fieldOf(cell, name);
  return cell;
}

function writePlace(state: TaintState, { key, path }: Place, cell: Cell): void {
  const index = path.indexOf(anyIndex);
  // What is stored under an index has no name of its own: a clean value there makes the whole clean.
  const kept = index >= 0 && gather(cell).size === 0 ? path.slice(0, index) : path;
  setVariable(state, key, withField(state.variables.get(key) ?? cleanCell, kept, cell));
}

/** Evaluates an expression at the point of the run. */
export function evaluate(run: TaintRun, node: ts.Node): Cell {
  spendStep(run);
  if (run.state === undefined) return cleanCell;
  if (isParenthesizedExpression(node)) return evaluate(run, node.expression);
  const { isBase } = run;
  run.isBase = false;
  if (isIdle(run, node)) return cleanCell;
  const inputs: Inputs = { taints: noTaints, isBase };
  const raw = evaluateKind(run, node, inputs);
  return finish(run, node, raw, inputs);
}

/** What a sink sees besides the value: arguments of a call, the target of an assignment. */
interface Inputs {
  taints: Taints;
  /** Whether only a member of the value is read: then a sink does not see what other members hold. */
  readonly isBase: boolean;
}

/** Applies sanitizers, sources, propagators and sinks that the node is or is part of. */
function finish(run: TaintRun, node: ts.Node, raw: Cell, inputs: Inputs): Cell {
  const { state, sites } = run;
  if (state === undefined) return cleanCell;
  let cell = dropSafeTypes(run, node, raw);
  let seen = inputs.taints;
  const sanitizers = sites.sanitizersAt(node);
  if (sanitizers.length > 0) {
    for (const { site, isWhole } of sanitizers) {
      if (site.spec.spec.bySideEffect === false || !isWhole) continue;
      const place = placeOf(run, node);
      if (place !== undefined) writePlace(state, place, cleanCell);
    }
    if (sanitizers.some(({ site }) => site.spec.spec.bySideEffect !== 'only')) {
      cell = cleanCell;
      seen = noTaints;
    }
  } else cell = applySources(run, node, cell);
  cell = applyPropagators(run, node, cell);
  const sinks = sites.sinksAt(node);
  const asked = sites.isAsked(node);
  if (sinks.length === 0 && asked === '') return cell;
  const own = gather(cell);
  if (asked !== '') run.arguments.set(asked, union(run.arguments.get(asked) ?? noTaints, own));
  reportSinks(run, node, union(inputs.isBase ? cell.taints : own, seen));
  return cell;
}

/** Reports the sinks that a node is, if something tainted is there. */
export function reportSinks(run: TaintRun, node: ts.Node, taints: Taints): void {
  if (run.state === undefined || run.isQuiet) return;
  const all = union(taints, run.state.control);
  if (all.size === 0) return;
  for (const sink of run.sites.sinksAt(node))
    if (!sink.spec.spec.atExit) run.report({ sink, taints: all, arguments: new Map(run.arguments) });
}

function applySources(run: TaintRun, node: ts.Node, cell: Cell): Cell {
  const { state } = run;
  const sources = run.sites.sourcesAt(node);
  if (sources.length === 0 || state === undefined) return cell;
  let result = cell;
  const incoming = gather(cell);
  for (const { site, isWhole } of sources) {
    const { spec, requires } = site.spec;
    if (requires !== undefined && !meets(requires, incoming)) continue;
    const taints: Taints = new Set([run.taintOf(site)]);
    if (spec.control) {
      state.control = union(state.control, taints);
      continue;
    }
    if (spec.bySideEffect !== false && isWhole) {
      const place = placeOf(run, node);
      if (place !== undefined) writePlace(state, place, addTaints(readPlace(state, place), taints));
    }
    // The place is a source itself, so what was stored below it does not matter.
    if (spec.bySideEffect !== 'only') result = addTaintsBelow(result, taints);
  }
  return result;
}

function applyPropagators(run: TaintRun, node: ts.Node, cell: Cell): Cell {
  const { sites, state } = run;
  for (const site of sites.propagatorsFrom(node)) {
    const taints = gather(cell);
    const { requires, spec } = site.spec;
    if (taints.size === 0 || (requires !== undefined && !meets(requires, taints))) continue;
    const isReplaced = ({ label }: Taint): boolean => spec.replaceLabels?.includes(label) ?? true;
    const given: Taints =
      spec.label === ''
        ? taints
        : new Set(
            [...taints].map((taint) =>
              isReplaced(taint) ? { label: spec.label, source: taint.source } : taint,
            ),
          );
    run.pending.set(site, union(run.pending.get(site) ?? noTaints, given));
  }
  let result = cell;
  for (const site of sites.propagatorsTo(node)) {
    const taints = run.pending.get(site) ?? noTaints;
    if (taints.size === 0) continue;
    result = addTaints(result, taints);
    const place = site.spec.spec.bySideEffect === false ? undefined : placeOf(run, node);
    if (place !== undefined && state !== undefined)
      writePlace(state, place, addTaints(readPlace(state, place), taints));
  }
  return result;
}

/** Booleans and numbers carry nothing where the rule says so and the type is evident. */
function dropSafeTypes(run: TaintRun, node: ts.Node, cell: Cell): Cell {
  const { safeBooleans, safeNumbers } = run.options;
  if ((!safeBooleans && !safeNumbers) || cell === cleanCell) return cell;
  if (safeBooleans && (isComparison(node) || isNegation(node))) return cleanCell;
  const type = run.ctx.index.typeOf(node);
  const name =
    type?.kind === 'name'
      ? type.name
      : type?.kind !== 'node'
        ? ''
        : type.type.kind === Kind.BooleanKeyword
          ? 'boolean'
          : type.type.kind === Kind.NumberKeyword
            ? 'number'
            : '';
  return (safeBooleans && name === 'boolean') || (safeNumbers && name === 'number') ? cleanCell : cell;
}

function evaluateKind(run: TaintRun, node: ts.Node, inputs: Inputs): Cell {
  switch (node.kind) {
    case Kind.Identifier:
      return readVariable(run, node as ts.Identifier);
    case Kind.ThisKeyword:
    case Kind.SuperKeyword:
      return cleanCell;
    case Kind.PropertyAccessExpression:
    case Kind.ElementAccessExpression:
      return readMember(run, node as ts.PropertyAccessExpression | ts.ElementAccessExpression);
    case Kind.CallExpression:
    case Kind.NewExpression:
      return evaluateCall(run, node as ts.CallExpression | ts.NewExpression, inputs);
    case Kind.TaggedTemplateExpression: {
      const { tag, template } = node as ts.TaggedTemplateExpression;
      const parts = gather(evaluateKind(run, template, inputs));
      const called = gather(evaluate(run, tag));
      inputs.taints = union(parts, called);
      if (run.options.onlyAssignments) return cleanCell;
      return cellOf(run.options.safeFunctions ? called : inputs.taints);
    }
    case Kind.BinaryExpression:
      return evaluateBinary(run, node as ts.BinaryExpression, inputs);
    case Kind.ConditionalExpression: {
      const { condition, whenTrue, whenFalse } = node as ts.ConditionalExpression;
      evaluate(run, condition);
      return either(run, whenTrue, whenFalse);
    }
    case Kind.ObjectLiteralExpression:
      return evaluateObject(run, node as ts.ObjectLiteralExpression);
    case Kind.ArrayLiteralExpression: {
      let elements = cleanCell;
      for (const element of (node as ts.ArrayLiteralExpression).elements) {
        const cell = evaluate(run, element);
        elements = joinCells(elements, isSpreadElement(element) ? fieldOf(cell, anyIndex) : cell);
      }
      return gather(elements).size === 0
        ? cleanCell
        : { taints: noTaints, fields: new Map([[anyIndex, elements]]) };
    }
    case Kind.AwaitExpression:
    case Kind.SpreadElement: {
      const cell = evaluate(run, (node as ts.AwaitExpression).expression);
      return run.options.onlyAssignments ? cleanCell : cell;
    }
    case Kind.AsExpression:
    case Kind.SatisfiesExpression:
    case Kind.NonNullExpression:
    case Kind.TypeAssertionExpression:
      return evaluate(run, (node as ts.AsExpression).expression);
    case Kind.YieldExpression: {
      const { expression } = node as ts.YieldExpression;
      if (expression !== undefined) evaluate(run, expression);
      return cleanCell;
    }
    case Kind.FunctionExpression:
    case Kind.ArrowFunction:
      bodies.runInPlace(run, node as ts.FunctionExpression);
      return cleanCell;
    case Kind.ClassExpression:
      return cleanCell;
    default:
      return evaluateParts(run, node);
  }
}

/** Templates, unary operators, JSX and whatever else: the taint of all expressions below. */
function evaluateParts(run: TaintRun, node: ts.Node): Cell {
  let taints = noTaints;
  const visit = (child: ts.Node): void => {
    if (isJsxAttribute(child)) {
      if (child.initializer !== undefined) visit(child.initializer);
      return;
    }
    if (isPart(child)) taints = union(taints, gather(evaluate(run, child)));
    else forEachChild(child, visit);
  };
  const tag = (node as { readonly tagName?: ts.Node }).tagName;
  forEachChild(node, (child) => {
    if (child !== tag) visit(child);
  });
  if (run.options.onlyAssignments) {
    if (isIncrement(node)) assignExpression(run, (node as ts.PrefixUnaryExpression).operand, cleanCell);
    return cleanCell;
  }
  // An element is the result of the function that its tag names.
  return run.options.safeFunctions && isElement(node) ? cleanCell : cellOf(taints);
}

function readVariable(run: TaintRun, node: ts.Identifier): Cell {
  const { state } = run;
  if (state === undefined) return cleanCell;
  const key = keyOf(run, node);
  const fn = run.functions.get(key);
  if (fn !== undefined) {
    run.functions.delete(key);
    bodies.runInPlace(run, fn);
    run.functions.set(key, fn);
    run.used.add(fn);
  }
  return run.state?.variables.get(key) ?? cleanCell;
}

function readMember(run: TaintRun, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Cell {
  const isThis = bare(node.expression).kind === Kind.ThisKeyword;
  run.isBase = true;
  const base = evaluate(run, node.expression);
  const object = isThis ? (run.state?.variables.get('this') ?? cleanCell) : base;
  if (isPropertyAccessExpression(node)) {
    if (run.options.onlyAssignments && object.fields?.has(node.name.text) !== true) return cleanCell;
    return fieldOf(object, node.name.text);
  }
  const index = gather(evaluate(run, node.argumentExpression));
  if (run.options.onlyAssignments) return cleanCell;
  const element = fieldOf(object, anyIndex);
  return run.options.safeIndexes ? element : addTaints(element, index);
}

function evaluateCall(run: TaintRun, node: ts.CallExpression | ts.NewExpression, inputs: Inputs): Cell {
  let taints = noTaints;
  const functions: ts.Node[] = [];
  for (const argument of node.arguments ?? []) {
    if (isFunctionLike(bare(argument))) functions.push(argument);
    else taints = union(taints, gather(evaluate(run, argument)));
  }
  const callee = bare(node.expression);
  let called = noTaints;
  if (isFunctionLike(callee)) functions.push(callee);
  else called = calleeTaints(run, node.expression);
  // What is made of a class is not the class.
  const isNew = node.kind === Kind.NewExpression;
  if (!isNew) taints = union(taints, called);
  for (const fn of functions) evaluate(run, fn);
  inputs.taints = taints;
  const { safeFunctions, onlyAssignments } = run.options;
  if (onlyAssignments) return cleanCell;
  // Arguments and receivers are safe then; what is called without a receiver is a value like others.
  if (safeFunctions && !isNew) return cellOf(isPropertyAccessExpression(callee) ? noTaints : called);
  return cellOf(taints);
}

/** The taint of what is called: of `a.b` in `a.b()`, with everything below `a`. */
function calleeTaints(run: TaintRun, callee: ts.Expression): Taints {
  const at = bare(callee);
  if (!isPropertyAccessExpression(at)) return gather(evaluate(run, callee));
  const isThis = bare(at.expression).kind === Kind.ThisKeyword;
  const object = evaluate(run, at.expression);
  const member = isThis
    ? fieldOf(run.state?.variables.get('this') ?? cleanCell, at.name.text)
    : fieldOf(object, at.name.text);
  const result = finish(run, at, member, { taints: noTaints, isBase: false });
  return union(gather(object), gather(result));
}

function either(run: TaintRun, some: ts.Expression, other: ts.Expression): Cell {
  const before = run.state;
  if (before === undefined) return cleanCell;
  run.state = copyState(before);
  const left = evaluate(run, some);
  const after = run.state;
  run.state = before;
  const right = evaluate(run, other);
  run.state = joinStates(after, run.state);
  return joinCells(left, right);
}

function evaluateBinary(run: TaintRun, node: ts.BinaryExpression, inputs: Inputs): Cell {
  const operator = node.operatorToken.kind;
  if (operator >= Kind.FirstAssignment && operator <= Kind.LastAssignment)
    return evaluateAssignment(run, node, inputs);
  const left = evaluate(run, node.left);
  const isShort =
    operator === Kind.AmpersandAmpersandToken ||
    operator === Kind.BarBarToken ||
    operator === Kind.QuestionQuestionToken;
  const before = isShort && run.state !== undefined ? copyState(run.state) : undefined;
  const right = evaluate(run, node.right);
  if (isShort) run.state = joinStates(before, run.state);
  if (operator === Kind.CommaToken) return right;
  if (run.options.onlyAssignments || (run.options.safeComparisons && comparisons.has(operator)))
    return cleanCell;
  return isShort ? joinCells(left, right) : cellOf(union(gather(left), gather(right)));
}

function evaluateAssignment(run: TaintRun, node: ts.BinaryExpression, inputs: Inputs): Cell {
  const operator = node.operatorToken.kind;
  const value = evaluate(run, node.right);
  const isCompound = operator !== Kind.EqualsToken;
  const isLogical =
    operator === Kind.BarBarEqualsToken ||
    operator === Kind.AmpersandAmpersandEqualsToken ||
    operator === Kind.QuestionQuestionEqualsToken;
  const target = bare(node.left);
  const isPlace = placeOf(run, target) !== undefined || isElementAccessExpression(target);
  const old = isPlace ? readTarget(run, target, gather(value)) : cleanCell;
  const computed = run.options.onlyAssignments ? cleanCell : cellOf(union(gather(value), gather(old)));
  const stored = isCompound && !isLogical ? computed : value;
  inputs.taints = gather(old);
  run.storing = node.right;
  assignExpression(run, node.left, stored);
  run.storing = undefined;
  if (!isCompound) repeatSideEffects(run, target, bare(node.right));
  return stored;
}

/** In `x = fill(x)`, what `fill` does to `x` counts after the assignment, as in Semgrep. */
function repeatSideEffects(run: TaintRun, target: ts.Node, value: ts.Node): void {
  if (!isIdentifier(target) || value.kind !== Kind.CallExpression) return;
  for (const argument of (value as ts.CallExpression).arguments) {
    const at = bare(argument);
    if (isIdentifier(at) && at.text === target.text) applySources(run, at, cleanCell);
  }
}

/** The target of an assignment as a value: its taint, and that of its index, count for sinks around it. */
function readTarget(run: TaintRun, target: ts.Node, assigned: Taints): Cell {
  const isMember = isPropertyAccessExpression(target) || isElementAccessExpression(target);
  let cell = isMember ? readMember(run, target) : readVariable(run, target as ts.Identifier);
  if (run.sites.sanitizersAt(target).length === 0) cell = applySources(run, target, cell);
  reportSinks(run, target, union(gather(cell), assigned));
  return cell;
}

/** Assigns to an expression: a variable, a member, or a pattern of them. */
export function assignExpression(run: TaintRun, target: ts.Node, given: Cell): void {
  const at = bare(target);
  const isPattern = isArrayLiteralExpression(at) || isObjectLiteralExpression(at);
  const cell = isPattern && run.options.onlyAssignments ? cleanCell : given;
  if (isArrayLiteralExpression(at)) {
    for (const element of at.elements) {
      if (isSpreadElement(element)) assignExpression(run, element.expression, cleanCell);
      else if (!isOmittedExpression(element))
        assignExpression(run, withoutDefault(run, element), fieldOf(cell, anyIndex));
    }
    return;
  }
  if (isObjectLiteralExpression(at)) {
    for (const property of at.properties) {
      if (isPropertyAssignment(property))
        assignExpression(
          run,
          withoutDefault(run, property.initializer),
          fieldOf(cell, nameOf(property.name)),
        );
      else if (isShorthandPropertyAssignment(property))
        assignExpression(run, property.name, fieldOf(cell, property.name.text));
      else if (isSpreadAssignment(property)) assignExpression(run, property.expression, cleanCell);
    }
    return;
  }
  store(run, at, cell);
}

function withoutDefault(run: TaintRun, target: ts.Node): ts.Node {
  if (target.kind !== Kind.BinaryExpression) return target;
  evaluate(run, (target as ts.BinaryExpression).right);
  return (target as ts.BinaryExpression).left;
}

/** Gives a declared name or pattern a value. `isVariable`: the value is a variable or member, not a new one. */
export function declare(run: TaintRun, name: ts.BindingName, given: Cell, isVariable: boolean): void {
  if (isIdentifier(name)) {
    store(run, name, given);
    return;
  }
  const cell = run.options.onlyAssignments ? cleanCell : given;
  for (const element of name.elements) {
    if (!isBindingElement(element)) continue;
    if (element.initializer !== undefined) evaluate(run, element.initializer);
    const isRest = element.dotDotDotToken !== undefined;
    // The rest has the fields of the value, and not what is known of it as a whole.
    if (isRest)
      declare(run, element.name, isVariable ? { taints: noTaints, fields: cell.fields } : cleanCell, false);
    else if (element.initializer !== undefined) declare(run, element.name, cleanCell, false);
    else {
      const property = element.propertyName ?? element.name;
      const field = isObjectBindingPattern(name) ? nameOf(property) : anyIndex;
      declare(run, element.name, fieldOf(cell, field), isVariable);
    }
  }
}

/** Writes a place, and lets sources, sanitizers and propagators of the place have their effect. */
function store(run: TaintRun, target: ts.Node, cell: Cell): void {
  const { state, sites } = run;
  const place = placeOf(run, target);
  if (place === undefined || state === undefined) return;
  const isSanitized = sites.sanitizersAt(target).some(({ site }) => site.spec.spec.bySideEffect !== 'only');
  writePlace(state, place, isSanitized ? cleanCell : cell);
  if (!isSanitized) noteAssignment(run, target, cell);
  for (const { site, isWhole } of sites.sourcesAt(target)) {
    if (site.spec.spec.bySideEffect === false || !isWhole) continue;
    const taints: Taints = new Set([run.taintOf(site)]);
    if (site.spec.spec.control) state.control = union(state.control, taints);
    else writePlace(state, place, addTaints(readPlace(state, place), taints));
  }
  for (const { site, isWhole } of sites.sanitizersAt(target))
    if (site.spec.spec.bySideEffect !== false && isWhole) writePlace(state, place, cleanCell);
  applyPropagators(run, target, readPlace(state, place));
}

/** Remembers the way that data takes, to show it. */
function noteAssignment(run: TaintRun, target: ts.Node, cell: Cell): void {
  const value = run.storing;
  if (value === undefined || cell === cleanCell) return;
  const taints = gather(cell);
  if (taints.size === 0) return;
  const { startOf } = run.ctx.index;
  const start = startOf(target);
  const key = `${start}:${target.end}`;
  const known = run.assigned.get(key);
  if (known !== undefined) for (const taint of taints) known.taints.add(taint);
  else
    run.assigned.set(key, {
      start,
      end: target.end,
      taints: new Set(taints),
      value: { start: startOf(value), end: value.end },
    });
}

function evaluateObject(run: TaintRun, node: ts.ObjectLiteralExpression): Cell {
  let taints = noTaints;
  const fields = new Map<string, Cell>();
  const put = (name: string, cell: Cell): void => {
    if (gather(cell).size > 0) fields.set(name, cell);
  };
  for (const property of node.properties) {
    if (isPropertyAssignment(property)) {
      // A computed name is no value of its own that a sink could see.
      if (property.name.kind === Kind.ComputedPropertyName) {
        const { isQuiet } = run;
        run.isQuiet = true;
        evaluate(run, (property.name as ts.ComputedPropertyName).expression);
        run.isQuiet = isQuiet;
      }
      put(nameOf(property.name), evaluate(run, property.initializer));
    } else if (isShorthandPropertyAssignment(property)) put(property.name.text, evaluate(run, property.name));
    else if (isSpreadAssignment(property)) {
      const cell = evaluate(run, property.expression);
      taints = union(taints, cell.taints);
      for (const [name, field] of cell.fields ?? []) put(name, field);
    } else bodies.runInPlace(run, property as ts.MethodDeclaration);
  }
  if (fields.size === 0) return cellOf(taints);
  return { taints, fields };
}
