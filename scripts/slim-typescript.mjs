/**
 * Cuts TypeScript down to what the analyzer uses, its parser: a tenth of it. That halves the time until a bundle runs.
 *
 * `typescript.js` is one function around thousands of top-level statements, which a bundler can only take whole. Here they
 * are taken apart: kept is every statement that declares or completes a name which the wanted ones mention, directly or
 * not, in the order of the file. Mentions are found by name, whatever the name is bound to, so that too much may be kept
 * but not too little. Of what runs for its effects alone, only what is listed is kept; an unknown sort fails the build.
 */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

const { SyntaxKind } = ts;

/** Classes that only the type checker makes. Left whole, they would bring the language service with them. */
const emptiedClasses = new Set(['SignatureObject', 'SymbolObject', 'TypeObject']);

/** Calls for effect that are kept: it gives nodes their methods. */
const keptCalls = new Set(['setObjectAllocator']);

/** Calls for effect that are left out: features of the language service. */
const droppedCalls = new Set(['registerCodeFix', 'registerRefactor']);

/** A table of thousands of messages, of which only those that are mentioned are kept. */
const messageTable = 'Diagnostics';

/**
 * @param {string} file `typescript.js`.
 * @param {Iterable<string>} names What shall be exported; names that TypeScript does not export are ignored.
 * @returns {string} An ECMAScript module.
 */
export function slimTypeScript(file, names) {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS);
  const textOf = (/** @type {ts.Node} */ node) => text.slice(node.getStart(source), node.end);
  /** Name → the statements that declare or complete it. @type {Map<string, ts.Statement[]>} */
  const byName = new Map();
  /** Exported name → name inside. @type {Map<string, string>} */
  const exported = new Map();
  /** @type {ts.Statement[]} */
  const queue = [];
  const statements = statementsOf(source);
  for (const statement of statements) {
    const declared = namesOf(statement);
    if (declared === undefined) {
      if (isCallOf(statement, keptCalls)) queue.push(statement);
      else if (!isDropped(statement))
        throw new Error(
          `TypeScript has a top-level statement of a sort that scripts/slim-typescript.mjs does not know, so it is not known whether the parser needs it. Add it to what is kept or dropped there: ${textOf(statement).slice(0, 200)}`,
        );
    } else if (declared.includes('typescript_exports'))
      for (const [name, inside] of exportsOf(statement)) exported.set(name, inside);
    else for (const name of declared) byName.set(name, [...(byName.get(name) ?? []), statement]);
  }
  const wanted = [...new Set(names)].filter((name) => exported.has(name)).sort();
  const kept = new Set(queue);
  const want = (/** @type {string} */ name) => {
    for (const statement of byName.get(name) ?? []) {
      if (kept.has(statement)) continue;
      kept.add(statement);
      if (!emptiedClasses.has(name)) queue.push(statement);
    }
  };
  for (const name of wanted) want(exported.get(name) ?? name);
  /** @type {Set<string>} */
  const messages = new Set();
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) visitMentions(next, want, messages);

  const parts = statements
    .filter((statement) => kept.has(statement))
    .map((statement) => {
      const [name = ''] = namesOf(statement) ?? [];
      if (emptiedClasses.has(name)) return `var ${name} = class {};`;
      return name === messageTable ? keepProperties(statement, messages, textOf) : textOf(statement);
    });
  const list = wanted.map((name) => `${exported.get(name)} as ${name}`);
  return `${parts.join('\n')}\nexport { ${list.join(', ')} };\n`;
}

/**
 * The body of the function that `typescript.js` calls.
 * @param {ts.SourceFile} source
 */
function statementsOf(source) {
  for (const statement of source.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    /** @type {ts.Expression} */
    let callee = statement.expression.expression;
    while (ts.isParenthesizedExpression(callee)) callee = callee.expression;
    if (ts.isArrowFunction(callee) && ts.isBlock(callee.body)) return callee.body.statements;
  }
  throw new Error('typescript.js is not one function any more; scripts/slim-typescript.mjs cannot read it.');
}

/**
 * The names that a statement declares or completes; undefined if it runs for its effects alone.
 * @param {ts.Statement} statement
 * @returns {readonly string[] | undefined}
 */
function namesOf(statement) {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name ? [statement.name.text] : undefined;
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (!ts.isExpressionStatement(statement)) return undefined;
  const { expression } = statement;
  // `X.member = …`, but not the one that exports everything.
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === SyntaxKind.EqualsToken) {
    let { left } = expression;
    while (ts.isPropertyAccessExpression(left)) left = left.expression;
    return ts.isIdentifier(left) && left.text !== 'module' ? [left.text] : undefined;
  }
  if (!ts.isCallExpression(expression)) return undefined;
  const [first] = expression.arguments;
  // `__export(X, { … })`
  if (ts.isIdentifier(expression.expression) && expression.expression.text === '__export')
    return first && ts.isIdentifier(first) ? [first.text] : undefined;
  // `((X2) => { … })(X || (X = {}))`
  if (first && ts.isBinaryExpression(first) && first.operatorToken.kind === SyntaxKind.BarBarToken)
    return ts.isIdentifier(first.left) ? [first.left.text] : undefined;
  return undefined;
}

/**
 * @param {ts.BindingName} name
 * @returns {readonly string[]}
 */
function boundNames(name) {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/**
 * @param {ts.Statement} statement
 * @param {ReadonlySet<string>} names
 */
function isCallOf(statement, names) {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return false;
  const callee = statement.expression.expression;
  return ts.isIdentifier(callee) && names.has(callee.text);
}

/**
 * Effects that a parser does without: exports of CommonJS, and what asks the environment and the console.
 * @param {ts.Statement} statement
 */
function isDropped(statement) {
  if (ts.isBlock(statement)) return statement.statements.length === 0;
  if (ts.isIfStatement(statement)) {
    let mentionsPlatform = false;
    const visit = (/** @type {ts.Node} */ node) => {
      if (ts.isIdentifier(node) && (node.text === 'sys' || node.text === 'console')) mentionsPlatform = true;
      ts.forEachChild(node, visit);
    };
    visit(statement.expression);
    return mentionsPlatform;
  }
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  if (ts.isStringLiteral(expression)) return true;
  // `module.exports = …` and `0 && (module.exports = …)`
  if (ts.isBinaryExpression(expression))
    return ts.isPropertyAccessExpression(expression.left) || ts.isNumericLiteral(expression.left);
  return isCallOf(statement, droppedCalls);
}

/**
 * The pairs of `__export(typescript_exports, { name: () => inside, … })`; none for other statements.
 * @param {ts.Statement} statement
 * @returns {readonly (readonly [string, string])[]}
 */
function exportsOf(statement) {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return [];
  const table = statement.expression.arguments[1];
  if (!table || !ts.isObjectLiteralExpression(table)) return [];
  return table.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) &&
    ts.isIdentifier(property.name) &&
    ts.isArrowFunction(property.initializer) &&
    ts.isIdentifier(property.initializer.body)
      ? [/** @type {const} */ ([property.name.text, property.initializer.body.text])]
      : [],
  );
}

/**
 * Tells `want` every name below a node that may be a variable, and collects the messages that are mentioned.
 * @param {ts.Node} node
 * @param {(name: string) => void} want
 * @param {Set<string>} messages
 */
function visitMentions(node, want, messages) {
  if (ts.isIdentifier(node)) {
    want(node.text);
    return;
  }
  if (ts.isPropertyAccessExpression(node)) {
    if (
      ts.isIdentifier(node.expression) &&
      node.expression.text === messageTable &&
      ts.isIdentifier(node.name)
    )
      messages.add(node.name.text);
    visitMentions(node.expression, want, messages);
    return;
  }
  // Names of members and of properties to take are no variables.
  const label =
    ts.isPropertyAssignment(node) || ts.isClassElement(node)
      ? node.name
      : ts.isBindingElement(node)
        ? node.propertyName
        : undefined;
  ts.forEachChild(node, (child) => {
    if (child !== label || !ts.isIdentifier(child)) visitMentions(child, want, messages);
  });
}

/**
 * The text of `var name = { … };` with these properties only.
 * @param {ts.Statement} statement
 * @param {ReadonlySet<string>} names
 * @param {(node: ts.Node) => string} textOf
 */
function keepProperties(statement, names, textOf) {
  const [declaration] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  const table = declaration?.initializer;
  if (!table || !ts.isObjectLiteralExpression(table)) return textOf(statement);
  const kept = table.properties.filter(({ name }) => name && ts.isIdentifier(name) && names.has(name.text));
  return `var ${messageTable} = {\n${kept.map(textOf).join(',\n')}\n};`;
}
