/**
 * Fields of services that nothing but the methods of their class reads.
 *
 * A service is an object of a class that is made by nobody, once when its module is loaded, or by the constructor of another
 * service that keeps it and gives it a service: by injection, or as the one instance that others import. What is made inside of other functions
 * may be data that is handed on as a whole.
 * From the program to an answer for each root class and field: either no instruction reads a field of this name from anything
 * but a receiver, or the declaration keeps the field private and none in the modules that declare it does.
 * Reads under computed names, and of objects as a whole, are not looked for.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { FreshObjects } from './fresh-objects.ts';
import { madeInside } from './held-fields.ts';
import { receiverFunction } from './prototype-groups.ts';

/** What is asked of. */
export interface ClosedFieldsInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  /** Global id of the class that the fields of a class are kept at. */
  readonly root: (classId: number) => number;
  readonly callGraph: CallGraph;
  readonly fresh: FreshObjects;
}

const openReads = new WeakMap<IrModule, ReadonlySet<string>>();

/** Names of fields that code of a module reads from something else than a receiver: all that one module says to others. */
export function openReadsOf(ir: IrModule): ReadonlySet<string> {
  const known = openReads.get(ir);
  if (known) return known;
  const names = new Set<number>();
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Load || names.has(ir.b[i] ?? 0)) continue;
    if (receiverFunction(ir, ir.a[i] ?? -1) < 0) names.add(ir.b[i] ?? 0);
  }
  const found = new Set([...names].map((name) => ir.strings[name] ?? ''));
  openReads.set(ir, found);
  return found;
}

interface Declared {
  isPrivate: boolean;
  readonly modules: number[];
}

/** See the head of this file. */
export class ClosedFields {
  readonly #in: ClosedFieldsInput;
  /** Field (symbol) → modules in which it is read from something else than a receiver. */
  #openIn: ReadonlyMap<number, ReadonlySet<number>> | undefined;
  /** Root class → field (symbol) → how the classes below it declare it. */
  #declared: ReadonlyMap<number, ReadonlyMap<number, Declared>> | undefined;

  /** Root classes of objects that are made inside of functions and are no services. */
  #made: ReadonlySet<number> | undefined;

  /** Root classes whose methods are called on objects that are known to be others than all others. */
  #fresh: ReadonlySet<number> | undefined;

  constructor(input: ClosedFieldsInput) {
    this.#in = input;
  }

  /** Whether nothing but methods reads the field of objects whose class has this root. */
  isClosed(root: number, symbol: number): boolean {
    if (this.isMade(root)) return false;
    this.#openIn ??= this.#findReads();
    const openIn = this.#openIn.get(symbol);
    if (openIn === undefined) return true;
    this.#declared ??= this.#findDeclarations();
    const declared = this.#declared.get(root)?.get(symbol);
    return declared?.isPrivate === true && !declared.modules.some((module) => openIn.has(module));
  }

  /** Whether an object whose class has this root is made inside of a function. */
  isMade(root: number): boolean {
    this.#made ??= this.#findMade();
    return this.#made.has(root);
  }

  /** Whether a method is called on an object of such a class that is known to be another than all others. */
  isCalledFresh(root: number): boolean {
    this.#fresh ??= this.#findFresh();
    return this.#fresh.has(root);
  }

  #findFresh(): ReadonlySet<number> {
    const { program, callGraph, root, fresh } = this.#in;
    const found = new Set<number>();
    const classOf = (f: number): number => {
      const module = program.modules[program.moduleOfFunction[f] ?? 0];
      const classId = module?.ir.functions[f - module.functionBase]?.classId ?? -1;
      return module && classId >= 0 && module.ir.classes[classId]?.constructorId !== f - module.functionBase
        ? root(module.classBase + classId)
        : -1;
    };
    for (let f = 0; f < program.functionCount; f++) {
      const owner = classOf(f);
      if (owner < 0 || found.has(owner)) continue;
      for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++)
        if (fresh.isFreshReceiver(callGraph.callers[k] ?? 0)) {
          found.add(owner);
          break;
        }
    }
    for (const { value, target } of callGraph.accessors) {
      const module = program.modules[program.moduleOfValue[value] ?? -1];
      const object = module?.ir.a[value - module.valueBase] ?? -1;
      if (module && object >= 0 && fresh.isFreshValue(module.valueBase + object)) found.add(classOf(target));
    }
    return found;
  }

  #findMade(): ReadonlySet<number> {
    const { program, callGraph, root } = this.#in;
    /** Root class → root classes whose objects make one of it and keep it, or are given to it. */
    const keptBy = new Map<number, Set<number>>();
    const made = new Set(
      madeInside(program, callGraph, root, (module, i, classId) => {
        const { ir, valueBase } = module;
        // What is given a service works with it; anything else may be data that goes somewhere as a whole.
        const given = [...listAt(ir, ir.c[i] ?? -1)].flatMap((one) => callGraph.instancesOf(valueBase + one));
        const keeper = given.length > 0 ? keeperOf(module, i) : -1;
        if (keeper < 0) return false;
        const known = keptBy.get(root(classId)) ?? [];
        keptBy.set(root(classId), new Set([...known, root(keeper), ...given.map(root)]));
        return true;
      }),
    );
    for (let before = -1; before !== made.size; ) {
      before = made.size;
      for (const [kept, keepers] of keptBy) if ([...keepers].some((one) => made.has(one))) made.add(kept);
    }
    return made;
  }

  #findReads(): ReadonlyMap<number, ReadonlySet<number>> {
    const { program, symbols } = this.#in;
    const openIn = new Map<number, Set<number>>();
    for (const { ir, index } of program.modules) {
      const names = symbols.map[index];
      for (let i = 0; i < ir.op.length; i++) {
        if (ir.op[i] !== Op.Load) continue;
        const name = names?.[ir.b[i] ?? 0] ?? -1;
        const known = openIn.get(name);
        if (known?.has(index) || receiverFunction(ir, ir.a[i] ?? -1) >= 0) continue;
        if (known) known.add(index);
        else openIn.set(name, new Set([index]));
      }
    }
    return openIn;
  }

  #findDeclarations(): ReadonlyMap<number, ReadonlyMap<number, Declared>> {
    const { program, symbols, root } = this.#in;
    const out = new Map<number, Map<number, Declared>>();
    for (const { ir, index, classBase } of program.modules) {
      ir.classes.forEach(({ members }, local) => {
        for (const { name, kind, isStatic, isPrivate } of members) {
          if (kind !== 'field' || isStatic) continue;
          const owner = root(classBase + local);
          let fields = out.get(owner);
          if (fields === undefined) {
            fields = new Map();
            out.set(owner, fields);
          }
          const symbol = symbols.interner.find(name);
          const known = fields.get(symbol);
          if (known === undefined) fields.set(symbol, { isPrivate: isPrivate === true, modules: [index] });
          else {
            known.isPrivate &&= isPrivate === true;
            known.modules.push(index);
          }
        }
      });
    }
    return out;
  }
}

/** The class (global) in whose constructor an object is made, if nothing is done with it but to keep it in a field; else -1. */
function keeperOf({ ir, classBase }: ProgramModule, made: number): number {
  const { start, users } = usesOf(ir);
  const f = ir.functionOf[made] ?? -1;
  const classId = ir.functions[f]?.classId ?? -1;
  if (classId < 0 || ir.classes[classId]?.constructorId !== f) return -1;
  let isKept = false;
  for (let k = start[made] ?? 0; k < (start[made + 1] ?? 0); k++) {
    const user = users[k] ?? 0;
    if (ir.op[user] !== Op.Store || ir.a[user] === made || receiverFunction(ir, ir.a[user] ?? -1) !== f)
      return -1;
    isKept = true;
  }
  return isKept ? classBase + classId : -1;
}
