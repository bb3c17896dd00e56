/** Something that a heap can hold, and find again in O(1). */
export interface HeapItem {
  /** Where it stands in the heap; -1 while outside. Written by the heap alone. */
  heapIndex: number;
}

/** A binary heap whose items know their place, so that any of them can leave in O(log n). */
export class Heap<Item extends HeapItem> {
  readonly items: Item[] = [];
  readonly #before: (a: Item, b: Item) => boolean;

  constructor(before: (a: Item, b: Item) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.items.length;
  }

  peek(): Item | undefined {
    return this.items[0];
  }

  push(item: Item): void {
    this.items.push(item);
    this.#rise(item, this.items.length - 1);
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
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.items[parentIndex] as Item;
      if (!this.#before(item, parent)) break;
      this.items[index] = parent;
      parent.heapIndex = index;
      index = parentIndex;
    }
    this.items[index] = item;
    item.heapIndex = index;
  }

  #sink(item: Item, from: number): void {
    const { items } = this;
    let index = from;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= items.length) break;
      const right = items[childIndex + 1];
      if (right !== undefined && this.#before(right, items[childIndex] as Item)) childIndex++;
      const child = items[childIndex] as Item;
      if (!this.#before(child, item)) break;
      items[index] = child;
      child.heapIndex = index;
      index = childIndex;
    }
    items[index] = item;
    item.heapIndex = index;
  }
}
