/**
 * Record types of Objection: classes that extend its `Model`, by their declared fields and their `jsonSchema`.
 *
 * `class Patient extends Model { static tableName = 'patients'; static get jsonSchema() { return { properties: {…} } } }`.
 * Relations are given by name and known where a field is declared with the type of another record.
 */
import { Op } from '../../ir/opcode.ts';
import type { DeclaredTypes } from '../../program/declared-types.ts';
import type { Program, ProgramModule, ResolvedType } from '../../program/program.ts';
import type { SchemaField, SchemaModel } from '../../program/schema.ts';
import type { LiteralReader } from '../read-literal.ts';
import { maxSchemaFields, schemaField, schemaModel } from './schema-draft.ts';
import { readTypedModel, type TypedReader } from './typed-model.ts';

/** What reading needs. */
export interface ObjectionInput {
  readonly program: Program;
  readonly literals: LiteralReader;
  readonly declared: DeclaredTypes;
  readonly typed: TypedReader;
}

/** A record type and the class that it is. */
export interface ObjectionModel {
  readonly module: ProgramModule;
  /** Global. */
  readonly classId: number;
  readonly models: readonly SchemaModel[];
}

/** Superclasses that are walked. */
const maxHeritage = 8;

/** The record types of all modules, in order of modules and classes. */
export function collectObjectionModels(input: ObjectionInput): readonly ObjectionModel[] {
  const { program } = input;
  if (!program.modules.some(({ ir }) => ir.imports.some(({ specifier }) => specifier === 'objection')))
    return [];
  return program.modules.flatMap((module) =>
    module.ir.classes.flatMap(({ name, superValue }, index): ObjectionModel[] => {
      const classId = module.classBase + index;
      if (superValue < 0 || name === '' || !isModel(input, classId)) return [];
      const models = readModel(input, module, index, name);
      return models.length === 0 ? [] : [{ module, classId, models }];
    }),
  );
}

function isModel({ declared }: ObjectionInput, classId: number): boolean {
  let at: ResolvedType | undefined = { kind: 'class', classId, args: [] };
  for (let step = 0; step < maxHeritage && at?.kind === 'class'; step++) {
    const bases: readonly ResolvedType[] = declared.heritageOf(at);
    if (bases.some((base) => base.kind === 'external' && base.package === 'objection')) return true;
    at = bases.find(({ kind }) => kind === 'class');
  }
  return false;
}

function readModel(
  input: ObjectionInput,
  module: ProgramModule,
  index: number,
  name: string,
): readonly SchemaModel[] {
  const type: ResolvedType = { kind: 'class', classId: module.classBase + index, args: [] };
  const [first, ...rest] = readTypedModel(input.typed, name, type);
  const declared = (first?.fields ?? []).filter(({ name: field }) => !settings.has(field));
  const listed = fieldsOfSchema(input, staticValue(input, module, index, 'jsonSchema'));
  const known = new Set(declared.map((field) => field.name));
  const fields = [...declared, ...listed.filter((field) => !known.has(field.name))].slice(0, maxSchemaFields);
  if (fields.length === 0) return [];
  const table = input.literals.textAt(staticValue(input, module, index, 'tableName'));
  return [schemaModel(name, fields, table), ...rest];
}

/** Static members that say how records are stored. */
const settings: ReadonlySet<string> = new Set([
  'tableName',
  'idColumn',
  'jsonSchema',
  'jsonAttributes',
  'modelPaths',
  'relationMappings',
  'virtualAttributes',
]);

function fieldsOfSchema({ literals }: ObjectionInput, schema: number): readonly SchemaField[] {
  const properties = literals.shapeOf(literals.shapeOf(schema)?.fields.get('properties') ?? -1)?.fields;
  return [...(properties ?? [])].map(([name, value]) => {
    const type = literals.textAt(literals.shapeOf(value)?.fields.get('type') ?? -1);
    return schemaField({ name, type: type === 'boolean' ? 'Boolean' : 'String' });
  });
}

/** The global value of a static member: what its getter gives, or what it is set to; -1 if that is not seen. */
function staticValue(input: ObjectionInput, module: ProgramModule, index: number, name: string): number {
  const { ir, valueBase } = module;
  const declaration = ir.classes[index];
  const getter = declaration?.members.find((member) => member.isStatic && member.name === name);
  const record = ir.functions[getter?.functionId ?? -1];
  if (record !== undefined) {
    const end = record.firstInstruction + record.instructionCount;
    for (let value = record.firstInstruction; value < end; value++)
      if (ir.op[value] === Op.Ret && (ir.a[value] ?? -1) >= 0) return valueBase + (ir.a[value] ?? -1);
    return -1;
  }
  for (let value = 0; value < ir.op.length; value++) {
    if (ir.op[value] !== Op.Store || ir.strings[ir.b[value] ?? -1] !== name) continue;
    const place = input.literals.placeOf(valueBase + (ir.a[value] ?? -1));
    if (place?.module === module && place.local === declaration?.value)
      return valueBase + (ir.c[value] ?? -1);
  }
  return -1;
}
