/** Something that happens at a point in virtual time. */
export interface Happening {
  happen(): void;
}

const FIRST_CAPACITY = 1_024;
/** Children of each node. Four make half as many levels as two, and stand side by side in memory. */
const CHILDREN = 4;

/**
 * What is still to happen, soonest first; at the same instant, in the order it was added. A heap on parallel arrays:
 * the instants stay plain numbers, which is most of its speed.
 */
export class EventQueue {
  #instants = new Float64Array(FIRST_CAPACITY);
  #orders = new Float64Array(FIRST_CAPACITY);
  readonly #happenings: (Happening | undefined)[] = [];
  #size = 0;
  #added = 0;

  get size(): number {
    return this.#size;
  }

  /** When the first one happens, milliseconds; Infinity when nothing is left. */
  get firstAtMs(): number {
    return this.#size === 0 ? Infinity : this.#instants[0]!;
  }

  add(atMs: number, happening: Happening): void {
    if (this.#size === this.#instants.length) this.#grow();
    const instants = this.#instants;
    let index = this.#size++;
    while (index > 0) {
      const parent = Math.floor((index - 1) / CHILDREN);
      // A newcomer never overtakes what happens at the same instant.
      if (instants[parent]! <= atMs) break;
      this.#put(index, instants[parent]!, this.#orders[parent]!, this.#happenings[parent]);
      index = parent;
    }
    this.#put(index, atMs, this.#added++, happening);
  }

  /** Takes the first one out. Only while there is one. */
  take(): Happening {
    const first = this.#happenings[0]!;
    const last = --this.#size;
    const happening = this.#happenings[last];
    this.#happenings[last] = undefined;
    if (last > 0) this.#sink(this.#instants[last]!, this.#orders[last]!, happening);
    return first;
  }

  #sink(atMs: number, order: number, happening: Happening | undefined): void {
    const instants = this.#instants;
    const orders = this.#orders;
    let index = 0;
    for (;;) {
      const child = CHILDREN * index + 1;
      if (child >= this.#size) break;
      const end = Math.min(child + CHILDREN, this.#size);
      let next = child;
      let nextAtMs = instants[child]!;
      for (let other = child + 1; other < end; other++) {
        const otherAtMs = instants[other]!;
        if (otherAtMs > nextAtMs || (otherAtMs === nextAtMs && orders[other]! > orders[next]!)) continue;
        next = other;
        nextAtMs = otherAtMs;
      }
      if (nextAtMs > atMs || (nextAtMs === atMs && orders[next]! > order)) break;
      this.#put(index, nextAtMs, orders[next]!, this.#happenings[next]);
      index = next;
    }
    this.#put(index, atMs, order, happening);
  }

  #put(index: number, atMs: number, order: number, happening: Happening | undefined): void {
    this.#instants[index] = atMs;
    this.#orders[index] = order;
    this.#happenings[index] = happening;
  }

  #grow(): void {
    const [instants, orders] = [this.#instants, this.#orders];
    this.#instants = new Float64Array(instants.length * 2);
    this.#orders = new Float64Array(instants.length * 2);
    this.#instants.set(instants);
    this.#orders.set(orders);
  }
}
