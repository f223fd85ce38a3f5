/**
 * What one instruction does to data in one of its operands: the steps of stage 2 inside a function.
 *
 * From a value with data at a path, and an instruction that uses the value, to the paths at which the data is in its
 * result, and the lanes that are left. Strong updates, kills and rest patterns are exact; a text made of an object
 * shows its elements if it is an array, and nothing of its fields otherwise.
 */
import { constantOf, isBlockDead, isEdgeDead } from '../ir/constants.ts';
import type { IrModule } from '../ir/module.ts';
import { BinOp, Flag, IterKind, Op, UnOp } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { DeadCode } from '../ir/specialized-constants.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { CheckedLanes } from './checked-lanes.ts';
import { KeyNames } from './key-names.ts';
import type { LaneTable } from './lanes.ts';
import { joinsOf, type ModuleView } from './module-views.ts';
import { anyPath, emptyPath, type PathTable } from './paths.ts';
import { certainFields, isReplaced } from './replaced-fields.ts';
import { showsInPart, showsInText } from './url-parts.ts';
import { keysName, rejectedName } from './value-flow-graph.ts';

/** Fields that identify or describe a record inside the system, and hold none of its data. */
const neutralField =
  /^(_?id|uuid|guid|key|ref|type|kind|role|status|state|version|length|size|count|total|index|url|uri|href|(created|updated|deleted|modified)(At|On|By)?|constructor|isActive|groupIdentifier|meta|reference)$|(Id|ID|_id|Ref|Uuid|Count|At|Type|Kind|Role|Status|Url|URL|Uri|_(?:type|kind|role|status|url|uri))$/;

/** Fields that name a record to others: a number of a patient is one, that of an order says nothing of their health. */
const identifierField = /^identifiers?$/;
const healthCategories: ReadonlySet<string> = new Set(['clinical', 'acute_health']);

/** Store and spread instructions that leave what was there as it may be. */
const weakStore = 16;

/** Takes what is known of the result of an instruction. */
export type Emit = (to: number, path: number, mask: number) => void;

/** Told that more came to a join over one of its ways, of which not all are seen everywhere. */
export type Rejoined = (phi: number, path: number) => void;

const noFields: readonly string[] = [];

/** A call cannot change a value itself, only what is below it: writing an argument back brings nothing new. */
function isUnchanged(ir: IrModule, store: number, path: number): boolean {
  if (((ir.flags[store] ?? 0) & Flag.Weak) === 0 || path !== emptyPath) return false;
  const value = ir.c[store] ?? -1;
  return ir.op[value] === Op.Post && (ir.c[value] ?? -1) >= 0;
}

/** `address.split('@')`: whatever stands behind the sign is the domain of whoever runs the mail. */
function isCutAtSign({ ir, constants }: ModuleView, value: number): boolean {
  const callee = ir.op[value] === Op.Call ? (ir.a[value] ?? -1) : -1;
  if (callee < 0 || ir.op[callee] !== Op.Load || ir.strings[ir.b[callee] ?? -1] !== 'split') return false;
  const [separator = -1] = callArguments(ir, value);
  const constant = separator < 0 ? undefined : constantOf(constants, separator);
  return constant?.kind === 'string' && constant.value === '@';
}

/** See the head of this file. */
export class LocalSteps {
  readonly #paths: PathTable;
  readonly #symbols: ProgramSymbols;
  readonly #lanes: LaneTable;
  readonly #checked: CheckedLanes;
  readonly #strongPosts: ReadonlySet<number>;
  readonly #setterStores: ReadonlySet<number>;
  readonly #replacedAtPost: ReadonlyMap<number, readonly string[]>;
  readonly #keyNames: KeyNames;
  readonly #emit: Emit;
  readonly #rejoined: Rejoined;
  readonly #privacy: number;
  /** Lanes of data of health. */
  readonly #health: number;
  /** Lanes of rules for which a number does no harm. */
  readonly #numberCleared: number;
  readonly #rejected: number;
  readonly #keys: number;
  /** Names under which several parts of an address are read together. */
  readonly #wholeOfParts: ReadonlySet<number>;
  /** `1`: what stands behind the first separator of a text. */
  readonly #second: number;
  /** Per symbol: 1 neutral, 2 not, 3 an identifier, 0 not asked yet. */
  readonly #neutral: number[] = [];

  constructor(
    input: {
      readonly paths: PathTable;
      readonly symbols: ProgramSymbols;
      readonly lanes: LaneTable;
      readonly graph: {
        readonly strongPosts: ReadonlySet<number>;
        readonly setterStores: ReadonlySet<number>;
        readonly replacedAtPost: ReadonlyMap<number, readonly string[]>;
      };
    },
    checked: CheckedLanes,
    emit: Emit,
    rejoined: Rejoined,
  ) {
    const { paths, symbols, lanes, graph } = input;
    this.#paths = paths;
    this.#symbols = symbols;
    this.#lanes = lanes;
    this.#checked = checked;
    this.#strongPosts = graph.strongPosts;
    this.#setterStores = graph.setterStores;
    this.#replacedAtPost = graph.replacedAtPost;
    this.#keyNames = new KeyNames((text) => symbols.interner.intern(text));
    this.#emit = emit;
    this.#rejoined = rejoined;
    this.#rejected = symbols.interner.intern(rejectedName);
    this.#keys = symbols.interner.intern(keysName);
    this.#wholeOfParts = new Set(['href', 'search', 'host'].map((name) => symbols.interner.intern(name)));
    this.#numberCleared = lanes.masks.andNot(
      lanes.familyMask.get('injection') ?? 0,
      lanes.masks.of(lanes.lanes.filter(({ rule }) => rule < 0).map(({ index }) => index)),
    );
    this.#privacy = lanes.familyMask.get('privacy') ?? 0;
    this.#health = lanes.masks.of(
      lanes.lanes
        .filter(({ origin }) => origin.kind === 'data' && healthCategories.has(origin.type.category))
        .map(({ index }) => index),
    );
    this.#second = symbols.interner.intern('1');
  }

  /**
   * Hands on what instruction `user` makes of data at `path` below its operand `value` (both file-local). `dead` is
   * what never runs for the callers.
   */
  use(
    view: ModuleView,
    path: number,
    mask: number,
    value: number,
    user: number,
    dead: DeadCode | undefined,
  ): void {
    const { ir } = view;
    const paths = this.#paths;
    const to = view.valueBase + user;
    switch (ir.op[user]) {
      case Op.Phi:
        if (!this.#mayMerge(view, user, value, dead)) break;
        this.#step(to, path, mask);
        if (joinsOf(view).isCorrelated(user)) this.#rejoined(to, path);
        break;
      case Op.Post:
        if (this.#strongPosts.has(to)) break;
        if (path <= anyPath || !this.#isReplacedAt(to, path)) this.#step(to, path, mask);
        break;
      case Op.Await:
        // What a promise was rejected with is no value: it is thrown, or caught by a callback.
        if (paths.head(path) !== this.#rejected) this.#step(to, path, mask);
        break;
      case Op.Copy:
      case Op.Pi:
      case Op.Elems:
      case Op.ParamPost:
        this.#step(to, path, mask);
        break;
      case Op.Load: {
        if (path <= anyPath && isReplaced(ir, user)) break;
        const field = this.#symbol(view, ir.b[user] ?? 0);
        const next = paths.load(path, field);
        // `patient.id`: a key or a state of the whole, not the data that the whole is known to hold.
        const isWhole = path <= anyPath || (field === this.#second && paths.startsWithElement(path));
        const lost = isWhole ? this.#lostBy(view, value, field) : 0;
        this.#step(to, next, lost === 0 ? mask : this.#lanes.masks.andNot(mask, lost));
        if (next < 0 && this.#wholeOfParts.has(field) && this.#showsIn(path, field))
          this.#step(to, emptyPath, mask);
        break;
      }
      case Op.LoadX:
        if (ir.a[user] === value) this.#loadUnderKey(view, path, mask, user);
        break;
      case Op.Iter:
        if (ir.b[user] === IterKind.In)
          this.#step(to, paths.head(path) === this.#keys ? emptyPath : path <= anyPath ? path : -1, mask);
        else this.#step(to, paths.loadElement(path), mask);
        break;
      case Op.Store: {
        const field = this.#symbol(view, ir.b[user] ?? 0);
        if (ir.c[user] === value && !isUnchanged(ir, user, path) && !this.#setterStores.has(to))
          this.#step(to, paths.push(field, path), mask);
        if (ir.a[user] === value) {
          const isStrong = ((ir.flags[user] ?? 0) & weakStore) === 0;
          if (isStrong && paths.startsWithElement(path) && this.#cutsList(view, user)) break;
          if (!isStrong || path <= anyPath || paths.head(path) !== field) this.#step(to, path, mask);
        }
        break;
      }
      case Op.StoreX:
        if (ir.c[user] === value && !isUnchanged(ir, user, path)) {
          const field = this.#constantField(view, ir.b[user] ?? -1);
          this.#step(to, paths.push(field < 0 ? paths.key : field, path), mask);
        }
        if (ir.a[user] === value) this.#step(to, path, mask);
        break;
      case Op.Spread:
        if (ir.a[user] === value && !this.#isHidden(view, user, path)) this.#step(to, path, mask);
        if (ir.b[user] === value) this.#step(to, path === emptyPath ? anyPath : path, mask);
        break;
      case Op.Rest: {
        if (path <= anyPath) {
          this.#step(to, path, mask);
          break;
        }
        const head = paths.head(path);
        if ((ir.c[user] ?? -1) >= 0) {
          this.#step(to, this.#restOfArray(path, ir.c[user] ?? 0), mask);
          break;
        }
        const list = ir.b[user] ?? -1;
        const count = list < 0 ? 0 : (ir.args[list] ?? 0);
        let excluded = false;
        for (let k = 1; k <= count; k++)
          if (this.#symbol(view, ir.args[list + k] ?? 0) === head) excluded = true;
        if (!excluded) this.#step(to, path, mask);
        break;
      }
      case Op.Del:
        if (
          path <= anyPath ||
          (ir.b[user] ?? -1) < 0 ||
          paths.head(path) !== this.#symbol(view, ir.b[user] ?? 0)
        )
          this.#step(to, path, mask);
        break;
      case Op.Arr: {
        const list = ir.a[user] ?? 0;
        const count = ir.args[list] ?? 0;
        let afterSpread = false;
        for (let k = 1; k <= count; k++) {
          const element = ir.args[list + k] ?? -1;
          const isSpread = element >= 0 && ir.op[element] === Op.Elems;
          if (element === value) {
            if (isSpread) {
              const inner = paths.loadElement(path);
              if (inner >= 0) this.#step(to, paths.push(paths.element, inner), mask);
            } else if (afterSpread || k > 10) this.#step(to, paths.push(paths.element, path), mask);
            else this.#step(to, paths.push(this.#symbols.interner.intern(String(k - 1)), path), mask);
          }
          if (isSpread) afterSpread = true;
        }
        break;
      }
      case Op.Bin:
        // The difference of two dates is no date, and nobody's name survives a division.
        if ((ir.c[user] ?? 0) !== BinOp.Add) {
          if (path <= anyPath)
            this.#step(to, emptyPath, this.#lanes.masks.and(mask, this.#lanes.numericMask));
        } else if (path <= anyPath || paths.startsWithElement(path) || this.#showsIn(path, -1))
          this.#step(to, emptyPath, this.#checked.behindHost(view, user, value, mask));
        break;
      case Op.Tpl:
      case Op.Unk:
        // A text made of an object shows its elements if it is an array, and nothing of its fields otherwise.
        if (path <= anyPath || paths.startsWithElement(path) || this.#showsIn(path, -1))
          this.#step(to, emptyPath, this.#checked.behindHost(view, user, value, mask));
        else if (ir.op[user] === Op.Unk && !paths.hasCaptured(path)) this.#step(to, anyPath, mask);
        break;
      case Op.Un:
        if (
          ir.c[user] !== UnOp.TypeOf &&
          ir.c[user] !== UnOp.Void &&
          ir.c[user] !== UnOp.Delete &&
          path <= anyPath
        )
          this.#step(to, emptyPath, this.#lanes.masks.andNot(mask, this.#numberCleared));
        break;
      default:
        break;
    }
  }

  /** `list.length = 0`: nothing is left of it. */
  #cutsList({ ir, constants }: ModuleView, store: number): boolean {
    if (ir.strings[ir.b[store] ?? 0] !== 'length') return false;
    const constant = constantOf(constants, ir.c[store] ?? -1);
    return constant?.kind === 'number' && constant.value === 0;
  }

  #step(to: number, path: number, mask: number): void {
    if (path >= 0) this.#emit(to, path, mask);
  }

  /** Whether data in a part of an address is in the text of the whole, or in its part `read`. */
  #showsIn(path: number, read: number): boolean {
    if (path <= anyPath) return false;
    const { interner } = this.#symbols;
    const part = interner.text(this.#paths.head(path));
    return read < 0 ? showsInText(part) : showsInPart(part, interner.text(read));
  }

  /** `object[key]`: any field, one of a list, or the one that is put under the same key of another object. */
  #loadUnderKey(view: ModuleView, path: number, mask: number, load: number): void {
    const paths = this.#paths;
    const key = view.ir.b[load] ?? -1;
    const field = this.#constantField(view, key);
    if (field >= 0 || path <= anyPath) {
      this.#step(view.valueBase + load, field < 0 ? path : paths.load(path, field), mask);
      return;
    }
    const head = paths.head(path);
    const isName = !paths.startsWithElement(path);
    if (isName && this.#keyNames.of(view, key)?.has(head) === false) return;
    const copy = isName && head !== paths.record ? this.#keyNames.copiedBy(view, load) : -1;
    if (copy >= 0) this.#step(view.valueBase + copy, path, mask);
    else this.#step(view.valueBase + load, paths.loadUnknown(path), mask);
  }

  /** Whether a call certainly replaces the field that a path begins with. */
  #isReplacedAt(post: number, path: number): boolean {
    const fields = this.#replacedAtPost.get(post) ?? noFields;
    return fields.length > 0 && fields.includes(this.#symbols.interner.text(this.#paths.head(path)));
  }

  /** Whether what is spread over an object certainly has the field that a path begins with. */
  #isHidden({ ir, symbols }: ModuleView, spread: number, path: number): boolean {
    if (path <= anyPath || ((ir.flags[spread] ?? 0) & Flag.Weak) !== 0) return false;
    const head = this.#paths.head(path);
    return certainFields(ir, ir.b[spread] ?? -1).some((field) => symbols[field] === head);
  }

  /** Path in `[, , ...rest]`, which begins at element `first`; -1 if the data lies before it. */
  #restOfArray(path: number, first: number): number {
    const paths = this.#paths;
    if (!paths.startsWithElement(path)) return -1;
    const head = paths.head(path);
    if (head === paths.element || head === paths.key) return path;
    const index = Number(this.#symbols.interner.text(head)) - first;
    return index < 0 ? -1 : paths.push(this.#symbols.interner.intern(String(index)), paths.tail(path));
  }

  /** Whether an operand of a phi arrives over an edge that control can take. */
  #mayMerge(view: ModuleView, phi: number, value: number, here: DeadCode | undefined): boolean {
    const { ir, constants: table } = view;
    const block = ir.block[phi] ?? -1;
    const list = ir.a[phi] ?? 0;
    const first = ir.predecessorStart[block] ?? 0;
    for (let k = 0; k < (ir.args[list] ?? 0); k++) {
      if (ir.args[list + 1 + k] !== value) continue;
      const predecessor = ir.predecessors[first + k] ?? -1;
      if (isBlockDead(table, predecessor)) continue;
      if (here && here.deadBlocks[predecessor - here.firstBlock] === 1) continue;
      const start = ir.successorStart[predecessor] ?? 0;
      for (let n = start; n < (ir.successorStart[predecessor + 1] ?? 0); n++) {
        if (ir.successors[n] !== block || isEdgeDead(ir, table, predecessor, n - start)) continue;
        if (here?.deadEdges[n - here.firstEdge] !== 1) return true;
      }
    }
    return false;
  }

  /** Symbol of the field that a constant index means, -1 if it is not constant. */
  #constantField(view: ModuleView, index: number): number {
    const constant = index < 0 ? undefined : constantOf(view.constants, index);
    if (constant?.kind !== 'string' && constant?.kind !== 'number') return -1;
    return this.#symbols.interner.intern(String(constant.value));
  }

  /** Lanes that are not in a field of a whole that is known to hold them: a key, a state, the domain of an address. */
  #lostBy(view: ModuleView, value: number, symbol: number): number {
    let known = this.#neutral[symbol] ?? 0;
    if (known === 0) {
      const text = this.#symbols.interner.text(symbol);
      known = neutralField.test(text) ? 1 : identifierField.test(text) ? 3 : 2;
      this.#neutral[symbol] = known;
    }
    if (known === 1) return this.#privacy;
    if (known === 3) return this.#health;
    return symbol === this.#second && isCutAtSign(view, value) ? this.#privacy : 0;
  }

  #symbol(view: ModuleView, local: number): number {
    return view.symbols[local] ?? -1;
  }
}
