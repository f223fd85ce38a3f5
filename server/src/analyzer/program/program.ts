/**
 * The linked program: every file's facts with bases that make their local ids global, and who imports whom.
 *
 * Global id = base of the module + local id, for values, functions, classes and cells alike. Modules are sorted by
 * path, so ids do not depend on the order in which files arrived. Bodies are not looked at.
 */
import type { CoverageGap } from '../base/problem.ts';
import type { FileFacts } from '../ir/file-facts.ts';
import type { IrModule } from '../ir/module.ts';
import type { DeployedFunction } from './deployments.ts';
import type { DataSchema } from './schema.ts';
import type { PackageManifest } from './workspace-files.ts';

/** Where an import specifier leads. Package names are as written in models (`fs/promises` for `node:fs/promises`). */
export type ImportTarget =
  | { readonly kind: 'module'; readonly module: number }
  | { readonly kind: 'modules'; readonly modules: readonly number[] }
  | { readonly kind: 'external'; readonly package: string; readonly subpath: string }
  | { readonly kind: 'asset'; readonly path: string }
  | { readonly kind: 'unresolved'; readonly specifier: string };

/** What an exported name stands for, re-exports followed. */
export type ExportTarget =
  | {
      readonly kind: 'value';
      readonly module: number /** Global value exported (operand b of Export). */;
      readonly value: number;
    }
  | { readonly kind: 'namespace'; readonly module: number }
  | { readonly kind: 'external'; readonly package: string; readonly subpath: string; readonly name: string };

/** A declared type with its name resolved across files. */
export type ResolvedType =
  | { readonly kind: 'class'; readonly classId: number /* global */; readonly args: readonly ResolvedType[] }
  | {
      readonly kind: 'declaration';
      readonly module: number;
      readonly declaration: number;
      readonly args: readonly ResolvedType[];
    }
  /** `express` + `Request`; package empty for a global such as `fhir4.Patient`. */
  | {
      readonly kind: 'external';
      readonly package: string;
      readonly name: string;
      readonly args: readonly ResolvedType[];
    }
  /**
   * A list of elements; with `keys`, the values of a map, whose entries are a key at 0 and the element at 1, or those of
   * an object that has whatever fields.
   */
  | { readonly kind: 'array'; readonly element: ResolvedType; readonly keys?: 'entries' | 'fields' }
  | { readonly kind: 'union'; readonly members: readonly ResolvedType[] }
  | {
      readonly kind: 'object';
      readonly members: readonly { readonly name: string; readonly type: ResolvedType }[];
    }
  | { readonly kind: 'function'; readonly params: readonly ResolvedType[]; readonly result: ResolvedType }
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'unknown' };

/** One module of the program. */
export interface ProgramModule {
  readonly index: number;
  readonly facts: FileFacts;
  readonly ir: IrModule;
  readonly valueBase: number;
  readonly functionBase: number;
  readonly classBase: number;
  readonly cellBase: number;
  /** Parallel to `ir.imports`. */
  readonly importTargets: readonly ImportTarget[];
  /** Parallel to `ir.reExports`. */
  readonly reExportTargets: readonly ImportTarget[];
}

/** See the head of this file. */
export interface Program {
  /** Sorted by path. */
  readonly modules: readonly ProgramModule[];
  readonly moduleByPath: ReadonlyMap<string, number>;
  readonly valueCount: number;
  readonly functionCount: number;
  readonly classCount: number;
  readonly cellCount: number;
  /** Module index of each global function, class and cell. */
  readonly moduleOfFunction: Int32Array;
  readonly moduleOfClass: Int32Array;
  readonly moduleOfCell: Int32Array;
  /** Module index of each global value. */
  readonly moduleOfValue: Int32Array;
  /** Every package.json of the workspace, sorted by path. */
  readonly packages: readonly PackageManifest[];
  /** Functions that deployment files name. */
  readonly deployed: readonly DeployedFunction[];
  /** Schemas read from non-code files. */
  readonly schemas: readonly DataSchema[];
  readonly gaps: readonly CoverageGap[];
}
