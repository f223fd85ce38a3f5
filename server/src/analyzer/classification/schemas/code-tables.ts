/**
 * Tables that code makes: SQL in its texts, migrations of Knex and Sequelize, tables of Drizzle.
 *
 * `createTable('patients', (table) => { table.string('first_name') })`, `createTable('patients', { first_name: … })`,
 * `pgTable('patients', { firstName: varchar('first_name') })`. Column builders are known by the text they are given.
 */
import type { IrModule } from '../../ir/module.ts';
import { Op } from '../../ir/opcode.ts';
import { callArguments } from '../../ir/operands.ts';
import type { Program, ProgramModule } from '../../program/program.ts';
import type { DataSchema, SchemaField, SchemaModel } from '../../program/schema.ts';
import { mayMakeTables, readSqlTables } from '../../program/schemas/sql-tables.ts';
import type { LiteralReader } from '../read-literal.ts';
import { calleeNameOf } from '../value-names.ts';
import { maxSchemaFields, schemaField, schemaModel } from './schema-draft.ts';
import { readSequelizeModel } from './sequelize.ts';

/** Names of functions that make or change a table, its name as the first argument. */
const tableMakers: readonly string[] = ['createTable', 'createTableIfNotExists', 'alterTable', 'addColumn'];

/** Types of columns as builders call them, in the words of the other schemas. */
const builderTypes: ReadonlyMap<string, string> = new Map([
  ['boolean', 'Boolean'],
  ['date', 'DateTime'],
  ['datetime', 'DateTime'],
  ['timestamp', 'DateTime'],
  ['timestamptz', 'DateTime'],
  ['integer', 'Number'],
  ['bigInteger', 'Number'],
  ['float', 'Number'],
  ['decimal', 'Number'],
  ['increments', 'Number'],
  ['serial', 'Number'],
]);
/** Methods of a table builder that name a column without making it. */
const notColumns: ReadonlySet<string> = new Set([
  ...[
    'foreign',
    'references',
    'inTable',
    'index',
    'unique',
    'primary',
    'dropColumn',
    'dropForeign',
    'comment',
  ],
  ...[
    'renameColumn',
    'dropIndex',
    'dropUnique',
    'onDelete',
    'onUpdate',
    'dropTimestamps',
    'defaultTo',
    'raw',
  ],
]);

/** The tables of all modules, one schema a module. */
export function collectCodeTables(program: Program, literals: LiteralReader): readonly DataSchema[] {
  const schemas: DataSchema[] = [];
  for (const module of program.modules) {
    const models = [...tablesInTexts(module.ir), ...tablesMade(module, literals)];
    if (models.length > 0) schemas.push({ language: 'sql', path: module.ir.path, models });
  }
  return schemas;
}

function tablesInTexts(ir: IrModule): readonly SchemaModel[] {
  const models: SchemaModel[] = [];
  for (const constant of ir.constants)
    if (constant.kind === 'string' && mayMakeTables(constant.value))
      models.push(...(readSqlTables(ir.path, constant.value)?.models ?? []));
  // Parts of templates stand among the symbols.
  for (const text of ir.strings)
    if (mayMakeTables(text)) models.push(...(readSqlTables(ir.path, text)?.models ?? []));
  return models;
}

function tablesMade(module: ProgramModule, literals: LiteralReader): readonly SchemaModel[] {
  const { ir, valueBase } = module;
  if (!tableMakers.some((name) => ir.strings.includes(name))) return [];
  const models: SchemaModel[] = [];
  for (let call = 0; call < ir.op.length; call++) {
    if (ir.op[call] !== Op.Call || !tableMakers.includes(calleeNameOf(ir, ir.a[call] ?? -1))) continue;
    const [first = -1, second = -1] = callArguments(ir, call);
    const name = first < 0 ? undefined : literals.textAt(valueBase + first);
    if (name === undefined || second < 0) continue;
    const place = literals.placeOf(valueBase + second);
    const made =
      place !== undefined && place.module === module && ir.op[place.local] === Op.Func
        ? schemaModel(name, columnsBuilt(module, literals, ir.a[place.local] ?? -1))
        : readSequelizeModel(literals, name, valueBase + second);
    const column = literals.textAt(valueBase + second);
    if (made !== undefined && made.fields.length > 0) models.push(made);
    // queryInterface.addColumn('patients', 'ssn', …)
    else if (column !== undefined)
      models.push(schemaModel(name, [schemaField({ name: column, type: 'String' })]));
  }
  return models;
}

/** Columns that a function makes by calling methods of its first parameter. */
function columnsBuilt({ ir, valueBase }: ProgramModule, literals: LiteralReader, f: number): SchemaField[] {
  const body = ir.functions[f];
  const fields: SchemaField[] = [];
  const end = (body?.firstInstruction ?? 0) + (body?.instructionCount ?? 0);
  for (let i = body?.firstInstruction ?? 0; i < end && fields.length < maxSchemaFields; i++) {
    const receiver = ir.op[i] === Op.Call ? (ir.b[i] ?? -1) : -1;
    if (receiver < 0 || !isFirstParameter(ir, receiver)) continue;
    const method = calleeNameOf(ir, ir.a[i] ?? -1);
    const argument = callArguments(ir, i)[0] ?? -1;
    const name = argument < 0 ? undefined : literals.textAt(valueBase + argument);
    if (name === undefined || notColumns.has(method)) continue;
    fields.push(schemaField({ name, type: builderTypes.get(method) ?? 'String' }));
  }
  return fields;
}

function isFirstParameter(ir: IrModule, value: number): boolean {
  let at = value;
  for (let step = 0; step < 200 && at >= 0; step++) {
    if (ir.op[at] === Op.Param) return ir.a[at] === 0;
    if (ir.op[at] !== Op.Post && ir.op[at] !== Op.Copy && ir.op[at] !== Op.Pi) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** A table of Drizzle: fields by the names of code, columns by the texts of their builders. */
export function readDrizzleTable(
  literals: LiteralReader,
  name: string,
  columns: number,
  table: string,
): SchemaModel | undefined {
  const shape = literals.shapeOf(columns) ?? literals.shapeOf(givenBack(literals, columns));
  if (shape === undefined) return undefined;
  const fields = [...shape.fields].slice(0, maxSchemaFields).map(([field, value]): SchemaField => {
    const { type, column, refersTo } = builtColumn(literals, value);
    return schemaField({
      name: field,
      type,
      column: column ?? field,
      ...(refersTo === undefined ? {} : { refersTo }),
    });
  });
  return schemaModel(name, fields, table);
}

/** What a function gives whose value this is, if it returns at one place: `(t) => ({ firstName: t.text() })`. */
function givenBack(literals: LiteralReader, value: number): number {
  const place = literals.placeOf(value);
  if (place === undefined || place.module.ir.op[place.local] !== Op.Func) return -1;
  const { ir, valueBase } = place.module;
  const body = ir.functions[ir.a[place.local] ?? -1];
  const first = body?.firstInstruction ?? 0;
  for (let i = first; i < first + (body?.instructionCount ?? 0); i++)
    if (ir.op[i] === Op.Ret) return valueBase + (ir.a[i] ?? -1);
  return -1;
}

/** `varchar('first_name', { length: 64 }).notNull()`: the first call of the chain, and the table it refers to. */
function builtColumn(
  literals: LiteralReader,
  value: number,
): { readonly type: string; readonly column?: string; readonly refersTo?: string } {
  const place = literals.placeOf(value);
  if (place === undefined) return { type: 'Mixed' };
  const { ir, valueBase } = place.module;
  let at = place.local;
  let referred: { readonly refersTo?: string } = {};
  for (let step = 0; step < 20 && ir.op[at] === Op.Call; step++) {
    if (calleeNameOf(ir, ir.a[at] ?? -1) === 'references')
      referred = tableReferred(literals, place.module, at);
    const receiver = ir.b[at] ?? -1;
    if (receiver < 0 || ir.op[receiver] !== Op.Call) break;
    at = receiver;
  }
  const type = builderTypes.get(calleeNameOf(ir, ir.a[at] ?? -1)) ?? 'String';
  const argument = callArguments(ir, at)[0] ?? -1;
  const column = argument < 0 ? undefined : literals.textAt(valueBase + argument);
  return { type, ...referred, ...(column === undefined ? {} : { column }) };
}

/** The variable of the table in `references(() => orders.id)`. */
function tableReferred(
  literals: LiteralReader,
  { ir, valueBase }: ProgramModule,
  call: number,
): { readonly refersTo?: string } {
  const argument = callArguments(ir, call)[0] ?? -1;
  const column = argument < 0 ? -1 : givenBack(literals, valueBase + argument) - valueBase;
  if (column < 0 || ir.op[column] !== Op.Load) return {};
  const table = ir.a[column] ?? -1;
  const cell = ir.op[table] === Op.CellGet ? ir.cells[ir.a[table] ?? -1] : undefined;
  const imported = ir.op[table] === Op.Import ? ir.imports[ir.a[table] ?? -1] : undefined;
  const refersTo = cell?.name ?? imported?.name;
  return refersTo === undefined ? {} : { refersTo };
}
