/** How a request that arrives is received: served at once, put in the queue, or turned away. */
export type Reception = 'serving' | 'queued' | 'refused';

/** A server with so many places and a bounded queue before them. Knows no time: who leaves when is the caller's business. */
export interface Capacity {
  readonly serving: number;
  readonly queued: number;
  arrive(id: number): Reception;
  /** Ends a service or a wait. @returns the request that now takes the free place, if one was queued. */
  leave(id: number): number | undefined;
}

/**
 * Mutable, unlike the token bucket: a queue that is copied at every arrival costs its length each time.
 * @param concurrency - places, 1 or more.
 * @param queue - how many may wait, 0 or more.
 */
export function createCapacity({ concurrency, queue }: { concurrency: number; queue: number }): Capacity {
  const serving = new Set<number>();
  const waiting = new Set<number>(); // keeps the order of arrival
  return {
    get serving() {
      return serving.size;
    },
    get queued() {
      return waiting.size;
    },
    arrive(id) {
      if (serving.size < concurrency) {
        serving.add(id);
        return 'serving';
      }
      if (waiting.size >= queue) return 'refused';
      waiting.add(id);
      return 'queued';
    },
    leave(id) {
      waiting.delete(id);
      if (!serving.delete(id)) return undefined;
      const [next] = waiting;
      if (next === undefined) return undefined;
      waiting.delete(next);
      serving.add(next);
      return next;
    },
  };
}
