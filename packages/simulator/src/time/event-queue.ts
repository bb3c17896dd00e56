/** Something that happens at a point in virtual time. */
export interface Happening {
  happen(): void;
}

const FIRST_CAPACITY = 1_024;
/** Children of each node, as a power of two. Four make half as many levels as two, and stand side by side in memory. */
const CHILDREN_BITS = 2;
const CHILDREN = 1 << CHILDREN_BITS;

/**
 * What is still to happen, soonest first; at the same instant, in the order it was added. A heap on parallel arrays:
 * the instants stay plain numbers, which is most of its speed.
 */
export class EventQueue {
  #instants = new Float64Array(FIRST_CAPACITY);
  #orders = new Float64Array(FIRST_CAPACITY);
  readonly #happenings: (Happening | undefined)[] = [];
  /** Places in use, the hollow one included. */
  #size = 0;
  #added = 0;
  /** The first one was taken, and its place is free: what happens nearly always adds what follows upon it. */
  #isHollow = false;

  get size(): number {
    return this.#isHollow ? this.#size - 1 : this.#size;
  }

  /** When the first one happens, milliseconds; Infinity when nothing is left. */
  get firstAtMs(): number {
    if (this.#isHollow) this.#fill();
    return this.#size === 0 ? Infinity : this.#instants[0]!;
  }

  add(atMs: number, happening: Happening): void {
    const order = this.#added++;
    if (this.#isHollow) {
      this.#isHollow = false;
      this.#sink(atMs, order, happening);
      return;
    }
    if (this.#size === this.#instants.length) this.#grow();
    const [instants, orders, happenings] = [this.#instants, this.#orders, this.#happenings];
    let index = this.#size++;
    while (index > 0) {
      const parent = (index - 1) >> CHILDREN_BITS;
      const parentAtMs = instants[parent]!;
      // A newcomer never overtakes what happens at the same instant.
      if (parentAtMs <= atMs) break;
      instants[index] = parentAtMs;
      orders[index] = orders[parent]!;
      happenings[index] = happenings[parent];
      index = parent;
    }
    instants[index] = atMs;
    orders[index] = order;
    happenings[index] = happening;
  }

  /** Takes the first one out. Only while there is one. */
  take(): Happening {
    if (this.#isHollow) this.#fill();
    this.#isHollow = true;
    const first = this.#happenings[0]!;
    this.#happenings[0] = undefined;
    return first;
  }

  /** Puts the last one in the hollow place, and from there where it belongs. */
  #fill(): void {
    this.#isHollow = false;
    const last = --this.#size;
    if (last === 0) return;
    const happening = this.#happenings[last];
    this.#happenings[last] = undefined;
    this.#sink(this.#instants[last]!, this.#orders[last]!, happening);
  }

  #sink(atMs: number, order: number, happening: Happening | undefined): void {
    const [instants, orders, happenings] = [this.#instants, this.#orders, this.#happenings];
    const size = this.#size;
    let index = 0;
    for (;;) {
      const child = (index << CHILDREN_BITS) + 1;
      if (child >= size) break;
      const end = Math.min(child + CHILDREN, size);
      let next = child;
      let nextAtMs = instants[child]!;
      for (let other = child + 1; other < end; other++) {
        const otherAtMs = instants[other]!;
        if (otherAtMs > nextAtMs || (otherAtMs === nextAtMs && orders[other]! > orders[next]!)) continue;
        next = other;
        nextAtMs = otherAtMs;
      }
      if (nextAtMs > atMs || (nextAtMs === atMs && orders[next]! > order)) break;
      instants[index] = nextAtMs;
      orders[index] = orders[next]!;
      happenings[index] = happenings[next];
      index = next;
    }
    instants[index] = atMs;
    orders[index] = order;
    happenings[index] = happening;
  }

  #grow(): void {
    const [instants, orders] = [this.#instants, this.#orders];
    this.#instants = new Float64Array(instants.length * 2);
    this.#orders = new Float64Array(instants.length * 2);
    this.#instants.set(instants);
    this.#orders.set(orders);
  }
}
