/**
 * Data that a standard's own name of a field says: HL7 v2 (`msg.get('PID.5')`, `getSegment('PID').getField(5)`, the parts of
 * a line that was split at `|`, a text that is tested for `MSH|`), DICOM tags (`dataSet.string('x00100010')`), FHIR resources
 * that a URL of a request names (`/Patient/123`) or that a check of `resourceType` tells.
 *
 * The codes are data (`codes:` of the data types). Modules without any such text cost one pass over their texts.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { CmpOp, Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { TypeClassifier } from './classify-types.ts';
import { knownFields, type ModuleScan } from './module-scan.ts';
import type { LiteralReader } from './read-literal.ts';
import { elementSegment, type Seed } from './seed-collector.ts';
import { calleeNameOf } from './value-names.ts';

/** What looking for names of standards needs. */
export interface StandardInput {
  readonly callGraph: CallGraph;
  readonly catalog: DataTypeCatalog;
  readonly types: TypeClassifier;
  readonly literals: LiteralReader;
  readonly isWanted: (value: number) => boolean;
}

const confidences = { code: 90, split: 75, url: 75, check: 70 } as const;

/** Requests, by the name of the function, and where in their result the body is. */
const requestBodies: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['fetch', [['body']]],
  ['get', [['data'], ['body'], []]],
  ['axios', [['data']]],
  ['request', [['data'], []]],
  ['ky', [['body']]],
]);
/** Functions that ask whether a text is a message. */
const messageTests: ReadonlySet<string> = new Set([
  'startsWith',
  'includes',
  'indexOf',
  'search',
  'match',
  'test',
]);
/** Fields that stand for what a message of a patient holds: number, name, result. */
const messageCodes = ['PID.3', 'PID.5', 'OBX.5'] as const;
const segmentGetters: ReadonlySet<string> = new Set(['get', 'getSegment', 'segment', 'getSegments', 'find']);
const fieldGetters: ReadonlySet<string> = new Set(['get', 'getField', 'field', 'getComponent', 'component']);

/** Adds the seeds of a module. */
export function classifyStandards(input: StandardInput, scan: ModuleScan, add: (seed: Seed) => void): void {
  const { ir, module } = scan;
  const { codes } = input.catalog;
  if (codes === undefined) return;
  const { hasCodes, hasFhir, hasMessages } = mentionsOf(ir, input.catalog, codes);
  if (!hasCodes && !hasFhir && !hasMessages) return;
  const segments = new Set([...codes.keys()].flatMap((code) => code.split('.')[1] && code.split('.')[0]));
  const seedCode = (value: number, code: string, confidence: number): void => {
    const type = codes.get(code) ?? -1;
    if (type < 0 || scan.isKnown[value] === knownFields) return;
    scan.seeded[value] = type;
    const evidence = `field ${code} of ${code.includes('.') ? 'HL7 v2' : 'DICOM'}`;
    add({ value: module.valueBase + value, path: [], type, confidence, evidence });
  };
  for (let value = 0; value < ir.op.length; value++) {
    const op = ir.op[value];
    if (op === Op.Load && hasCodes && input.isWanted(module.valueBase + value)) {
      const name = ir.strings[ir.b[value] ?? -1] ?? '';
      const code = codeOf(name);
      if (code !== undefined && codes.has(code)) seedCode(value, code, confidences.code);
      else if (/^\d{1,2}$/.test(name)) {
        const segment = splitSegment(scan, ir.a[value] ?? -1, segments);
        if (segment !== undefined) seedCode(value, `${segment}.${Number(name)}`, confidences.split);
      }
    } else if (op === Op.Call && input.isWanted(module.valueBase + value)) {
      const code = hasCodes ? codeOfCall(input, scan, value, segments) : undefined;
      if (code !== undefined) seedCode(value, code, confidences.code);
      if (hasFhir) addAnswer(input, scan, value, add);
    }
    if (op === Op.Call && hasMessages) addMessage(input, scan, value, add);
    else if (op === Op.Cmp && hasFhir) addChecked(input, scan, value, add);
  }
}

/** What of the standards the texts of a module may name. */
interface Mentions {
  readonly hasCodes: boolean;
  readonly hasFhir: boolean;
  readonly hasMessages: boolean;
}

const mentions = new WeakMap<DataTypeCatalog, WeakMap<IrModule, Mentions>>();

/** Found out once per module object: the texts of a module do not change. */
function mentionsOf(ir: IrModule, catalog: DataTypeCatalog, codes: ReadonlyMap<string, number>): Mentions {
  let byModule = mentions.get(catalog);
  if (byModule === undefined) {
    byModule = new WeakMap();
    mentions.set(catalog, byModule);
  }
  let found = byModule.get(ir);
  if (found === undefined) {
    found = {
      hasCodes: mayNameCodes(ir, codes),
      hasFhir: catalog.fhir !== undefined && mayNameResources(ir),
      hasMessages: ir.constants.some(
        (constant) =>
          (constant.kind === 'string' || constant.kind === 'regexp') && isMessageStart(constant.value),
      ),
    };
    byModule.set(ir, found);
  }
  return found;
}

/** The beginning of an HL7 v2 message, also as a regular expression. */
function isMessageStart(text: string): boolean {
  return /^\^?MSH\\?\|/.test(text);
}

/** `text.startsWith('MSH|')`, `/^MSH\|/.test(text)`: what is asked is a whole message, with all that its segments hold. */
function addMessage(
  { catalog, literals }: StandardInput,
  { ir, module, isKnown, root }: ModuleScan,
  call: number,
  add: (seed: Seed) => void,
): void {
  const callee = ir.a[call] ?? -1;
  const receiver = ir.b[call] ?? -1;
  const argument = callArguments(ir, call)[0] ?? -1;
  if (receiver < 0 || argument < 0) return;
  const isStart = (value: number): boolean => {
    const constant = literals.constantAt(module.valueBase + value);
    return (constant?.kind === 'string' || constant?.kind === 'regexp') && isMessageStart(constant.value);
  };
  const isAsked = messageTests.has(calleeNameOf(ir, callee));
  const message = !isAsked ? -1 : isStart(argument) ? receiver : isStart(receiver) ? argument : -1;
  const text = message < 0 ? -1 : (root[message] ?? -1);
  if (text < 0 || isKnown[text] === knownFields) return;
  for (const code of messageCodes) {
    const type = catalog.codes?.get(code);
    if (type === undefined) continue;
    const evidence = 'a text that is tested for the beginning of an HL7 v2 message';
    add({ value: module.valueBase + text, path: [], type, confidence: confidences.check, evidence });
  }
}

function mayNameCodes(ir: IrModule, codes: ReadonlyMap<string, number>): boolean {
  const isCode = (text: string): boolean => {
    const code = codeOf(text);
    return (code !== undefined && codes.has(code)) || /^(?:PID|NK1|GT1|IN1|OBX|DG1|AL1|NTE)$/.test(text);
  };
  const hasText = ir.constants.some((constant) => constant.kind === 'string' && isCode(constant.value));
  return hasText || ir.strings.some(isCode);
}

/** `PID.5.1`, `PID-5`, `PID_5` → `PID.5`; `x00100010` → `00100010`. */
function codeOf(text: string): string | undefined {
  if (text.length < 4 || text.length > 12) return undefined;
  const field = /^([A-Z][A-Z][A-Z0-9])[.\-_](\d{1,2})(?:[.\-_]\d{1,2}){0,2}$/.exec(text);
  if (field !== null) return `${field[1]}.${Number(field[2])}`;
  const tag = /^x?([\dA-Fa-f]{8})$/.exec(text);
  return tag === null ? undefined : tag[1]?.toUpperCase();
}

/** A getter that is handed a code, or the number of a field after one that was handed a segment. */
function codeOfCall(
  { literals }: StandardInput,
  { ir, module }: ModuleScan,
  call: number,
  segments: ReadonlySet<string | undefined>,
): string | undefined {
  const callee = ir.a[call] ?? -1;
  const argument = callArguments(ir, call)[0] ?? -1;
  if (ir.op[callee] !== Op.Load || argument < 0) return undefined;
  const constant = literals.constantAt(module.valueBase + argument);
  if (constant?.kind === 'string') return codeOf(constant.value);
  if (constant?.kind !== 'number' || !fieldGetters.has(calleeNameOf(ir, callee))) return undefined;
  const place = literals.placeOf(module.valueBase + (ir.a[callee] ?? -1));
  if (place === undefined || place.module.ir.op[place.local] !== Op.Call) return undefined;
  const outer = place.module.ir;
  const segment = callArguments(outer, place.local)[0] ?? -1;
  const name = segment < 0 ? undefined : literals.textAt(place.module.valueBase + segment);
  const isSegment = segmentGetters.has(calleeNameOf(outer, outer.a[place.local] ?? -1)) && segments.has(name);
  return isSegment ? `${name}.${constant.value}` : undefined;
}

/** The segment whose line was split into the list at a value: `pidLine.split('|')`. */
function splitSegment(
  scan: ModuleScan,
  list: number,
  segments: ReadonlySet<string | undefined>,
): string | undefined {
  const { ir, names } = scan;
  let at = list;
  for (let step = 0; step < 6 && at >= 0; step++) {
    const op = ir.op[at];
    if (op === Op.Call) {
      const callee = ir.a[at] ?? -1;
      const separator = callArguments(ir, at)[0] ?? -1;
      const constant = ir.op[separator] === Op.Const ? ir.constants[ir.a[separator] ?? -1] : undefined;
      if (calleeNameOf(ir, callee) !== 'split' || constant?.kind !== 'string' || constant.value !== '|')
        return undefined;
      const words = [names.nameOf(list), names.nameOf(ir.a[callee] ?? -1)].flatMap((name) =>
        name.split(/(?=\p{Lu}\p{Ll})|[^\p{L}\d]+/u).map((word) => word.toUpperCase()),
      );
      return words.find((word) => segments.has(word));
    }
    if (op === Op.CellGet) at = ir.cells[ir.a[at] ?? -1]?.singleValue ?? -1;
    else if (op === Op.Copy || op === Op.Pi || op === Op.Post) at = ir.a[at] ?? -1;
    else return undefined;
  }
  return undefined;
}

function mayNameResources(ir: IrModule): boolean {
  const isUrl = (text: string): boolean =>
    text === 'resourceType' || /\/[A-Z][a-z]+[A-Za-z]*(?:[/?]|$)/.test(text);
  return (
    ir.strings.some(isUrl) ||
    ir.constants.some((constant) => constant.kind === 'string' && isUrl(constant.value))
  );
}

/** The answer of a request whose address ends in a resource of FHIR: `/Patient/123`, `/Observation?patient=1`. */
function addAnswer(input: StandardInput, scan: ModuleScan, call: number, add: (seed: Seed) => void): void {
  const { ir, module, isKnown } = scan;
  const bodies = requestBodies.get(calleeNameOf(ir, ir.a[call] ?? -1));
  const [argument = -1, second = -1] = bodies === undefined ? [] : callArguments(ir, call);
  if (bodies === undefined || argument < 0 || isKnown[call] === knownFields) return;
  // A handler for the path, not a request to it.
  if (ir.op[second] === Op.Func) return;
  const url = urlAt(input, module.valueBase + argument);
  const named = resourceOfUrl(url);
  // Most resources are called by words that other services use too.
  const isFhir = scan.isHealthModule || /fhir/i.test(url) || named?.resource === 'Patient';
  const data = named === undefined || !isFhir ? [] : input.types.resourceData(named.resource);
  for (const body of bodies)
    for (const one of data)
      add({
        ...one,
        value: module.valueBase + call,
        path: [
          ...body,
          ...(named?.isSearch === true ? ['entry', elementSegment, 'resource'] : []),
          ...one.path,
        ],
        confidence: Math.min(one.confidence, confidences.url),
      });
}

function urlAt({ literals }: StandardInput, value: number): string {
  const text = literals.textAt(value);
  if (text !== undefined) return text;
  const place = literals.placeOf(value);
  if (place === undefined) return '';
  const { ir } = place.module;
  if (ir.op[place.local] !== Op.Tpl) return '';
  const list = ir.a[place.local] ?? 0;
  const parts: string[] = [];
  for (let k = 1; k <= (ir.args[list] ?? 0); k += 2) parts.push(ir.strings[ir.args[list + k] ?? -1] ?? '');
  return parts.join('{}');
}

/** Only at the end of the path: what stands below a resource is another one, or an operation. */
function resourceOfUrl(url: string): { readonly resource: string; readonly isSearch: boolean } | undefined {
  const match = /\/([A-Z][a-z]+[A-Za-z]*)(?:\/[\w{}.-]+)?\/?(\?.*)?$/.exec(url.slice(0, 500));
  return match?.[1] === undefined ? undefined : { resource: match[1], isSearch: match[2] !== undefined };
}

/** `resource.resourceType === 'Patient'`: what is asked may be one. */
function addChecked(
  input: StandardInput,
  { ir, module, isKnown, root }: ModuleScan,
  compare: number,
  add: (seed: Seed) => void,
): void {
  const operator = ir.c[compare] ?? -1;
  if (operator > CmpOp.StrictNotEqual) return;
  for (const [left, right] of [
    [ir.a[compare] ?? -1, ir.b[compare] ?? -1],
    [ir.b[compare] ?? -1, ir.a[compare] ?? -1],
  ] as const) {
    if (ir.op[left] !== Op.Load || ir.strings[ir.b[left] ?? -1] !== 'resourceType') continue;
    const object = root[ir.a[left] ?? -1] ?? -1;
    const resource = input.literals.textAt(module.valueBase + right);
    if (object < 0 || resource === undefined || isKnown[object] === knownFields) continue;
    for (const one of input.types.resourceData(resource))
      add({
        ...one,
        value: module.valueBase + object,
        confidence: Math.min(one.confidence, confidences.check),
      });
  }
}
