/**
 * Where data of some lanes begins: values that classification knows, values that the rows of models give, matched
 * patterns, whole records, and what the project declares.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { fhirSchema } from '../callgraph/fhir-resources.ts';
import { collectQuerySites } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import { elementSegment, keySegment } from '../classification/seed-collector.ts';
import { isOfAccountOnly } from '../classification/whose.ts';
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { KindFact } from '../rules/model.ts';
import type { LaneTable } from './lanes.ts';
import { projectSources } from './project-sites.ts';
import { begins, mayBeSource } from './state-beginnings.ts';
import {
  exportedKinds,
  exportedPartKind,
  hasValue,
  isDeclared,
  minSeedConfidence,
  namesOf,
  type RecordType,
  recordName,
  type SitesInput,
  type SourceSite,
} from './taint-sites.ts';

/** Sources that are an object as a whole, not what is read from it. */
const wholeKinds = new Set(['request.body', 'record.entity']);

/** Sources of all rules: model rows, pattern matches, classified values. */
export function collectSources(input: SitesInput, classification: Classification): SourceSite[] {
  const { program, callGraph, lanes } = input;
  const sources: SourceSite[] = [];
  for (const module of program.modules) {
    const { valueBase } = module;
    for (const { value, fact } of modelSources(input, module)) {
      const list = [
        ...(lanes.lanesOfKind.get(fact.kind) ?? []),
        ...(input.untrusted?.includes(fact.kind) ? untrustedLanes(lanes) : []),
      ];
      if (list.length === 0) continue;
      sources.push({
        node: value,
        path: wholeKinds.has(fact.kind) ? [...namesOf(fact.path), recordName] : namesOf(fact.path),
        lanes: list,
        origin: { kind: 'model', modelKind: fact.kind, label: fact.label },
      });
    }
    input.matches[module.index]?.matches.forEach((match, index) => {
      if (match.role !== 'source' || !hasValue(module, match.value)) return;
      const list = lanes.lanesOfSpec.get(`${match.rule}:${match.spec}`);
      if (!list) return;
      sources.push({
        node: valueBase + match.value,
        path: [],
        lanes: list,
        origin: { kind: 'match', rule: match.rule, match: index, module: module.index },
      });
    });
  }
  const isApiUntrusted = input.untrusted?.includes('exported-api') === true;
  const apiLanes = [...exportedKinds].flatMap((kind) => lanes.lanesOfKind.get(kind) ?? []);
  const partLanes = lanes.lanesOfKind.get(exportedPartKind) ?? [];
  for (const { value, name, functionName, isNumberByName } of input.exportedParameters ?? [])
    sources.push({
      node: value,
      path: [],
      lanes: isNumberByName ? partLanes : isApiUntrusted ? [...apiLanes, ...untrustedLanes(lanes)] : apiLanes,
      origin: {
        kind: 'model',
        modelKind: 'exported-api',
        label: `${name === '' ? 'an argument' : `the argument "${name}"`} of ${
          functionName === '' ? 'an exported function' : `the exported function "${functionName}"`
        }`,
      },
    });
  sources.push(...projectSources(input, (site, declared) => isDeclared(input, site, declared)));
  sources.push(...wholeRecords(input, classification));
  const withFields = new Set<number>();
  for (let k = 0; k < classification.value.length; k++) {
    const path = classification.paths[classification.path[k] ?? 0] ?? [];
    if (path.some((name) => name !== elementSegment && name !== keySegment && name !== recordName))
      withFields.add(classification.value[k] ?? 0);
  }
  for (let k = 0; k < classification.value.length; k++) {
    const confidence = classification.confidence[k] ?? 0;
    if (confidence < minSeedConfidence) continue;
    const isWhole = (classification.paths[classification.path[k] ?? 0] ?? []).length === 0;
    // What a value is called adds nothing where its fields are known.
    if (isWhole && comesFrom(program, callGraph, classification.value[k] ?? 0, withFields)) continue;
    const type = classification.type[k] ?? 0;
    sources.push({
      node: classification.value[k] ?? 0,
      path: classification.paths[classification.path[k] ?? 0] ?? [],
      lanes: lanes.lanesOfType[type] ?? [],
      origin: {
        kind: 'data',
        type,
        evidence: classification.evidences[classification.evidence[k] ?? 0] ?? '',
        confidence,
      },
    });
  }
  return sources;
}

/** Whether a value is one of `values` under another name (awaited, copied). */
function comesFrom(
  program: Program,
  callGraph: CallGraph,
  value: number,
  values: ReadonlySet<number>,
): boolean {
  const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
  if (!module) return false;
  const { ir, valueBase } = module;
  let at = value - valueBase;
  for (let steps = 0; steps < 50 && at >= 0; steps++) {
    if (values.has(valueBase + at)) return true;
    const op = ir.op[at];
    if (op !== Op.Await && op !== Op.Copy && op !== Op.Pi && op !== Op.Post) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/**
 * Values of a module at which a model source begins: where the library place is reached, not everywhere its value
 * goes, so that ways begin at `req.body` and the solver keeps callers apart.
 */
export function modelSources(
  input: Pick<SitesInput, 'program' | 'callGraph' | 'models'>,
  module: ProgramModule,
): { readonly value: number; readonly fact: KindFact }[] {
  const { callGraph, models } = input;
  const { ir, valueBase } = module;
  const out: { value: number; fact: KindFact }[] = [];
  for (let i = 0; i < ir.op.length; i++) {
    if (!mayBeSource(ir.op[i] ?? 0)) continue;
    for (const id of callGraph.statesOf(valueBase + i)) {
      const facts = models.states[id]?.sources ?? [];
      if (facts.length === 0 || !begins(input, module, i, id)) continue;
      for (const fact of facts) out.push({ value: valueBase + i, fact });
    }
  }
  return out;
}

/** Records of patients that a query reads without choosing fields: the sources of kind `record.entity`. */
function wholeRecords(input: SitesInput, classification: Classification): SourceSite[] {
  const { program, callGraph, models, lanes, catalog } = input;
  const list = lanes.lanesOfKind.get('record.entity');
  if (!list || list.length === 0) return [];
  const typesOf = new Map<number, RecordType[]>();
  for (let k = 0; k < classification.value.length; k++) {
    const value = classification.value[k] ?? 0;
    const type = classification.type[k] ?? 0;
    const rows = typesOf.get(value) ?? [];
    if (!rows.some((row) => row.type === type)) {
      rows.push({
        type,
        evidence: classification.evidences[classification.evidence[k] ?? 0] ?? '',
        confidence: classification.confidence[k] ?? 0,
      });
    }
    typesOf.set(value, rows);
  }
  const out: SourceSite[] = [];
  for (const query of collectQuerySites(program, callGraph, models)) {
    // A FHIR resource is made to be handed on as it is.
    const isMadeToShare = query.model.schema === fhirSchema;
    if (query.isProjected || isMadeToShare || query.model.operation === 'create') continue;
    const types = (typesOf.get(query.value) ?? []).filter(({ type, confidence }) => {
      const found = catalog.types[type];
      return (
        found !== undefined &&
        !found.neverPatient &&
        confidence >= minSeedConfidence &&
        isSensitive(found.level)
      );
    });
    // One field alone is no record, and what is that of some account is not known to be a patient's.
    const isOfAccount = ({ type, confidence }: RecordType): boolean =>
      isOfAccountOnly(catalog.types[type]?.category ?? '', confidence);
    if (types.length < 2 || types.every(isOfAccount)) continue;
    const isList = query.model.operation === 'list';
    out.push({
      node: query.value,
      path: isList ? [elementSegment, recordName] : [recordName],
      lanes: list,
      origin: { kind: 'record', resource: query.resource, types },
    });
  }
  return out;
}

function isSensitive(level: string): boolean {
  return level === 'direct' || level === 'special' || level === 'acute';
}

/** Lanes of what a sender controls, as a text and as an object. */
function untrustedLanes(lanes: LaneTable): readonly number[] {
  return [...(lanes.lanesOfKind.get('remote') ?? []), ...(lanes.lanesOfKind.get('remote.object') ?? [])];
}
