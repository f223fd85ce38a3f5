/**
 * Finds the values of a program that carry patient data, by names, declared types, stored records and markers.
 *
 * Module by module: calls first (queries and reads say most precisely what comes out), then declared types, then what
 * follows from both, then names, then markers. Test code is left out unless asked for. A module that breaks a
 * pass is a coverage gap. The result is sorted and does not depend on the order of modules.
 */
import type { CoverageGap } from '../base/problem.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import { createDeclaredTypes, type DeclaredTypes } from '../program/declared-types.ts';
import { createExportIndex, type ExportIndex } from '../program/exports.ts';
import type { Program, ProgramModule, ResolvedType } from '../program/program.ts';
import { createTypeResolver, globalTypes, type TypeResolver } from '../program/resolve-type.ts';
import { isMessageSchema } from '../program/schema.ts';
import type { TypeMember } from '../program/type-context.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { ModelSet } from '../rules/model.ts';
import { createAccountApplications } from './account-applications.ts';
import type { Classification } from './classification.ts';
import { classifyAnswers } from './classify-answers.ts';
import { createCallClassifier } from './classify-calls.ts';
import { classifyDeclared, classifyTypedCalls } from './classify-declared.ts';
import { classifyDocuments, fragmentsOfCode } from './classify-documents.ts';
import { classifyKeys } from './classify-keys.ts';
import { classifyMarkers } from './classify-markers.ts';
import { createNameClassifier, type NameClassifier } from './classify-name.ts';
import { classifyPrompts } from './classify-prompts.ts';
import { queriesByName } from './classify-queries.ts';
import { createRecordClassifier, type RecordClassifier } from './classify-records.ts';
import { classifyStandards } from './classify-standards.ts';
import { createTypeClassifier } from './classify-types.ts';
import { classifyValues } from './classify-values.ts';
import { type KeptSeeds, ReadLog, readLogged } from './kept-seeds.ts';
import { createMessageTypes, type MessageTypes } from './message-types.ts';
import { createModuleScan, type ModuleScan, type ModuleVocabulary, readVocabulary } from './module-scan.ts';
import { createShapeReader, type ShapeReader } from './object-shape.ts';
import { createGlobMatcher } from './package-glob.ts';
import { createPatientAccounts } from './patient-accounts.ts';
import { createLiteralReader, type LiteralReader } from './read-literal.ts';
import { type CodeSchemas, collectCodeSchemas, createModelLookup } from './schemas/code-schemas.ts';
import { type Seed, SeedCollector } from './seed-collector.ts';
import { isStaffPath, isUsedByStaff } from './staff-paths.ts';
import { tokenizeName } from './tokenize.ts';
import { calleeNameOf, collectionMethods, createValueNames } from './value-names.ts';
import { isAccountPath, type People } from './whose.ts';

/** What classification looks at. */
export interface ClassificationInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly catalog: DataTypeCatalog;
  readonly resolveType: (module: number, typeIndex: number) => ResolvedType;
  /** Members of a resolved type; made here when absent. */
  readonly membersOf?: (type: ResolvedType) => readonly TypeMember[];
  /** Made here when absent. */
  readonly exports?: ExportIndex;
  /** Whether test code is classified too. */
  readonly includeTests?: boolean;
  /** Seeds of the analysis before, and for the next one; undefined if there is none. */
  readonly kept?: KeptSeeds | undefined;
}

/** Finds the seeds of a program; only those of global values that matter, when it is told which do. */
export type ProgramClassifier = (isWanted?: (value: number) => boolean) => Classification;

/** Reads what all questions share (schemas, types, the people of a program); each question then looks at modules. */
export function createProgramClassifier(input: ClassificationInput): ProgramClassifier {
  const { program, catalog, callGraph, models, kept } = input;
  const exports = input.exports ?? createExportIndex(program);
  const { resolveType } = input;
  const membersOf = input.membersOf ?? createTypeResolver(program, exports).membersOf;
  const names = createNameClassifier(catalog);
  const shapes = createShapeReader(program, exports);
  const literals = createLiteralReader(program, shapes);
  const log = new ReadLog();
  let fragments: ReturnType<typeof fragmentsOfCode> | undefined;
  const messages = createMessageTypes(program.schemas, () => {
    log.isOpen = true;
    fragments ??= fragmentsOfCode(program, literals);
    return fragments;
  });
  const declared = createDeclaredTypes(program, { resolveType, membersOf }, exports);
  const codeSchemas = collectCodeSchemas({
    program,
    callGraph,
    models,
    literals,
    declared,
    membersOf,
    resolveType,
  });
  const schemas = [...program.schemas, ...codeSchemas.schemas];
  const people = {
    catalog,
    mayPatientsHaveAccounts: createPatientAccounts(program, schemas, names, catalog),
    hasAccountsOnly: createAccountApplications(program, schemas, names, catalog),
  };
  const records = createRecordClassifier({
    schemas: schemas.filter((schema) => !isMessageSchema(schema)),
    people,
    catalog,
    names,
  });
  const shared = { callGraph, models, catalog, names, people, records, messages, codeSchemas };
  if (!kept) {
    const passes = createPasses(shared, {
      program,
      exports,
      shapes,
      literals,
      declared,
      resolveType,
      membersOf,
    });
    return (isWanted = everyValue) => {
      const collector = new SeedCollector();
      const add = (seed: Seed): void => {
        if (isWanted(seed.value)) collector.add(seed);
      };
      const gaps: CoverageGap[] = [];
      const scanOf = createScans(program, catalog, names);
      for (const module of classifiedModules(input, isWanted))
        gaps.push(...passes(module, isWanted, scanOf, add));
      return { ...collector.finish(), gaps };
    };
  }
  kept.begin({
    program,
    callGraph,
    settings: [models, catalog, input.includeTests],
    findings: `${codeSchemas.describe()}${program.modules
      .map(({ ir: { path } }) => `${people.mayPatientsHaveAccounts(path)} ${people.hasAccountsOnly(path)}`)
      .join()}`,
  });
  const logged = readLogged(program, log);
  const globals = globalTypes(program);
  /** Each module has readers of its own: what one of them remembers was read for that module. */
  const createLoggedPasses = (): ModulePasses => {
    const ownExports = createExportIndex(logged);
    const types = createTypeResolver(logged, ownExports, globals);
    const ownShapes = createShapeReader(logged, ownExports);
    return createPasses(shared, {
      program: logged,
      exports: ownExports,
      shapes: ownShapes,
      literals: createLiteralReader(logged, ownShapes),
      declared: createDeclaredTypes(logged, types, ownExports),
      ...types,
    });
  };
  let questions = 0;
  return (isWanted = everyValue) => {
    const question = questions++;
    const collector = new SeedCollector();
    const gaps: CoverageGap[] = [];
    const scanOf = createScans(logged, catalog, names);
    for (const module of classifiedModules(input, isWanted)) {
      const { valueBase } = module;
      const wanted = wantedValues(module, isWanted);
      let found = kept.find(question, module, wanted);
      if (!found) {
        const seeds: Seed[] = [];
        log.reads = new Set([module.index]);
        log.isOpen = false;
        const add = (seed: Seed): void => {
          if (wanted[seed.value - valueBase] === 1) seeds.push({ ...seed, value: seed.value - valueBase });
        };
        const isWantedHere = (value: number): boolean => wanted[value - valueBase] === 1;
        found = { seeds, gaps: createLoggedPasses()(module, isWantedHere, scanOf, add) };
        kept.keep(question, module, wanted, log, found);
      }
      for (const seed of found.seeds) collector.add({ ...seed, value: seed.value + valueBase });
      gaps.push(...found.gaps);
    }
    return { ...collector.finish(), gaps };
  };
}

/** What the passes over all modules share. */
interface SharedParts {
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly catalog: DataTypeCatalog;
  readonly names: NameClassifier;
  readonly people: People;
  readonly records: RecordClassifier;
  readonly messages: MessageTypes;
  readonly codeSchemas: CodeSchemas;
}

/** What reads a program, and remembers what it read. */
interface Readers {
  readonly program: Program;
  readonly exports: ExportIndex;
  readonly shapes: ShapeReader;
  readonly literals: LiteralReader;
  readonly declared: DeclaredTypes;
  readonly resolveType: TypeResolver['resolveType'];
  readonly membersOf: TypeResolver['membersOf'];
}

/** All passes over one module. Gives a gap if one of them breaks. */
type ModulePasses = (
  module: ProgramModule,
  isWanted: (value: number) => boolean,
  scanOf: ScanOf,
  add: AddSeed,
) => readonly CoverageGap[];

function createPasses(shared: SharedParts, readers: Readers): ModulePasses {
  const { callGraph, models, catalog, names, people, records, messages } = shared;
  const { program, shapes, literals, declared, resolveType, membersOf } = readers;
  const types = createTypeClassifier({ program, catalog, names, membersOf, messages });
  const classifyCalls = createCallClassifier({
    program,
    callGraph,
    models,
    records,
    codeSchemas: createModelLookup(shared.codeSchemas, { ...readers, callGraph }),
    byName: queriesByName(models),
    declared,
    literals,
    types,
    shapes,
    reads: catalog.fhir?.reads ?? [],
    catalog,
    people,
    names,
  });
  const isNotDataPackage = createGlobMatcher(catalog.hints?.notDataPackages ?? []);
  const places = catalog.hints?.typeArgumentPlaces ?? new Map<string, readonly string[]>();
  const documentPlaces = catalog.hints?.documentPlaces ?? new Map<string, readonly (readonly string[])[]>();
  const classifyModule = (
    isWanted: (value: number) => boolean,
    scan: ModuleScan,
    scanOf: ScanOf,
    add: AddSeed,
  ): void => {
    classifyCalls(scan, add);
    classifyDocuments({ program, literals, messages, types, places: documentPlaces, isWanted }, scan, add);
    spreadKnown(scan);
    classifyDeclared({ callGraph, types, resolveType, people }, scan, add);
    classifyTypedCalls({ callGraph, types, resolveType, people, declared, places, isWanted }, scan, add);
    classifyKeys({ program, callGraph, catalog, people, names, literals, isWanted }, scan, add);
    spreadKnown(scan);
    const parts = { program, callGraph, catalog, names, shapes, isNotDataPackage, people };
    classifyValues({ ...parts, isWanted, scanOf }, scan, add);
    classifyAnswers({ program, catalog, shapes, isWanted }, scan, add);
    classifyMarkers({ program, catalog, types, shapes }, scan, add);
    classifyPrompts({ program, catalog, names, shapes }, scan, add);
    classifyStandards({ callGraph, catalog, types, literals, isWanted }, scan, add);
  };
  return (module, isWanted, scanOf, add) => {
    try {
      const scan = scanOf(module.index);
      if (scan !== undefined) classifyModule(isWanted, scan, scanOf, add);
      return [];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `Which of its values are patient data could not be told: ${reason}`;
      return [{ kind: 'internal-error', path: module.ir.path, message }];
    }
  };
}

/** Modules that a question looks at: a module says something about its own values only. */
function classifiedModules(
  { program, includeTests }: ClassificationInput,
  isWanted: (value: number) => boolean,
): readonly ProgramModule[] {
  return program.modules.filter(
    (module) => (!module.facts.isTest || includeTests === true) && hasWanted(module, isWanted),
  );
}

/** The scans of one question, each made when it is first asked for. */
function createScans(program: Program, catalog: DataTypeCatalog, names: NameClassifier): ScanOf {
  const scans = new Map<number, ModuleScan>();
  return (index) => {
    const module = program.modules[index];
    const known = scans.get(index);
    if (known !== undefined || module === undefined) return known;
    const scan = createModuleScan(module, vocabularyOf(module.ir, catalog, names));
    scans.set(index, scan);
    return scan;
  };
}

/** 1 for the values of a module that are wanted. */
function wantedValues({ ir, valueBase }: ProgramModule, isWanted: (value: number) => boolean): Uint8Array {
  const wanted = new Uint8Array(ir.op.length);
  for (let local = 0; local < wanted.length; local++) if (isWanted(valueBase + local)) wanted[local] = 1;
  return wanted;
}

type ScanOf = (module: number) => ModuleScan | undefined;
type AddSeed = (seed: Seed) => void;

const everyValue = (): boolean => true;

function hasWanted({ ir, valueBase }: ProgramModule, isWanted: (value: number) => boolean): boolean {
  for (let value = valueBase; value < valueBase + ir.op.length; value++) if (isWanted(value)) return true;
  return false;
}

/** What is known of a value is known of its copies, its versions and its elements. Operands mostly come first. */
function spreadKnown(scan: ModuleScan): void {
  const { ir, isKnown } = scan;
  for (let value = 0; value < ir.op.length; value++) {
    if (isKnown[value] !== 0) continue;
    const a = ir.a[value] ?? -1;
    switch (ir.op[value]) {
      case Op.Await:
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.LoadX:
      case Op.Iter:
      case Op.Rest:
        isKnown[value] = isKnown[a] ?? 0;
        break;
      case Op.Phi:
        isKnown[value] = isKnown[listAt(ir, a).find((entry) => (isKnown[entry] ?? 0) !== 0) ?? -1] ?? 0;
        break;
      case Op.CellGet:
        isKnown[value] = isKnown[ir.cells[a]?.singleValue ?? -1] ?? 0;
        break;
      case Op.Call:
        if (ir.op[a] === Op.Load && collectionMethods.has(calleeNameOf(ir, a)))
          isKnown[value] = isKnown[ir.a[a] ?? -1] ?? 0;
        break;
      default:
        break;
    }
  }
}

const vocabularies = new WeakMap<NameClassifier, WeakMap<IrModule, ModuleVocabulary>>();

/** What a module and the vocabulary say together; found out once per module object. */
function vocabularyOf(ir: IrModule, catalog: DataTypeCatalog, names: NameClassifier): ModuleVocabulary {
  let byModule = vocabularies.get(names);
  if (byModule === undefined) {
    byModule = new WeakMap();
    vocabularies.set(names, byModule);
  }
  let vocabulary = byModule.get(ir);
  if (vocabulary === undefined) {
    const topics = topicsOf(ir.path, catalog, names);
    vocabulary = readVocabulary(ir, createValueNames(ir, names.stripCallVerb), {
      isHealthModule:
        topics.size > 0 || isModuleOf(ir, catalog, [catalog.personOwners, catalog.healthOwners]),
      isPatientModule: topics.size > 0 || isModuleOf(ir, catalog, [catalog.personOwners]),
      topics,
      isStaffModule: isStaffPath(ir.path, catalog),
      isUsedByStaff: isUsedByStaff(ir.path, catalog),
      isAccountModule: isAccountPath(ir.path, catalog),
    });
    byModule.set(ir, vocabulary);
  }
  return vocabulary;
}

/** Whether a module deals with health records or patients: by a package it imports, or by a word of its path. */
function isModuleOf(ir: IrModule, catalog: DataTypeCatalog, owners: readonly ReadonlySet<string>[]): boolean {
  const isHealthImport = createGlobMatcher(catalog.healthImports);
  if (ir.imports.some(({ specifier }) => isHealthImport(specifier))) return true;
  const ambiguous = catalog.hints?.ambiguousOwners;
  return tokenizeName(ir.path.slice(-200)).some((token) => {
    const singular = token.endsWith('s') ? token.slice(0, -1) : token;
    return [token, singular].some(
      (word) => owners.some((set) => set.has(word)) && ambiguous?.has(word) !== true,
    );
  });
}

/** Which data of health a file is called after: `test-result-entry.ts`; words with other meanings do not count. */
function topicsOf(path: string, catalog: DataTypeCatalog, names: NameClassifier): ReadonlySet<number> {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '');
  const words = tokenizeName(name.slice(0, 100));
  const topics = new Set<number>();
  for (let at = 0; at < words.length; at++)
    for (const end of [at + 1, at + 2]) {
      const evidence = end > words.length ? undefined : names.classify([words.slice(at, end).join('_')]);
      const type = evidence === undefined ? undefined : catalog.types[evidence.type];
      if (type?.category === 'clinical') topics.add(type.index);
    }
  return topics;
}
