/** Something that a heap can hold, and find again in O(1). */
export interface HeapItem {
  /** Where it stands in the heap; -1 while outside. Written by the heap alone. */
  heapIndex: number;
}

/**
 * A binary heap whose items know their place, so that any of them can leave in O(log n). A subclass says their order:
 * a method is compiled into the heap's own code, and a function that is handed over is not, which takes a quarter longer.
 */
export abstract class Heap<Item extends HeapItem> {
  readonly items: Item[] = [];

  /** Whether `a` comes out before `b`. */
  protected abstract isBefore(a: Item, b: Item): boolean;

  get size(): number {
    return this.items.length;
  }

  peek(): Item | undefined {
    return this.items[0];
  }

  push(item: Item): void {
    // What rises is written to the place behind the last one, and makes the list longer: there is no need to push it.
    this.#rise(item, this.items.length);
  }

  /** Takes `item` out; does nothing when it is not inside. */
  remove(item: Item): void {
    const index = item.heapIndex;
    if (index < 0) return;
    item.heapIndex = -1;
    const last = this.items.pop() as Item;
    if (last === item) return;
    // What was last belongs near the bottom, so it is compared on the way up only, with few others.
    this.#rise(last, this.#sink(index));
  }

  #rise(item: Item, from: number): void {
    const { items } = this;
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex] as Item;
      if (!this.isBefore(item, parent)) break;
      items[index] = parent;
      parent.heapIndex = index;
      index = parentIndex;
    }
    items[index] = item;
    item.heapIndex = index;
  }

  /** Fills the place at `index` from below, and what is free then from there. @returns the place that is free in the end. */
  #sink(index: number): number {
    const { items } = this;
    let free = index;
    for (let child = 2 * free + 1; child < items.length; child = 2 * free + 1) {
      const right = items[child + 1];
      if (right !== undefined && this.isBefore(right, items[child] as Item)) child++;
      const next = items[child] as Item;
      items[free] = next;
      next.heapIndex = free;
      free = child;
    }
    return free;
  }
}
