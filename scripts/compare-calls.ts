/**
 * `npm run compare-calls -- DIR [--list CAUSE]`: how far the call graph agrees with the TypeScript checker.
 *
 * Counted are the calls of DIR whose callee, as the checker sees it, has a body in the workspace. The checker is the
 * oracle only; the product never uses it. Options come from the `tsconfig.json` of DIR where there is one, and nothing
 * of DIR is executed. What is left is listed by cause: how the callee is written, and what we made of the call.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import ts from 'typescript';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { buildCallGraph } from '../server/src/analyzer/callgraph/build-call-graph.ts';
import { relateProgram } from '../server/src/analyzer/callgraph/program-relations.ts';
import { createLinkCache, linkProgram } from '../server/src/analyzer/program/link-program.ts';
import { loadDataTypes } from '../server/src/analyzer/rules/load-data-types.ts';
import { loadKinds } from '../server/src/analyzer/rules/load-kinds.ts';
import { loadModels } from '../server/src/analyzer/rules/load-models.ts';
import { scannedFileKind } from '../server/src/scan/file-kinds.ts';
import { readKnowledge } from './read-knowledge.mjs';
import { indexWorkspace, readWorkspace } from './read-workspace.ts';
import { root } from './run.mjs';

/** Our answer about one call. */
interface OwnCall {
  /** `path:end` of every function it may reach. */
  readonly targets: ReadonlySet<string>;
  readonly isLibrary: boolean;
}

/** Our calls, by `path:start:end` of the call expression. */
function ownCalls(texts: ReadonlyMap<string, string>): ReadonlyMap<string, OwnCall> {
  const knowledge = readKnowledge(root);
  const kindsFile = knowledge.find((file) => file.path === 'kinds.yaml') ?? { path: '', text: '' };
  const { kinds } = loadKinds(kindsFile);
  const { models } = loadModels(
    knowledge.filter((file) => file.path.startsWith('models/')),
    kinds,
  );
  const { catalog } = loadDataTypes(knowledge.filter((file) => file.path.startsWith('data-types/')));
  const { facts, configuration } = indexWorkspace(texts, catalog);
  const program = linkProgram(facts, configuration, [], createLinkCache());
  const callGraph = buildCallGraph(relateProgram(program).callGraphInput(models), neverCancelled);
  const calls = new Map<string, OwnCall>();
  callGraph.sites.forEach((value, site) => {
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) return;
    const { ir, facts: file } = module;
    const local = value - module.valueBase;
    const start = (ir.functions[ir.functionOf[local] ?? 0]?.start ?? 0) + (ir.position[local] ?? 0);
    const targets = new Set<string>();
    for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++) {
      const target = callGraph.targets[k] ?? 0;
      const owner = program.modules[program.moduleOfFunction[target] ?? 0];
      const record = owner?.ir.functions[target - owner.functionBase];
      if (owner && record) targets.add(`${owner.facts.path}:${record.end}`);
    }
    const isLibrary = (callGraph.stateStart[site] ?? 0) < (callGraph.stateStart[site + 1] ?? 0);
    const key = `${file.path}:${start}:${start + (ir.length[local] ?? 0)}`;
    const known = calls.get(key);
    for (const target of known?.targets ?? []) targets.add(target);
    calls.set(key, { targets, isLibrary: isLibrary || known?.isLibrary === true });
  });
  return calls;
}

function createOracle(folder: string, texts: ReadonlyMap<string, string>): ts.Program {
  const configuration = path.join(folder, 'tsconfig.json');
  const read = existsSync(configuration) ? ts.readConfigFile(configuration, ts.sys.readFile) : undefined;
  const own = read?.config
    ? ts.parseJsonConfigFileContent({ ...read.config, files: [], include: [] }, ts.sys, folder).options
    : {};
  const options: ts.CompilerOptions = {
    ...own,
    allowJs: true,
    checkJs: false,
    noEmit: true,
    skipLibCheck: true,
    jsx: ts.JsxEmit.Preserve,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ESNext,
    types: [],
    maxNodeModuleJsDepth: 0,
    noLib: false,
  };
  const files = [...texts.keys()].filter((file) => scannedFileKind(file) === 'code');
  return ts.createProgram(
    files.map((file) => path.join(folder, file)),
    options,
  );
}

/** The declaration with a body that a call reaches, as the checker sees it. */
function calleeWithBody(
  checker: ts.TypeChecker,
  node: ts.CallExpression | ts.NewExpression,
): ts.SignatureDeclaration | undefined {
  const declaration = checker.getResolvedSignature(node)?.declaration;
  if (!declaration || ts.isJSDocSignature(declaration)) return undefined;
  if ('body' in declaration && declaration.body) return declaration;
  // An overload: the implementation is another declaration of the same name.
  const symbol = declaration.name && checker.getSymbolAtLocation(declaration.name);
  return symbol?.declarations?.find(
    (other): other is ts.FunctionDeclaration | ts.MethodDeclaration =>
      (ts.isFunctionDeclaration(other) || ts.isMethodDeclaration(other)) && other.body !== undefined,
  );
}

/** How a callee is written. */
function shapeOf(node: ts.CallExpression | ts.NewExpression): string {
  const kind = node.kind === ts.SyntaxKind.NewExpression ? 'new ' : '';
  const callee = ts.skipPartiallyEmittedExpressions(node.expression);
  if (ts.isIdentifier(callee)) return `${kind}name()`;
  if (callee.kind === ts.SyntaxKind.SuperKeyword) return 'super()';
  if (ts.isElementAccessExpression(callee)) return `${kind}object[key]()`;
  if (!ts.isPropertyAccessExpression(callee)) return `${kind}${ts.SyntaxKind[callee.kind]}()`;
  const object = callee.expression;
  if (object.kind === ts.SyntaxKind.ThisKeyword) return `${kind}this.method()`;
  if (object.kind === ts.SyntaxKind.SuperKeyword) return 'super.method()';
  if (ts.isIdentifier(object)) return `${kind}name.method()`;
  if (ts.isCallExpression(object)) return `${kind}call().method()`;
  if (ts.isPropertyAccessExpression(object))
    return object.expression.kind === ts.SyntaxKind.ThisKeyword
      ? `${kind}this.field.method()`
      : `${kind}name.field.method()`;
  return `${kind}${ts.SyntaxKind[object.kind]}.method()`;
}

async function compare(folderName: string, listed: string | undefined): Promise<void> {
  const folder = path.resolve(folderName);
  const texts = await readWorkspace(folder);
  const own = ownCalls(texts);
  const program = createOracle(folder, texts);
  const checker = program.getTypeChecker();
  let total = 0;
  let agreed = 0;
  const causes = new Map<string, string[]>();
  for (const source of program.getSourceFiles()) {
    const file = path.relative(folder, source.fileName).split(path.sep).join('/');
    if (source.isDeclarationFile || !texts.has(file)) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
        const declaration = calleeWithBody(checker, node);
        const other = declaration?.getSourceFile();
        const owner = other && path.relative(folder, other.fileName).split(path.sep).join('/');
        if (declaration && owner !== undefined && texts.has(owner)) {
          total++;
          const call = own.get(`${file}:${node.getStart(source)}:${node.end}`);
          if (call?.targets.has(`${owner}:${declaration.end}`)) agreed++;
          else {
            const answer =
              call === undefined
                ? 'no such call'
                : call.targets.size > 0
                  ? 'another function'
                  : call.isLibrary
                    ? 'a library'
                    : 'nothing';
            const cause = `${shapeOf(node)} → ${answer}`;
            const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
            causes.set(cause, [...(causes.get(cause) ?? []), `${file}:${line}`]);
          }
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  console.log(
    `${folderName}: ${agreed} of ${total} calls agree (${((agreed / Math.max(1, total)) * 100).toFixed(1)} %)`,
  );
  for (const [cause, places] of [...causes].sort((x, y) => y[1].length - x[1].length)) {
    console.log(`${String(places.length).padStart(6)}  ${cause.padEnd(48)} ${places[0] ?? ''}`);
    if (listed !== undefined && cause.startsWith(listed))
      for (const place of places) console.log(`          ${place}`);
  }
}

const [folderArgument, flag, listed] = process.argv.slice(2);
if (folderArgument === undefined || (flag !== undefined && flag !== '--list')) {
  console.error('Usage: npm run compare-calls -- DIR [--list CAUSE]');
  process.exit(2);
}
compare(folderArgument, listed).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
