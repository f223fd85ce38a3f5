/**
 * What stage 2 looks up of a module at every step, gathered when the first fact arrives in it.
 *
 * From a global value to the module it belongs to, its def–use chains, constants and symbols, each one array access
 * away. Made anew for each run; what depends on the IR alone is shared with other runs underneath.
 */
import type { ConstantTable } from '../ir/constants.ts';
import type { IrModule } from '../ir/module.ts';
import { type Uses, usesOf } from '../ir/uses.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import { constantsWithCalls } from './closed-functions.ts';
import { type CorrelatedJoins, correlatedJoinsOf } from './correlated-joins.ts';
import { type ValueChecks, valueChecksOf } from './value-checks.ts';

/** One module as the solver sees it. */
export interface ModuleView {
  readonly module: ProgramModule;
  readonly index: number;
  readonly valueBase: number;
  readonly ir: IrModule;
  readonly uses: Uses;
  readonly constants: ConstantTable;
  /** Program-wide symbol of each string of the module. */
  readonly symbols: ArrayLike<number>;
  /** These two are made at the first question. */
  checks: ValueChecks | undefined;
  joins: CorrelatedJoins | undefined;
}

/** See the head of this file. */
export class ModuleViews {
  readonly #program: Program;
  readonly #symbols: ProgramSymbols;
  readonly #moduleOf: Int32Array;
  readonly #views: (ModuleView | undefined)[] = [];

  constructor(program: Program, symbols: ProgramSymbols) {
    this.#program = program;
    this.#symbols = symbols;
    this.#moduleOf = new Int32Array(program.valueCount);
    for (const { index, valueBase, ir } of program.modules)
      this.#moduleOf.fill(index, valueBase, valueBase + ir.op.length);
  }

  /** The module of a global value; undefined for what is no value. */
  of(value: number): ModuleView | undefined {
    const index = value < 0 ? undefined : this.#moduleOf[value];
    if (index === undefined) return undefined;
    return this.#views[index] ?? this.#make(index);
  }

  #make(index: number): ModuleView | undefined {
    const module = this.#program.modules[index];
    if (!module) return undefined;
    const { ir, valueBase } = module;
    const view: ModuleView = {
      module,
      index,
      valueBase,
      ir,
      uses: usesOf(ir),
      constants: constantsWithCalls(module),
      symbols: this.#symbols.map[index] ?? [],
      checks: undefined,
      joins: undefined,
    };
    this.#views[index] = view;
    return view;
  }
}

/** The tests in a module. */
export function checksOf(view: ModuleView): ValueChecks {
  view.checks ??= valueChecksOf(view.ir);
  return view.checks;
}

/** Which ways into its joins are ruled out where. */
export function joinsOf(view: ModuleView): CorrelatedJoins {
  view.joins ??= correlatedJoinsOf(view.ir);
  return view.joins;
}
