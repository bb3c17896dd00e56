import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap, type HeapItem } from './heap.ts';

interface Item extends HeapItem {
  readonly key: number;
}

class ByKey extends Heap<Item> {
  protected override isBefore(a: Item, b: Item): boolean {
    return a.key < b.key;
  }
}

function item(key: number): Item {
  return { key, heapIndex: -1 };
}

describe('a heap', () => {
  it('has nothing to show while it is empty', () => {
    const heap = new ByKey();
    expect([heap.size, heap.peek()]).toEqual([0, undefined]);
  });

  it('ignores the removal of what is not inside, also of what has just left', () => {
    const heap = new ByKey();
    const [inside, left, stranger] = [item(1), item(2), item(3)];
    heap.push(inside);
    heap.push(left);
    heap.remove(left);
    heap.remove(left);
    heap.remove(stranger);
    expect(heap.items).toEqual([inside]);
    expect([left.heapIndex, stranger.heapIndex]).toEqual([-1, -1]);
  });

  it('shows the first of what is inside, and every item its place, whatever comes and goes', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ remove: fc.nat() }),
      fc.constant({ shift: true as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const heap = new ByKey();
        const inside = new Set<Item>();
        const gone: Item[] = [];
        for (const taken of steps) {
          if ('push' in taken) {
            const added = item(taken.push);
            heap.push(added);
            inside.add(added);
          } else {
            const leaving = 'shift' in taken ? heap.peek() : [...inside][taken.remove % Math.max(inside.size, 1)];
            if (leaving === undefined) continue;
            heap.remove(leaving);
            inside.delete(leaving);
            gone.push(leaving);
          }
          expect(heap.size).toBe(inside.size);
          expect(gone.every(({ heapIndex }) => heapIndex === -1)).toBe(true);
          expect(heap.items.every((one, index) => one.heapIndex === index && inside.has(one))).toBe(true);
          expect(heap.peek()?.key).toBe(inside.size === 0 ? undefined : Math.min(...[...inside].map(({ key }) => key)));
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
