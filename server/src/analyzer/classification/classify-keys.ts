/**
 * Values that a getter gives under a constant key, `form.get('personnummer')`, `watch('ssn')`, `req.header('x-ssn')`, and
 * those that are kept under one: `localStorage.setItem('patientNotes', text)`.
 *
 * The key is a name like that of a field, with the receiver's name as its owner. Only keys that look like names and say
 * something clearly count; keys of settings, texts, services and addresses do not.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { Program } from '../program/program.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { NameClassifier } from './classify-name.ts';
import { knownFields, type ModuleScan } from './module-scan.ts';
import type { LiteralReader } from './read-literal.ts';
import type { Seed } from './seed-collector.ts';
import { tokenizeName } from './tokenize.ts';
import { calleeNameOf } from './value-names.ts';
import { inPlace, type People } from './whose.ts';

/** What classifying keys needs. */
export interface KeyInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly catalog: DataTypeCatalog;
  readonly people: People;
  readonly names: NameClassifier;
  readonly literals: LiteralReader;
  readonly isWanted: (value: number) => boolean;
}

/** A key says no more than the name of a variable. */
const ceiling = 80;
/** What it is kept under says less than a name. */
const keptCeiling = 70;
/** Names that say less than this alone are no keys of data. */
const leastConfidence = 75;

/** Adds the seeds of the getters of a module. */
export function classifyKeys(input: KeyInput, scan: ModuleScan, add: (seed: Seed) => void): void {
  const { ir, module, names } = scan;
  const hints = input.catalog.hints;
  if (hints === undefined) return;
  for (let call = 0; call < ir.op.length; call++) {
    if (ir.op[call] !== Op.Call || scan.isKnown[call] === knownFields) continue;
    const callee = ir.a[call] ?? -1;
    if (hints.keySetters.has(calleeNameOf(ir, callee))) classifyKept(input, scan, call, add);
    if (!hints.keyGetters.has(calleeNameOf(ir, callee)) || !input.isWanted(module.valueBase + call)) continue;
    const key = keyOf(input, scan, call);
    if (key === undefined) continue;
    const owner = (ir.b[call] ?? -1) < 0 ? [] : names.chainOf(ir.b[call] ?? -1);
    const isSetting = (name: string): boolean =>
      tokenizeName(name).some((token) => hints.keyGetterSettings.has(token));
    if (owner.slice(-1).some(isSetting) || isOwnFunction(input.callGraph, module.valueBase + call)) continue;
    addUnderKey(input, scan, add, call, [...owner, ...key.split('.')], {
      ceiling,
      evidence: `value under the key ${key}`,
      isWhole: true,
    });
  }
}

/** What is kept under a key, unless it is a constant, a switch or a key itself. */
function classifyKept(input: KeyInput, scan: ModuleScan, call: number, add: (seed: Seed) => void): void {
  const { ir, module } = scan;
  const [first = -1, kept = -1] = callArguments(ir, call);
  const key = first < 0 ? undefined : input.literals.textAt(module.valueBase + first);
  if (key === undefined || kept < 0 || ir.op[kept] === Op.Const || ir.op[kept] === Op.Cmp) return;
  if (!/^[\p{L}@_][\p{L}\d_:@./-]{1,60}$/u.test(key) || !input.isWanted(module.valueBase + kept)) return;
  addUnderKey(
    input,
    scan,
    add,
    kept,
    key.split(/[:@./]/).filter((part) => part !== ''),
    {
      ceiling: keptCeiling,
      evidence: `kept under the key ${key}`,
      isWhole: false,
    },
  );
}

/** Adds what a key says of a value, if it says something clearly and is no key of a record itself. */
function addUnderKey(
  { names, people, catalog }: KeyInput,
  scan: ModuleScan,
  add: (seed: Seed) => void,
  value: number,
  chain: readonly string[],
  {
    ceiling,
    evidence,
    isWhole,
  }: { readonly ceiling: number; readonly evidence: string; readonly isWhole: boolean },
): void {
  const told = names.classify(chain);
  const found = told && inPlace(people, scan, told);
  if (found === undefined || found.confidence < leastConfidence) return;
  if (catalog.types[found.type]?.level === 'pseudonym') return;
  if (isWhole) scan.seeded[value] = found.type;
  add({
    value: scan.module.valueBase + value,
    path: [],
    type: found.type,
    confidence: Math.min(found.confidence, ceiling),
    evidence,
  });
}

/** The constant key: the first argument, or the second after an object (`get(patient, 'contact.phone')`). */
function keyOf({ literals }: KeyInput, { ir, module }: ModuleScan, call: number): string | undefined {
  const [first = -1, second = -1] = callArguments(ir, call);
  for (const argument of [first, second]) {
    const text = argument < 0 ? undefined : literals.textAt(module.valueBase + argument);
    if (text !== undefined)
      return /^[\p{L}_][\p{L}\d_-]*(?:\.[\p{L}\d_-]+){0,5}$/u.test(text) ? text : undefined;
    // Only an object may stand before the key.
    if (argument < 0 || ir.op[argument] === Op.Const || ir.op[argument] === Op.Tpl) return undefined;
  }
  return undefined;
}

/** A getter of the project is seen from inside. */
function isOwnFunction(callGraph: CallGraph, call: number): boolean {
  const site = callGraph.siteOfValue[call] ?? -1;
  return site >= 0 && (callGraph.targetStart[site + 1] ?? 0) > (callGraph.targetStart[site] ?? 0);
}
