/**
 * Types of messages (GraphQL, OpenAPI, JSON Schema, Protocol Buffers) as resolved types, so that what is sent is
 * classified as declared types are: a type by its name, an operation by what it selects.
 *
 * Generated code is mostly not there to be read, or is left out of the scan; its types are known by the names that the
 * generators give them. Types are built a few levels deep, so that circles end.
 */
import type { ResolvedType } from '../program/program.ts';
import {
  type ApiOperation,
  type DataSchema,
  type GraphqlDocument,
  type GraphqlSelection,
  isMessageSchema,
  type SchemaField,
  type SchemaModel,
} from '../program/schema.ts';
import { primitiveType, type TypeMember, unknownType } from '../program/type-context.ts';

/** Named types inside one another. */
const maxDepth = 3;
/** Fragments inside one another, and selections of one document. */
const maxFragments = 200;
const maxMembers = 2_000;
const noNames: ReadonlyMap<string, string> = new Map();

/** See the head of this file. */
export interface MessageTypes {
  readonly isEmpty: boolean;
  /** A type by its name, or by the name that generated code gives it; undefined if there is none. */
  readonly typeNamed: (name: string) => ResolvedType | undefined;
  /** What an operation gives, below `data`. */
  readonly typeOf: (document: GraphqlDocument) => ResolvedType;
  /** The operation or fragment of a name. */
  readonly documentNamed: (name: string) => GraphqlDocument | undefined;
  /** The documents of a file. */
  readonly documentsIn: (path: string) => readonly GraphqlDocument[];
  /** What an operation of an API answers, by method and address. */
  readonly answerOf: (method: string, address: string) => ResolvedType | undefined;
  /** Whose members those of a type made here are, and whether they were chosen one by one. */
  readonly sayOf: (type: ResolvedType) => TypeSaying | undefined;
}

/** See {@link MessageTypes.sayOf}. */
export interface TypeSaying {
  readonly owner: string;
  readonly isSelected: boolean;
  /** Names of fields that come under another name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** `fragmentsOfCode` gives the fragments that code writes; asked only when one is not found in files. */
export function createMessageTypes(
  schemas: readonly DataSchema[],
  fragmentsOfCode: () => ReadonlyMap<string, GraphqlDocument>,
): MessageTypes {
  const messages = schemas.filter(isMessageSchema);
  const models = new Map<string, SchemaModel>();
  const documents = new Map<string, GraphqlDocument>();
  const byPath = new Map<string, readonly GraphqlDocument[]>();
  const operations: ApiOperation[] = [];
  for (const schema of messages) {
    for (const model of schema.models) if (!models.has(model.name)) models.set(model.name, model);
    for (const document of schema.documents ?? [])
      if (document.name !== '' && !documents.has(document.name)) documents.set(document.name, document);
    if (schema.documents !== undefined) byPath.set(schema.path, schema.documents);
    operations.push(...(schema.operations ?? []));
  }
  const sayings = new WeakMap<ResolvedType, TypeSaying>();
  const objectOf = (
    members: readonly TypeMember[],
    owner: string,
    isSelected: boolean,
    fields: ReadonlyMap<string, string> = noNames,
  ): ResolvedType => {
    const type: ResolvedType = { kind: 'object', members: members.slice(0, maxMembers) };
    sayings.set(type, { owner, isSelected, fields });
    return type;
  };
  const built = new Map<string, ResolvedType>();
  const membersOf = (model: SchemaModel, depth: number): readonly TypeMember[] =>
    model.fields.flatMap((field): readonly TypeMember[] => {
      const inner = models.get(field.type);
      // A part that the type is composed of.
      if (field.name === '')
        return inner === undefined || depth > maxDepth ? [] : membersOf(inner, depth + 1);
      return [{ name: field.name, type: listed(field, fieldType(field, depth)) }];
    });
  const fieldType = (field: SchemaField, depth: number): ResolvedType => {
    const inner = models.get(field.type);
    return inner === undefined
      ? primitiveOf(field.type)
      : depth >= maxDepth
        ? unknownType
        : typeOfModel(inner, depth);
  };
  const typeOfModel = (model: SchemaModel, depth: number): ResolvedType => {
    const key = `${depth} ${model.name}`;
    const known = built.get(key);
    if (known !== undefined) return known;
    const owner = model.name.slice(model.name.lastIndexOf('.') + 1);
    const type = objectOf(membersOf(model, depth + 1), owner, false);
    built.set(key, type);
    return type;
  };
  const documentNamed = (name: string): GraphqlDocument | undefined =>
    documents.get(name) ?? fragmentsOfCode().get(name);
  const selected = (
    selections: readonly GraphqlSelection[],
    owner: string,
    fragments: readonly string[],
    fields: Map<string, string>,
  ): readonly TypeMember[] =>
    selections.flatMap((selection): readonly TypeMember[] => {
      const { name, as, on, fragment, below } = selection;
      if (fragment !== '') {
        const spread =
          fragments.includes(fragment) || fragments.length > maxFragments
            ? undefined
            : documentNamed(fragment);
        return spread === undefined
          ? []
          : selected(spread.selections, spread.on, [...fragments, fragment], fields);
      }
      if (name === '') return selected(below, on === '' ? owner : on, fragments, fields);
      if (name.startsWith('__')) return [];
      if (name !== as) fields.set(as, name);
      const field = models.get(owner)?.fields.find((one) => one.name === name);
      if (below.length === 0)
        return [
          {
            name: as,
            type: field === undefined ? primitiveType('string') : listed(field, primitiveOf(field.type)),
          },
        ];
      const inner = field?.type ?? '';
      const innerFields = new Map<string, string>();
      const members = selected(below, inner, fragments, innerFields);
      const one = objectOf(members, inner === '' ? ownerWord(name) : inner, true, innerFields);
      if (field !== undefined) return [{ name: as, type: listed(field, one) }];
      // Whether there is one or a list of them is not known.
      return [{ name: as, type: { kind: 'union', members: [one, { kind: 'array', element: one }] } }];
    });
  const typeOf = (document: GraphqlDocument): ResolvedType => {
    const root = {
      query: 'Query',
      mutation: 'Mutation',
      subscription: 'Subscription',
      fragment: document.on,
    };
    const owner = root[document.kind];
    const fields = new Map<string, string>();
    const members = selected(document.selections, owner, [], fields);
    return objectOf(members, document.kind === 'fragment' ? owner : '', true, fields);
  };
  return {
    isEmpty: messages.length === 0,
    documentNamed,
    documentsIn: (path) => byPath.get(path) ?? [],
    typeOf,
    typeNamed: (name) => {
      const own = name.slice(name.lastIndexOf('.') + 1);
      const model = models.get(own) ?? models.get(own.replace(/__Output$|DTO$|Dto$/, ''));
      if (model !== undefined) return typeOfModel(model, 0);
      const made = /^(\w+?)(?:Query|Mutation|Subscription|Fragment)$/.exec(own)?.[1];
      const document = made === undefined ? undefined : (documents.get(made) ?? documents.get(own));
      return document && typeOf(document);
    },
    answerOf: (method, address) => {
      const found = operations.find((one) => one.method === method && isAddressOf(one.path, address));
      const model = found === undefined ? undefined : models.get(found.answer);
      if (found === undefined || model === undefined) return undefined;
      const type = typeOfModel(model, 0);
      return found.isList ? { kind: 'array', element: type } : type;
    },
    sayOf: (type) => sayings.get(type),
  };
}

/** `patients` → `patient`: without a schema, records are called after the field. */
function ownerWord(name: string): string {
  return name.length > 4 && name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : name;
}

function listed({ isList }: SchemaField, type: ResolvedType): ResolvedType {
  return isList ? { kind: 'array', element: type } : type;
}

function primitiveOf(type: string): ResolvedType {
  return primitiveType(type === 'Boolean' ? 'boolean' : 'string');
}

/** Whether an address ends in a declared path, whose parameters stand for one part each; `?` of it is no part. */
function isAddressOf(path: string, address: string): boolean {
  const wanted = path.split('/').filter((part) => part !== '');
  const given = (address.split(/[?#]/)[0] ?? '').split('/').filter((part) => part !== '');
  if (wanted.length === 0 || given.length < wanted.length) return false;
  const shift = given.length - wanted.length;
  return wanted.every((part, i) => {
    const other = given[shift + i] ?? '';
    return part.startsWith('{') ? other !== '' : part === other;
  });
}
