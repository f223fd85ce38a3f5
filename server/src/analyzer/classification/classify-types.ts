/**
 * Which data lies below a value of a declared type: elements of FHIR resources, members of the workspace's own types.
 *
 * A member is classified by its name below the name of its type (`Patient.name`); members that are no data themselves
 * are entered, two levels deep, lists with `*`. Functions and flags about identifiers hold nothing. Answers are
 * remembered per resolved type object and per named type.
 */

import type { Program, ResolvedType } from '../program/program.ts';
import type { TypeMember } from '../program/type-context.ts';
import { classAt } from '../program/value-lookup.ts';
import type { DataTypeCatalog, FhirCatalog } from '../rules/data-type.ts';
import type { NameClassifier } from './classify-name.ts';
import type { MessageTypes } from './message-types.ts';
import { createGlobMatcher } from './package-glob.ts';
import { elementSegment, keySegment } from './seed-collector.ts';

/** Data below a value. */
export interface TypedData {
  readonly path: readonly string[];
  readonly type: number;
  readonly confidence: number;
  readonly evidence: string;
  /** Whether nothing tells whose it is, see NameEvidence. */
  readonly isAnybodys?: boolean;
  readonly isOfAccount?: boolean;
}

/** What a declared type says. */
export interface TypeEvidence {
  readonly data: readonly TypedData[];
  /** Whether the members are known, so that a name adds nothing to what they say. */
  readonly isRecord: boolean;
}

/** Named types inside one another that are entered. */
const maxLevels = 2;
/** Paths kept of one type. */
const maxPaths = 200;

const confidences = { fhir: 95, fhirKey: 70, datatype: 65, unknownResource: 55, oneOfManyForms: 50 } as const;
/** From so many forms on, a value of a union need not be the one that holds data. Texts and numbers are one form. */
const manyForms = 4;
const noEvidence: TypeEvidence = { data: [], isRecord: false };

/** Classifies declared types of one program. */
export interface TypeClassifier {
  /** `owner` is what the value is called, or the name inside wrappers (`Pick<Patient, …>`); may be empty. */
  readonly classifyType: (type: ResolvedType, owner: string) => TypeEvidence;
  /** The data of a FHIR resource by its name; empty for other names. */
  readonly resourceData: (resource: string) => readonly TypedData[];
}

/** See {@link TypeClassifier}. */
export function createTypeClassifier(input: {
  readonly program: Program;
  readonly catalog: DataTypeCatalog;
  readonly names: NameClassifier;
  readonly membersOf: (type: ResolvedType) => readonly TypeMember[];
  readonly messages?: MessageTypes;
}): TypeClassifier {
  const { catalog, names, program } = input;
  const { fhir } = catalog;
  const isFhirPackage = createGlobMatcher(fhir?.packages ?? []);
  const memo = new WeakMap<ResolvedType, Map<string, TypeEvidence>>();
  const resourceMemo = new Map<string, readonly TypedData[]>();

  const resourceData = (resource: string): readonly TypedData[] => {
    const known = resourceMemo.get(resource);
    if (known !== undefined) return known;
    const own = fhir?.resources.get(resource);
    // A person's own resource is about nobody else.
    const isSubject = own?.some(({ path }) => path[0] === 'birthDate') === true;
    const shared = (fhir?.everyResource ?? []).filter(
      ({ path }) => !isSubject || (path[0] !== 'subject' && path[0] !== 'patient'),
    );
    const elements = own === undefined ? [] : [...own, ...shared];
    const data = elements.map(({ path, type }) => ({
      path: path.map(fhirSegment),
      type,
      confidence: catalog.types[type]?.level === 'pseudonym' ? confidences.fhirKey : confidences.fhir,
      evidence: `element ${path.join('.').replaceAll('.*', '')} of FHIR ${resource}`,
    }));
    resourceMemo.set(resource, data);
    return data;
  };
  const fhirEvidence = (
    type: Extract<ResolvedType, { readonly kind: 'external' }>,
    known: FhirCatalog,
  ): TypeEvidence => {
    const dot = type.name.lastIndexOf('.');
    const namespace = type.name.slice(0, Math.max(0, dot)).split('.').pop() ?? '';
    const name = type.name.slice(dot + 1);
    if (!isFhirPackage(type.package) && !(type.package === '' && known.namespaces.has(namespace)))
      return noEvidence;
    const datatype = known.datatypes.get(name);
    if (datatype !== undefined) {
      const evidence = `declared as FHIR ${name}`;
      return {
        data: [{ path: [], type: datatype, confidence: confidences.datatype, evidence }],
        isRecord: true,
      };
    }
    const carried = known.carriers.get(name);
    if (carried === undefined) return { data: resourceData(name), isRecord: known.resources.has(name) };
    const inner = type.args[0];
    const data = inner === undefined ? unknownResource(catalog, name) : classify(inner, 0, '').data;
    return {
      data: carried.flatMap((path) =>
        data.map((one) => ({ ...one, path: [...path.map(fhirSegment), ...one.path] })),
      ),
      isRecord: true,
    };
  };
  const classifyMembers = (type: ResolvedType, owner: string, level: number, outer: string): TypeEvidence => {
    const members = input.membersOf(type);
    const saying = input.messages?.sayOf(type);
    const data: TypedData[] = [];
    for (const { name, type: memberType } of members) {
      if (data.length >= maxPaths) break;
      if (memberType.kind === 'function') continue;
      const said = saying?.fields.get(name) ?? name;
      const evidence = names.classify([outer, owner, said].filter((part) => part !== ''));
      const dataType = evidence === undefined ? undefined : catalog.types[evidence.type];
      const whole: TypedData | undefined = evidence && {
        path: [name],
        type: evidence.type,
        confidence: evidence.confidence,
        isAnybodys: evidence.isAnybodys,
        isOfAccount: evidence.isOfAccount,
        evidence: owner === '' ? `member ${name} of the declared type` : `member ${name} of type ${owner}`,
      };
      const isHealth = dataType?.level === 'special' || dataType?.level === 'acute';
      if (isFlag(memberType) && (!isHealth || choices.test(owner))) continue;
      const isData = dataType !== undefined && dataType.level !== 'pseudonym';
      // A name or an address is data as a whole; a visit is a record of its own, if its members say so.
      const isSelected = saying?.isSelected === true;
      const isEntered = (isSelected || level < maxLevels) && !(isData && !isHealth);
      // What a query selects was chosen field by field, however deep it lies.
      const inner = isEntered ? classify(memberType, isSelected ? 1 : level + 1, name).data : [];
      for (const one of inner) data.push({ ...one, path: [name, ...one.path] });
      // Of an object whose fields were chosen one by one, nothing else is there.
      const isKeyOfObject = isObject(memberType) && (!isData || isSelected);
      if (isKeyOfObject || settings.test(nameOfType(memberType))) continue;
      if (whole !== undefined && inner.length === 0) data.push(whole);
    }
    return { data: data.slice(0, maxPaths), isRecord: members.length > 0 };
  };
  const nameOfType = (type: ResolvedType): string => {
    if (type.kind === 'class') return classAt(program, type.classId)?.name ?? '';
    if (type.kind !== 'declaration') return type.kind === 'external' ? type.name : '';
    return program.modules[type.module]?.ir.typeDeclarations[type.declaration]?.name ?? '';
  };
  const classify = (type: ResolvedType, level: number, outer: string): TypeEvidence => {
    if (level > 0) return classifyNow(type, level, outer);
    const byOwner = memo.get(type) ?? new Map<string, TypeEvidence>();
    memo.set(type, byOwner);
    const known = byOwner.get(outer);
    if (known !== undefined) return known;
    const evidence = classifyNow(type, level, outer);
    byOwner.set(outer, evidence);
    return evidence;
  };
  const classifyNow = (type: ResolvedType, level: number, outer: string): TypeEvidence => {
    switch (type.kind) {
      case 'class':
      case 'declaration':
        return classifyMembers(type, nameOfType(type), level, outer);
      case 'object':
        return classifyMembers(type, input.messages?.sayOf(type)?.owner ?? '', level, outer);
      case 'external': {
        const known = fhir === undefined ? noEvidence : fhirEvidence(type, fhir);
        if (known.isRecord || known.data.length > 0 || !mayBeGenerated(type.package)) return known;
        const message = input.messages?.typeNamed(type.name);
        return message === undefined ? known : classify(message, level, outer);
      }
      case 'array': {
        const element = classify(type.element, level, outer);
        return {
          data: element.data.map((one) => ({
            ...one,
            path: [...segmentsOf(type), ...one.path],
          })),
          isRecord: element.isRecord,
        };
      }
      case 'union': {
        const parts = type.members.map((member) => classify(member, level, outer));
        return { data: dataOfForms(type.members, parts), isRecord: parts.some(({ isRecord }) => isRecord) };
      }
      case 'function':
      case 'primitive':
      case 'unknown':
        return noEvidence;
    }
  };
  return { classifyType: (type, owner) => classify(type, 0, owner), resourceData };
}

/** Whether a module that was not read may be the work of a generator: not found, behind an alias, or called so. */
function mayBeGenerated(specifier: string): boolean {
  return /^(?:\.{1,2}\/|[~#]|@\/|src\/)|generated|graphql|gql|codegen|openapi|swagger|api-client|proto|_pb(?:\.|$)|schema/i.test(
    specifier,
  );
}

/** What the arms of a union hold; one arm of many that holds something says little of a value that may be any. */
function dataOfForms(members: readonly ResolvedType[], parts: readonly TypeEvidence[]): readonly TypedData[] {
  const data = parts.flatMap((part) => part.data);
  const isPlain = ({ kind }: ResolvedType): boolean => kind === 'primitive' || kind === 'unknown';
  const forms = members.filter((member) => !isPlain(member)).length + (members.some(isPlain) ? 1 : 0);
  const holders = parts.filter((part) => part.data.some(({ confidence }) => confidence >= 60)).length;
  if (forms < manyForms || holders * 2 >= forms) return data;
  return data.map((one) => ({ ...one, confidence: Math.min(one.confidence, confidences.oneOfManyForms) }));
}

/** Path from a container to its elements. */
function segmentsOf({ keys }: Extract<ResolvedType, { readonly kind: 'array' }>): readonly string[] {
  if (keys === undefined) return [elementSegment];
  return keys === 'entries' ? [keySegment, '1'] : [keySegment];
}

/** In the data vocabulary a star is a list's element: FHIR resources have no fields with free names. */
export function fhirSegment(name: string): string {
  return name === '*' ? elementSegment : name;
}

function unknownResource(catalog: DataTypeCatalog, carrier: string): readonly TypedData[] {
  const person = catalog.byId.get('name.person');
  if (person === undefined) return [];
  const evidence = `FHIR ${carrier} of unknown resources`;
  return [{ path: [], type: person.index, confidence: confidences.unknownResource, evidence }];
}

/** Types whose flags say what is shown or chosen, not how somebody is. */
const choices =
  /(?:Selections?|Filters?|Options?|Settings?|Preferences?|Config(?:uration)?|Flags?|Visibility|Permissions?|Toggles?|Features?|Tabs?|Sections?|Capabilities)$/;

/** Types of what is set up: `email: EmailConfig` is how mail is sent, and nobody's address. */
const settings = /(?:Config(?:uration)?|Settings|Options|Credentials)$/;

function isFlag(type: ResolvedType): boolean {
  return type.kind === 'primitive' && type.name === 'boolean';
}

function isObject(type: ResolvedType): boolean {
  return type.kind !== 'primitive' && type.kind !== 'unknown';
}
