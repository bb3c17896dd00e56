import { createBreakwater } from '@breakwater/core';
import { circuitBreaker, type CircuitBreakerPolicy, handleAll, SamplingBreaker } from 'cockatiel';
import CircuitBreaker from 'opossum';

const KEYS = 10_000;
const succeed = async (): Promise<number> => 1;

export interface MemoryRow {
  readonly name: string;
  readonly bytesPerKey: number;
}

/** Heap taken per key that was called once and is at rest: a target, or a breaker of its own. */
export async function measureMemory(): Promise<MemoryRow[]> {
  return [
    {
      name: 'Breakwater, a target with everything on',
      bytesPerKey: await grownBy(async () => {
        const breakwater = createBreakwater();
        for (let key = 0; key < KEYS; key++) await breakwater.run(`target-${key}`, succeed);
        return breakwater;
      }),
    },
    {
      name: 'cockatiel, a sampling breaker',
      bytesPerKey: await grownBy(async () => {
        const breakers = new Map<string, CircuitBreakerPolicy>();
        for (let key = 0; key < KEYS; key++) {
          const breaker = new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 5 });
          const policy = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker });
          breakers.set(`target-${key}`, policy);
          await policy.execute(succeed);
        }
        return breakers;
      }),
    },
    {
      name: 'opossum, a breaker (and two intervals)',
      bytesPerKey: await grownBy(async () => {
        const breakers = new Map<string, CircuitBreaker>();
        for (let key = 0; key < KEYS; key++) {
          const breaker = new CircuitBreaker(succeed, { timeout: false });
          breakers.set(`target-${key}`, breaker);
          await breaker.fire();
        }
        return breakers;
      }, shutDown),
    },
  ];
}

async function grownBy<Kept>(
  fill: () => Promise<Kept>,
  after: (kept: Kept) => void = () => undefined,
): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const kept = await fill();
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / KEYS;
  after(kept);
  return bytes;
}

function shutDown(breakers: ReadonlyMap<string, CircuitBreaker>): void {
  for (const breaker of breakers.values()) breaker.shutdown();
}
