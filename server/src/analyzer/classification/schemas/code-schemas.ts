/**
 * The record types that the code of a program makes, and which values, classes and declared types stand for them.
 *
 * Models say which calls and decorators make record types (`op: define`); each library's reader turns what they are
 * given into fields. From a query's receiver to its record type it goes by value (a model that was imported), then by
 * declared type (`Repository<Patient>` of an injected one), then by name, which is left to the caller.
 */
import type { CallGraph } from '../../callgraph/call-graph.ts';
import type { IrModule } from '../../ir/module.ts';
import { Op } from '../../ir/opcode.ts';
import { callArguments, phiOperands } from '../../ir/operands.ts';
import type { DeclaredTypes } from '../../program/declared-types.ts';
import type { Program, ProgramModule, ResolvedType } from '../../program/program.ts';
import type { DataSchema, SchemaLanguage, SchemaModel } from '../../program/schema.ts';
import type { TypeMember } from '../../program/type-context.ts';
import { classAt, moduleAtValue } from '../../program/value-lookup.ts';
import type { ModelSet, QueryModel } from '../../rules/model.ts';
import type { StoredModel } from '../classify-records.ts';
import type { LiteralReader } from '../read-literal.ts';
import { collectCodeTables, readDrizzleTable } from './code-tables.ts';
import { collectDecorators } from './decorators.ts';
import { readMongooseModel } from './mongoose.ts';
import { collectObjectionModels } from './objection.ts';
import { readSequelizeModel } from './sequelize.ts';
import { argumentsOf, classIdAt, readTypedModel, type TypedReader } from './typed-model.ts';
import { collectTypedTables } from './typed-tables.ts';

/** What reading record types needs. */
export interface CodeSchemaInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly literals: LiteralReader;
  readonly declared: DeclaredTypes;
  readonly membersOf: (type: ResolvedType) => readonly TypeMember[];
  readonly resolveType: (module: number, typeIndex: number) => ResolvedType;
}

/** See the head of this file. */
export interface CodeSchemas {
  readonly schemas: readonly DataSchema[];
  /** Record types by the global value, and by the global class, that stands for them. */
  readonly byValue: ReadonlyMap<number, StoredModel>;
  readonly byClass: ReadonlyMap<number, StoredModel>;
  /** Reads declared types as record types. */
  readonly typed: TypedReader;
  /** All that was found, as a text that stays the same while other code changes. */
  readonly describe: () => string;
}

/** From values and types to the record types that they stand for. */
export interface ModelLookup {
  /** The record type that a global value stands for: a model, a table, an entity class. */
  readonly modelOf: (value: number) => StoredModel | undefined;
  /** The record type inside a declared type: `Repository<Patient>`, `Model<PatientDocument>`. */
  readonly modelOfType: (type: ResolvedType) => StoredModel | undefined;
}

/** A call that makes a record type. */
interface Definition {
  readonly module: ProgramModule;
  readonly call: number;
  readonly row: QueryModel;
}

/** Merged values that are looked at for one question. */
const maxMerged = 16;
/** Versions of an object that are walked back. */
const maxVersions = 200;
/** Type arguments inside one another. */
const maxTypeDepth = 6;

/** Reads the record types of all modules. */
export function collectCodeSchemas(input: CodeSchemaInput): CodeSchemas {
  const { literals, program, declared } = input;
  const definitions = definitionsOf(input);
  const schemas = new Map<string, { language: SchemaLanguage; path: string; models: SchemaModel[] }>();
  const byValue = new Map<number, StoredModel>();
  const byClass = new Map<number, StoredModel>();
  const addModels = (
    module: ProgramModule,
    language: SchemaLanguage,
    models: readonly SchemaModel[],
  ): StoredModel | undefined => {
    const [model] = models;
    if (model === undefined) return undefined;
    const key = `${language} ${module.index}`;
    const schema = schemas.get(key) ?? { language, path: module.ir.path, models: [] };
    schemas.set(key, schema);
    schema.models.push(...models);
    return { model, schema };
  };
  const fieldsArgument = ({ module, call, row }: Definition): number => {
    const port = row.data[0];
    return port?.port === 'argument' ? argumentAt(module, call, port.argument) : -1;
  };
  const mongoose = {
    literals,
    fieldsOfSchema: (value: number): number => {
      const definition = value < 0 ? undefined : definitions.get(literals.originOf(value));
      const isSchema = definition?.row.schema === 'mongoose' && definition.row.resource.from !== 'argument';
      return definition !== undefined && isSchema ? fieldsArgument(definition) : -1;
    },
  };
  const decorators = collectDecorators(program);
  const entities = new Map<
    number,
    { readonly name: string; readonly language: string; readonly made: number }
  >();
  const typed: TypedReader = {
    program,
    literals,
    membersOf: input.membersOf,
    heritageOf: declared.heritageOf,
    decoratorsOf: (classId) => decorators.get(classId),
    entityName: (classId) => entities.get(classId)?.name,
  };
  for (const [classId, { own }] of decorators)
    for (const { value } of own) {
      const language = definitions.get(value)?.row.schema ?? definingRow(input, value)?.schema;
      const name = classAt(program, classId)?.name ?? '';
      if (language !== undefined && name !== '') entities.set(classId, { name, language, made: value });
    }
  for (const [classId, { name, language, made }] of entities) {
    const module = program.modules[program.moduleOfClass[classId] ?? -1];
    if (module === undefined) continue;
    const models = readTypedModel(typed, name, { kind: 'class', classId, args: [] });
    const table = tableOf(literals, argumentsOf(program, made));
    const [first, ...rest] = models;
    if (first === undefined) continue;
    const stored = addModels(module, language as SchemaLanguage, [
      { ...first, table: table ?? name },
      ...rest,
    ]);
    if (stored !== undefined) byClass.set(classId, stored);
  }
  for (const { module, classId, models } of collectObjectionModels({ program, literals, declared, typed })) {
    const stored = addModels(module, 'objection', models);
    if (stored !== undefined) byClass.set(classId, stored);
  }
  for (const [value, definition] of definitions) {
    const { module, call, row } = definition;
    const fields = fieldsArgument(definition);
    if (fields < 0) continue;
    const isNamed = row.resource.from === 'argument';
    const classId = isNamed || row.schema !== 'sequelize' ? -1 : receiverClass(module, call, input.callGraph);
    const name = isNamed
      ? literals.textAt(argumentAt(module, call, row.resource.argument))
      : classAt(program, classId)?.name;
    if (name === undefined || name === '') continue;
    const stored =
      row.schema === 'mongoose'
        ? addModels(module, 'mongoose', readMongooseModel(mongoose, name, fields))
        : row.schema === 'sequelize'
          ? addModels(module, 'sequelize', listOf(readSequelizeModel(literals, name, fields)))
          : row.schema === 'drizzle'
            ? addModels(
                module,
                'drizzle',
                listOf(readDrizzleTable(literals, variableOf(module, call) || name, fields, name)),
              )
            : undefined;
    if (stored === undefined) continue;
    if (classId >= 0) byClass.set(classId, stored);
    else byValue.set(value, stored);
  }
  const all: readonly DataSchema[] = [
    ...schemas.values(),
    ...collectTypedTables({ ...typed, resolveType: input.resolveType }),
    ...collectCodeTables(program, literals),
  ];
  return {
    schemas: all,
    byValue,
    byClass,
    typed,
    // Which value of a module it is does not matter: who asks about it has read the module.
    describe: () =>
      JSON.stringify([
        all,
        [...byValue].map(([value, { model, schema }]) => [
          moduleAtValue(program, value)?.index,
          model,
          schema.path,
        ]),
        [...byClass.keys(), ...entities.keys()].map((classId) => [
          program.moduleOfClass[classId],
          byClass.get(classId)?.model,
          entities.get(classId)?.name,
        ]),
      ]),
  };
}

/** Looks record types up, for readers of the same program. */
export function createModelLookup(
  { byValue, byClass, typed: all }: CodeSchemas,
  {
    program,
    callGraph,
    literals,
    declared,
    membersOf,
  }: Pick<CodeSchemaInput, 'program' | 'callGraph' | 'literals' | 'declared' | 'membersOf'>,
): ModelLookup {
  const typed: TypedReader = {
    ...all,
    program,
    literals,
    membersOf,
    heritageOf: declared.heritageOf,
    // Both stand in the module of the class, which counts as read here.
    decoratorsOf: (classId) => (classAt(program, classId) ? all.decoratorsOf(classId) : undefined),
    entityName: (classId) => (classAt(program, classId) ? all.entityName(classId) : undefined),
  };
  const modelOf = (value: number): StoredModel | undefined => {
    const next = [value];
    for (let step = 0; step < maxMerged && next.length > 0; step++) {
      const origin = literals.originOf(next.pop() ?? -1);
      const known = byValue.get(origin) ?? ofClass(classIdAt(program, origin));
      if (known !== undefined) return known;
      const module = moduleAtValue(program, origin);
      const local = origin - (module?.valueBase ?? 0);
      if (module !== undefined && module.ir.op[local] === Op.Phi)
        for (const entry of phiOperands(module.ir, local))
          if (entry >= 0) next.push(module.valueBase + entry);
    }
    // A class that a function made, or that was changed since, is still that class.
    const classes = callGraph.classesOf(value);
    return classes.length === 1 ? ofClass(classes[0] ?? -1) : undefined;
  };
  const ofClass = (classId: number): StoredModel | undefined => {
    let at: ResolvedType | undefined = classId < 0 ? undefined : { kind: 'class', classId, args: [] };
    for (let step = 0; step < maxMerged && at?.kind === 'class'; step++) {
      const known = byClass.get(at.classId);
      if (known !== undefined) return known;
      at = declared.heritageOf(at).find(({ kind }) => kind === 'class');
    }
    return undefined;
  };
  const plain = new Map<string, StoredModel | null>();
  const plainModel = (type: ResolvedType): StoredModel | undefined => {
    const isDeclaration = type.kind === 'declaration';
    const module =
      program.modules[
        isDeclaration ? type.module : type.kind === 'class' ? (program.moduleOfClass[type.classId] ?? -1) : -1
      ];
    if (module === undefined || (!isDeclaration && type.kind !== 'class')) return undefined;
    const key = isDeclaration ? `${type.module}:${type.declaration}` : `class ${type.classId}`;
    const known = plain.get(key);
    if (known !== undefined) return known ?? undefined;
    const name = isDeclaration
      ? module.ir.typeDeclarations[type.declaration]?.name
      : classAt(program, type.classId)?.name;
    const models = readTypedModel(typed, name ?? '', type);
    const [model] = models;
    const stored =
      model === undefined
        ? undefined
        : { model, schema: { language: 'type' as const, path: module.ir.path, models } };
    plain.set(key, stored ?? null);
    return stored;
  };
  const modelOfType = (type: ResolvedType, depth = 0): StoredModel | undefined => {
    if (depth > maxTypeDepth) return undefined;
    const firstOf = (types: readonly ResolvedType[]): StoredModel | undefined => {
      for (const one of types) {
        const stored = modelOfType(one, depth + 1);
        if (stored !== undefined) return stored;
      }
      return undefined;
    };
    switch (type.kind) {
      case 'class':
        // A repository of the project's own says in its heritage what it is of.
        return (
          ofClass(type.classId) ??
          firstOf(declared.heritageOf(type)) ??
          (depth > 0 ? plainModel(type) : undefined)
        );
      case 'declaration':
        return (
          firstOf([...declared.heritageOf(type), ...type.args]) ?? (depth > 0 ? plainModel(type) : undefined)
        );
      case 'external':
        return firstOf(type.args);
      case 'union':
        return firstOf(type.members);
      case 'array':
        return modelOfType(type.element, depth + 1);
      default:
        return undefined;
    }
  };
  return { modelOf, modelOfType: (type) => modelOfType(type) };
}

/** The variable that a call's result is first bound to; empty if none. */
function variableOf({ ir }: ProgramModule, call: number): string {
  return ir.strings[ir.name[call] ?? -1] ?? '';
}

function listOf<T>(item: T | undefined): readonly T[] {
  return item === undefined ? [] : [item];
}

function argumentAt(module: ProgramModule, call: number, index: number): number {
  const argument = index < 0 ? -1 : (callArguments(module.ir, call)[index] ?? -1);
  return argument < 0 ? -1 : module.valueBase + argument;
}

/** `@Entity('patients')`, `@Table({ tableName: 'patients' })`, `@Schema({ collection: 'patients' })`. */
function tableOf(literals: LiteralReader, given: readonly number[]): string | undefined {
  const [first] = given;
  if (first === undefined) return undefined;
  const fields = literals.shapeOf(first)?.fields;
  for (const key of ['name', 'tableName', 'collection']) {
    const name = literals.textAt(fields?.get(key) ?? -1);
    if (name !== undefined) return name;
  }
  return literals.textAt(first);
}

/** The class on which a static method is called: `Patient.init(…)`, `super.init(…)` and `this.init(…)` inside of it. */
function receiverClass(module: ProgramModule, call: number, callGraph: CallGraph): number {
  const { ir } = module;
  const receiver = ir.b[call] ?? -1;
  if (ir.op[receiver] === Op.This) {
    for (let f = ir.functionOf[receiver] ?? -1; f >= 0; f = ir.functions[f]?.parent ?? -1) {
      const classId = ir.functions[f]?.classId ?? -1;
      if (classId >= 0) return module.classBase + classId;
    }
    return -1;
  }
  return receiver < 0 ? -1 : (callGraph.classesOf(module.valueBase + receiver)[0] ?? -1);
}

/** What a decorator that is not called makes: `@Table class Patient`. */
function definingRow({ callGraph, models }: CodeSchemaInput, value: number): QueryModel | undefined {
  for (const state of callGraph.statesOf(value)) {
    const row = models.states[state]?.call?.queries.find(({ operation }) => operation === 'define');
    if (row !== undefined) return row;
  }
  return undefined;
}

/** Calls that make record types, by global value, in order. */
function definitionsOf(input: CodeSchemaInput): ReadonlyMap<number, Definition> {
  const { program, callGraph, models } = input;
  const isDefining = models.states.map(
    ({ call }) => call?.queries.some(({ operation }) => operation === 'define') === true,
  );
  const found = new Map<number, Definition>();
  for (let site = 0; site < callGraph.sites.length; site++) {
    const value = callGraph.sites[site] ?? 0;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      const state = callGraph.states[k] ?? 0;
      if (isDefining[state] !== true || found.has(value)) continue;
      const module = program.modules[callGraph.moduleOfValue[value] ?? -1];
      const row = models.states[state]?.call?.queries.find(({ operation }) => operation === 'define');
      if (module !== undefined && row !== undefined)
        found.set(value, { module, call: value - module.valueBase, row });
    }
  }
  for (const [value, definition] of [...found])
    for (const [call, wrapped] of callsOfWrapper(input, definition)) {
      found.delete(value);
      if (!found.has(call)) found.set(call, wrapped);
    }
  return found;
}

/** `static init(attributes) { super.init({ ...attributes }) }`: the calls of a function that hands on what it is given. */
function callsOfWrapper(
  { program, callGraph }: CodeSchemaInput,
  { module, call, row }: Definition,
): readonly (readonly [number, Definition])[] {
  const [port] = row.data;
  if (port?.port !== 'argument') return [];
  const { ir } = module;
  const parameterAt = (index: number): number => {
    const value = paramBehind(ir, callArguments(ir, call)[index] ?? -1);
    return value < 0 ? -1 : (ir.a[value] ?? -1);
  };
  const fields = parameterAt(port.argument);
  if (fields < 0) return [];
  const name = row.resource.from === 'argument' ? parameterAt(row.resource.argument) : -1;
  const f = module.functionBase + (ir.functionOf[call] ?? 0);
  const found: (readonly [number, Definition])[] = [];
  for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++) {
    const value = callGraph.sites[callGraph.callers[k] ?? -1] ?? -1;
    const caller = moduleAtValue(program, value);
    if (caller === undefined) continue;
    const resource =
      name >= 0
        ? { from: 'argument' as const, argument: name }
        : row.resource.from === 'argument'
          ? undefined
          : row.resource;
    if (resource === undefined) continue;
    const data = [{ ...port, argument: fields, argumentEnd: fields }];
    found.push([value, { module: caller, call: value - caller.valueBase, row: { ...row, resource, data } }]);
  }
  return found;
}

/** The parameter that a value is, or whose fields it got; -1 if none. */
function paramBehind(ir: IrModule, value: number): number {
  const next = [value];
  const seen = new Set<number>();
  while (next.length > 0 && seen.size < maxVersions) {
    const at = next.pop() ?? -1;
    if (at < 0 || seen.has(at)) continue;
    seen.add(at);
    const a = ir.a[at] ?? -1;
    switch (ir.op[at]) {
      case Op.Param:
        return at;
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Store:
      case Op.StoreX:
      case Op.Del:
        next.push(a);
        break;
      case Op.Spread:
        next.push(a, ir.b[at] ?? -1);
        break;
      case Op.Phi:
        next.push(...phiOperands(ir, at));
        break;
      case Op.CellGet:
        next.push(ir.cells[a]?.singleValue ?? -1);
        break;
      default:
        break;
    }
  }
  return -1;
}
