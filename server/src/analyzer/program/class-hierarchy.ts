/**
 * Classes and interfaces of the whole program: who extends whom, who implements what, and member lookup along that.
 *
 * A superclass is found by following the value behind `extends`: a class, a variable written once, an import, a
 * member of a namespace. What a mixin call returns is unknown. Classes are global ids; members are looked up from
 * the class upwards, the nearest one counts. Cycles (in broken code) are cut.
 */
import type { IrClassMember, IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { constructorFieldsOf } from './constructor-fields.ts';
import type { ExportIndex } from './exports.ts';
import type { Program, ProgramModule, ResolvedType } from './program.ts';
import { createTypeResolver, type TypeResolver } from './resolve-type.ts';
import { classAt, classMadeBy } from './value-lookup.ts';

/** What a class extends. */
export type Superclass =
  | { readonly kind: 'none' }
  | { readonly kind: 'class'; readonly classId: number }
  /** `package` with its subpath; empty for a global such as `Error`. */
  | { readonly kind: 'external'; readonly package: string; readonly name: string }
  /** There is an `extends`, but what it names is unknown. */
  | { readonly kind: 'unknown' };

/** A member and the class (global) that declares it. */
export interface FoundMember {
  readonly classId: number;
  readonly member: IrClassMember;
}

/** A declared type: a module and an index into its `ir.types`. */
export interface TypePlace {
  readonly module: number;
  readonly type: number;
}

/** See the head of this file. */
export interface ClassHierarchy {
  /** By global class id. */
  readonly superclasses: readonly Superclass[];
  /** Direct subclasses of class c: subclasses[subclassStart[c] … subclassStart[c + 1] - 1], ascending. */
  readonly subclassStart: Int32Array;
  readonly subclasses: Int32Array;
  /** The class and everything it extends inside the program, nearest first. */
  readonly ancestors: (classId: number) => readonly number[];
  /** Everything that extends the class, directly or not, ascending; the class itself is left out. */
  readonly descendants: (classId: number) => readonly number[];
  /** Classes that implement an interface (or alias) declaration, through `extends` of either side too; ascending. */
  readonly implementers: (module: number, declaration: number) => readonly number[];
  /** Classes that name a class after `implements`, and what extends them; ascending. */
  readonly implementersOfClass: (classId: number) => readonly number[];
  readonly lookupMember: (classId: number, name: string, isStatic: boolean) => FoundMember | undefined;
  /** Descendants that declare an instance member of that name themselves, ascending. */
  readonly overriders: (classId: number, name: string) => readonly number[];
  /** Methods (global functions) that a name may mean on an instance of a class or of one below it; none if it may be a field. */
  readonly methodsOf: (classId: number, name: string) => readonly number[];
  /** Declared type of an instance field or accessor, constructor parameter properties included, inherited too. */
  readonly fieldType: (classId: number, name: string) => TypePlace | undefined;
}

/** Longest chain of superclasses that is followed. */
const maxAncestors = 64;

/** Builds the hierarchy of all classes. `types` saves work when the caller has a resolver already. */
export function buildClassHierarchy(
  program: Program,
  exports: ExportIndex,
  types: TypeResolver = createTypeResolver(program, exports),
): ClassHierarchy {
  const superclasses = program.modules.flatMap((module) =>
    module.ir.classes.map((it) => findSuperclass(program, exports, module, it.superValue)),
  );
  const { subclassStart, subclasses } = invert(superclasses);
  const ancestors = remembered((classId: number) => chainOf(superclasses, classId));
  const descendants = remembered((classId: number) => below(subclassStart, subclasses, [classId], classId));
  let declared: Implementations | undefined;
  const implementations = (): Implementations => {
    declared ??= findImplementations(program, types);
    return declared;
  };
  const closed = (direct: readonly number[] | undefined): readonly number[] =>
    direct === undefined ? [] : below(subclassStart, subclasses, direct, -1);
  const members = remembered((classId: number) => membersByName(program, classId));
  return {
    superclasses,
    subclassStart,
    subclasses,
    ancestors,
    descendants,
    implementers: (module, declaration) =>
      closed(implementations().byDeclaration.get(`${module}:${declaration}`)),
    implementersOfClass: (classId) => closed(implementations().byClass.get(classId)),
    lookupMember: (classId, name, isStatic) => {
      for (const ancestor of ancestors(classId)) {
        const member = members(ancestor).get(memberKey(name, isStatic));
        if (member !== undefined) return { classId: ancestor, member };
      }
      return undefined;
    },
    overriders: (classId, name) =>
      descendants(classId).filter((descendant) => members(descendant).has(memberKey(name, false))),
    methodsOf(classId, name) {
      const out: number[] = [];
      for (const id of [classId, ...this.overriders(classId, name)]) {
        const found = this.lookupMember(id, name, false);
        const owner = found && program.modules[program.moduleOfClass[found.classId] ?? 0];
        if (!found || !owner || found.member.kind !== 'method') return [];
        out.push(owner.functionBase + found.member.functionId);
      }
      return out;
    },
    fieldType: (classId, name) => {
      for (const ancestor of ancestors(classId)) {
        const place = ownFieldType(program, members(ancestor), ancestor, name);
        if (place !== undefined) return place;
      }
      return undefined;
    },
  };
}

function remembered<T>(answer: (id: number) => T): (id: number) => T {
  const answers = new Map<number, T>();
  return (id) => {
    const known = answers.get(id);
    if (known !== undefined) return known;
    const found = answer(id);
    answers.set(id, found);
    return found;
  };
}

function findSuperclass(
  program: Program,
  exports: ExportIndex,
  module: ProgramModule,
  superValue: number,
): Superclass {
  if (superValue < 0) return { kind: 'none' };
  let fallback: Superclass = { kind: 'unknown' };
  for (const target of exports.followValue(module.index, superValue)) {
    if (target.kind === 'external') {
      const { subpath, name } = target;
      const packageName = subpath === '' ? target.package : `${target.package}/${subpath}`;
      fallback = { kind: 'external', package: packageName, name: name === '*' ? 'default' : name };
    } else if (target.kind === 'value') {
      const classId = classMadeBy(program, target.value);
      if (classId >= 0) return { kind: 'class', classId };
      const owner = program.modules[target.module];
      const name = owner === undefined ? '' : globalName(owner.ir, target.value - owner.valueBase);
      if (name !== '') fallback = { kind: 'external', package: '', name };
    }
  }
  return fallback;
}

/** The dotted name of a global (`Error`, `React.Component`), empty for anything else. */
function globalName(ir: IrModule, value: number): string {
  const segments: string[] = [];
  let current = value;
  while (ir.op[current] === Op.Load && segments.length < 4) {
    segments.unshift(ir.strings[ir.b[current] ?? -1] ?? '');
    current = ir.a[current] ?? -1;
  }
  if (ir.op[current] !== Op.Global) return '';
  return [ir.strings[ir.a[current] ?? -1] ?? '', ...segments].join('.');
}

function invert(superclasses: readonly Superclass[]): { subclassStart: Int32Array; subclasses: Int32Array } {
  const subclassStart = new Int32Array(superclasses.length + 1);
  for (const it of superclasses) {
    if (it.kind === 'class') subclassStart[it.classId + 1] = (subclassStart[it.classId + 1] ?? 0) + 1;
  }
  for (let i = 1; i < subclassStart.length; i++) {
    subclassStart[i] = (subclassStart[i] ?? 0) + (subclassStart[i - 1] ?? 0);
  }
  const subclasses = new Int32Array(subclassStart[superclasses.length] ?? 0);
  const next = subclassStart.slice();
  superclasses.forEach((it, classId) => {
    if (it.kind !== 'class') return;
    const at = next[it.classId] ?? 0;
    subclasses[at] = classId;
    next[it.classId] = at + 1;
  });
  return { subclassStart, subclasses };
}

function chainOf(superclasses: readonly Superclass[], classId: number): readonly number[] {
  const chain: number[] = [];
  let current = classId;
  while (chain.length < maxAncestors && !chain.includes(current) && current < superclasses.length) {
    chain.push(current);
    const next = superclasses[current];
    if (next?.kind !== 'class') break;
    current = next.classId;
  }
  return chain;
}

/** The classes given and all that extend them, ascending, without `except`. */
function below(
  subclassStart: Int32Array,
  subclasses: Int32Array,
  roots: readonly number[],
  except: number,
): readonly number[] {
  const found = new Set<number>(roots);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const classId of found) {
    const end = subclassStart[classId + 1] ?? 0;
    for (let i = subclassStart[classId] ?? 0; i < end; i++) found.add(subclasses[i] ?? -1);
  }
  found.delete(except);
  return [...found].sort((a, b) => a - b);
}

interface Implementations {
  /** `module:declaration` → classes that say so themselves, or through interfaces that extend it. */
  readonly byDeclaration: ReadonlyMap<string, readonly number[]>;
  readonly byClass: ReadonlyMap<number, readonly number[]>;
}

function findImplementations(program: Program, types: TypeResolver): Implementations {
  const byDeclaration = new Map<string, number[]>();
  const byClass = new Map<number, number[]>();
  for (const { index, ir, classBase } of program.modules) {
    ir.classes.forEach((it, local) => {
      const visited = new Set<string>();
      for (const type of it.implements) {
        addImplemented(program, types, types.resolveType(index, type), visited, (key) => {
          if (typeof key === 'string') append(byDeclaration, key, classBase + local);
          else append(byClass, key, classBase + local);
        });
      }
    });
  }
  return { byDeclaration, byClass };
}

function append<K>(map: Map<K, number[]>, key: K, classId: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [classId]);
  else if (!list.includes(classId)) list.push(classId);
}

/** Reports a type after `implements` and everything it extends, as `module:declaration` or global class id. */
function addImplemented(
  program: Program,
  types: TypeResolver,
  type: ResolvedType,
  visited: Set<string>,
  report: (key: string | number) => void,
): void {
  if (type.kind === 'union') {
    for (const member of type.members) addImplemented(program, types, member, visited, report);
  } else if (type.kind === 'class') {
    report(type.classId);
  } else if (type.kind === 'declaration') {
    const key = `${type.module}:${type.declaration}`;
    if (visited.has(key)) return;
    visited.add(key);
    report(key);
    const extended = program.modules[type.module]?.ir.typeDeclarations[type.declaration]?.extends ?? [];
    for (const base of extended) {
      addImplemented(program, types, types.resolveType(type.module, base), visited, report);
    }
  }
}

function memberKey(name: string, isStatic: boolean): string {
  return isStatic ? `static ${name}` : name;
}

/** The members a class declares itself. Of a getter and a setter of one name, the getter counts. */
/** What the setter of a property is looked up by; the plain name means its getter, if it has one. */
export function setterName(name: string): string {
  return `set ${name}`;
}

function membersByName(program: Program, classId: number): ReadonlyMap<string, IrClassMember> {
  const members = new Map<string, IrClassMember>();
  for (const member of classAt(program, classId)?.members ?? []) {
    const key = memberKey(member.name, member.isStatic);
    if (member.kind === 'setter') members.set(memberKey(setterName(member.name), member.isStatic), member);
    if (!members.has(key) || (member.kind === 'getter' && members.get(key)?.kind === 'setter')) {
      members.set(key, member);
    }
  }
  return members;
}

function ownFieldType(
  program: Program,
  members: ReadonlyMap<string, IrClassMember>,
  classId: number,
  name: string,
): TypePlace | undefined {
  const module = program.modules[program.moduleOfClass[classId] ?? -1];
  if (module === undefined) return undefined;
  const member = members.get(memberKey(name, false));
  if (member !== undefined && member.kind !== 'method') {
    const type = memberTypeIndex(module.ir, member);
    if (type >= 0) return { module: module.index, type };
  }
  const field = constructorFieldsOf(module.ir, classId - module.classBase).find((it) => it.name === name);
  return field === undefined || field.type < 0 ? undefined : { module: module.index, type: field.type };
}

function memberTypeIndex(ir: IrModule, member: IrClassMember): number {
  const body = ir.functions[member.functionId];
  if (member.type >= 0 || body === undefined) return member.type;
  return member.kind === 'setter' ? (body.params[0]?.type ?? -1) : body.returnType;
}
