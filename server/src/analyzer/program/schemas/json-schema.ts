/**
 * Reads the types that OpenAPI 3, Swagger 2 and JSON Schema files declare, and what the operations of an API answer.
 *
 * Types below `components.schemas`, `definitions` and `$defs` keep their names; objects written inside another type
 * get dotted ones (`Patient.address`). `$ref`, `allOf`, `oneOf` and `anyOf` are followed by name, so that circles are
 * no trouble. JSON and YAML alike; a file that cannot be read is a coverage gap with its place. Never throws.
 */
import type { CoverageGap } from '../../base/problem.ts';
import { parseYamlTree, yamlToJson } from '../../rules/yaml-tree.ts';
import { asObject, asText, ownValue } from '../json-value.ts';
import type { ApiOperation, SchemaField, SchemaModel } from '../schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a file says. */
export interface JsonSchemaFile {
  readonly models: readonly SchemaModel[];
  readonly operations: readonly ApiOperation[];
  readonly gaps: readonly CoverageGap[];
}

/** Characters read of one file. */
const maxLength = 10_000_000;
const maxModels = 20_000;
const maxFields = 500;
/** Objects inside one another. */
const maxNesting = 8;
const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** See the head of this file. */
export function readJsonSchema(path: string, text: string): JsonSchemaFile {
  const { tree, gaps } = readTree(path, text);
  const models = new Map<string, SchemaField[]>();
  const groups = [
    ownValue(asObject(ownValue(tree, 'components')), 'schemas'),
    ownValue(tree, 'definitions'),
    ownValue(tree, '$defs'),
  ];
  for (const group of groups)
    for (const [name, schema] of Object.entries(asObject(group))) addModel(models, name, asObject(schema), 0);
  const own = asText(ownValue(tree, 'title')) || titleOf(path);
  if (ownValue(tree, 'properties') !== undefined) addModel(models, own.replace(/\W/g, ''), tree, 0);
  return { models: toModels(models), operations: operationsOf(tree, models), gaps };
}

function toModels(models: ReadonlyMap<string, SchemaField[]>): readonly SchemaModel[] {
  return [...models].map(([name, fields]) => ({ name, table: name, fields, comment: '' }));
}

function readTree(
  path: string,
  text: string,
): { readonly tree: Json; readonly gaps: readonly CoverageGap[] } {
  if (text.length > maxLength) {
    const message = `The file has ${text.length} characters, and at most ${maxLength} are read of a schema, so its types are not known.`;
    return { tree: {}, gaps: [{ kind: 'file-too-large', path, message }] };
  }
  if (path.endsWith('.json')) {
    try {
      return { tree: asObject(JSON.parse(text)), gaps: [] };
    } catch {
      // YAML's reader says where the mistake is.
    }
  }
  const { root, problems } = parseYamlTree(path, text);
  const [problem] = problems.filter(({ severity }) => severity === 'error');
  const gaps: readonly CoverageGap[] =
    root !== undefined
      ? []
      : [
          {
            kind: 'syntax-error',
            path,
            ...(problem === undefined
              ? {}
              : { start: offsetOf(text, problem.line, problem.column), length: 1 }),
            message: `The schema could not be read, so its types are not known: ${problem?.message ?? 'it is no YAML'}`,
          },
        ];
  return { tree: root === undefined ? {} : asObject(yamlToJson(root)), gaps };
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    at = end + 1;
  }
  return Math.min(at + column - 1, Math.max(0, text.length - 1));
}

/** `schemas/patient.schema.json` → `patient`. */
function titleOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.(?:schema\.)?(?:json|ya?ml)$/, '')
    .replace(/\.schema$/, '');
}

function addModel(models: Map<string, SchemaField[]>, name: string, schema: Json, depth: number): void {
  if (models.size >= maxModels || depth > maxNesting || models.has(name)) return;
  const fields: SchemaField[] = [];
  models.set(name, fields);
  addFields(models, name, schema, fields, depth);
  if (fields.length === 0) models.delete(name);
}

function addFields(
  models: Map<string, SchemaField[]>,
  owner: string,
  schema: Json,
  fields: SchemaField[],
  depth: number,
): void {
  if (depth > maxNesting) return;
  const required = new Set(listAt(schema, 'required'));
  for (const [name, value] of Object.entries(asObject(ownValue(schema, 'properties')))) {
    if (fields.length >= maxFields) return;
    const { type, isList } = typeOf(models, `${owner}.${name}`, asObject(value), depth + 1);
    fields.push({
      ...{ name, column: name, type, isList, isOptional: !required.has(name) },
      ...{ isRelation: false, isKey: false, foreignKey: [] },
      comment: asText(ownValue(asObject(value), 'description')).slice(0, 300),
    });
  }
  // What is composed of another type has its fields; which ones is said when the type is used.
  for (const part of partsOf(schema)) {
    const reference = referenceOf(part);
    if (reference === '') addFields(models, owner, part, fields, depth + 1);
    else
      fields.push({
        ...{ name: '', column: '', type: reference, isList: false, isOptional: true },
        ...{ isRelation: false, isKey: false, foreignKey: [], comment: '' },
      });
  }
}

function partsOf(schema: Json): readonly Json[] {
  return ['allOf', 'oneOf', 'anyOf'].flatMap((key) => listAt(schema, key).map(asObject));
}

function listAt(schema: Json, key: string): readonly unknown[] {
  const value = ownValue(schema, key);
  return Array.isArray(value) ? value.slice(0, maxFields) : [];
}

/** The name that a schema refers to, empty if it refers to none. */
function referenceOf(schema: Json): string {
  const reference = asText(ownValue(schema, '$ref'));
  return decodeName(reference.slice(reference.lastIndexOf('/') + 1));
}

function decodeName(name: string): string {
  return name
    .replace(/~1/g, '/')
    .replace(/~0/g, '~')
    .replace(/\.(?:schema\.)?(?:json|ya?ml)$/, '');
}

function typeOf(
  models: Map<string, SchemaField[]>,
  name: string,
  schema: Json,
  depth: number,
): { readonly type: string; readonly isList: boolean } {
  const reference = referenceOf(schema);
  if (reference !== '') return { type: reference, isList: false };
  const items = ownValue(schema, 'items');
  if (items !== undefined && depth <= maxNesting)
    return { type: typeOf(models, name, asObject(items), depth + 1).type, isList: true };
  const only = partsOf(schema).filter((part) => ownValue(part, 'type') !== 'null');
  const [part] = only;
  if (only.length === 1 && part !== undefined && depth <= maxNesting)
    return typeOf(models, name, part, depth + 1);
  if (ownValue(schema, 'properties') !== undefined || only.length > 0) {
    addModel(models, name, schema, depth);
    return { type: name, isList: false };
  }
  const type = asText(ownValue(schema, 'type'));
  return { type: type === 'boolean' ? 'Boolean' : type, isList: false };
}

function operationsOf(tree: Json, models: Map<string, SchemaField[]>): readonly ApiOperation[] {
  const found: ApiOperation[] = [];
  for (const [path, item] of Object.entries(asObject(ownValue(tree, 'paths'))))
    for (const method of methods) {
      const operation = asObject(ownValue(asObject(item), method));
      const responses = asObject(ownValue(operation, 'responses'));
      const ok = asObject(
        ownValue(responses, '200') ?? ownValue(responses, '201') ?? ownValue(responses, 'default'),
      );
      const content = asObject(ownValue(ok, 'content'));
      const schema = asObject(
        ownValue(asObject(ownValue(content, 'application/json') ?? Object.values(content)[0]), 'schema') ??
          // Swagger 2.
          ownValue(ok, 'schema'),
      );
      const id = asText(ownValue(operation, 'operationId'));
      const { type, isList } = typeOf(models, `${id || `${method} ${path}`} answer`, schema, 1);
      if (models.has(type) && found.length < maxModels)
        found.push({ method: method.toUpperCase(), path, id, answer: type, isList });
    }
  return found;
}
