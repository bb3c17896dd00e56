/** Something that happens at a point in virtual time. */
export interface Happening {
  happen(): void;
}

/**
 * What is still to happen, soonest first; at the same instant, in the order it was added. A binary heap on parallel
 * arrays: the instants stay plain numbers, which is most of its speed.
 */
export class EventQueue {
  readonly #instants: number[] = [];
  readonly #orders: number[] = [];
  readonly #happenings: Happening[] = [];
  #added = 0;

  get size(): number {
    return this.#instants.length;
  }

  /** When the first one happens, milliseconds; Infinity when nothing is left. */
  get firstAtMs(): number {
    return this.#instants[0] ?? Infinity;
  }

  add(atMs: number, happening: Happening): void {
    const order = this.#added++;
    let index = this.#instants.length;
    this.#instants.push(atMs);
    this.#orders.push(order);
    this.#happenings.push(happening);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      // A newcomer never overtakes what happens at the same instant.
      if (this.#instants[parent]! <= atMs) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, atMs, order, happening);
  }

  /** Takes the first one out. Only while there is one. */
  take(): Happening {
    const first = this.#happenings[0]!;
    const atMs = this.#instants.pop()!;
    const order = this.#orders.pop()!;
    const happening = this.#happenings.pop()!;
    if (this.#instants.length > 0) this.#sink(atMs, order, happening);
    return first;
  }

  #sink(atMs: number, order: number, happening: Happening): void {
    const { length } = this.#instants;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= length) break;
      if (child + 1 < length && this.#isBefore(child + 1, child)) child++;
      const childAtMs = this.#instants[child]!;
      if (childAtMs > atMs || (childAtMs === atMs && this.#orders[child]! > order)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(index, atMs, order, happening);
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#instants[a]! - this.#instants[b]!;
    return difference === 0 ? this.#orders[a]! < this.#orders[b]! : difference < 0;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#instants[from]!, this.#orders[from]!, this.#happenings[from]!);
  }

  #put(index: number, atMs: number, order: number, happening: Happening): void {
    this.#instants[index] = atMs;
    this.#orders[index] = order;
    this.#happenings[index] = happening;
  }
}
