/**
 * Reads one model file: from YAML to checked rows, and problems with position and row.
 *
 * A row that is wrong is left out and reported; the others count. The form is also written down in
 * `rules/schema/model.schema.json`, for editors; this reader is what decides.
 */
import type { Problem } from '../base/problem.ts';
import type { KindRegistry } from './kind.ts';
import {
  type EndpointModel,
  endpointForms,
  type PortPath,
  type QueryModel,
  routeStyles,
  type Transfer,
} from './model.ts';
import type { PathStep } from './model-path.ts';
import {
  choiceOf,
  clearsOf,
  type FileContext,
  fieldsOf,
  kindOf,
  placeOf,
  portsFrom,
  portsOf,
  type Row,
  type RowReader,
  readTextNodes,
  readTexts,
  report,
  reportAt,
  scalarText,
  textOf,
} from './model-row-reader.ts';
import type { ClearRow, ModelFile, ModelRow, ModelText, Place } from './model-rows.ts';
import { parseYamlTree, type YamlNode, yamlEntry } from './yaml-tree.ts';

/** One file and what is wrong with it. */
export interface ReadModelFile {
  readonly file: ModelFile;
  readonly problems: readonly Problem[];
}

/** Version of the format that this reader understands. */
const schemaVersion = '1';

/** Sections and the reader of one of their rows. */
const sections: Readonly<Record<string, (reader: RowReader, node: YamlNode) => readonly ModelRow[]>> = {
  types: readType,
  annotations: readAnnotation,
  sources: (reader, node) => readFact(reader, node, 'source'),
  subjects: (reader, node) => readFact(reader, node, 'subject'),
  sinks: (reader, node) => readFact(reader, node, 'sink'),
  summaries: readSummary,
  callbacks: readCallback,
  inert: (reader, node) => readPlain(reader, node, 'inert'),
  noreturn: (reader, node) => readPlain(reader, node, 'noreturn'),
  sanitizers: readSanitizer,
  queries: readQuery,
  endpoints: readEndpoint,
  'entry-points': readEntryPoint,
};

/** The names of the sections that hold rows, in the order they are read. */
const modelSections: readonly string[] = Object.keys(sections);

/** See the head of this file. Never throws. */
export function readModelFile(file: ModelText, kinds: KindRegistry): ReadModelFile {
  const empty: ModelFile = {
    path: file.path,
    packages: [],
    hasMemberSubpaths: false,
    rows: [],
  };
  const tree = parseYamlTree(file.path, file.text);
  if (tree.root === undefined) return { file: empty, problems: tree.problems };
  const problems: Problem[] = [];
  const context: FileContext = { path: file.path, kinds, problems };
  const { root } = tree;
  if (root.kind !== 'map') {
    reportAt(
      context,
      root.at,
      'error',
      'A model file is a map with `schema: 1`, `package:` and sections of rows.',
    );
    return { file: empty, problems };
  }
  for (const { key, keyAt } of root.entries)
    if (
      sections[key] === undefined &&
      !['schema', 'package', 'packages', 'member-subpaths', 'examples'].includes(key)
    )
      reportAt(
        context,
        keyAt,
        'error',
        `"${key}" is no section of a model file, so its rows would be lost. Sections: ${modelSections.join(', ')}, examples.`,
        key,
      );
  const version = yamlEntry(root, 'schema');
  if (version === undefined || scalarText(version.value) !== schemaVersion)
    reportAt(
      context,
      version?.value.at ?? root.at,
      'error',
      'The first line must say `schema: 1`, the version of the format.',
      'schema',
    );
  const main = readTexts(yamlEntry(root, 'package')?.value);
  if (main.length === 0)
    reportAt(
      context,
      root.at,
      'error',
      'The file does not say which package it is about. Add `package: name`, or `package: global`.',
      'package',
    );
  const more = yamlEntry(root, 'packages')?.value;
  const others = more?.kind === 'list' ? more.items.map(readTexts) : [];
  const packages = [main, ...others].filter((names) => names.length > 0);
  const rows = modelSections.flatMap((section) => readSection(context, root, section));
  const subpaths = yamlEntry(root, 'member-subpaths')?.value;
  const hasMemberSubpaths = subpaths?.kind === 'scalar' && subpaths.value === true;
  return { file: { path: file.path, packages, hasMemberSubpaths, rows }, problems };
}

function readSection(context: FileContext, root: YamlNode, section: string): readonly ModelRow[] {
  const list = yamlEntry(root, section)?.value;
  const readRow = sections[section];
  if (list === undefined || readRow === undefined) return [];
  if (list.kind !== 'list') {
    reportAt(
      context,
      list.at,
      'error',
      `"${section}" must be a list of rows. Begin each row with a dash.`,
      section,
    );
    return [];
  }
  return list.items.flatMap((node, index) => {
    const row = `${section}, row ${index + 1}`;
    const origin = { path: context.path, line: node.at.line, column: node.at.column, row };
    return readRow({ ...context, origin, section }, node);
  });
}

// Rows ---------------------------------------------------------------------------------------------------------

function readType(reader: RowReader, node: YamlNode): readonly ModelRow[] {
  const row = fieldsOf(reader, node, ['name', 'at', 'path'], ['name', 'at', 'path']);
  const name = textOf(reader, row, 'name');
  const place = placeOf(reader, row, []);
  return name === undefined || place === undefined ? [] : [{ kind: 'type', name, place }];
}

function readAnnotation(reader: RowReader, node: YamlNode): readonly ModelRow[] {
  const row = fieldsOf(reader, node, ['type', 'package', 'name'], ['type', 'package', 'name']);
  const type = textOf(reader, row, 'type');
  const packageName = textOf(reader, row, 'package');
  const name = textOf(reader, row, 'name');
  if (type === undefined || packageName === undefined || name === undefined) return [];
  return [{ kind: 'annotation', type, package: packageName, name, origin: reader.origin }];
}

function readFact(
  reader: RowReader,
  node: YamlNode,
  role: 'source' | 'sink' | 'subject',
): readonly ModelRow[] {
  const positional = role === 'subject' ? ['at', 'path'] : ['at', 'path', 'kind'];
  const row = fieldsOf(reader, node, positional, ['at', 'call', 'path', 'kind', 'confidence', 'label']);
  const fact = row.has('kind') || role !== 'subject' ? kindOf(reader, row, role) : 'subject';
  const place = placeOf(reader, row, []);
  const confidence = choiceOf(reader, row, 'confidence', ['high', 'medium', 'low'] as const, 'high');
  if (fact === undefined || place === undefined || confidence === undefined) return [];
  const label = row.has('label') ? (textOf(reader, row, 'label') ?? '') : '';
  return [{ kind: role === 'sink' ? 'sink' : 'source', place, fact, confidence, label }];
}

function readSummary(reader: RowReader, node: YamlNode): readonly ModelRow[] {
  const row = fieldsOf(
    reader,
    node,
    ['at', 'path', 'from', 'to', 'mode'],
    ['at', 'call', 'path', 'from', 'to', 'mode'],
  );
  const place = placeOf(reader, row, []);
  const from = portsOf(reader, row, 'from');
  const to = portsOf(reader, row, 'to');
  const mode = choiceOf(reader, row, 'mode', ['value', 'taint', 'drop'] as const, 'value');
  if (place === undefined || from === undefined || to === undefined || mode === undefined) return [];
  const transfers = from.flatMap((source) => to.map((target) => ({ from: source, to: target, mode })));
  return [{ kind: 'transfer', place, transfers, invokes: -1 }];
}

function readCallback(reader: RowReader, node: YamlNode): readonly ModelRow[] {
  const row = fieldsOf(reader, node, ['at', 'path', 'flows'], ['at', 'call', 'path', 'flows']);
  const place = placeOf(reader, row, []);
  if (place === undefined) return [];
  const cut = place.steps.findLastIndex((step) => step.kind === 'argument');
  const argument = place.steps[cut];
  if (argument?.kind !== 'argument') {
    report(
      reader,
      node.at,
      'The path of a callback ends at an argument, such as `Member[map].Argument[0]`.',
      'path',
    );
    return [];
  }
  const prefix = place.steps.slice(cut);
  const callee: Place = { ...place, steps: place.steps.slice(0, cut) };
  const flows = row.get('flows');
  const transfers = readTextNodes(flows).flatMap((flow) => readFlow(reader, flow, prefix));
  // A function inside an object argument is found through the transfer; `invokes` speaks of the argument itself.
  const invokes = prefix.length === 1 ? argument.from : -1;
  return [{ kind: 'transfer', place: callee, transfers, invokes }];
}

/** `Parameter[0] <- this.ArrayElement` or `ReturnValue -> ReturnValue.ArrayElement`; with `~` for taint. */
function readFlow(reader: RowReader, node: YamlNode, prefix: readonly PathStep[]): readonly Transfer[] {
  const text = scalarText(node);
  const parts = /^\s*(\S+)\s+(<-|->|<~|~>)\s+(\S+)\s*$/.exec(text);
  if (parts === null) {
    report(
      reader,
      node.at,
      `"${text}" is no flow of a callback. Write \`Parameter[0] <- this\` or \`ReturnValue -> ReturnValue\`.`,
      'flows',
    );
    return [];
  }
  const [, left = '', arrow = '', right = ''] = parts;
  const inside = portsFrom(reader, node.at, left, prefix);
  const outside = portsFrom(reader, node.at, right, []);
  if (inside === undefined || outside === undefined) return [];
  const mode = arrow.includes('~') ? 'taint' : 'value';
  return inside.flatMap((inner) =>
    outside.map(
      (outer): Transfer =>
        arrow.startsWith('<') ? { from: outer, to: inner, mode } : { from: inner, to: outer, mode },
    ),
  );
}

function readPlain(reader: RowReader, node: YamlNode, kind: 'inert' | 'noreturn'): readonly ModelRow[] {
  const row = fieldsOf(reader, node, ['at', 'path'], ['at', 'call', 'path']);
  const place = placeOf(reader, row, []);
  return place === undefined ? [] : [{ kind, place }];
}

function readSanitizer(reader: RowReader, node: YamlNode): readonly ModelRow[] {
  const keys = ['at', 'call', 'path', 'from', 'to', 'clears', 'kind'];
  const row = fieldsOf(reader, node, [], keys);
  const place = placeOf(reader, row, []);
  const kind = kindOf(reader, row, 'sanitizer');
  const from = portsOf(reader, row, 'from');
  const to = portsOf(reader, row, 'to');
  const clears = clearsOf(reader, row, node.at);
  if (
    place === undefined ||
    kind === undefined ||
    from === undefined ||
    to === undefined ||
    clears === undefined
  )
    return [];
  const rows = from.flatMap((source) =>
    to.map((target): ClearRow => ({ from: source, to: target, clears, kind })),
  );
  return [{ kind: 'clear', place, clears: rows }];
}

function readQuery(reader: RowReader, node: YamlNode): readonly ModelRow[] {
  const styles = ['select', 'omit', 'include', 'columns'] as const;
  const keys = ['at', 'call', 'path', 'op', 'resource', 'schema', 'filter', 'data', 'result', ...styles];
  const row = fieldsOf(reader, node, [], keys);
  const place = placeOf(reader, row, []);
  const operation = choiceOf(
    reader,
    row,
    'op',
    ['read', 'list', 'update', 'delete', 'create', 'define', 'refine'] as const,
    undefined,
  );
  const resource = resourceOf(reader, row);
  const schema = textOf(reader, row, 'schema');
  const ports = (key: string): readonly PortPath[] => (row.has(key) ? (portsOf(reader, row, key) ?? []) : []);
  if (place === undefined || operation === undefined || resource === undefined || schema === undefined)
    return [];
  const query: QueryModel = {
    operation,
    resource,
    schema,
    filters: ports('filter'),
    projections: styles.flatMap((style) => ports(style).map((port) => ({ port, style }))),
    data: ports('data'),
    result: ports('result')[0],
  };
  return [{ kind: 'query', place, query }];
}

/** `receiver-member`, `receiver-class`, `sql-text 0` or `argument 0`. */
function resourceOf(reader: RowReader, row: Row): QueryModel['resource'] | undefined {
  const text = textOf(reader, row, 'resource');
  if (text === undefined) return undefined;
  if (text === 'receiver-member' || text === 'receiver-class') return { from: text, argument: -1 };
  const parts = /^(sql-text|argument) (\d+)$/.exec(text);
  if (parts !== null)
    return { from: parts[1] === 'sql-text' ? 'sql-text' : 'argument', argument: Number(parts[2]) };
  report(
    reader,
    row.at('resource'),
    `"${text}" does not say how the resource is named. Use receiver-member, receiver-class, \`sql-text 0\` or \`argument 0\`.`,
    'resource',
  );
  return undefined;
}

function readEndpoint(reader: RowReader, node: YamlNode): readonly ModelRow[] {
  const row = fieldsOf(reader, node, [], endpointKeys);
  const place = placeOf(reader, row, []);
  const framework = textOf(reader, row, 'framework');
  const method = row.has('method') ? textOf(reader, row, 'method') : '';
  const on = choiceOf(reader, row, 'on', endpointForms, 'call');
  const number = (key: string, fallback: number): number => {
    const value = row.get(key);
    if (value === undefined) return fallback;
    if (value.kind === 'scalar' && typeof value.value === 'number' && Number.isInteger(value.value))
      return value.value;
    report(reader, value.at, `"${key}" must be the index of an argument, or -1 for none.`, key);
    return fallback;
  };
  if (place === undefined || framework === undefined || method === undefined || on === undefined) return [];
  const endpoint: EndpointModel = {
    on,
    framework,
    method,
    pathArgument: number('path-argument', -1),
    handlersFrom: number('handlers-from', 0),
    optionsArgument: number('options-argument', -1),
    fields: {
      method: readTexts(row.get('method-fields')),
      path: readTexts(row.get('path-fields')),
      handler: readTexts(row.get('handler-fields')),
      chain: readTexts(row.get('chain-fields')),
    },
    classMethods: readTexts(row.get('class-methods')),
  };
  return [{ kind: 'endpoint', place, endpoint }];
}

const endpointKeys: readonly string[] = [
  'at',
  'call',
  'path',
  'on',
  'framework',
  'method',
  'path-argument',
  'handlers-from',
  'options-argument',
  'method-fields',
  'path-fields',
  'handler-fields',
  'chain-fields',
  'class-methods',
];

function readEntryPoint(reader: RowReader, node: YamlNode): readonly ModelRow[] {
  const row = fieldsOf(reader, node, [], entryPointKeys);
  const type = textOf(reader, row, 'is');
  const framework = textOf(reader, row, 'framework');
  const method = row.has('method') ? textOf(reader, row, 'method') : '';
  const routeStyle = choiceOf(reader, row, 'route-style', routeStyles, 'none');
  const certain = choiceOf(reader, row, 'certainty', ['yes', 'may'] as const, 'yes');
  const exports = readTexts(row.get('exports'));
  if (exports.length === 0)
    report(reader, row.at('exports'), 'The row does not say which exports are ways in. Name them, or "*".');
  if (type === undefined || framework === undefined || method === undefined) return [];
  if (routeStyle === undefined || certain === undefined || exports.length === 0) return [];
  const entryPoint = {
    files: readTexts(row.get('files')),
    deployments: readTexts(row.get('deployments')),
    directive: row.has('directive') ? (textOf(reader, row, 'directive') ?? '') : '',
    exports,
    parameters: readTexts(row.get('parameters')),
    parameterTypes: readTexts(row.get('parameter-types')),
    reads: readTexts(row.get('reads')),
    answers: readTexts(row.get('answers')),
    packages: readTexts(row.get('packages')),
    framework,
    method,
    routeBelow: row.has('route-below') ? (textOf(reader, row, 'route-below') ?? '') : '',
    routeStyle,
    matcher: row.has('matcher') ? (textOf(reader, row, 'matcher') ?? '') : '',
    isUncertain: certain === 'may',
  };
  return [{ kind: 'entry-point', type, entryPoint, origin: reader.origin }];
}

const entryPointKeys: readonly string[] = [
  'files',
  'deployments',
  'directive',
  'exports',
  'parameters',
  'parameter-types',
  'reads',
  'answers',
  'packages',
  'is',
  'framework',
  'method',
  'route-below',
  'route-style',
  'matcher',
  'certainty',
];
