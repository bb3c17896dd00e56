import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

function outboxOf(most: number, ...items: readonly number[]): Outbox<number> {
  const outbox = new Outbox<number>(most);
  for (const item of items) outbox.add(item);
  return outbox;
}

describe('an outbox', () => {
  it('gives out the oldest first', () => {
    const outbox = outboxOf(9, 1, 2, 3);
    expect([outbox.take(2), outbox.take(2), outbox.take(2)]).toEqual([[1, 2], [3], []]);
  });

  it('holds no more than it may: the oldest goes, and is counted', () => {
    const outbox = outboxOf(3, 1, 2, 3, 4, 5);
    expect([outbox.size, outbox.dropped, outbox.take(9)]).toEqual([3, 2, [3, 4, 5]]);
  });

  it('takes back what could not be sent, before what came since, as far as there is room', () => {
    const outbox = outboxOf(3, 1, 2, 3);
    const batch = outbox.take(2);
    outbox.add(4);
    outbox.putBack(batch);
    expect([outbox.dropped, outbox.take(9)]).toEqual([1, [2, 3, 4]]);
  });

  it('counts what was dropped until it was told', () => {
    const outbox = outboxOf(1, 1, 2, 3);
    const told = outbox.dropped;
    outbox.drop(5);
    outbox.told(told);
    expect(outbox.dropped).toBe(5);
  });
});
