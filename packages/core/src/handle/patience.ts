/** Weight of one departure in how long callers stay. */
const WEIGHT = 1 / 4;
/** Nobody has left for so long, milliseconds: what was learned is forgotten. */
const MEMORY_MS = 60_000;

/** How long callers stay who leave without having said when: a server sees nothing of its own callers until they are gone. */
export class Patience {
  #staysMs = Infinity;
  #leftAtMs = -Infinity;

  /** A caller left. @param ageMs - how long its call had lasted. */
  left(ageMs: number, nowMs: number): void {
    const knownMs = this.staysMs(nowMs);
    this.#staysMs = knownMs === Infinity ? ageMs : knownMs + (ageMs - knownMs) * WEIGHT;
    this.#leftAtMs = nowMs;
  }

  /** How old a call becomes before its caller leaves, milliseconds; Infinity while nobody does. */
  staysMs(nowMs: number): number {
    return nowMs < this.#leftAtMs + MEMORY_MS ? this.#staysMs : Infinity;
  }
}
