/**
 * Records that an endpoint makes about somebody: the fields that say about whom, as if the record was found by them.
 *
 * From calls that make records to queries whose filter is the field with the person: a prescription for the patient that
 * the request names is as much a change of that patient's chart as one of a prescription that is there. A field counts
 * if the data is written with it, or is taken as a whole and records of this kind are known to have it. What is told to
 * people or kept about them (messages, logs, sessions) belongs to no chart.
 */
import { argumentAt } from '../callgraph/call-arguments.ts';
import type { QuerySite } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import type { ProgramModule } from '../program/program.ts';
import { namesOf } from '../taint/taint-sites.ts';
import { attributedRows } from './attributed-rows.ts';
import type { FilterPort, FoundQuery, GuardInput } from './guard-context.ts';

/** Fields that name the patient. */
const ofPatient =
  /^(?:patient|subject|resident|beneficiary|client|person|citizen)_?(?:user_?|profile_?)?(?:id|ref|uuid|username|number)?$/i;
const belongsToNobody =
  /(?:message|chat|conversation|notification|log|audit|event|session|token|account|user|review|rating|feedback|contact|subscri\w+|payment_?method|setting|preference|device)s?_?(?:repo|repository|model|collection|entity)?$/i;

/** Versions of an object literal that are walked back. */
const maxVersions = 200;

/** See the head of this file. `all` are queries whose rows say what records have; `keyOf` names the resource of a query. */
export function collectMadeRecords(
  input: GuardInput,
  creates: readonly QuerySite[],
  all: readonly QuerySite[],
  classification: Classification,
  keyOf: (query: QuerySite) => string,
): readonly FoundQuery[] {
  const columns = columnsByResource(all, classification, keyOf);
  const out: FoundQuery[] = [];
  for (const query of creates) {
    if (query.makers || query.statement || belongsToNobody.test(query.resource)) continue;
    const module = input.program.modules[query.module];
    const ports = module ? portsOfData(module, query, columns.get(keyOf(query)) ?? new Set()) : [];
    if (ports.length > 0) out.push({ ...query, ports });
  }
  return out;
}

/** Fields with the patient that records are known to have, by resource. */
function columnsByResource(
  queries: readonly QuerySite[],
  classification: Classification,
  keyOf: (query: QuerySite) => string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const { q, path } of attributedRows(queries, classification)) {
    const query = queries[q];
    const name = path.find((step) => /^\w+$/.test(step)) ?? '';
    if (!query || !ofPatient.test(name)) continue;
    const key = keyOf(query);
    out.set(key, (out.get(key) ?? new Set<string>()).add(name));
  }
  return out;
}

function portsOfData(module: ProgramModule, query: QuerySite, known: ReadonlySet<string>): FilterPort[] {
  const out: FilterPort[] = [];
  for (const port of query.model.data) {
    if (port.port !== 'argument') continue;
    const argument = argumentAt(module, query.value - module.valueBase, port.argument);
    if (argument < 0) continue;
    const path = namesOf(port.path);
    const { written, wholes } = fieldsWritten(module, argument, path);
    const names = new Set(written.filter((name) => ofPatient.test(name)));
    // What may be a record that was loaded (`save(order)`) is no new one.
    if (query.model.schema !== 'typeorm')
      for (const name of known) if (wholes.some((without) => !without.has(name))) names.add(name);
    for (const name of names)
      out.push({ node: module.valueBase + argument, path: [...path, name], column: name });
  }
  return out;
}

/** The fields that an object is written with below a path. */
interface FieldsWritten {
  readonly written: readonly string[];
  /** Of each object that is taken as a whole, the fields that were taken out of it before. */
  readonly wholes: readonly ReadonlySet<string>[];
}

function fieldsWritten(module: ProgramModule, value: number, path: readonly string[]): FieldsWritten {
  const { ir } = module;
  const [first, ...rest] = path;
  const written: string[] = [];
  const wholes: ReadonlySet<string>[] = [];
  let at = value;
  for (let steps = 0; at >= 0 && steps < maxVersions; steps++) {
    const op = ir.op[at];
    if (op === Op.Store) {
      const name = ir.strings[ir.b[at] ?? 0] ?? '';
      if (first === undefined) written.push(name);
      else if (name === first) return fieldsWritten(module, ir.c[at] ?? -1, rest);
      at = ir.a[at] ?? -1;
    } else if (op === Op.Spread) {
      if (first === undefined) wholes.push(fieldsTakenOut(module, ir.b[at] ?? -1));
      at = ir.a[at] ?? -1;
    } else if (op === Op.Copy || op === Op.Post || op === Op.Pi || op === Op.Del) at = ir.a[at] ?? -1;
    else if (op === Op.CellGet) at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
    else {
      if (op !== Op.Obj) wholes.push(fieldsTakenOut(module, at));
      break;
    }
  }
  return { written, wholes };
}

/** `patientId` of `const { patientId, ...rest } = body`. */
function fieldsTakenOut({ ir }: ProgramModule, value: number): ReadonlySet<string> {
  let at = value;
  for (let steps = 0; at >= 0 && (ir.op[at] === Op.Copy || ir.op[at] === Op.Post) && steps < 20; steps++)
    at = ir.a[at] ?? -1;
  if (at < 0 || ir.op[at] !== Op.Rest) return new Set();
  return new Set([...listAt(ir, ir.b[at] ?? -1)].map((sym) => ir.strings[sym] ?? ''));
}
