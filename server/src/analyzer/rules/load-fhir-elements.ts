/**
 * Reads the `fhir:` section of the data vocabulary: which elements of which resource carry which data type.
 *
 * Two steps, because the section names data types that other files define: read first, resolve when all are known.
 */
import type { DataType, FhirCatalog, FhirRead, TypedPath } from './data-type.ts';
import type { YamlReader } from './read-yaml-section.ts';
import { type YamlNode, type YamlPosition, yamlEntry } from './yaml-tree.ts';

interface ElementDraft {
  readonly path: readonly string[];
  readonly type: string;
  readonly at: YamlPosition;
  readonly reader: YamlReader;
}

/** One section as read; types are still names. */
export interface FhirDraft {
  readonly packages: readonly string[];
  readonly namespaces: readonly string[];
  readonly everyResource: readonly ElementDraft[];
  readonly resources: readonly { readonly name: string; readonly elements: readonly ElementDraft[] }[];
  readonly datatypes: readonly { readonly name: string; readonly element: ElementDraft }[];
  readonly carriers: readonly { readonly name: string; readonly paths: readonly (readonly string[])[] }[];
  readonly reads: readonly FhirRead[];
}

const sectionKeys = [
  'packages',
  'namespaces',
  'every-resource',
  'resources',
  'datatypes',
  'carriers',
  'reads',
];

/** Reads one section. */
export function readFhirSection(reader: YamlReader, node: YamlNode): FhirDraft {
  reader.checkKeys(node, sectionKeys, 'fhir');
  const entriesOf = (key: string) => {
    const value = yamlEntry(node, key)?.value;
    return value?.kind === 'map' ? value.entries : [];
  };
  return {
    packages: reader.strings(yamlEntry(node, 'packages')?.value, 'packages'),
    namespaces: reader.strings(yamlEntry(node, 'namespaces')?.value, 'namespaces'),
    everyResource: readElements(reader, yamlEntry(node, 'every-resource')?.value, 'every-resource'),
    resources: entriesOf('resources').map(({ key, value }) => ({
      name: key,
      elements: readElements(reader, value, key),
    })),
    datatypes: entriesOf('datatypes').map(({ key, value }) => ({
      name: key,
      element: { path: [], type: value.kind === 'scalar' ? value.text : '', at: value.at, reader },
    })),
    carriers: entriesOf('carriers').map(({ key, value }) => ({
      name: key,
      paths: reader.strings(value, key).map((path) => path.split('.')),
    })),
    reads: reader.list(yamlEntry(node, 'reads')?.value, 'reads').flatMap((row) => readRead(reader, row)),
  };
}

/** All sections as one; undefined if there is none. Elements of unknown types are reported and left out. */
export function resolveFhir(
  drafts: readonly FhirDraft[],
  byId: ReadonlyMap<string, DataType>,
): FhirCatalog | undefined {
  if (drafts.length === 0) return undefined;
  const resolve = (elements: readonly ElementDraft[]): readonly TypedPath[] =>
    elements.flatMap((element) => {
      const type = resolveType(element, byId);
      return type === undefined ? [] : [{ path: element.path, type }];
    });
  const resources = new Map<string, readonly TypedPath[]>();
  const datatypes = new Map<string, number>();
  const carriers = new Map<string, readonly (readonly string[])[]>();
  for (const draft of drafts) {
    for (const { name, elements } of draft.resources)
      resources.set(name, [...(resources.get(name) ?? []), ...resolve(elements)]);
    for (const { name, element } of draft.datatypes) {
      const type = resolveType(element, byId);
      if (type !== undefined) datatypes.set(name, type);
    }
    for (const { name, paths } of draft.carriers) carriers.set(name, paths);
  }
  return {
    packages: drafts.flatMap(({ packages }) => packages),
    namespaces: new Set(drafts.flatMap(({ namespaces }) => namespaces)),
    everyResource: resolve(drafts.flatMap(({ everyResource }) => everyResource)),
    resources,
    datatypes,
    carriers,
    reads: drafts.flatMap(({ reads }) => reads),
  };
}

function readElements(reader: YamlReader, node: YamlNode | undefined, key: string): readonly ElementDraft[] {
  return reader.list(node, key).flatMap((row) => {
    if (!reader.isMap(row, 'An element must be a map. Write `- { path: name, type: name.person }`.'))
      return [];
    reader.checkKeys(row, ['path', 'type'], 'an element');
    const path = reader.text(row, 'path');
    if (path !== '') return [{ path: path.split('.'), type: reader.text(row, 'type'), at: row.at, reader }];
    reader.report(
      row.at,
      'This element has no path. Add the property it stands for, such as `path: name`.',
      'path',
    );
    return [];
  });
}

function readRead(reader: YamlReader, row: YamlNode): readonly FhirRead[] {
  if (!reader.isMap(row, 'A read must be a map. Write `- { call: readResource, argument: 0 }`.')) return [];
  reader.checkKeys(row, ['call', 'argument', 'path', 'packages'], 'a read');
  const call = reader.text(row, 'call');
  const argument = Number(reader.text(row, 'argument'));
  if (call === '' || !Number.isInteger(argument) || argument < 0) {
    reader.report(
      row.at,
      'A read needs `call:`, a name, and `argument:`, a number from 0. Add them.',
      'call',
    );
    return [];
  }
  const path = reader.text(row, 'path');
  return [
    {
      call,
      argument,
      path: path === '' ? [] : path.split('.'),
      packages: reader.strings(yamlEntry(row, 'packages')?.value, 'packages'),
    },
  ];
}

function resolveType(element: ElementDraft, byId: ReadonlyMap<string, DataType>): number | undefined {
  const type = byId.get(element.type);
  if (type === undefined)
    element.reader.report(
      element.at,
      `"${element.type}" is no data type of the vocabulary. Use an id that a \`types:\` list defines.`,
      'type',
    );
  return type?.index;
}
