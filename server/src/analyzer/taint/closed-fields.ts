/**
 * Fields of services that nothing but the methods of their class reads.
 *
 * A service is an object of a class that is made by nobody, or once when its module is loaded: by injection, or as the one
 * instance that others import. What is made inside of functions may be data that is handed on as a whole.
 * From the program to an answer for each root class and field: either no instruction reads a field of this name from anything
 * but a receiver, or the declaration keeps the field private and none in the modules that declare it does.
 * Reads under computed names, and of objects as a whole, are not looked for.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import type { Program } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import { madeInside } from './held-fields.ts';
import { receiverFunction } from './prototype-groups.ts';

/** What is asked of. */
export interface ClosedFieldsInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  /** Global id of the class that the fields of a class are kept at. */
  readonly root: (classId: number) => number;
  readonly callGraph: CallGraph;
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

  /** Root classes of objects that are made inside of functions. */
  #made: ReadonlySet<number> | undefined;

  constructor(input: ClosedFieldsInput) {
    this.#in = input;
  }

  /** Whether nothing but methods reads the field of objects whose class has this root. */
  isClosed(root: number, symbol: number): boolean {
    this.#openIn ??= this.#findReads();
    this.#made ??= madeInside(this.#in.program, this.#in.callGraph, this.#in.root);
    if (this.#made.has(root)) return false;
    const openIn = this.#openIn.get(symbol);
    if (openIn === undefined) return true;
    this.#declared ??= this.#findDeclarations();
    const declared = this.#declared.get(root)?.get(symbol);
    return declared?.isPrivate === true && !declared.modules.some((module) => openIn.has(module));
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
