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
    this.#rise(last, index);
    if (last.heapIndex === index) this.#sink(last, index);
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

  #sink(item: Item, from: number): void {
    const { items } = this;
    let index = from;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= items.length) break;
      const right = items[childIndex + 1];
      if (right !== undefined && this.isBefore(right, items[childIndex] as Item)) childIndex++;
      const child = items[childIndex] as Item;
      if (!this.isBefore(child, item)) break;
      items[index] = child;
      child.heapIndex = index;
      index = childIndex;
    }
    items[index] = item;
    item.heapIndex = index;
  }
}
