/**
 * Writes small IR modules by hand, so that the program layer is tested without a front end.
 *
 * Instructions are appended to one function at a time, the module initializer first; each has one block.
 */
import type { FileFacts } from '../../../../server/src/analyzer/ir/file-facts.ts';
import type {
  Constant,
  FunctionKind,
  IrCell,
  IrClass,
  IrClassMember,
  IrFunction,
  IrImport,
  IrModule,
  IrParam,
  IrReExport,
  IrType,
  IrTypeDeclaration,
} from '../../../../server/src/analyzer/ir/module.ts';
import { Op } from '../../../../server/src/analyzer/ir/opcode.ts';
import { linkProgram } from '../../../../server/src/analyzer/program/link-program.ts';
import type { Program } from '../../../../server/src/analyzer/program/program.ts';
import type { ConfigurationFile } from '../../../../server/src/analyzer/program/workspace-files.ts';

interface OpenFunction {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly classId: number;
  readonly first: number;
  readonly params: IrParam[];
}

/** See the head of this file. Every method that makes an instruction returns its value. */
export class IrStub {
  readonly path: string;
  readonly imports: IrImport[] = [];
  readonly reExports: IrReExport[] = [];
  readonly types: IrType[] = [];
  readonly declarations: IrTypeDeclaration[] = [];
  readonly classes: IrClass[] = [];
  readonly cells: IrCell[] = [];
  readonly #strings: string[] = [];
  readonly #constants: Constant[] = [];
  readonly #rows: [op: number, a: number, b: number, c: number][] = [];
  readonly #owners: number[] = [];
  readonly #functions: OpenFunction[] = [];
  readonly #args: number[] = [];
  readonly #valueTypes: [number, number][] = [];
  readonly #isEsModule: boolean;

  constructor(path: string, isEsModule = true) {
    this.path = path;
    this.#isEsModule = isEsModule;
    this.#functions.push({ name: '', kind: 'module', classId: -1, first: 0, params: [] });
  }

  sym(text: string): number {
    const known = this.#strings.indexOf(text);
    return known >= 0 ? known : this.#strings.push(text) - 1;
  }

  emit(op: number, a = -1, b = -1, c = -1): number {
    this.#owners.push(this.#functions.length - 1);
    return this.#rows.push([op, a, b, c]) - 1;
  }

  list(...entries: number[]): number {
    const offset = this.#args.length;
    this.#args.push(entries.length, ...entries);
    return offset;
  }

  importId(specifier: string, name: string, kind: IrImport['kind'] = 'esm', isTypeOnly = false): number {
    return (
      this.imports.push({ specifier, name, kind, isTypeOnly, start: 0, length: specifier.length + 2 }) - 1
    );
  }

  import(specifier: string, name: string, kind: IrImport['kind'] = 'esm'): number {
    return this.emit(Op.Import, this.importId(specifier, name, kind));
  }

  require(specifier: string): number {
    return this.import(specifier, '*', 'require');
  }

  reExport(specifier: string, importedName: string, name = importedName): void {
    this.reExports.push({ specifier, importedName, name });
  }

  export(name: string, value: number): void {
    this.emit(Op.Export, this.sym(name), value);
  }

  obj(fields: Readonly<Record<string, number>> = {}): number {
    let object = this.emit(Op.Obj);
    for (const [name, value] of Object.entries(fields)) object = this.store(object, name, value);
    return object;
  }

  store(object: number, name: string, value: number): number {
    return this.emit(Op.Store, object, this.sym(name), value);
  }

  load(object: number, name: string): number {
    return this.emit(Op.Load, object, this.sym(name));
  }

  constant(constant: Constant): number {
    return this.emit(Op.Const, this.#constants.push(constant) - 1);
  }

  text(value: string): number {
    return this.constant({ kind: 'string', value });
  }

  /** A Func instruction for a function that does not exist; its number tells functions apart. */
  func(id = 0): number {
    return this.emit(Op.Func, id);
  }

  global(name: string): number {
    return this.emit(Op.Global, this.sym(name));
  }

  cell(name: string, value: number): number {
    const cell = { name, functionId: 0, writeCount: 1, singleValue: value, isConst: true, type: -1 };
    return this.emit(Op.CellGet, this.cells.push(cell) - 1);
  }

  /** A class and its Class instruction. The constructor is added by {@link openConstructor}. */
  class(
    name: string,
    options: {
      readonly superValue?: number;
      readonly implements?: readonly number[];
      readonly members?: readonly Partial<IrClassMember>[];
    } = {},
  ): number {
    const value = this.emit(Op.Class, this.classes.length);
    this.classes.push({
      name,
      superValue: options.superValue ?? -1,
      implements: options.implements ?? [],
      members: (options.members ?? []).map((member) => ({
        name: '',
        kind: 'field',
        isStatic: false,
        functionId: -1,
        type: -1,
        ...member,
      })),
      constructorId: -1,
      value,
      isAbstract: false,
      start: 0,
      end: 0,
    });
    return value;
  }

  /** Later instructions belong to the constructor of the class made last. */
  openConstructor(params: readonly { readonly name: string; readonly type: number }[]): readonly number[] {
    const classId = this.classes.length - 1;
    const it = this.classes[classId];
    if (it !== undefined) this.classes[classId] = { ...it, constructorId: this.#functions.length };
    return this.openFunction(`${it?.name}.constructor`, 'constructor', params, classId);
  }

  /** Later instructions belong to a new function; returns its Param values. */
  openFunction(
    name: string,
    kind: FunctionKind,
    params: readonly { readonly name: string; readonly type: number }[],
    classId = -1,
  ): readonly number[] {
    const open: OpenFunction = { name, kind, classId, first: this.#rows.length, params: [] };
    this.#functions.push(open);
    params.forEach(({ name: paramName, type }, index) => {
      const value = this.emit(Op.Param, index, this.sym(paramName));
      open.params.push({ name: paramName, value, rest: false, type });
    });
    return open.params.map(({ value }) => value);
  }

  type(type: IrType): number {
    return this.types.push(type) - 1;
  }

  /** A reference; `importId` or `declarationId` say what its first segment is bound to. */
  ref(
    name: string,
    bound: {
      readonly importId?: number;
      readonly declarationId?: number;
      readonly args?: readonly number[];
    } = {},
  ): number {
    const { importId = -1, declarationId = -1, args = [] } = bound;
    return this.type({ kind: 'reference', name, importId, declarationId, args });
  }

  primitive(name: string): number {
    return this.type({ kind: 'primitive', name });
  }

  declare(declaration: Partial<IrTypeDeclaration> & { readonly name: string }): number {
    return (
      this.declarations.push({
        kind: 'interface',
        isExported: true,
        typeParameters: [],
        extends: [],
        members: [],
        aliased: -1,
        classId: -1,
        start: 0,
        length: 0,
        ...declaration,
      }) - 1
    );
  }

  annotate(value: number, type: number): number {
    this.#valueTypes.push([value, type]);
    return value;
  }

  facts(): FileFacts {
    return {
      path: this.path,
      textHash: '0000000000000000',
      triage: 'code',
      lineStarts: new Int32Array(1),
      isTest: false,
      ir: this.build(),
      gaps: [],
      suppressions: [],
    };
  }

  build(): IrModule {
    const count = this.#rows.length;
    const column = (index: 0 | 1 | 2 | 3): number[] => this.#rows.map((row) => row[index]);
    const blockCount = this.#functions.length;
    const ends = this.#functions.map((_, index) => this.#functions[index + 1]?.first ?? count);
    return {
      path: this.path,
      strings: this.#strings,
      constants: this.#constants,
      op: Uint8Array.from(column(0)),
      flags: new Uint8Array(count),
      a: Int32Array.from(column(1)),
      b: Int32Array.from(column(2)),
      c: Int32Array.from(column(3)),
      position: Int32Array.from(column(0), (_, index) => index),
      length: new Int32Array(count).fill(1),
      name: new Int32Array(count).fill(-1),
      functionOf: Int32Array.from(this.#owners),
      block: Int32Array.from(this.#owners),
      args: Int32Array.from(this.#args),
      blockStart: Int32Array.from([...this.#functions.map(({ first }) => first), count]),
      successorStart: new Int32Array(blockCount + 1),
      successors: new Int32Array(0),
      predecessorStart: new Int32Array(blockCount + 1),
      predecessors: new Int32Array(0),
      handler: new Int32Array(blockCount).fill(-1),
      functions: this.#functions.map(
        (it, index): IrFunction => ({
          name: it.name,
          kind: it.kind,
          parent: index === 0 ? -1 : 0,
          isAsync: false,
          isGenerator: false,
          isStatic: false,
          classId: it.classId,
          start: 100 * index,
          end: 100 * index + 100,
          firstInstruction: it.first,
          instructionCount: (ends[index] ?? count) - it.first,
          firstBlock: index,
          blockCount: 1,
          params: it.params,
          returnType: -1,
        }),
      ),
      classes: this.classes,
      cells: this.cells,
      imports: this.imports,
      reExports: this.reExports,
      types: this.types,
      typeDeclarations: this.declarations,
      typeArguments: new Int32Array(0),
      valueTypes: Int32Array.from(this.#valueTypes.sort((a, b) => a[0] - b[0]).flat()),
      isEsModule: this.#isEsModule,
      directives: [],
    };
  }
}

/** Links stubs (and configuration files) into a program. */
export function linkStubs(
  stubs: readonly IrStub[],
  configuration: Readonly<Record<string, unknown>> = {},
): Program {
  return linkProgram(
    stubs.map((stub) => stub.facts()),
    configurationFiles(configuration),
    [],
  );
}

/** Path → text, or a value that is written as JSON. */
export function configurationFiles(files: Readonly<Record<string, unknown>>): readonly ConfigurationFile[] {
  return Object.entries(files).map(([path, content]) => ({
    path,
    text: typeof content === 'string' ? content : JSON.stringify(content),
  }));
}
