import { describe, expect, it } from 'vitest';
import { createCapacity } from './capacity.ts';

describe('capacity', () => {
  it('serves up to its concurrency, queues up to its queue, and refuses beyond', () => {
    const capacity = createCapacity({ concurrency: 2, queue: 1 });
    expect([1, 2, 3, 4].map((id) => capacity.arrive(id))).toEqual(['serving', 'serving', 'queued', 'refused']);
  });

  it('gives a free place to whoever came first', () => {
    const capacity = createCapacity({ concurrency: 1, queue: 2 });
    for (const id of [1, 2, 3]) capacity.arrive(id);
    expect(capacity.leave(1)).toBe(2);
    expect(capacity.leave(2)).toBe(3);
    expect(capacity.leave(3)).toBeUndefined();
    expect(capacity.serving).toBe(0);
  });

  it('frees no place when one leaves the queue', () => {
    const capacity = createCapacity({ concurrency: 1, queue: 1 });
    capacity.arrive(1);
    capacity.arrive(2);
    expect(capacity.leave(2)).toBeUndefined();
    expect([capacity.serving, capacity.queued]).toEqual([1, 0]);
  });

  it('counts a leaving once', () => {
    const capacity = createCapacity({ concurrency: 1, queue: 2 });
    for (const id of [1, 2, 3]) capacity.arrive(id);
    capacity.leave(1);
    expect(capacity.leave(1)).toBeUndefined();
    expect([capacity.serving, capacity.queued]).toEqual([1, 1]);
  });
});
