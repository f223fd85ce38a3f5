/**
 * Reads one model file: from YAML to checked rows, and problems with position and row.
 *
 * A row that is wrong is left out and reported; the others count. The form is also written down in
 * `rules/schema/model.schema.json`, for editors; this reader is what decides.
 */
import type { Problem } from '../base/problem.ts';
import type { KindRegistry } from './kind.ts';
import type { PortPath, QueryModel, Transfer } from './model.ts';
import { isPathTrouble, type PathStep, parseModelPath, toPorts } from './model-path.ts';
import type {
  ClearRow,
  ExampleFact,
  ModelExample,
  ModelFile,
  ModelRow,
  Place,
  RowOrigin,
} from './model-rows.ts';
import { clearsNothing } from './model-rows.ts';
import type { ClearSpec } from './rule.ts';
import { parseYamlTree, type YamlNode, type YamlPosition, yamlEntry } from './yaml-tree.ts';

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
};

/** The names of the sections that hold rows, in the order they are read. */
export const modelSections: readonly string[] = Object.keys(sections);

/** See the head of this file. Never throws. */
export function readModelFile(
  file: { readonly path: string; readonly text: string },
  kinds: KindRegistry,
): ReadModelFile {
  const empty: ModelFile = {
    path: file.path,
    packages: [],
    hasMemberSubpaths: false,
    rows: [],
    examples: [],
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
  const examples = readExamples(context, root);
  return { file: { path: file.path, packages, hasMemberSubpaths, rows, examples }, problems };
}

interface FileContext {
  readonly path: string;
  readonly kinds: KindRegistry;
  readonly problems: Problem[];
}

/** Reads one row; everything it reports names the row. */
interface RowReader extends FileContext {
  readonly origin: RowOrigin;
  readonly section: string;
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
  const mode = choiceOf(reader, row, 'mode', ['value', 'taint'] as const, 'value');
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
    ['read', 'list', 'update', 'delete', 'create'] as const,
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
  const keys = ['at', 'call', 'path', 'framework', 'method', 'path-argument', 'handlers-from'];
  const row = fieldsOf(reader, node, [], keys);
  const place = placeOf(reader, row, []);
  const framework = textOf(reader, row, 'framework');
  const method = row.has('method') ? textOf(reader, row, 'method') : '';
  const number = (key: string, fallback: number): number => {
    const value = row.get(key);
    if (value === undefined) return fallback;
    if (value.kind === 'scalar' && typeof value.value === 'number' && Number.isInteger(value.value))
      return value.value;
    report(reader, value.at, `"${key}" must be the index of an argument, or -1 for none.`, key);
    return fallback;
  };
  if (place === undefined || framework === undefined || method === undefined) return [];
  const endpoint = {
    framework,
    method,
    pathArgument: number('path-argument', -1),
    handlersFrom: number('handlers-from', 0),
  };
  return [{ kind: 'endpoint', place, endpoint }];
}

// Examples -----------------------------------------------------------------------------------------------------

function readExamples(context: FileContext, root: YamlNode): readonly ModelExample[] {
  const list = yamlEntry(root, 'examples')?.value;
  if (list === undefined) return [];
  if (list.kind !== 'list') {
    reportAt(
      context,
      list.at,
      'error',
      '"examples" must be a list of maps with `code:` and `expect:`.',
      'examples',
    );
    return [];
  }
  return list.items.flatMap((node, index) => {
    const row = `examples, row ${index + 1}`;
    const origin = { path: context.path, line: node.at.line, column: node.at.column, row };
    const reader: RowReader = { ...context, origin, section: 'examples' };
    const fields = fieldsOf(reader, node, [], ['name', 'file', 'code', 'expect']);
    const code = textOf(reader, fields, 'code');
    if (code === undefined) return [];
    const expect = readTextNodes(fields.get('expect')).flatMap((item) => readExampleFact(reader, item, code));
    if (expect.length === 0)
      report(reader, node.at, 'An example needs `expect:` with at least one fact.', 'expect');
    return [
      {
        path: context.path,
        line: node.at.line,
        name: fields.has('name') ? (textOf(reader, fields, 'name') ?? '') : '',
        file: fields.has('file') ? (textOf(reader, fields, 'file') ?? 'example.ts') : 'example.ts',
        code,
        expect,
      },
    ];
  });
}

function readExampleFact(reader: RowReader, node: YamlNode, code: string): readonly ExampleFact[] {
  const text = scalarText(node);
  const parts = /^(no )?(source|sink|flow|endpoint|query|call) (.+) @(\d+)$/.exec(text);
  const line = Number(parts?.[4]);
  if (parts === null || line < 1 || line > code.split('\n').length) {
    report(
      reader,
      node.at,
      `"${text}" is no expectation. Write \`sink log @2\`, \`no sink log @3\`, \`source remote @1\`, \`flow remote -> sql @4\`, \`endpoint GET /a @1\`, \`query read patient @2\` or \`call console.log @1\`, with a line of the snippet.`,
      'expect',
    );
    return [];
  }
  const words = (parts[3] ?? '').split(/\s+/).filter((word) => word !== '->');
  const subject = parts[2] as ExampleFact['subject'];
  const kindWords = subject === 'source' || subject === 'sink' || subject === 'flow' ? words : [];
  for (const word of kindWords)
    if (!reader.kinds.has(word)) report(reader, node.at, unknownKind(word), 'expect');
  return [{ negated: parts[1] !== undefined, subject, words, line, text }];
}

// Values of a row ----------------------------------------------------------------------------------------------

/** The values of a row by key, whichever form it was written in. */
interface Row {
  has(key: string): boolean;
  get(key: string): YamlNode | undefined;
  at(key: string): YamlPosition;
}

/** A row is a list in the order of `positional`, or a map with the keys `named`. */
function fieldsOf(
  reader: RowReader,
  node: YamlNode,
  positional: readonly string[],
  named: readonly string[],
): Row {
  const values = new Map<string, YamlNode>();
  if (node.kind === 'list' && positional.length > 0) {
    if (node.items.length > positional.length)
      report(
        reader,
        node.at,
        `The row has ${node.items.length} values; only ${positional.join(', ')} are known.`,
      );
    node.items.slice(0, positional.length).forEach((item, index) => {
      values.set(positional[index] ?? '', item);
    });
  } else if (node.kind === 'map')
    for (const { key, keyAt, value } of node.entries)
      if (named.includes(key)) values.set(key, value);
      else report(reader, keyAt, `"${key}" is no key here. Known keys: ${named.join(', ')}.`, key);
  else
    report(
      reader,
      node.at,
      positional.length > 0
        ? `The row must be a list [${positional.join(', ')}] or a map with the keys ${named.join(', ')}.`
        : `The row must be a map with the keys ${named.join(', ')}.`,
    );
  return {
    has: (key) => values.has(key),
    get: (key) => values.get(key),
    at: (key) => values.get(key)?.at ?? node.at,
  };
}

/** The place of a row: `at`, and `path` or the short form `call` (member names). */
function placeOf(reader: RowReader, row: Row, prefix: readonly PathStep[]): Place | undefined {
  const at = textOf(reader, row, 'at');
  if (at === undefined) return undefined;
  const calls = readTexts(row.get('call'));
  const member: readonly PathStep[] = calls.length > 0 ? [{ kind: 'member', names: calls }] : [];
  const text = row.has('path') ? scalarText(row.get('path')) : '';
  const steps = parseModelPath(text);
  if (isPathTrouble(steps)) {
    report(
      reader,
      row.at('path'),
      `In the path "${text}", at character ${steps.offset + 1}: ${steps.message}`,
      'path',
    );
    return undefined;
  }
  return { at, steps: [...prefix, ...member, ...steps], origin: reader.origin };
}

function portsOf(reader: RowReader, row: Row, key: string): readonly PortPath[] | undefined {
  const nodes = readTextNodes(row.get(key));
  if (nodes.length === 0) {
    report(
      reader,
      row.at(key),
      `The row does not say "${key}". Name a port, such as \`Argument[0]\` or \`ReturnValue\`.`,
      key,
    );
    return undefined;
  }
  const ports = nodes.map((node) => portsFrom(reader, node.at, scalarText(node), []));
  return ports.some((port) => port === undefined) ? undefined : ports.flatMap((port) => port ?? []);
}

function portsFrom(
  reader: RowReader,
  at: YamlPosition,
  text: string,
  prefix: readonly PathStep[],
): readonly PortPath[] | undefined {
  const steps = parseModelPath(text);
  const ports = isPathTrouble(steps) ? steps : toPorts([...prefix, ...steps]);
  if (!isPathTrouble(ports)) return ports;
  report(reader, at, `In the port "${text}", at character ${ports.offset + 1}: ${ports.message}`);
  return undefined;
}

function kindOf(
  reader: RowReader,
  row: Row,
  role: 'source' | 'sink' | 'sanitizer' | 'subject',
): string | undefined {
  const kind = textOf(reader, row, 'kind');
  if (kind === undefined) return undefined;
  const known = reader.kinds.get(kind);
  if (known === undefined) {
    report(reader, row.at('kind'), unknownKind(kind), 'kind');
    return undefined;
  }
  const fits = known.role === role || (role === 'source' && known.role === 'subject');
  if (!fits)
    report(
      reader,
      row.at('kind'),
      `Kind "${kind}" is a ${known.role}, but this row is a ${role}. Use a kind of that role.`,
      'kind',
    );
  return fits ? kind : undefined;
}

function unknownKind(kind: string): string {
  return `Kind "${kind}" is not registered, so no rule could name it. Use one of rules/kinds.yaml, or add it there.`;
}

function clearsOf(reader: RowReader, row: Row, rowAt: YamlPosition): ClearSpec | undefined {
  const node = row.get('clears');
  if (node?.kind === 'scalar' && node.text === 'everything') return { types: [], levels: [] };
  if (node?.kind === 'scalar' && node.text === 'nothing') return clearsNothing;
  if (node?.kind === 'map') {
    const fields = fieldsOf(reader, node, [], ['types', 'levels']);
    const types = readTexts(fields.get('types'));
    const levels = readTexts(fields.get('levels'));
    const wrong = levels.find(
      (level) => !['direct', 'special', 'acute', 'quasi', 'pseudonym'].includes(level),
    );
    if (wrong !== undefined) {
      report(
        reader,
        fields.at('levels'),
        `"${wrong}" is no level. Levels are direct, special, acute, quasi, pseudonym.`,
        'levels',
      );
      return undefined;
    }
    if (types.length + levels.length > 0) return { types, levels };
  }
  report(
    reader,
    node?.at ?? rowAt,
    'A sanitizer says what it clears of data: `clears: {levels: [direct]}`, `clears: {types: […]}`, `clears: everything`, or `clears: nothing` if only rules that name its kind should trust it.',
    'clears',
  );
  return undefined;
}

function choiceOf<T extends string>(
  reader: RowReader,
  row: Row,
  key: string,
  choices: readonly T[],
  fallback: T | undefined,
): T | undefined {
  if (!row.has(key) && fallback !== undefined) return fallback;
  const text = textOf(reader, row, key);
  const choice = choices.find((known) => known === text);
  if (choice === undefined && text !== undefined)
    report(
      reader,
      row.at(key),
      `"${text}" is not possible for "${key}". Use one of ${choices.join(', ')}.`,
      key,
    );
  return choice;
}

function textOf(reader: RowReader, row: Row, key: string): string | undefined {
  const node = row.get(key);
  const text = node?.kind === 'scalar' ? node.text : '';
  if (text !== '') return text;
  report(reader, row.at(key), `The row does not say "${key}". Give it a text.`, key);
  return undefined;
}

function scalarText(node: YamlNode | undefined): string {
  return node?.kind === 'scalar' ? node.text : '';
}

/** A text, or a list of texts. */
function readTextNodes(node: YamlNode | undefined): readonly YamlNode[] {
  if (node === undefined) return [];
  return node.kind === 'list'
    ? node.items.filter((item) => item.kind === 'scalar')
    : node.kind === 'scalar'
      ? [node]
      : [];
}

function readTexts(node: YamlNode | undefined): readonly string[] {
  return readTextNodes(node)
    .map(scalarText)
    .filter((text) => text !== '');
}

function report(reader: RowReader, at: YamlPosition, message: string, key = reader.section): void {
  reportAt(reader, at, 'error', `${reader.origin.row}: ${message}`, key);
}

function reportAt(
  context: FileContext,
  at: YamlPosition,
  severity: Problem['severity'],
  message: string,
  key?: string,
): void {
  const { path, problems } = context;
  problems.push({
    severity,
    message,
    path,
    line: at.line,
    column: at.column,
    ...(key === undefined ? {} : { key }),
  });
}
