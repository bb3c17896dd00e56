import { type Incident, endOf } from './incident.ts';

/**
 * When calls arrive: a Poisson process, the same for the same seed.
 * @returns milliseconds from the start of the run, ascending, all before the end of the incident.
 */
export function arrivalsOf(incident: Incident): number[] {
  const random = seededRandom(incident.seed);
  const endMs = endOf(incident);
  const arrivals: number[] = [];
  let atMs = 0;
  for (;;) {
    // The gaps of a Poisson process are exponential; 1 - random() is never 0.
    atMs += (-Math.log(1 - random()) * 1_000) / incident.callsPerSecond;
    if (atMs >= endMs) return arrivals;
    arrivals.push(atMs);
  }
}

/** mulberry32: small, and even enough for arrivals. Uniform in [0, 1). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
