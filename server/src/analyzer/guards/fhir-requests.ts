/**
 * Requests that a program sends to a FHIR server by itself, through `fetch`, axios and the like, as queries of records.
 *
 * From calls whose first argument is an address that names a FHIR server or comes from a client that does, to the kind
 * of resource, what is done, and the values that choose the records: the holes of the address and the parameters. What
 * the elements of a kind carry is in the data types. A kind that is chosen at run time may be any.
 */
import { argumentAt, argumentCount, stateOfArgument } from '../callgraph/call-arguments.ts';
import { anyFhirResource, fhirSchema } from '../callgraph/fhir-resources.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import { appendSeeds } from '../classification/append-seeds.ts';
import type { Classification } from '../classification/classification.ts';
import type { Seed } from '../classification/seed-collector.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { RecordQuery } from '../rules/model.ts';
import { methodName } from './condition-shapes.ts';
import { fieldsOf, nameOfValue, originOf, textOf } from './endpoints/value-origin.ts';
import {
  type FilterPort,
  type FoundQuery,
  functionAt,
  type GuardInput,
  instructionsOf,
} from './guard-context.ts';

/** A FHIR server, by the address or by the name of what holds it. */
const fhirServer = /fhir|health-?lake|hapi(?![a-z])/i;
const kindInPath = /(?:^|[/}])([A-Z][A-Za-z]{2,40})(?=$|[/?{])/g;
const parameterBefore = /[?&]([\w.:-]{1,60})=[^&?]*$/;
const kindBefore = /(?:^|\/)[A-Z][A-Za-z]{2,40}\/$/;
/** Fields of the options of a request that choose records. */
const parameterFields = ['params', 'searchParams', 'query', 'qs'];
const maxDepth = 12;

/** A part of an address: what it says or is called, and the value if it is no constant. */
interface Part {
  readonly text: string;
  /** Global value; -1 for text of the code. */
  readonly value: number;
}

/** Collects the requests in these functions (global), in order of value. */
export function collectFhirRequests(input: GuardInput, functions: ReadonlySet<number>): FoundQuery[] {
  const out: FoundQuery[] = [];
  if (input.catalog.fhir === undefined) return out;
  for (const f of functions) {
    const at = functionAt(input.program, f);
    if (!at) continue;
    const [first, end] = instructionsOf(at.module, at.local);
    for (let i = first; i < end; i++) {
      const found = at.module.ir.op[i] === Op.Call ? requestAt(input, at.module, i) : undefined;
      if (found) out.push(found);
    }
  }
  return out.sort((a, b) => a.value - b.value);
}

function requestAt(input: GuardInput, module: ProgramModule, call: number): FoundQuery | undefined {
  const { valueBase } = module;
  const site = input.callGraph.siteOfValue[valueBase + call] ?? -1;
  const first = argumentAt(module, call, 0);
  if (site < 0 || first < 0 || !isRequest(input, site)) return undefined;
  const options = fieldsOf(input, valueBase + first);
  const address = options.get('url') ?? options.get('uri') ?? valueBase + first;
  const parts = partsOf(input, address, 0);
  const text = parts.map((part) => (part.value < 0 ? part.text : `{${part.text}}`)).join('');
  if (!fhirServer.test(text) && !fhirServer.test(baseOf(input, module, call, options))) return undefined;
  const kinds = [...text.matchAll(kindInPath)].map(([, kind]) => kind ?? '');
  const known = kinds.findLast((kind) => input.catalog.fhir?.resources.has(kind) === true);
  const operation = operationOf(input, module, call, text);
  if (operation === undefined || (known === undefined && kinds.length > 0)) return undefined;
  return {
    site,
    value: valueBase + call,
    module: module.index,
    model: { ...model, operation },
    resource: known ?? anyFhirResource,
    statement: undefined,
    filters: [],
    isProjected: false,
    ports: [...portsOf(parts, address), ...parameterPorts(module, call)],
  };
}

const model: RecordQuery = {
  operation: 'list',
  resource: { from: 'argument', argument: 0 },
  filters: [],
  projections: [],
  data: [],
  result: undefined,
  schema: fhirSchema,
};

/** Whether a model says that the call sends a request to the address in its first argument. */
function isRequest({ callGraph, models }: GuardInput, site: number): boolean {
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const state = models.states[callGraph.states[k] ?? 0];
    const argument = state && models.states[stateOfArgument(state, 0)];
    if (!argument) continue;
    if (argument.sinks.some(({ kind }) => kind === 'request-address' || kind === 'url')) return true;
    for (const name of ['url', 'uri'])
      if (
        models.states[argument.members.get(name) ?? -1]?.sinks.some(({ kind }) => kind === 'request-address')
      )
        return true;
  }
  return false;
}

/** What the base address of a request's client says or is called: of the instance, or of the options. */
function baseOf(
  input: GuardInput,
  module: ProgramModule,
  call: number,
  options: ReadonlyMap<string, number>,
): string {
  const texts: string[] = [];
  const own = options.get('baseURL') ?? options.get('baseUrl') ?? -1;
  if (own >= 0) texts.push(...partsOf(input, own, 0).map(({ text }) => text));
  const receiver = module.ir.b[call] ?? module.ir.a[call] ?? -1;
  const client = receiver >= 0 ? receiver : (module.ir.a[call] ?? -1);
  if (client < 0) return texts.join(' ');
  texts.push(nameOfValue(input, module.valueBase + client));
  const made = originOf(input, module.valueBase + client, 0);
  const owner = input.moduleOf(made);
  const argument =
    owner?.ir.op[made - owner.valueBase] === Op.Call ? argumentAt(owner, made - owner.valueBase, 0) : -1;
  if (owner && argument >= 0) {
    const fields = fieldsOf(input, owner.valueBase + argument);
    for (const name of ['baseURL', 'baseUrl', 'prefixUrl']) {
      const value = fields.get(name);
      if (value !== undefined) texts.push(...partsOf(input, value, 0).map(({ text }) => text));
    }
  }
  return texts.join(' ');
}

/** What an address is put together from. */
function partsOf(input: GuardInput, value: number, depth: number): readonly Part[] {
  const module = input.moduleOf(value);
  if (!module || depth > maxDepth) return [];
  const { ir, valueBase } = module;
  const local = value - valueBase;
  const next = (other: number) => (other < 0 ? [] : partsOf(input, valueBase + other, depth + 1));
  switch (ir.op[local]) {
    case Op.Copy:
    case Op.Pi:
    case Op.Post:
      return next(ir.a[local] ?? -1);
    case Op.Tpl: {
      const list = ir.a[local] ?? 0;
      return Array.from({ length: ir.args[list] ?? 0 }, (_, k) => ir.args[list + 1 + k] ?? -1).flatMap(
        (entry, k) => (k % 2 === 0 ? [{ text: ir.strings[entry] ?? '', value: -1 }] : next(entry)),
      );
    }
    case Op.Bin:
      return [...next(ir.a[local] ?? -1), ...next(ir.b[local] ?? -1)];
    case Op.CellGet: {
      const single = ir.cells[ir.a[local] ?? 0]?.singleValue ?? -1;
      if (single >= 0 && (ir.op[single] === Op.Tpl || ir.op[single] === Op.Bin || ir.op[single] === Op.New))
        return next(single);
      break;
    }
    case Op.New: {
      // `new URL(path, base)`
      if (!/URL$/.test(nameOfValue(input, valueBase + (ir.a[local] ?? 0)))) break;
      const [path, base] = [argumentAt(module, local, 0), argumentAt(module, local, 1)];
      return [...(base < 0 ? [] : [...next(base), { text: '/', value: -1 }]), ...next(path)];
    }
    default:
      break;
  }
  const text = textOf(input, value);
  if (text !== undefined) return [{ text, value: -1 }];
  const origin = originOf(input, value, 0);
  const told =
    origin === value
      ? ''
      : partsOf(input, origin, depth + 1)
          .map((part) => part.text)
          .join('');
  return [{ text: told === '' ? nameOfValue(input, value) : told, value }];
}

/** The values in the address, each with the parameter or the kind in front of it. */
function portsOf(parts: readonly Part[], address: number): readonly FilterPort[] {
  const out: FilterPort[] = [];
  let before = '';
  for (const { text, value } of parts) {
    if (value < 0) before += text;
    else {
      const parameter = parameterBefore.exec(before)?.[1];
      out.push({ node: value, path: [], column: parameter ?? (kindBefore.test(before) ? 'id' : '') });
      before += '{}';
    }
  }
  // What `searchParams.set` puts into an address is found below the whole.
  if (parts.length !== 1 || parts[0]?.value !== address) out.push({ node: address, path: ['searchParams'] });
  return out;
}

/** `params` and the like of the options; the body of a search by POST. */
function parameterPorts(module: ProgramModule, call: number): readonly FilterPort[] {
  const out: FilterPort[] = [];
  for (let k = 0; k < argumentCount(module, call); k++) {
    const argument = argumentAt(module, call, k);
    if (argument < 0) continue;
    for (const field of parameterFields) out.push({ node: module.valueBase + argument, path: [field] });
  }
  return out;
}

/** What a request does; undefined if it makes a record or asks for nothing of a patient. */
function operationOf(
  input: GuardInput,
  module: ProgramModule,
  call: number,
  address: string,
): RecordQuery['operation'] | undefined {
  let method = methodName(module, call).toLowerCase();
  for (let k = 0; k < argumentCount(module, call); k++) {
    const argument = argumentAt(module, call, k);
    const given = argument < 0 ? undefined : fieldsOf(input, module.valueBase + argument).get('method');
    if (given !== undefined) method = (textOf(input, given) ?? method).toLowerCase();
  }
  if (/^(put|patch)/.test(method)) return 'update';
  if (/^del/.test(method)) return 'delete';
  if (/^post/.test(method) && !address.includes('_search') && !address.includes('$')) return undefined;
  return /[A-Z][A-Za-z]+\/\{[^}]*\}$/.test(address) ? 'read' : 'list';
}

/** What the elements of FHIR resources carry, for queries that nothing else is known of. */
export function withFhirRecords(
  classification: Classification,
  queries: readonly QuerySite[],
  catalog: DataTypeCatalog,
): Classification {
  const wanted = queries.filter((query) => query.model.schema === fhirSchema);
  const { fhir } = catalog;
  if (wanted.length === 0 || fhir === undefined) return classification;
  const isKnown = new Set(classification.value);
  const seeds = wanted.flatMap((query): readonly Seed[] => {
    if (isKnown.has(query.value)) return [];
    const isAny = query.resource === anyFhirResource;
    const elements = fhir.resources.get(isAny ? 'Patient' : query.resource) ?? [];
    // A kind without elements of its own that carry data is about no patient.
    const held = elements.length > 0 ? [...elements, ...(isAny ? [] : fhir.everyResource)] : [];
    return [...new Set(held.map((element) => element.type))].map((type) => ({
      value: query.value,
      path: [],
      type,
      confidence: isAny ? 60 : 90,
      evidence: isAny ? 'FHIR resources of any kind' : `elements of FHIR ${query.resource}`,
    }));
  });
  return appendSeeds(classification, seeds);
}
