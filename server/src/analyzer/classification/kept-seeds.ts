/**
 * Seeds of modules, kept from one analysis of a program to the next.
 *
 * What classification says of a module follows from the modules it looked at meanwhile, from what the call graph says
 * of those, from which values were asked about, and from what all modules share (schemas, who has accounts). All of
 * that is compared; a module of which anything differs is classified again, so kept seeds are those of a cold run.
 */
import { Interner } from '../base/interner.ts';
import type { CoverageGap } from '../base/problem.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import { isSameSlice, sliceOfModule } from '../callgraph/module-slice.ts';
import type { IrModule } from '../ir/module.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { Seed } from './seed-collector.ts';

/** What all modules share. Equal texts and identical objects mean that nothing of it changed. */
export interface SharedGround {
  readonly program: Program;
  readonly callGraph: CallGraph;
  /** Compared one by one, by identity. */
  readonly settings: readonly unknown[];
  /** What was found out of all modules together. */
  readonly findings: string;
}

/** Notes which modules are read through a program made by {@link readLogged}. */
export class ReadLog {
  /** Indices of the modules that were read since it was set. */
  reads: Set<number> = new Set();
  /** Whether something was asked that depends on all modules. */
  isOpen = false;
}

/** What one question found out about one module. */
export interface ModuleSeeds {
  /** Seeds, with values of the module itself (file-local). */
  readonly seeds: readonly Seed[];
  readonly gaps: readonly CoverageGap[];
}

interface Entry extends ModuleSeeds {
  /** 1 for values that were asked about. */
  readonly wanted: Uint8Array;
  readonly reads: ReadonlySet<number>;
}

/** A module as it was in the analysis before. */
interface Before {
  readonly ir: IrModule;
  readonly links: readonly unknown[];
  readonly slice: Int32Array;
  /** By question. */
  readonly entries: (Entry | undefined)[];
}

/** Texts that are kept for comparing slices, at most. */
const maxTexts = 100_000;

/** See the head of this file. Owned by one engine. */
export class KeptSeeds {
  #texts = new Interner();
  /** Of the analysis before; its program and call graph are not held. */
  #settings: readonly unknown[] = [];
  #findings = '';
  #modules: readonly Before[] = [];
  /** Analyses that were begun. */
  runs = 0;
  /** Modules (by index): 1 where code, links or slice are others than at the analysis before; undefined if all may be. */
  changed: Uint8Array | undefined;
  /** Modules (by index): 1 where what was found out does not hold any more, because of a module that was read for it. */
  outdated = new Uint8Array(0);

  /** Forgets everything. */
  clear(): void {
    this.#texts = new Interner();
    this.#modules = [];
  }

  /** Begins an analysis: forgets what does not hold any more. */
  begin(ground: SharedGround): void {
    const { program, callGraph, findings } = ground;
    const settings = [...ground.settings, program.packages, program.deployed, program.schemas];
    const isSame =
      findings === this.#findings &&
      settings.length === this.#settings.length &&
      settings.every((setting, k) => setting === this.#settings[k]) &&
      program.modules.length === this.#modules.length &&
      program.modules.every(({ ir }, index) => ir.path === this.#modules[index]?.ir.path);
    if (!isSame || this.#texts.size > maxTexts) this.clear();
    this.runs++;
    this.#settings = settings;
    this.#findings = findings;
    const before = this.#modules;
    const isChanged = new Uint8Array(program.modules.length);
    let areGlobalsChanged = false;
    this.#modules = program.modules.map((module, index) => {
      const known = before[index];
      const slice = sliceOfModule(program, callGraph, module, this.#texts);
      const links = [module.importTargets, module.reExportTargets];
      const isSameCode = known?.ir === module.ir && known.links.every((link, k) => link === links[k]);
      if (known && !isSameCode) areGlobalsChanged ||= declaresGlobals(known.ir) || declaresGlobals(module.ir);
      if (known && isSameCode && isSameSlice(known.slice, slice)) return known;
      isChanged[index] = 1;
      return { ir: module.ir, links, slice, entries: [] };
    });
    this.changed = before.length > 0 && !areGlobalsChanged ? isChanged : undefined;
    // At once, and not when they are asked for: what is not asked for now may be the next time.
    this.outdated = new Uint8Array(program.modules.length);
    this.#modules.forEach(({ entries }, index) => {
      entries.forEach((entry, question) => {
        // Types that every file sees may be others now.
        if (!entry || !(areGlobalsChanged || isAnyChanged(entry.reads, isChanged))) return;
        entries[question] = undefined;
        this.outdated[index] = 1;
      });
    });
  }

  /** What a question found out about a module before, if it would find the same. */
  find(question: number, { index }: ProgramModule, wanted: Uint8Array): ModuleSeeds | undefined {
    const entry = this.#modules[index]?.entries[question];
    return entry && isSameWanted(entry.wanted, wanted) ? entry : undefined;
  }

  /** Keeps what a question found out about a module. */
  keep(
    question: number,
    { index }: ProgramModule,
    wanted: Uint8Array,
    { reads, isOpen }: ReadLog,
    found: ModuleSeeds,
  ): void {
    const module = this.#modules[index];
    if (module) module.entries[question] = isOpen ? undefined : { ...found, wanted, reads };
  }
}

/** A view of a program that notes in `log` which modules are read. */
export function readLogged(program: Program, log: ReadLog): Program {
  const modules = new Proxy(program.modules, {
    get(target, key) {
      if (typeof key === 'string' && isIndex(key)) log.reads.add(Number(key));
      return Reflect.get(target, key) as unknown;
    },
  });
  return { ...program, modules };
}

function isIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57;
}

function isAnyChanged(modules: ReadonlySet<number>, isChanged: Uint8Array): boolean {
  for (const module of modules) if (isChanged[module] === 1) return true;
  return false;
}

function isSameWanted(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/** Whether every file sees what a file declares: a script, or a declaration file. */
function declaresGlobals({ isEsModule, path, typeDeclarations }: IrModule): boolean {
  if (typeDeclarations.length === 0) return false;
  return isEsModule ? /\.d\.[cm]?ts$/.test(path) : /\.[cm]?tsx?$/.test(path);
}
