/**
 * What calls give that send an operation of GraphQL, or a request to an address that a schema of an API declares.
 *
 * The operation is an argument, or a field of one: a tagged template, a text, an import of a file or of the documents
 * that generators make. Its selection says what is below `data`, with the types of the schema where there is one.
 */
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { Program, ProgramModule, ResolvedType } from '../program/program.ts';
import type { GraphqlDocument } from '../program/schema.ts';
import { mayBeGraphql, readGraphql } from '../program/schemas/graphql.ts';
import type { TypeClassifier } from './classify-types.ts';
import type { MessageTypes } from './message-types.ts';
import { knownFields, type ModuleScan } from './module-scan.ts';
import type { LiteralReader } from './read-literal.ts';
import type { Seed } from './seed-collector.ts';
import { calleeNameOf } from './value-names.ts';

/** What classifying documents needs. */
export interface DocumentInput {
  readonly program: Program;
  readonly literals: LiteralReader;
  readonly messages: MessageTypes;
  readonly types: TypeClassifier;
  /** Functions that send an operation, and where in what they give its answer is. */
  readonly places: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly isWanted: (value: number) => boolean;
}

/** Fields of an argument that hold the operation. */
const documentFields: readonly string[] = ['query', 'mutation', 'document', 'subscription', 'fragment'];
/** Tags and functions that make a document of a text. */
const documentMakers: ReadonlySet<string> = new Set(['gql', 'graphql', 'parse', 'graphqlTag', 'typedGql']);
/** Hooks that generators make of an operation: `useGetPatientQuery`. */
const generatedHook = /^use(\w+?)(Lazy|Suspense)?(?:Query|Mutation|Subscription)$/;
/** Methods of HTTP clients, and where the answer is. */
const httpMethods: ReadonlyMap<string, readonly string[]> = new Map(
  ['get', 'post', 'put', 'patch', 'delete'].flatMap((method) => [
    [method, ['data']],
    [method.toUpperCase(), ['data']],
  ]),
);

/** Adds what the calls of a module get by operations and addresses. */
export function classifyDocuments(input: DocumentInput, scan: ModuleScan, add: (seed: Seed) => void): void {
  const { ir, module } = scan;
  const declare = (call: number, type: ResolvedType, paths: readonly (readonly string[])[]): void => {
    const { data } = input.types.classifyType(type, '');
    for (const path of paths)
      for (const one of data) add({ ...one, value: module.valueBase + call, path: [...path, ...one.path] });
    if (data.length > 0) scan.isKnown[call] = knownFields;
  };
  for (let call = 0; call < ir.op.length; call++) {
    if (ir.op[call] !== Op.Call || scan.isKnown[call] !== 0) continue;
    const callee = ir.a[call] ?? -1;
    const name = calleeNameOf(ir, callee);
    const places = input.places.get(name);
    if (places !== undefined) {
      if (!input.isWanted(module.valueBase + call)) continue;
      const document = documentOf(input, module, call);
      if (document !== undefined) declare(call, input.messages.typeOf(document), places);
      continue;
    }
    if (input.messages.isEmpty) continue;
    const hook = generatedHook.exec(name);
    if (hook !== null && ir.op[callee] === Op.Import) {
      const document = input.messages.documentNamed(hook[1] ?? '');
      const place = name.endsWith('Mutation') || hook[2] === 'Lazy' ? ['1', 'data'] : ['data'];
      if (document !== undefined) declare(call, input.messages.typeOf(document), [place]);
      continue;
    }
    const place = httpMethods.get(name);
    if (place !== undefined) {
      const type = answerOf(input, module, call, name.toUpperCase());
      if (type !== undefined) declare(call, type, [place]);
    } else if (name === 'json' && ir.op[callee] === Op.Load) {
      const sent = requestBehind(scan, ir.a[callee] ?? -1);
      const type = sent < 0 ? undefined : answerOf(input, module, sent, 'GET');
      if (type !== undefined) declare(call, type, [[]]);
    }
  }
}

/** The fragments that the code of a program writes, by name. */
export function fragmentsOfCode(
  program: Program,
  literals: LiteralReader,
): ReadonlyMap<string, GraphqlDocument> {
  const found = new Map<string, GraphqlDocument>();
  for (const module of program.modules) {
    const { ir } = module;
    for (let call = 0; call < ir.op.length; call++) {
      if (ir.op[call] !== Op.Call || !documentMakers.has(calleeNameOf(ir, ir.a[call] ?? -1))) continue;
      const text = textOf(literals, module, call);
      if (!text.includes('fragment')) continue;
      for (const document of readGraphql(module.ir.path, text).documents)
        if (document.kind === 'fragment' && !found.has(document.name)) found.set(document.name, document);
    }
  }
  return found;
}

function documentOf(input: DocumentInput, module: ProgramModule, call: number): GraphqlDocument | undefined {
  for (const argument of callArguments(module.ir, call).slice(0, 3)) {
    if (argument < 0) continue;
    const value = module.valueBase + argument;
    const own = documentAt(input, value);
    if (own !== undefined) return own;
    const fields = input.literals.shapeOf(value)?.fields;
    for (const field of documentFields) {
      const inner = fields?.get(field);
      const found = inner === undefined ? undefined : documentAt(input, inner);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The operation that a value is. */
function documentAt({ literals, messages }: DocumentInput, value: number): GraphqlDocument | undefined {
  const place = literals.placeOf(value);
  if (place === undefined) return undefined;
  const { ir, importTargets } = place.module;
  const op = ir.op[place.local];
  if (op === Op.Import) {
    const entry = ir.imports[ir.a[place.local] ?? -1];
    const target = importTargets[ir.a[place.local] ?? -1];
    const documents = target?.kind === 'asset' ? messages.documentsIn(target.path) : [];
    const name = entry?.name ?? '';
    return (
      documents.find((document) => document.name === name) ??
      documents.find(({ kind }) => kind !== 'fragment') ??
      (name.endsWith('Document') ? messages.documentNamed(name.slice(0, -'Document'.length)) : undefined)
    );
  }
  const text =
    op === Op.Call && documentMakers.has(calleeNameOf(ir, ir.a[place.local] ?? -1))
      ? textOf(literals, place.module, place.local)
      : (literals.textAt(value) ?? '');
  if (!mayBeGraphql(text)) return undefined;
  const { documents } = readGraphql(ir.path, text);
  return documents.find(({ kind }) => kind !== 'fragment') ?? documents[0];
}

/** The text of a tagged template, without what is put in between, or that a function is given. */
function textOf(literals: LiteralReader, { ir, valueBase }: ProgramModule, call: number): string {
  const first = callArguments(ir, call)[0] ?? -1;
  if (first < 0) return '';
  const parts = literals.elementsOf(valueBase + first);
  if (parts !== undefined) return parts.map((part) => literals.textAt(part) ?? '').join(' ');
  return literals.textAt(valueBase + first) ?? '';
}

function answerOf(
  { literals, messages }: DocumentInput,
  { ir, valueBase }: ProgramModule,
  call: number,
  method: string,
): ResolvedType | undefined {
  const address = callArguments(ir, call)[0] ?? -1;
  const place = address < 0 ? undefined : literals.placeOf(valueBase + address);
  if (place === undefined) return undefined;
  const text = literals.textAt(valueBase + address) ?? templateText(place.module, place.local);
  return text.includes('/') ? messages.answerOf(method, text) : undefined;
}

/** A template with `{}` for what is put in between. */
function templateText({ ir }: ProgramModule, value: number): string {
  if (ir.op[value] !== Op.Tpl) return '';
  const list = ir.a[value] ?? -1;
  const count = ir.args[list] ?? 0;
  let text = '';
  for (let i = 0; i < count; i++)
    text += i % 2 === 0 ? (ir.strings[ir.args[list + 1 + i] ?? -1] ?? '') : '{}';
  return text;
}

/** The call of `fetch` that a response comes from. */
function requestBehind({ ir }: ModuleScan, response: number): number {
  let at = response;
  for (let step = 0; step < 8 && at >= 0; step++) {
    const op = ir.op[at];
    if (op === Op.Call) return calleeNameOf(ir, ir.a[at] ?? -1) === 'fetch' ? at : -1;
    if (op === Op.CellGet) at = ir.cells[ir.a[at] ?? -1]?.singleValue ?? -1;
    else if (op === Op.Await || op === Op.Copy || op === Op.Pi || op === Op.Post) at = ir.a[at] ?? -1;
    else return -1;
  }
  return -1;
}
