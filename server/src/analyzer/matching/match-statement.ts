/**
 * Matches statement patterns: single statements, bodies, and runs of statements with `...` between them.
 *
 * A `...` between statements also reaches into nested blocks and lambdas. An expression statement of a pattern
 * matches inside the expression of a statement, a `return` or an initializer. The expression of an arrow function
 * counts as a `return` statement.
 */

import ts from 'typescript';
import { type Environment, type Environments, noMatch, unwrapParentheses } from './environment.ts';
import { bindNode, chain, type MatchContext, matchSequence, optional, step } from './match-context.ts';
import { matchClass, matchNamedCallable } from './match-declaration.ts';
import { isLambda, matchDeep, matchSameKind } from './match-expression.ts';
import { matchImport } from './match-import.ts';
import { matchStatements } from './match-run.ts';
import { deepOperand, isEllipsis, metavariableOf } from './pattern-syntax.ts';
import { declarationOfItem, expandItems, isStatementKind, type StatementList } from './statement-list.ts';
import {
  isBlock,
  isCaseClause,
  isClassDeclaration,
  isClassElement,
  isEnumDeclaration,
  isExportAssignment,
  isExpressionStatement,
  isForInStatement,
  isForOfStatement,
  isForStatement,
  isFunctionDeclaration,
  isIdentifier,
  isIfStatement,
  isInterfaceDeclaration,
  isLabeledStatement,
  isMethodDeclaration,
  isModuleBlock,
  isModuleDeclaration,
  isReturnStatement,
  isSwitchStatement,
  isThrowStatement,
  isTryStatement,
  isTypeAliasDeclaration,
  isVariableDeclaration,
  isVariableDeclarationList,
  isVariableStatement,
  Kind,
} from './syntax.ts';

/** One statement pattern against one statement, item of a list, or expression of an arrow function. */
export function matchStatement(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  step(ctx);
  switch (p.kind) {
    case Kind.ExpressionStatement:
      return matchExpressionStatement(ctx, p as ts.ExpressionStatement, n, environment);
    case Kind.Block:
      return n.kind === Kind.Block ? matchBody(ctx, p, n, environment) : noMatch;
    case Kind.VariableStatement: {
      const declaration = (p as ts.VariableStatement).declarationList.declarations[0];
      return declaration === undefined
        ? noMatch
        : matchVariable(ctx, p as ts.VariableStatement, n, environment);
    }
    case Kind.VariableDeclaration:
      return matchVariable(ctx, p as ts.VariableDeclaration, n, environment);
    case Kind.FunctionDeclaration:
      return isNamedCallable(n)
        ? matchNamedCallable(ctx, p as ts.FunctionDeclaration, n, environment)
        : noMatch;
    case Kind.ClassDeclaration:
      return n.kind === Kind.ClassDeclaration ? matchClass(ctx, p, n, environment) : noMatch;
    case Kind.ReturnStatement: {
      const from = (p as ts.ReturnStatement).expression;
      if (isReturnStatement(n)) {
        if (from === undefined) return n.expression === undefined ? environment.only : noMatch;
        return optional(ctx.expression, from, n.expression, environment);
      }
      return isStatementNode(n) || from === undefined ? noMatch : ctx.expression(from, n, environment);
    }
    case Kind.IfStatement: {
      if (!isIfStatement(n)) return noMatch;
      const from = p as ts.IfStatement;
      return chain(ctx.expression(from.expression, n.expression, environment), (env) =>
        chain(matchBranch(ctx, from.thenStatement, n.thenStatement, env), (inner) =>
          optional((a, b, e) => matchBranch(ctx, a, b, e), from.elseStatement, n.elseStatement, inner),
        ),
      );
    }
    case Kind.WhileStatement:
    case Kind.DoStatement: {
      if (n.kind !== p.kind) return noMatch;
      const from = p as ts.WhileStatement;
      const to = n as ts.WhileStatement;
      return chain(ctx.expression(from.expression, to.expression, environment), (env) =>
        ctx.statement(from.statement, to.statement, env),
      );
    }
    case Kind.ForStatement:
      return matchFor(ctx, p as ts.ForStatement, n, environment);
    case Kind.ForInStatement:
    case Kind.ForOfStatement: {
      // `in` stands for `of` too, as in Semgrep.
      if (n.kind !== p.kind && !(isForInStatement(p) && isForOfStatement(n))) return noMatch;
      const from = p as ts.ForOfStatement;
      const to = n as ts.ForOfStatement;
      if (from.awaitModifier !== undefined && to.awaitModifier === undefined) return noMatch;
      return chain(matchForInitializer(ctx, from.initializer, to.initializer, environment), (env) =>
        chain(ctx.expression(from.expression, to.expression, env), (inner) =>
          ctx.statement(from.statement, to.statement, inner),
        ),
      );
    }
    case Kind.TryStatement:
      return isTryStatement(n) ? matchTry(ctx, p as ts.TryStatement, n, environment) : noMatch;
    case Kind.SwitchStatement:
      return isSwitchStatement(n) ? matchSwitch(ctx, p as ts.SwitchStatement, n, environment) : noMatch;
    case Kind.ThrowStatement:
      return isThrowStatement(n)
        ? ctx.expression((p as ts.ThrowStatement).expression, n.expression, environment)
        : noMatch;
    case Kind.ImportDeclaration:
      return matchImport(ctx, p as ts.ImportDeclaration, n, environment);
    case Kind.ExportAssignment:
      return matchDefaultExport(ctx, p as ts.ExportAssignment, n, environment);
    case Kind.LabeledStatement:
      return isLabeledStatement(n)
        ? ctx.statement((p as ts.LabeledStatement).statement, n.statement, environment)
        : noMatch;
    default:
      return matchOtherStatement(ctx, p, n, environment);
  }
}

function isStatementNode(node: ts.Node): boolean {
  return isStatementKind(node.kind) || isVariableDeclaration(node) || isClassElement(node);
}

function isNamedCallable(node: ts.Node): node is ts.FunctionDeclaration | ts.MethodDeclaration {
  return isFunctionDeclaration(node) || isMethodDeclaration(node);
}

/** Interfaces, type aliases, enums, namespaces, jumps: names may be metavariables, bodies may be `...`. */
function matchOtherStatement(
  ctx: MatchContext,
  p: ts.Node,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (p.kind !== n.kind) return noMatch;
  if (isInterfaceDeclaration(p) || isEnumDeclaration(p)) {
    const to = n as ts.InterfaceDeclaration | ts.EnumDeclaration;
    const isOpen = p.members.some((member) => isEllipsis(member));
    return chain(ctx.propertyName(p.name, to.name, environment), (env) =>
      isOpen
        ? env.only
        : matchSequence(ctx, p.members, to.members, env, { matcher: ctx.expression, at: n.end }),
    );
  }
  if (isTypeAliasDeclaration(p)) {
    const to = n as ts.TypeAliasDeclaration;
    return chain(ctx.propertyName(p.name, to.name, environment), (env) => ctx.type(p.type, to.type, env));
  }
  if (isModuleDeclaration(p)) {
    const to = n as ts.ModuleDeclaration;
    return chain(ctx.propertyName(p.name, to.name, environment), (env) =>
      p.body === undefined
        ? env.only
        : to.body === undefined
          ? noMatch
          : matchBody(ctx, p.body, to.body, env),
    );
  }
  return matchSameKind(ctx, p, n, environment);
}

/** Branches of `if`, where a block of one statement is that statement: `if (a) b` matches `if ($X) { ... }`. */
function matchBranch(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  if (isBlock(p)) {
    if (isBlock(n)) return matchBody(ctx, p, n, environment);
    const only = p.statements.length === 1 ? p.statements[0] : undefined;
    return only === undefined ? noMatch : ctx.statement(only, n, environment);
  }
  if (isBlock(n)) {
    const only = n.statements.length === 1 ? n.statements[0] : undefined;
    if (only !== undefined) return ctx.statement(p, only, environment);
  }
  return ctx.statement(p, n, environment);
}

/** A body against a body: blocks, or the expressions of arrow functions. The whole body must be accounted for. */
export function matchBody(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  const hasList = isBlock(n) || isModuleBlock(n);
  if (!isBlock(p) && !isModuleBlock(p)) {
    // An expression body matches an expression body, or a block that only returns.
    if (!hasList) return ctx.expression(p, n, environment);
    const only = n.statements.length === 1 ? n.statements[0] : undefined;
    return only !== undefined && isReturnStatement(only) && only.expression !== undefined
      ? ctx.expression(p, only.expression, environment)
      : noMatch;
  }
  const list = hasList ? ctx.index.listOf(n) : singleItem(n);
  return matchStatements(ctx, expandItems(p.statements), list, environment, { from: 0, isWhole: true }).map(
    ({ environment: env }) => env,
  );
}

/** A lone statement (or arrow expression) as a list. */
function singleItem(node: ts.Node): StatementList {
  const flat = { nodes: [node], item: [0], end: [1], first: [0] };
  return { items: [node], flat: () => flat };
}

function matchExpressionStatement(
  ctx: MatchContext,
  p: ts.ExpressionStatement,
  n: ts.Node,
  environment: Environment,
): Environments {
  const from = p.expression;
  if (isEllipsis(from)) return environment.only;
  const name = metavariableOf(from);
  if (name !== '') return bindNode(ctx, environment, name, isExpressionStatement(n) ? n.expression : n);
  const inner = deepOperand(from);
  // `<... e ...>` as a statement looks into every part of a statement, conditions too.
  if (inner !== undefined && isStatementNode(n)) return matchDeep(ctx, inner, n, environment);
  const deep = ctx.options.deepStatements ? matchDeep : plainMatch;
  if (isExpressionStatement(n)) return deep(ctx, from, n.expression, environment);
  if (isReturnStatement(n))
    return n.expression === undefined ? noMatch : deep(ctx, from, n.expression, environment);
  const declaration = declarationOfItem(n);
  if (declaration !== undefined)
    return declaration.initializer === undefined ? noMatch : deep(ctx, from, declaration, environment);
  return isStatementNode(n) ? noMatch : deep(ctx, from, n, environment);
}

function plainMatch(ctx: MatchContext, p: ts.Node, n: ts.Node, environment: Environment): Environments {
  return ctx.expression(p, n, environment);
}

function matchVariable(
  ctx: MatchContext,
  p: ts.VariableStatement | ts.VariableDeclaration,
  n: ts.Node,
  environment: Environment,
): Environments {
  const from = declarationOfItem(p);
  const to = declarationOfItem(n);
  if (from === undefined || to === undefined) return noMatch;
  if (isVariableStatement(p)) {
    const wanted = p.declarationList.flags & ts.NodeFlags.BlockScoped;
    const found = blockScopeFlags(ctx, n, to);
    // `var` stands for any keyword, as in Semgrep.
    if (wanted !== found && (wanted !== 0 || !ctx.options.letIsVar)) return noMatch;
    const isExported = p.modifiers?.some(({ kind }) => kind === Kind.ExportKeyword) === true;
    const modifiers = isVariableStatement(n) ? n.modifiers : undefined;
    if (isExported && modifiers?.some(({ kind }) => kind === Kind.ExportKeyword) !== true) return noMatch;
  }
  return matchVariableParts(ctx, from, to, environment);
}

function blockScopeFlags(ctx: MatchContext, n: ts.Node, declaration: ts.VariableDeclaration): ts.NodeFlags {
  if (isVariableStatement(n)) return n.declarationList.flags & ts.NodeFlags.BlockScoped;
  const range = ctx.index.rangeOf(declaration);
  const keyword = /^(?:const|let|var|await\s+using|using)/.exec(
    ctx.index.text.slice(range.start, range.start + 16),
  )?.[0];
  return keyword === 'const' ? ts.NodeFlags.Const : keyword === 'let' ? ts.NodeFlags.Let : ts.NodeFlags.None;
}

function matchVariableParts(
  ctx: MatchContext,
  from: ts.VariableDeclaration,
  to: ts.VariableDeclaration,
  environment: Environment,
): Environments {
  // Destructuring declares a variable without a name; its value is the assignment of the parts.
  const { initializer } = from;
  if (isIdentifier(from.name) && !isIdentifier(to.name) && to.initializer !== undefined) {
    if (metavariableOf(from.name) === '' || initializer === undefined) return noMatch;
    return ctx.expression(initializer, to, environment);
  }
  if ((initializer === undefined) !== (to.initializer === undefined)) return noMatch;
  return chain(ctx.bindingName(from.name, to.name, environment), (env) =>
    chain(optional(ctx.type, from.type, to.type, env), (typed) =>
      optional(ctx.expression, from.initializer, to.initializer, typed),
    ),
  );
}

/** `for (...)` stands for every kind of `for`. Parts of the head are there in both or in neither. */
function matchFor(ctx: MatchContext, p: ts.ForStatement, n: ts.Node, environment: Environment): Environments {
  const isAny = p.initializer !== undefined && isEllipsis(p.initializer) && p.condition === undefined;
  if (isAny && (isForStatement(n) || isForInStatement(n) || isForOfStatement(n)))
    return ctx.statement(p.statement, n.statement, environment);
  if (!isForStatement(n)) return noMatch;
  const both = (
    matcher: (from: ts.Expression, to: ts.Expression, env: Environment) => Environments,
    from: ts.Expression | undefined,
    to: ts.Expression | undefined,
    env: Environment,
  ): Environments => {
    if (from === undefined || to === undefined) return from === to ? env.only : noMatch;
    return matcher(from, to, env);
  };
  const head =
    p.initializer === undefined || n.initializer === undefined
      ? p.initializer === n.initializer || isEllipsis(p.initializer)
        ? environment.only
        : noMatch
      : matchForInitializer(ctx, p.initializer, n.initializer, environment);
  return chain(head, (env) =>
    chain(both(ctx.expression, p.condition, n.condition, env), (conditioned) =>
      chain(both(ctx.expression, p.incrementor, n.incrementor, conditioned), (incremented) =>
        ctx.statement(p.statement, n.statement, incremented),
      ),
    ),
  );
}

function matchForInitializer(
  ctx: MatchContext,
  p: ts.ForInitializer,
  n: ts.ForInitializer,
  environment: Environment,
): Environments {
  if (isEllipsis(p)) return environment.only;
  const to = isVariableDeclarationList(n) ? n.declarations : undefined;
  if (isVariableDeclarationList(p)) {
    const name = p.declarations[0]?.name;
    if (to === undefined)
      return name === undefined || !isIdentifier(name) || p.declarations[0]?.initializer !== undefined
        ? noMatch
        : ctx.expression(name, n, environment);
    return matchSequence(ctx, p.declarations, to, environment, {
      matcher: (from, node, env) =>
        isVariableDeclaration(from) && isVariableDeclaration(node)
          ? matchVariableParts(ctx, from, node, env)
          : noMatch,
      at: n.end,
    });
  }
  const only = to?.length === 1 ? to[0] : undefined;
  if (to === undefined) return ctx.expression(p, n, environment);
  // The variable of `for (const x of …)` may be named bare; one with a value of its own is a declaration.
  return only === undefined || only.initializer !== undefined
    ? noMatch
    : ctx.bindingName(p, only.name, environment);
}

function matchTry(
  ctx: MatchContext,
  p: ts.TryStatement,
  n: ts.TryStatement,
  environment: Environment,
): Environments {
  if (p.finallyBlock === undefined && n.finallyBlock !== undefined && p.catchClause !== undefined)
    return noMatch;
  return chain(matchBody(ctx, p.tryBlock, n.tryBlock, environment), (env) =>
    chain(
      optional(
        (a, b, e) => matchCatch(ctx, a as ts.CatchClause, b as ts.CatchClause, e),
        p.catchClause,
        n.catchClause,
        env,
      ),
      (inner) => optional((a, b, e) => matchBody(ctx, a, b, e), p.finallyBlock, n.finallyBlock, inner),
    ),
  );
}

/** A catch clause; a pattern with a metavariable also matches a clause that names no error. */
export function matchCatch(
  ctx: MatchContext,
  p: ts.CatchClause,
  n: ts.CatchClause,
  environment: Environment,
): Environments {
  const from = p.variableDeclaration?.name;
  const to = n.variableDeclaration?.name;
  if (from === undefined && to !== undefined) return noMatch;
  if (from !== undefined && to === undefined && !isEllipsis(from) && metavariableOf(from) === '')
    return noMatch;
  const named =
    from === undefined || to === undefined || isEllipsis(from)
      ? environment.only
      : ctx.bindingName(from, to, environment);
  return chain(named, (env) => matchBody(ctx, p.block, n.block, env));
}

function matchSwitch(
  ctx: MatchContext,
  p: ts.SwitchStatement,
  n: ts.SwitchStatement,
  environment: Environment,
): Environments {
  const clauses = p.caseBlock.clauses.filter((clause) => !isEllipsisCase(clause));
  return chain(ctx.expression(p.expression, n.expression, environment), (env) => {
    let result: Environments = env.only;
    for (const clause of clauses)
      result = chain(result, (inner) =>
        n.caseBlock.clauses.flatMap((target) => [...matchCase(ctx, clause, target, inner)]),
      );
    return result;
  });
}

function isEllipsisCase(clause: ts.CaseOrDefaultClause): boolean {
  return isCaseClause(clause) && isEllipsis(clause.expression);
}

/** A clause of a `switch`; the whole of its statements must be accounted for. */
export function matchCase(
  ctx: MatchContext,
  p: ts.CaseOrDefaultClause,
  n: ts.CaseOrDefaultClause,
  environment: Environment,
): Environments {
  if (p.kind !== n.kind) return noMatch;
  const labelled =
    isCaseClause(p) && isCaseClause(n)
      ? ctx.expression(p.expression, n.expression, environment)
      : environment.only;
  return chain(labelled, (env) =>
    matchStatements(ctx, expandItems(p.statements), ctx.index.listOf(n), env, { from: 0, isWhole: true }).map(
      ({ environment: inner }) => inner,
    ),
  );
}

function matchDefaultExport(
  ctx: MatchContext,
  p: ts.ExportAssignment,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (isExportAssignment(n)) return ctx.expression(p.expression, n.expression, environment);
  const value = unwrapParentheses(p.expression);
  if (isFunctionDeclaration(n) && isLambda(value))
    return n.name === undefined ? ctx.callable(value, n, environment) : noMatch;
  if (!isFunctionDeclaration(n) && !isClassDeclaration(n)) return noMatch;
  if (n.modifiers?.some(({ kind }) => kind === Kind.DefaultKeyword) !== true) return noMatch;
  const name = metavariableOf(p.expression);
  return name === '' ? noMatch : bindNode(ctx, environment, name, n.name ?? n);
}
