/**
 * Which functions a method call may mean that only its name tells: methods of classes, and functions that are put
 * under a name into an object.
 *
 * Two things a program says rule candidates out. A call reaches no function of a package that neither package is
 * joined with by imports: the page of a client does not call what a server keeps under the same name. And where the
 * receiver is named as some candidates' class or file (`ctx.treatments.save()`, `treatments.js`), it means those.
 * What is left are at most `maxNameCandidates`; more are no answer.
 */
import { maxNameCandidates } from '../base/limits.ts';
import { Op } from '../ir/opcode.ts';
import type { ImportTarget, Program, ProgramModule } from '../program/program.ts';
import { baseNameOf, directoryOf } from '../program/workspace-path.ts';

/** A function that is kept under a name. */
interface NamedFunction {
  /** Global id. */
  readonly target: number;
  /** What its object may be called: class, file and folder, as {@link plainWords} writes them. */
  readonly owners: readonly string[];
  /** Packages that imports join have the same number. */
  readonly group: number;
}

/** Candidates by name. */
export class NameCandidates {
  readonly #byName = new Map<string, NamedFunction[]>();
  /** By module. */
  readonly #groups: Int32Array;

  constructor(program: Program) {
    this.#groups = joinedPackages(program);
    for (const module of program.modules) this.#collect(module);
  }

  /** Functions (global) that a method call of `module` may mean; `callee` is the local value of a Load. */
  of(module: ProgramModule, callee: number): readonly number[] {
    const { ir } = module;
    const all = this.#byName.get(ir.strings[ir.b[callee] ?? 0] ?? '');
    if (!all) return [];
    const group = this.#groups[module.index];
    const near = all.filter((candidate) => candidate.group === group);
    const receiver = plainWords(receiverName(module, ir.a[callee] ?? -1));
    const meant = receiver === '' ? [] : near.filter(({ owners }) => owners.includes(receiver));
    const chosen = meant.length > 0 ? meant : near;
    return chosen.length > maxNameCandidates ? [] : chosen.map(({ target }) => target);
  }

  #collect(module: ProgramModule): void {
    const { ir, functionBase, index, facts } = module;
    const group = this.#groups[index] ?? 0;
    const places = placeNames(facts.path);
    const add = (name: string, functionId: number, owners: readonly string[]): void => {
      const list = this.#byName.get(name);
      const candidate = { target: functionBase + functionId, owners, group };
      if (list) list.push(candidate);
      else this.#byName.set(name, [candidate]);
    };
    for (const record of ir.classes) {
      const owners = [plainWords(record.name), ...places];
      for (const member of record.members)
        if (member.kind === 'method' && member.functionId >= 0) add(member.name, member.functionId, owners);
    }
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.Store) continue;
      const value = ir.c[i] ?? -1;
      if (value < 0 || ir.op[value] !== Op.Func) continue;
      add(ir.strings[ir.b[i] ?? 0] ?? '', ir.a[value] ?? 0, places);
    }
  }
}

/** Lower case without anything but letters and digits: `patient.service`, `PatientService` and `patientService` are one. */
function plainWords(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** What a file may be called by: its name without the ending; for an `index`, that of its folder. */
function placeNames(path: string): readonly string[] {
  const name = baseNameOf(path).replace(/\.[cm]?[jt]sx?$/, '');
  return [plainWords(name === 'index' ? baseNameOf(directoryOf(path)) : name)];
}

/** The last name an object is reached by: `treatments` in `ctx.treatments`; empty when it has none. */
function receiverName({ ir }: ProgramModule, object: number): string {
  if (object < 0) return '';
  switch (ir.op[object]) {
    case Op.Load:
      return ir.strings[ir.b[object] ?? 0] ?? '';
    case Op.CellGet:
      return ir.cells[ir.a[object] ?? 0]?.name ?? '';
    case Op.This:
      return '';
    default: {
      const name = ir.name[object] ?? -1;
      return name < 0 ? '' : (ir.strings[name] ?? '');
    }
  }
}

/** By module, a number that two modules share when their packages are the same or joined by imports, however far. */
function joinedPackages(program: Program): Int32Array {
  const directories = program.packages.map(({ directory }) => directory);
  const numberOf = new Map(directories.map((directory, k) => [directory, k + 1]));
  const parent = new Int32Array(directories.length + 1).map((_, k) => k);
  const rootOf = (of: number): number => {
    let k = of;
    while ((parent[k] ?? k) !== k) k = parent[k] ?? k;
    return k;
  };
  const own = Int32Array.from(program.modules, ({ facts }) => {
    for (let directory = directoryOf(facts.path); ; directory = directoryOf(directory)) {
      const found = numberOf.get(directory);
      if (found !== undefined) return found;
      if (directory === '') return 0;
    }
  });
  const join = (a: number, b: number): void => {
    const from = rootOf(own[a] ?? 0);
    const to = rootOf(own[b] ?? 0);
    // The smaller number stays, so that the order of imports does not show.
    parent[Math.max(from, to)] = Math.min(from, to);
  };
  const joinTargets = (index: number, targets: readonly ImportTarget[]): void => {
    for (const target of targets) {
      if (target.kind === 'module') join(index, target.module);
      else if (target.kind === 'modules') for (const other of target.modules) join(index, other);
    }
  };
  for (const { index, importTargets, reExportTargets } of program.modules) {
    joinTargets(index, importTargets);
    joinTargets(index, reExportTargets);
  }
  return own.map(rootOf);
}
