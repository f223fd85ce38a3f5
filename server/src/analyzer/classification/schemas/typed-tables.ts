/**
 * Tables that a declared type of a whole database tells: `new Kysely<Database>()`, `createClient<Database>()` of Supabase.
 *
 * The members of the type are tables, and their types are rows. The types that Supabase generates hold them deeper, below
 * `public.Tables`, and a row below `Row`. Only type arguments in files that import one of the packages are looked at, so a
 * program without them costs one pass over its imports.
 */
import type { Program, ProgramModule, ResolvedType } from '../../program/program.ts';
import type { DataSchema, SchemaModel } from '../../program/schema.ts';
import type { TypeMember } from '../../program/type-context.ts';
import { readTypedModel, type TypedReader } from './typed-model.ts';

/** What reading needs. */
export interface TypedTableReader extends TypedReader {
  readonly resolveType: (module: number, typeIndex: number) => ResolvedType;
}

/** Packages whose types take the type of a database as their first argument. */
const databasePackages = /^(?:kysely|@supabase\/(?:supabase-js|ssr|auth-helpers-\w+))$/;
const maxTables = 500;

/** The tables of all database types, one schema for each. */
export function collectTypedTables(reader: TypedTableReader): readonly DataSchema[] {
  const schemas: DataSchema[] = [];
  const seen = new Set<string>();
  for (const module of reader.program.modules) {
    if (!module.ir.imports.some(({ specifier }) => databasePackages.test(specifier))) continue;
    for (const type of databaseTypes(reader, module)) {
      const place = placeOf(reader.program, type);
      if (place === undefined || seen.has(place.key)) continue;
      seen.add(place.key);
      const models = tableMembers(reader, type)
        .slice(0, maxTables)
        .flatMap((table) => tableModels(reader, table));
      if (models.length > 0) schemas.push({ language: 'type', path: place.path, models });
    }
  }
  return schemas;
}

/** First type arguments of references to an imported type, and of calls. */
function databaseTypes(reader: TypedTableReader, module: ProgramModule): readonly ResolvedType[] {
  const { ir } = module;
  const found: number[] = [];
  for (const type of ir.types) {
    if (type.kind !== 'reference' || type.args.length === 0) continue;
    const specifier = ir.imports[type.importId]?.specifier;
    if (specifier !== undefined && databasePackages.test(specifier)) found.push(type.args[0] ?? -1);
  }
  for (let at = 1; at < ir.typeArguments.length; at += 2) {
    const tuple = ir.types[ir.typeArguments[at] ?? -1];
    if (tuple?.kind === 'tuple') found.push(tuple.elements[0] ?? -1);
  }
  return found.filter((type) => type >= 0).map((type) => reader.resolveType(module.index, type));
}

function placeOf(
  program: Program,
  type: ResolvedType,
): { readonly key: string; readonly path: string } | undefined {
  if (type.kind !== 'declaration') return undefined;
  const path = program.modules[type.module]?.ir.path;
  return path === undefined ? undefined : { key: `${type.module}:${type.declaration}`, path };
}

/** A member below others, by name; undefined if the type has none of them. */
function memberBelow(
  reader: TypedTableReader,
  type: ResolvedType,
  names: readonly string[],
): ResolvedType | undefined {
  let at: ResolvedType | undefined = type;
  for (const name of names) at = at && reader.membersOf(at).find((member) => member.name === name)?.type;
  return at;
}

function tableMembers(reader: TypedTableReader, type: ResolvedType): readonly TypeMember[] {
  const tables = memberBelow(reader, type, ['public', 'Tables']);
  const members = reader.membersOf(tables ?? type);
  // A type of something else has members that are no records.
  return members.filter(({ type: member }) => isRecord(member));
}

function isRecord({ kind }: ResolvedType): boolean {
  return kind === 'declaration' || kind === 'object' || kind === 'class';
}

function tableModels(reader: TypedTableReader, { name, type }: TypeMember): readonly SchemaModel[] {
  const row = memberBelow(reader, type, ['Row']) ?? type;
  const [first, ...rest] = readTypedModel(reader, name, row);
  return first === undefined ? [] : [{ ...first, table: name }, ...rest];
}
