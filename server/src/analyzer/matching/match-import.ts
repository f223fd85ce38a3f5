/**
 * Matches import declarations, also against `require` and `import x = require()`.
 */

import type ts from 'typescript';
import { requiredModule } from './bindings.ts';
import { type Environment, type Environments, noMatch } from './environment.ts';
import { chain, type MatchContext, optional } from './match-context.ts';
import { isEllipsis, metavariableOf, readStringPattern } from './pattern-syntax.ts';
import { declarationOfItem } from './statement-list.ts';
import {
  isCallExpression,
  isExternalModuleReference,
  isImportDeclaration,
  isImportEqualsDeclaration,
  isNamedImports,
  isNamespaceImport,
  isObjectBindingPattern,
  isStringLiteral,
} from './syntax.ts';

/** An import pattern against an import, `import x = require()`, or a variable that holds a `require`. */
export function matchImport(
  ctx: MatchContext,
  p: ts.ImportDeclaration,
  n: ts.Node,
  environment: Environment,
): Environments {
  if (isImportDeclaration(n))
    return chain(matchModule(ctx, p.moduleSpecifier, n.moduleSpecifier, environment), (env) => {
      const from = p.importClause;
      if (from === undefined) return env.only;
      const to = n.importClause;
      if (to === undefined) return noMatch;
      const named = from.name === undefined ? env.only : optional(ctx.bindingName, from.name, to.name, env);
      return chain(named, (inner) => matchImportBindings(ctx, from.namedBindings, to, inner));
    });
  return matchRequire(ctx, p, n, environment);
}

/** A module by its name, or as the beginning of a path: `"foo"` matches `"foo/bar"`. */
function matchModule(
  ctx: MatchContext,
  p: ts.Expression,
  n: ts.Expression,
  environment: Environment,
): Environments {
  const direct = ctx.expression(p, n, environment);
  if (direct.length > 0 || !isStringLiteral(p) || !isStringLiteral(n)) return direct;
  return n.text.startsWith(`${p.text}/`) ? environment.only : noMatch;
}

/** `require` and `import x = require()` as imports: of everything, of named things, of the whole module. */
function matchRequire(
  ctx: MatchContext,
  p: ts.ImportDeclaration,
  n: ts.Node,
  environment: Environment,
): Environments {
  const from = p.importClause;
  if (isImportEqualsDeclaration(n)) {
    const reference = n.moduleReference;
    if (!isExternalModuleReference(reference)) return noMatch;
    return chain(ctx.expression(p.moduleSpecifier, reference.expression, environment), (env) => {
      if (from === undefined) return env.only;
      const named = from.namedBindings;
      return named !== undefined && isNamespaceImport(named) && from.name === undefined
        ? ctx.bindingName(named.name, n.name, env)
        : noMatch;
    });
  }
  const declaration = declarationOfItem(n);
  const call = declaration?.initializer;
  if (
    declaration === undefined ||
    call === undefined ||
    requiredModule(call) === undefined ||
    !isCallExpression(call)
  )
    return noMatch;
  const argument = call.arguments[0];
  if (argument === undefined || !namesModule(p.moduleSpecifier)) return noMatch;
  return chain(ctx.expression(p.moduleSpecifier, argument, environment), (env) => {
    if (from === undefined) return env.only;
    const named = from.namedBindings;
    if (from.name !== undefined || named === undefined || !isNamedImports(named)) return noMatch;
    return isObjectBindingPattern(declaration.name)
      ? matchDestructured(ctx, named.elements, declaration.name.elements, env)
      : noMatch;
  });
}

/** Whether the pattern says which module; `import "..."` is about import statements alone. */
function namesModule(specifier: ts.Expression): boolean {
  const kind = isStringLiteral(specifier) ? readStringPattern(specifier.text).kind : 'any';
  return kind === 'text' || kind === 'regex';
}

function matchDestructured(
  ctx: MatchContext,
  specifiers: readonly ts.ImportSpecifier[],
  elements: readonly ts.BindingElement[],
  environment: Environment,
): Environments {
  let result: Environments = environment.only;
  for (const specifier of specifiers) {
    if (isEllipsis(specifier)) continue;
    result = chain(result, (env) =>
      elements.flatMap((element) => {
        const exported = element.propertyName ?? element.name;
        const { propertyName, name } = specifier;
        if (propertyName === undefined) {
          const isVariable = metavariableOf(name) !== '';
          return [...ctx.propertyName(name, isVariable ? element.name : exported, env)];
        }
        return [
          ...chain(ctx.propertyName(propertyName, exported, env), (inner) =>
            ctx.bindingName(name, element.name, inner),
          ),
        ];
      }),
    );
  }
  return result;
}

function matchImportBindings(
  ctx: MatchContext,
  p: ts.NamedImportBindings | undefined,
  n: ts.ImportClause,
  environment: Environment,
): Environments {
  if (p === undefined) return environment.only;
  const to = n.namedBindings;
  if (isNamespaceImport(p))
    return to !== undefined && isNamespaceImport(to)
      ? ctx.bindingName(p.name, to.name, environment)
      : noMatch;
  const elements = to !== undefined && isNamedImports(to) ? to.elements : [];
  let result: Environments = environment.only;
  for (const specifier of p.elements) {
    if (isEllipsis(specifier)) continue;
    result = chain(result, (env) => {
      const matches = elements.flatMap((element) => [...matchSpecifier(ctx, specifier, element, env)]);
      // `import {$X} from` also takes a default import.
      if (
        n.name !== undefined &&
        specifier.propertyName === undefined &&
        metavariableOf(specifier.name) !== ''
      )
        matches.push(...ctx.bindingName(specifier.name, n.name, env));
      return matches;
    });
  }
  return result;
}

function matchSpecifier(
  ctx: MatchContext,
  p: ts.ImportSpecifier,
  n: ts.ImportSpecifier,
  environment: Environment,
): Environments {
  if (p.propertyName === undefined) {
    // Without an alias the pattern names what is exported; a metavariable takes the local name.
    const isVariable = metavariableOf(p.name) !== '';
    return ctx.propertyName(p.name, isVariable ? n.name : (n.propertyName ?? n.name), environment);
  }
  const alias = n.propertyName;
  if (alias === undefined) return noMatch;
  return chain(ctx.propertyName(p.propertyName, alias, environment), (env) =>
    ctx.propertyName(p.name, n.name, env),
  );
}
