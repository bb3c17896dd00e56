import { draw } from '../random.ts';
import type { Latency } from './scenario.ts';

// How many standard deviations the 99th percentile of a normal distribution lies above its median.
const NINETY_NINTH = 2.326;

/** The latency of one request in milliseconds: decided by the seed and the request's number. */
export function latencyOf(latency: Latency, seed: number, requestNumber: number): number {
  if (typeof latency === 'number') return latency;
  const first = draw(seed, 'latency', requestNumber);
  if ('minMs' in latency) return latency.minMs + first * (latency.maxMs - latency.minMs);
  const { medianMs, p99Ms } = latency;
  if (medianMs === 0) return 0;
  // Box-Muller: two even draws make a normal one.
  const second = draw(seed, 'latency again', requestNumber);
  const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
  return medianMs * Math.exp((normal * Math.log(p99Ms / medianMs)) / NINETY_NINTH);
}
