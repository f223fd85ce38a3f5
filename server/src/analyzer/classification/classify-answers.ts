/**
 * Answers of requests whose address says that they are records of patients: `await axios.get(`/patients/${id}`)`.
 *
 * Only where nothing better is known of the answer, and the path names patients and nothing about them such as how
 * many there are. The answer of a client keeps the record in its field `data`; what a function of the program gives
 * that is called like a request may be the record itself.
 */
import { Op } from '../ir/opcode.ts';
import { callArguments, listAt } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';
import type { Program } from '../program/program.ts';
import { constantOf, moduleAtValue } from '../program/value-lookup.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { ModuleScan } from './module-scan.ts';
import type { ShapeReader } from './object-shape.ts';
import { keySegment, recordSegment, type Seed } from './seed-collector.ts';
import { calleeNameOf } from './value-names.ts';

/** What looking at answers needs. */
export interface AnswerInput {
  readonly program: Program;
  readonly catalog: DataTypeCatalog;
  readonly shapes: ShapeReader;
  readonly isWanted: (value: number) => boolean;
}

/** Medium: an address is told by somebody who meant it, but what comes back is not seen. */
const answerConfidence = 64;
/** Functions that read: methods of clients, and wrappers around them. */
const readingMethod = /^get$/;
const readingFunction =
  /^(?:\$?fetch(?:Json|JSON|Data|Api)?|api(?:Get|Fetch|Request)?|(?:auth|http|get|json)(?:Get|Fetch|Json|JSON|Data)|authorizedFetch|fetchWithAuth|get(?:Json|JSON|Request))$/i;
/** A segment of a path that is called like patients, and what follows it. */
const patientPath = /(?:^|[/}])(?:patients?|patienter|pasienter)(?=$|[/?#{])(.*)$/i;
/** What is about patients without being them, and what is no record. */
const aboutPatients =
  /(?:^|[/?&_-])(?:count|counts|stats?|statistics|summary-count|status|exists|check|types?|categories|config|settings|options|upload|template|schema|permissions?|token|login|logout|id|ids)(?:$|[/?#&=_-])/i;
/** Pieces of one address. */
const maxPieces = 40;

/** Adds the seeds of the answers in a module. */
export function classifyAnswers(input: AnswerInput, scan: ModuleScan, add: (seed: Seed) => void): void {
  const { ir, module } = scan;
  const person = input.catalog.byId.get('name.person');
  if (person === undefined || !mayNamePatients(scan)) return;
  for (let value = 0; value < ir.op.length; value++) {
    if (ir.op[value] !== Op.Await) continue;
    const call = ir.a[value] ?? -1;
    if (call < 0 || ir.op[call] !== Op.Call || scan.isKnown[call] !== 0 || scan.isKnown[value] !== 0)
      continue;
    if (!input.isWanted(module.valueBase + value) && !hasWantedPart(input, scan, value)) continue;
    const callee = ir.a[call] ?? -1;
    const name = calleeNameOf(ir, callee);
    const isMethod = ir.op[callee] === Op.Load && readingMethod.test(name);
    const isOwn = readingFunction.test(name) && name !== 'fetch';
    if (!isMethod && !isOwn) continue;
    const [address = -1, ...others] = callArguments(ir, call);
    if (others.some((other) => other >= 0 && ir.op[other] === Op.Func)) continue;
    const path = addressOf(input, module.valueBase + address, 0);
    const rest = path.includes('/') ? patientPath.exec(path)?.[1] : undefined;
    if (rest === undefined || aboutPatients.test(rest)) continue;
    const evidence = `answer of ${name} for patients`;
    const seed = (parts: readonly string[]): void =>
      add({
        value: module.valueBase + value,
        path: parts,
        type: person.index,
        confidence: answerConfidence,
        evidence,
      });
    seed(['data', recordSegment]);
    seed(['data', keySegment, recordSegment]);
    if (isOwn) seed([recordSegment]);
  }
}

/** Whether some text of the module has the word in a path. */
function mayNamePatients({ ir }: ModuleScan): boolean {
  const isPath = (text: string): boolean =>
    text.length < 500 && text.includes('/') && /pa[ts]ient/i.test(text);
  return (
    ir.strings.some(isPath) ||
    ir.constants.some((constant) => constant.kind === 'string' && isPath(constant.value))
  );
}

function hasWantedPart(input: AnswerInput, { ir, module }: ModuleScan, value: number): boolean {
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++)
    if (input.isWanted(module.valueBase + (users[i] ?? -1))) return true;
  return false;
}

/** The text of an address, with `{}` for what is not constant. */
function addressOf(input: AnswerInput, value: number, depth: number): string {
  const constant = constantOf(input.program, input.shapes.originOf(value));
  if (constant?.kind === 'string') return constant.value;
  const origin = input.shapes.originOf(value);
  const place = moduleAtValue(input.program, origin);
  if (place === undefined || depth > 4) return '{}';
  const { ir, valueBase } = place;
  const local = origin - valueBase;
  const part = (entry: number): string => (entry < 0 ? '{}' : addressOf(input, valueBase + entry, depth + 1));
  switch (ir.op[local]) {
    case Op.Tpl:
      // Texts and values take turns.
      return [...listAt(ir, ir.a[local] ?? -1)]
        .slice(0, maxPieces)
        .map((entry, index) => (index % 2 === 0 ? (ir.strings[entry] ?? '') : part(entry)))
        .join('');
    case Op.Bin:
      return part(ir.a[local] ?? -1) + part(ir.b[local] ?? -1);
    default:
      return '{}';
  }
}
