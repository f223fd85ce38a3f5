/**
 * What lowering makes of one file: flat instruction tables, functions, classes, cells, imports, exports, types.
 *
 * Everything is plain data that survives `structuredClone`. All ids (strings, values, functions, classes, cells,
 * types) are local to the file; the program gives them file bases at link time. Instructions of one function are
 * contiguous, ordered by block, and blocks of one function are contiguous, entry first. Function 0 is the module
 * initializer. Positions are UTF-16 offsets relative to the start of the enclosing function.
 */

/** A literal known at analysis time. `undefined` is `{kind: 'undefined'}`. */
export type Constant =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'bigint'; readonly value: string }
  | { readonly kind: 'regexp'; readonly value: string; readonly flags: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'undefined' };

/** What a function is, syntactically. */
export type FunctionKind =
  | 'module'
  | 'function'
  | 'arrow'
  | 'method'
  | 'getter'
  | 'setter'
  | 'constructor'
  | 'static-block';

/** One declared parameter. Destructured parameters have the Param value here and Loads in the body. */
export interface IrParam {
  /** The identifier, or empty for a pattern. */
  readonly name: string;
  /** The Param instruction. */
  readonly value: number;
  readonly rest: boolean;
  /** Index into {@link IrModule.types}, -1 when not annotated. */
  readonly type: number;
}

/** One function, method, accessor, constructor, class static block, or the module initializer (index 0). */
export interface IrFunction {
  /** Declared name, else the variable or property it is first assigned to, else empty. `C.m` for members. */
  readonly name: string;
  readonly kind: FunctionKind;
  /** Enclosing function, -1 for the module initializer. */
  readonly parent: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly isStatic: boolean;
  /** Class it is a member of, -1 if none. */
  readonly classId: number;
  /** UTF-16 offsets of the whole function in the file. */
  readonly start: number;
  readonly end: number;
  /** Instructions firstInstruction … firstInstruction + instructionCount - 1. */
  readonly firstInstruction: number;
  readonly instructionCount: number;
  /** Blocks firstBlock … firstBlock + blockCount - 1; the first is the entry. */
  readonly firstBlock: number;
  readonly blockCount: number;
  readonly params: readonly IrParam[];
  /** Declared return type (index into types), -1 when not annotated. */
  readonly returnType: number;
  /** String statements its body begins with (`use server`); absent when there is none. */
  readonly directives?: readonly string[];
}

/** A member of a class. */
export interface IrClassMember {
  readonly name: string;
  readonly kind: 'method' | 'getter' | 'setter' | 'field';
  readonly isStatic: boolean;
  /** Function index; -1 for a field (its initializer is lowered into the constructor or static block). */
  readonly functionId: number;
  /** Declared type of a field or return of an accessor, -1 if none. */
  readonly type: number;
  /** Whether the declaration keeps it to the methods of the class, or of classes that extend it. */
  readonly isPrivate?: boolean;
}

/** One class declaration or expression. */
export interface IrClass {
  readonly name: string;
  /** The value of the `extends` expression, in the function that contains the class; -1 if none. */
  readonly superValue: number;
  /** Types after `implements`. */
  readonly implements: readonly number[];
  readonly members: readonly IrClassMember[];
  /** Always there; made up (with the field initializers) when the source has none. */
  readonly constructorId: number;
  /** The Class instruction. */
  readonly value: number;
  readonly isAbstract: boolean;
  readonly start: number;
  readonly end: number;
}

/** A variable that lives in a cell: captured by an inner function, or module-level and used by functions. */
export interface IrCell {
  readonly name: string;
  /** Function that declares it. */
  readonly functionId: number;
  /** Number of strong CellSet instructions. */
  readonly writeCount: number;
  /** The value of the only strong CellSet when writeCount is 1, else -1. */
  readonly singleValue: number;
  readonly isConst: boolean;
  /** Declared type, -1 if none. */
  readonly type: number;
}

/** One imported binding, `require` call or dynamic import. */
export interface IrImport {
  /** As written; for a non-constant specifier the constant prefix followed by `*`. */
  readonly specifier: string;
  /** Exported name, `default`, or `*` for the namespace (and for `require`). */
  readonly name: string;
  readonly kind: 'esm' | 'require' | 'dynamic' | 'import-equals';
  readonly isTypeOnly: boolean;
  /** UTF-16 offset of the specifier in the file. */
  readonly start: number;
  readonly length: number;
}

/** `export {x as y} from`, `export * from`, `export * as ns from`. Local exports are Export instructions. */
export interface IrReExport {
  /** Exported name; `*` for `export *`. */
  readonly name: string;
  readonly specifier: string;
  /** Name in the other module; `*` for the namespace. */
  readonly importedName: string;
}

/** A declared type, interned per file. Only what is written; nothing is inferred. */
export type IrType =
  | {
      readonly kind: 'reference';
      /** Dotted name as written: `Patient`, `express.Request`, `fhir4.Patient`. */
      readonly name: string;
      /** Import the first segment is bound to, -1 if none. */
      readonly importId: number;
      /** Type declaration of this file the name is bound to, -1 if none. */
      readonly declarationId: number;
      readonly args: readonly number[];
    }
  | { readonly kind: 'array'; readonly element: number }
  | { readonly kind: 'tuple'; readonly elements: readonly number[] }
  | { readonly kind: 'union' | 'intersection'; readonly members: readonly number[] }
  | { readonly kind: 'object'; readonly members: readonly IrTypeMember[] }
  | { readonly kind: 'function'; readonly params: readonly number[]; readonly result: number }
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'typeof'; readonly name: string; readonly value: number }
  | {
      readonly kind: 'asserts';
      readonly parameter: string;
      readonly type: number;
      readonly isAssertion: boolean;
    }
  | { readonly kind: 'indexed'; readonly object: number; readonly index: number }
  | { readonly kind: 'other'; readonly text: string };

/** A property of an interface or object type. */
export interface IrTypeMember {
  readonly name: string;
  readonly type: number;
}

/** An interface, type alias, enum or class seen as a type. */
export interface IrTypeDeclaration {
  readonly kind: 'interface' | 'alias' | 'enum' | 'class';
  readonly name: string;
  readonly isExported: boolean;
  readonly typeParameters: readonly string[];
  /** Types after `extends`. */
  readonly extends: readonly number[];
  readonly members: readonly IrTypeMember[];
  /** The right side of an alias, -1 otherwise. */
  readonly aliased: number;
  /** The class, -1 otherwise. */
  readonly classId: number;
  readonly start: number;
  readonly length: number;
}

/** One lowered file. */
export interface IrModule {
  /** Workspace-relative path with forward slashes. */
  readonly path: string;
  /** File-local symbol table. */
  readonly strings: readonly string[];
  readonly constants: readonly Constant[];
  // Instructions, struct of arrays, all of the same length.
  readonly op: Uint8Array;
  readonly flags: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  /** UTF-16 offset relative to the start of the enclosing function. */
  readonly position: Int32Array;
  /** UTF-16 length of the syntax the instruction stands for. */
  readonly length: Int32Array;
  /** Variable or property the value was first bound to (sym), -1 if none. For messages and classification. */
  readonly name: Int32Array;
  /** Function of each instruction. */
  readonly functionOf: Int32Array;
  /** Block of each instruction (module-wide block index). */
  readonly block: Int32Array;
  /** Operand lists: a length n, then n entries. */
  readonly args: Int32Array;
  // Blocks.
  /** First instruction of each block, plus one past the end. */
  readonly blockStart: Int32Array;
  /** Successors of block i: successors[successorStart[i] … successorStart[i + 1] - 1], exception edges included, last. */
  readonly successorStart: Int32Array;
  readonly successors: Int32Array;
  readonly predecessorStart: Int32Array;
  readonly predecessors: Int32Array;
  /** Block of the handler that catches what block i throws, -1 if the function throws. */
  readonly handler: Int32Array;
  readonly functions: readonly IrFunction[];
  readonly classes: readonly IrClass[];
  readonly cells: readonly IrCell[];
  readonly imports: readonly IrImport[];
  readonly reExports: readonly IrReExport[];
  readonly types: readonly IrType[];
  readonly typeDeclarations: readonly IrTypeDeclaration[];
  /** Pairs (value, type index), sorted by value: annotations of variables, `as`, `satisfies`, parameters. */
  readonly valueTypes: Int32Array;
  /** Pairs (Call or New, index of a tuple type), sorted by value: type arguments (`useState<Patient>()`). */
  readonly typeArguments: Int32Array;
  /** Whether the file is an ES module (has import/export syntax). */
  readonly isEsModule: boolean;
  /** `use client`, `use server`, `use strict` … at the top of the file. */
  readonly directives: readonly string[];
}
