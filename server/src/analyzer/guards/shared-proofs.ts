/**
 * Proofs that all endpoints share: what functions prove where no check of any endpoint and record is met.
 *
 * Nearly every function proves the same for every endpoint: nothing. So each is judged once as if every question about
 * values (see `Leaf` in check-context.ts) were denied, and the questions that were asked on the way are kept with the
 * answer, in a graph of cells (function-proofs.ts) that asked each other. For an endpoint and record the answer holds as
 * it is if none of the questions below the cell is affirmed there, since the same questions then were asked in the same
 * order. Only cells above an affirmed question are judged anew.
 */
import type { CheckContext, FunctionJudge, Leaf, ProofLevel } from './check-context.ts';
import { FunctionPlaces } from './function-places.ts';
import { type Cell, CellKind, cellsOfFunction, FunctionProofs } from './function-proofs.ts';
import { functionAt, type GuardContext } from './guard-context.ts';
import { possibleView } from './possible-view.ts';

/** Kinds of checks that may count at a level; a level asks only what may hold at one of its kinds. */
const kinds: readonly ProofLevel[] = [
  { ties: true, roles: false, possible: false },
  { ties: false, roles: true, possible: false },
  { ties: false, roles: false, possible: true },
  { ties: false, roles: false, possible: false, callers: true },
];

/** Bits of {@link kinds} that count at a level. */
function kindsOf(level: ProofLevel): number {
  return (
    (level.ties ? 1 : 0) | (level.roles ? 2 : 0) | (level.possible ? 4 : 0) | (level.callers === true ? 8 : 0)
  );
}

/** See the head of this file. `ignoresFailures`: as if no call ever threw. */
export class SharedProofs {
  readonly #context: GuardContext;
  /** Who judges as if every question were denied. */
  readonly proofs: FunctionProofs;
  readonly #idOf = new Map<Cell, number>();
  /** Per cell: what it is about, the cells it asked, those that asked it, the questions it asked itself. */
  readonly cells: Cell[] = [];
  readonly asked: number[][] = [];
  readonly askedBy: number[][] = [];
  readonly questions: number[][] = [];
  /** Per question: what is asked, and at which kinds of checks it may be affirmed at all. */
  readonly leaves: Leaf[] = [];
  readonly leafKinds: number[] = [];
  /** Cells whose answer is being found. */
  readonly #open: number[] = [];

  constructor(context: GuardContext, ignoresFailures: boolean) {
    this.#context = context;
    const view = possibleView(context);
    const possible = kinds.map(
      (level): CheckContext => ({
        view,
        q: -1,
        level,
        hasCommonRoleInChain: false,
        isCallerKnown: () => true,
        met: new Map(),
      }),
    );
    this.proofs = new FunctionProofs(
      context.input,
      (leaf) => {
        let may = 0;
        possible.forEach((checks, kind) => {
          if (leaf(checks)) may |= 1 << kind;
        });
        if (may !== 0) this.questions[this.#open.at(-1) ?? 0]?.push(this.leaves.push(leaf) - 1);
        if (may !== 0) this.leafKinds.push(may);
        return false;
      },
      () => ignoresFailures,
      {
        look: (cell) => {
          const id = this.#cell(cell);
          const by = this.#open.at(-1);
          if (by !== undefined && this.asked[by]?.at(-1) !== id) {
            this.asked[by]?.push(id);
            this.askedBy[id]?.push(by);
          }
          return undefined;
        },
        begin: (cell) => this.#open.push(this.#cell(cell)),
        end: () => this.#open.pop(),
      },
    );
  }

  #cell(cell: Cell): number {
    let id = this.#idOf.get(cell);
    if (id === undefined) {
      id = this.cells.push(cell) - 1;
      this.asked.push([]);
      this.askedBy.push([]);
      this.questions.push([]);
      this.#idOf.set(cell, id);
    }
    return id;
  }

  /** Number of a cell of a function, whose answer is known then. */
  known(cell: number): number {
    const id = this.#idOf.get(cell);
    if (id !== undefined) return id;
    const f = Math.floor(cell / cellsOfFunction);
    switch (cell % cellsOfFunction) {
      case CellKind.Reach: {
        const at = functionAt(this.#context.input.program, f);
        if (at) this.proofs.reachOf(at.module, at.local);
        break;
      }
      case CellKind.End:
        this.proofs.endHolds(f);
        break;
      default:
        this.proofs.returnHolds(f, cell % cellsOfFunction === CellKind.ReturnsTruthy);
    }
    return this.#cell(cell);
  }
}

/** What is affirmed of the questions of one {@link SharedProofs} for one endpoint and record, with one kind of trust. */
export type LeafAnswers = Map<number, number>;

const isUnknown = 0;
const isPlain = 1;
const isSpecial = 2;

/** Tells for one endpoint, record and level which cells hold as they are shared. */
export class PlainCells {
  readonly #shared: SharedProofs;
  readonly #kinds: number;
  readonly #answers: LeafAnswers;
  readonly #affirms: (leaf: Leaf, kind: number) => boolean;
  /** The cell that is special whatever is affirmed; -1 if there is none. */
  readonly #forced: number;
  readonly #state: number[] = [];

  constructor(shared: SharedProofs, checks: CheckContext, answers: LeafAnswers, forced: number) {
    this.#shared = shared;
    this.#answers = answers;
    this.#forced = forced;
    const { level } = checks;
    this.#kinds = kindsOf(level);
    const scratch = kinds.map(
      (kind): CheckContext => ({
        ...checks,
        level: { ...kind, ...(level.trusts && { trusts: level.trusts }), isStrict: level.isStrict === true },
        met: new Map(),
      }),
    );
    this.#affirms = (leaf, kind) => {
      const of = scratch[kind];
      return of !== undefined && leaf(of);
    };
  }

  /** Who knows the answer of a cell; undefined if it is to be found for this endpoint and record. */
  look(cell: Cell): FunctionJudge | undefined {
    if (typeof cell === 'string') return undefined;
    const id = this.#shared.known(cell);
    const state = this.#state[id] ?? isUnknown;
    return (state === isUnknown ? this.#find(id) : state) === isPlain ? this.#shared.proofs : undefined;
  }

  #find(root: number): number {
    const { asked, questions, cells } = this.#shared;
    const seen = new Set([root]);
    for (const id of seen) {
      const isAffirmed =
        this.#state[id] === isSpecial ||
        cells[id] === this.#forced ||
        (questions[id] ?? []).some((question) => this.#isAffirmed(question));
      if (isAffirmed) {
        this.#spread(id);
        return this.#state[root] ?? isUnknown;
      }
      for (const other of asked[id] ?? []) if (this.#state[other] !== isPlain) seen.add(other);
    }
    for (const id of seen) this.#state[id] = isPlain;
    return isPlain;
  }

  /** A cell is special, and whoever asked it. */
  #spread(id: number): void {
    this.#state[id] = isSpecial;
    const stack = [id];
    for (let at = stack.pop(); at !== undefined; at = stack.pop())
      for (const by of this.#shared.askedBy[at] ?? []) {
        if (this.#state[by] === isSpecial) continue;
        this.#state[by] = isSpecial;
        stack.push(by);
      }
  }

  #isAffirmed(question: number): boolean {
    const wanted = this.#kinds & (this.#shared.leafKinds[question] ?? 0);
    if (wanted === 0) return false;
    // Four bits for what was asked, four for what was affirmed.
    let known = this.#answers.get(question) ?? 0;
    const leaf = this.#shared.leaves[question];
    for (let kind = 0; kind < kinds.length && leaf; kind++) {
      const bit = 1 << kind;
      if ((wanted & bit) === 0 || (known & bit) !== 0) continue;
      known |= bit | (this.#affirms(leaf, kind) ? bit << 4 : 0);
    }
    this.#answers.set(question, known);
    return ((known >> 4) & wanted) !== 0;
  }
}

/** Answers are kept of so many endpoints with a record; then they are found again. */
const maxKeptAnswers = 4000;

/** What all provers of one solved flow share. */
export class ProofShare {
  readonly #context: GuardContext;
  readonly #stores: (SharedProofs | undefined)[] = [];
  readonly #answers = new Map<string, LeafAnswers>();
  readonly places: FunctionPlaces;

  constructor(context: GuardContext) {
    this.#context = context;
    this.places = new FunctionPlaces(context);
  }

  /** The cells that hold as they are for endpoint `e`, the record and the level of `checks`. */
  plainCells(e: number, checks: CheckContext): PlainCells {
    const { trusts, failuresOf, isStrict } = checks.level;
    const ignoresFailures = trusts === 'failures' && failuresOf === undefined;
    const index = ignoresFailures ? 1 : 0;
    const shared = this.#stores[index] ?? new SharedProofs(this.#context, ignoresFailures);
    this.#stores[index] = shared;
    const key = `${e} ${checks.q} ${ignoresFailures} ${trusts === 'claims'} ${isStrict === true}`;
    let answers = this.#answers.get(key);
    if (!answers) {
      if (this.#answers.size >= maxKeptAnswers) this.#answers.clear();
      answers = new Map();
      this.#answers.set(key, answers);
    }
    const forced =
      trusts === 'failures' && failuresOf !== undefined ? failuresOf * cellsOfFunction + CellKind.Reach : -1;
    return new PlainCells(shared, checks, answers, forced);
  }
}
