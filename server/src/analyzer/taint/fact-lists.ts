/**
 * Lists of facts in flat columns: for each context those that leave it, and those in callers that entered it.
 *
 * There are hundreds of thousands of lists, and most of them hold one or two facts. As arrays and maps they would be most of
 * what a collection of garbage has to look at, and it has to look at all that lives. Lists only grow, at their end, and
 * are read in the order in which they were made; who reads while others add sees what was there when reading began.
 */
import { IntVector } from '../base/int-vector.ts';
import { PairMap } from '../base/pair-map.ts';

const none = -1;

/** Lists by a number. */
export class FactLists {
  readonly #first = new IntVector(1024);
  readonly #last = new IntVector(1024);
  readonly #fact = new IntVector(1024);
  readonly #next = new IntVector(1024);

  /** Appends a fact to a list. */
  add(list: number, fact: number): void {
    const entry = this.#fact.push(fact);
    this.#next.push(none);
    while (this.#first.length <= list) {
      this.#first.push(none);
      this.#last.push(none);
    }
    const last = this.#last.get(list);
    if (last === none) this.#first.set(list, entry);
    else this.#next.set(last, entry);
    this.#last.set(list, entry);
  }

  /** The first entry of a list, -1 if it is empty. */
  firstOf(list: number): number {
    return list < 0 ? none : this.#first.get(list);
  }

  /** The last entry of a list so far, -1 if it is empty. */
  lastOf(list: number): number {
    return list < 0 ? none : this.#last.get(list);
  }

  /** The entry after another one, -1 behind the last. */
  after(entry: number): number {
    return this.#next.get(entry);
  }

  /** The fact of an entry. */
  factAt(entry: number): number {
    return this.#fact.get(entry);
  }
}

/** Facts in callers by the context that they entered and the call edge that they took. */
export class IncomingFacts {
  readonly #lists = new FactLists();
  #listCount = 0;
  /** Context and edge → list. */
  readonly #listOver = new PairMap(1024);
  /** Lists of a context, as lists of their own. */
  readonly #listsOf = new FactLists();

  /** Remembers that a fact in a caller entered the context over an edge. */
  add(context: number, edge: number, fact: number): void {
    let list = this.#listOver.get(context, edge, none);
    if (list === none) {
      list = this.#listCount++;
      this.#listOver.set(context, edge, list);
      this.#listsOf.add(context, list);
    }
    this.#lists.add(list, fact);
  }

  /** The list of the facts that entered over an edge, -1 if there are none; see {@link facts}. */
  listOver(context: number, edge: number): number {
    return this.#listOver.get(context, edge, none);
  }

  /** The lists. */
  get facts(): FactLists {
    return this.#lists;
  }

  /** All facts from which a context was entered: edge by edge, each in the order found. */
  of(context: number): readonly number[] {
    const out: number[] = [];
    const lists = this.#listsOf;
    for (let at = lists.firstOf(context); at !== none; at = lists.after(at)) {
      const list = lists.factAt(at);
      for (let k = this.#lists.firstOf(list); k !== none; k = this.#lists.after(k))
        out.push(this.#lists.factAt(k));
    }
    return out;
  }
}
