/**
 * What the call graph asks of a linked program: its symbols, exports, types and classes, put together in one way for
 * everyone who builds a call graph.
 */
import { buildClassHierarchy, type ClassHierarchy } from '../program/class-hierarchy.ts';
import { createExportIndex, type ExportIndex } from '../program/exports.ts';
import type { Program } from '../program/program.ts';
import { createTypeResolver, type TypeResolver } from '../program/resolve-type.ts';
import { buildProgramSymbols, type ProgramSymbols } from '../program/symbols.ts';
import type { ModelSet } from '../rules/model.ts';
import type { TokenFlowInput } from './token-store.ts';

/** See the head of this file. */
export interface ProgramRelations {
  readonly symbols: ProgramSymbols;
  readonly exports: ExportIndex;
  readonly types: TypeResolver;
  readonly hierarchy: ClassHierarchy;
  /** Class (global) → the class of the program that it extends; -1 if there is none. */
  readonly superclassOf: (classId: number) => number;
  /** For `buildCallGraph`. */
  readonly callGraphInput: (models: ModelSet) => Omit<TokenFlowInput, 'entryPoints'>;
}

/** Relates the declarations of a program to each other; nothing is looked up before it is asked for. */
export function relateProgram(program: Program): ProgramRelations {
  const symbols = buildProgramSymbols(program);
  const exports = createExportIndex(program);
  const types = createTypeResolver(program, exports);
  const hierarchy = buildClassHierarchy(program, exports, types);
  const superclassOf = (classId: number): number => {
    const superclass = hierarchy.superclasses[classId];
    return superclass?.kind === 'class' ? superclass.classId : -1;
  };
  return {
    symbols,
    exports,
    types,
    hierarchy,
    superclassOf,
    callGraphInput: (models) => ({
      program,
      symbols,
      models,
      importedValues: exports.importedValues,
      resolveExport: exports.resolveExport,
      resolveType: types.resolveType,
      superclassOf,
      lookupMember: hierarchy.lookupMember,
      overriders: (classId, name) =>
        hierarchy.overriders(classId, name).flatMap((below) => {
          const found = hierarchy.lookupMember(below, name, false);
          return found ? [found] : [];
        }),
      implementersOf: hierarchy.implementers,
    }),
  };
}
