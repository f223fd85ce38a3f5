/**
 * Functions that a deployment file of a cloud names: Serverless Framework and AWS SAM.
 *
 * From YAML texts to file, export and routes of each function. Only what is written there as plain text counts; what a
 * variable or another file would fill in is left out. Nothing is read from disk and nothing is executed.
 */
import { parseYamlTree, yamlToJson } from '../rules/yaml-tree.ts';
import { asObject, asText, ownValue } from './json-value.ts';
import { baseNameOf, directoryOf, joinPath } from './workspace-path.ts';

/** A function and how it is reached. */
export interface DeployedFunction {
  readonly provider: 'serverless' | 'sam';
  /** Name in the deployment file. */
  readonly name: string;
  /** Workspace path of the module without its extension. */
  readonly module: string;
  readonly exportName: string;
  /** Empty when it is called by something else than HTTP. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** Functions of one file that count. */
const maxFunctions = 5000;

/** Whether the file may name functions. */
export function isDeploymentPath(path: string): boolean {
  return /^(?:serverless(?:[.-][\w-]+)?|template(?:[.-][\w-]+)?|sam)\.ya?ml$/.test(baseNameOf(path));
}

/** The functions of all files, in the order of the files; a file that cannot be read names none. */
export function readDeployments(
  files: readonly { readonly path: string; readonly text: string }[],
): readonly DeployedFunction[] {
  return files.flatMap(({ path, text }) => {
    const { root } = parseYamlTree(path, text);
    if (root === undefined) return [];
    const tree = asObject(yamlToJson(root));
    const directory = directoryOf(path);
    return [...serverlessFunctions(tree, directory), ...samFunctions(tree, directory)].slice(0, maxFunctions);
  });
}

function serverlessFunctions(
  tree: Readonly<Record<string, unknown>>,
  directory: string,
): readonly DeployedFunction[] {
  const provider = ownValue(tree, 'provider');
  const cloud = typeof provider === 'string' ? provider : asText(ownValue(asObject(provider), 'name'));
  if (cloud !== '' && cloud !== 'aws') return [];
  const functions = asObject(ownValue(tree, 'functions'));
  return Object.keys(functions).flatMap((name) => {
    const row = asObject(ownValue(functions, name));
    const place = placeOf(directory, asText(ownValue(row, 'handler')));
    if (!place) return [];
    const events = ownValue(row, 'events');
    const routes = (Array.isArray(events) ? events : []).flatMap((event) => {
      for (const key of ['http', 'httpApi']) {
        const value = ownValue(asObject(event), key);
        const route = typeof value === 'string' ? routeOfText(value) : routeOf(asObject(value));
        if (route) return [route];
      }
      return [];
    });
    return [{ provider: 'serverless' as const, name, ...place, routes }];
  });
}

function samFunctions(
  tree: Readonly<Record<string, unknown>>,
  directory: string,
): readonly DeployedFunction[] {
  const resources = asObject(ownValue(tree, 'Resources'));
  return Object.keys(resources).flatMap((name) => {
    const resource = asObject(ownValue(resources, name));
    if (asText(ownValue(resource, 'Type')) !== 'AWS::Serverless::Function') return [];
    const properties = asObject(ownValue(resource, 'Properties'));
    const folder = joinPath(directory, asText(ownValue(properties, 'CodeUri')));
    const place = placeOf(folder ?? directory, asText(ownValue(properties, 'Handler')));
    if (!place) return [];
    const events = asObject(ownValue(properties, 'Events'));
    const routes = Object.keys(events).flatMap((event) => {
      const inner = asObject(ownValue(asObject(ownValue(events, event)), 'Properties'));
      const path = asText(ownValue(inner, 'Path'));
      return path === '' ? [] : [{ method: methodOf(asText(ownValue(inner, 'Method'))), path }];
    });
    return [{ provider: 'sam' as const, name, ...place, routes }];
  });
}

/** `src/patients/get.handler` seen from a directory. */
function placeOf(
  directory: string,
  handler: string,
): { readonly module: string; readonly exportName: string } | undefined {
  const parts = /^([\w./@-]+)\.(\w+)$/.exec(handler);
  const module = parts === null ? undefined : joinPath(directory, parts[1] ?? '');
  return module === undefined ? undefined : { module, exportName: parts?.[2] ?? '' };
}

/** `GET /patients/{id}`, or `*`. */
function routeOfText(text: string): { readonly method: string; readonly path: string } | undefined {
  if (text === '*') return { method: 'ALL', path: '/*' };
  const [method = '', path] = text.trim().split(/\s+/);
  return path === undefined ? undefined : { method: methodOf(method), path: withSlash(path) };
}

function routeOf(
  event: Readonly<Record<string, unknown>>,
): { readonly method: string; readonly path: string } | undefined {
  const path = asText(ownValue(event, 'path'));
  const method = asText(ownValue(event, 'method'));
  return path === '' && method === '' ? undefined : { method: methodOf(method), path: withSlash(path) };
}

function methodOf(text: string): string {
  const method = text.toUpperCase();
  return method === '' || method === 'ANY' || method === '*' ? 'ALL' : method;
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
