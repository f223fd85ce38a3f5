/**
 * Record types read off declared types: entity classes with decorators, and plain interfaces that type a repository.
 *
 * A member is a field; a member whose type is another entity is a relation, one whose type is any other class or object
 * is stored inside the record. Where members are decorated, those that are not are no columns.
 */
import { Op } from '../../ir/opcode.ts';
import { callArguments } from '../../ir/operands.ts';
import type { Program, ResolvedType } from '../../program/program.ts';
import type { SchemaField, SchemaModel } from '../../program/schema.ts';
import type { TypeMember } from '../../program/type-context.ts';
import { classAt, functionMadeBy, moduleAtValue } from '../../program/value-lookup.ts';
import type { LiteralReader } from '../read-literal.ts';
import type { ClassDecorators, Decorator } from './decorators.ts';
import { maxSchemaDepth, maxSchemaFields, schemaField, schemaModel } from './schema-draft.ts';

/** What reading needs. */
export interface TypedReader {
  readonly program: Program;
  readonly literals: LiteralReader;
  readonly membersOf: (type: ResolvedType) => readonly TypeMember[];
  readonly heritageOf: (type: ResolvedType) => readonly ResolvedType[];
  readonly decoratorsOf: (classId: number) => ClassDecorators | undefined;
  /** The name of the record type that a class is, if it is one. */
  readonly entityName: (classId: number) => string | undefined;
}

/** Decorators that make a member a relation, by what it is related to. */
const relationDecorators: ReadonlySet<string> = new Set([
  'OneToOne',
  'OneToMany',
  'ManyToOne',
  'ManyToMany',
  'HasOne',
  'HasMany',
  'BelongsTo',
  'BelongsToMany',
  'TreeChildren',
  'TreeParent',
]);
/** Decorators that say nothing of how a member is stored. */
const silentDecorators = /^(?:Is[A-Z]|Api|Field$|Expose$|Type$|Transform$|Validate|Inject)/;

/** The record type of a class or declared type, and those inside it. */
export function readTypedModel(reader: TypedReader, name: string, type: ResolvedType): SchemaModel[] {
  const models: SchemaModel[] = [];
  readMembers(reader, name, type, models, 0);
  return models;
}

function readMembers(
  reader: TypedReader,
  name: string,
  type: ResolvedType,
  models: SchemaModel[],
  depth: number,
): boolean {
  const members = reader.membersOf(type).filter((member) => member.type.kind !== 'function');
  if (depth > maxSchemaDepth || members.length === 0) return false;
  const index = models.push(schemaModel(name, [])) - 1;
  const decorated = members.map((member) => ({
    member,
    decorators: decoratorsOf(reader, type, member.name),
  }));
  const columns = decorated.filter(({ decorators }) => decorators.length > 0);
  const fields = (columns.length > 0 ? columns : decorated)
    .slice(0, maxSchemaFields)
    .map(({ member, decorators }) => readField(reader, name, member, decorators, models, depth));
  models[index] = schemaModel(name, fields);
  return true;
}

/** Decorators of a member, of the class or the nearest superclass that has any. */
function decoratorsOf(reader: TypedReader, type: ResolvedType, member: string): readonly Decorator[] {
  let at: ResolvedType | undefined = type;
  for (let step = 0; step < 16 && at?.kind === 'class'; step++) {
    const own = reader.decoratorsOf(at.classId)?.members.get(member);
    const said = own?.filter(({ name }) => !silentDecorators.test(name));
    if (said !== undefined && said.length > 0) return said;
    at = reader.heritageOf(at).find(({ kind }) => kind === 'class');
  }
  return [];
}

function readField(
  reader: TypedReader,
  owner: string,
  { name, type }: TypeMember,
  decorators: readonly Decorator[],
  models: SchemaModel[],
  depth: number,
): SchemaField {
  const options = optionsOf(reader, decorators);
  const isList = contentOf(type)?.isList === true;
  const content = contentOf(type)?.type ?? type;
  const relation = decorators.find((decorator) => relationDecorators.has(decorator.name));
  const declared = content.kind === 'class' ? reader.entityName(content.classId) : undefined;
  const referenced = relation === undefined ? options.reference : targetOf(reader, relation);
  const related = referenced ?? declared;
  const flags = {
    isList,
    ...(options.column === undefined ? {} : { column: options.column }),
    ...(options.isHidden ? { isHidden: true } : {}),
    ...(options.isEager ? { isEager: true } : {}),
  };
  if (related !== undefined || relation !== undefined)
    return schemaField({ name, type: related ?? 'Mixed', isRelation: true, ...flags });
  const inner = `${owner}.${name}`;
  const isRecord = content.kind === 'class' || content.kind === 'declaration' || content.kind === 'object';
  if (isRecord && readMembers(reader, inner, content, models, depth + 1))
    return schemaField({ name, type: inner, ...flags });
  return schemaField({ name, type: typeName(content), ...flags });
}

/** What is inside of lists, relations that are loaded later, and unions with primitives. */
function contentOf(
  type: ResolvedType,
): { readonly type: ResolvedType; readonly isList: boolean } | undefined {
  switch (type.kind) {
    case 'array':
      return { type: contentOf(type.element)?.type ?? type.element, isList: true };
    case 'external': {
      const inner = type.args[0];
      if (inner === undefined) return undefined;
      // Collection<Visit>, Relation<Visit>, Ref<Visit>.
      return { type: contentOf(inner)?.type ?? inner, isList: /Collection|Array|List/.test(type.name) };
    }
    case 'union': {
      const parts = type.members.map((member) => contentOf(member) ?? { type: member, isList: false });
      return (
        parts.find(({ type: part }) => part.kind !== 'primitive' && part.kind !== 'external') ?? parts[0]
      );
    }
    default:
      return undefined;
  }
}

function typeName(type: ResolvedType): string {
  if (type.kind === 'external') return type.name === 'Date' ? 'DateTime' : type.name;
  if (type.kind !== 'primitive') return 'Mixed';
  return type.name.charAt(0).toUpperCase() + type.name.slice(1);
}

interface FieldOptions {
  readonly isHidden: boolean;
  readonly isEager: boolean;
  readonly column: string | undefined;
  readonly reference: string | undefined;
}

function optionsOf({ program, literals }: TypedReader, decorators: readonly Decorator[]): FieldOptions {
  let isHidden = false;
  let isEager = false;
  let column: string | undefined;
  let reference: string | undefined;
  for (const { value } of decorators) {
    for (const argument of argumentsOf(program, value)) {
      const fields = literals.shapeOf(argument)?.fields;
      const flag = (name: string): boolean | undefined => {
        const constant = literals.constantAt(fields?.get(name) ?? -1);
        return constant?.kind === 'boolean' ? constant.value : undefined;
      };
      if (flag('select') === false || flag('lazy') === true) isHidden = true;
      if (flag('eager') === true) isEager = true;
      column ??= literals.textAt(
        fields?.get('name') ?? fields?.get('field') ?? fields?.get('fieldName') ?? -1,
      );
      const ref = fields?.get('ref') ?? -1;
      if (ref >= 0) reference ??= literals.textAt(ref) ?? classNameAt(program, literals.originOf(ref));
    }
  }
  return { isHidden, isEager, column, reference };
}

/** `() => Visit`, `'Visit'`, `Visit`: the name of the record type that a relation leads to. */
function targetOf({ program, literals, entityName }: TypedReader, relation: Decorator): string | undefined {
  const [first, second] = argumentsOf(program, relation.value);
  for (const argument of [first, second]) {
    if (argument === undefined) continue;
    const fields = literals.shapeOf(argument)?.fields;
    const target = fields?.get('entity') ?? argument;
    const text = literals.textAt(target);
    if (text !== undefined) return text;
    const made = returnedBy(program, literals, target);
    const classId = classIdAt(program, made);
    if (classId >= 0) return entityName(classId) ?? classAt(program, classId)?.name;
  }
  return undefined;
}

/** What the arrow function at a value returns, or the value itself. */
function returnedBy(program: Program, literals: LiteralReader, value: number): number {
  const origin = literals.originOf(value);
  const f = functionMadeBy(program, origin);
  const module = moduleAtValue(program, origin);
  const body = f < 0 || module === undefined ? undefined : module.ir.functions[f - module.functionBase];
  if (module === undefined || body === undefined) return origin;
  const end = body.firstInstruction + body.instructionCount;
  for (let i = body.firstInstruction; i < end; i++)
    if (module.ir.op[i] === Op.Ret && (module.ir.a[i] ?? -1) >= 0)
      return literals.originOf(module.valueBase + (module.ir.a[i] ?? -1));
  return origin;
}

/** The global class that a global value is, -1 if none. */
export function classIdAt(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  const local = value - (module?.valueBase ?? 0);
  return module !== undefined && module.ir.op[local] === Op.Class
    ? module.classBase + (module.ir.a[local] ?? 0)
    : -1;
}

function classNameAt(program: Program, value: number): string | undefined {
  const classId = classIdAt(program, value);
  return classId < 0 ? undefined : classAt(program, classId)?.name;
}

/** Global values given to the call at a global value; none for other values. */
export function argumentsOf(program: Program, value: number): readonly number[] {
  const module = moduleAtValue(program, value);
  if (module === undefined) return [];
  return [...callArguments(module.ir, value - module.valueBase)].map((argument) =>
    argument < 0 ? -1 : module.valueBase + argument,
  );
}
