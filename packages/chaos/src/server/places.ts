import { createCapacity } from '../limits/capacity.ts';
import type { Exchange } from './exchange.ts';

/** The places of a capacity, taken by exchanges. */
export interface Places {
  readonly serving: number;
  readonly queued: number;
  /** Resolves with the way to give the place back, or with nothing when the request was turned away or its client left. */
  take(id: number, exchange: Exchange): Promise<(() => void) | 'full' | 'gone'>;
}

export function createPlaces(concurrency: number, queue: number): Places {
  const capacity = createCapacity({ concurrency, queue });
  const waiting = new Map<number, () => void>();
  const leave = (id: number): void => {
    const next = capacity.leave(id);
    if (next === undefined) return;
    waiting.get(next)?.();
    waiting.delete(next);
  };
  return {
    get serving() {
      return capacity.serving;
    },
    get queued() {
      return capacity.queued;
    },
    async take(id, exchange) {
      const reception = capacity.arrive(id);
      if (reception === 'refused') return 'full';
      if (reception === 'queued') {
        const called = new Promise<void>((resolve) => waiting.set(id, resolve));
        await Promise.race([called, exchange.gone]);
        waiting.delete(id);
        if (!exchange.open) {
          leave(id); // from the queue, or from the place it was called to in the same instant
          return 'gone';
        }
      }
      return () => leave(id);
    },
  };
}
