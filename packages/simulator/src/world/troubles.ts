import type { Incident, Upstream } from '../scenario/scenario.ts';
import { codeOf } from './told.ts';

/** What is the matter with one target, and since when: what a caller is told is held against it. */
export class Troubles {
  readonly #incidents: readonly Incident[];
  readonly #facts: Upstream;
  /** When the target last failed an attempt with each code, which it also does without any incident. */
  readonly #seenAtMs = new Map<number, number>();

  /** @param incidents - of this target. */
  constructor(incidents: readonly Incident[], facts: Upstream) {
    this.#incidents = incidents;
    this.#facts = facts;
  }

  /** An attempt fails, or will. @param status - as in `Answer`. */
  seen(status: number, nowMs: number): void {
    this.#seenAtMs.set(codeOf(status), nowMs);
  }

  /** Whether a code tells the truth of a call that was made at `sinceMs`, and failed by `nowMs`. */
  wasThere(code: number, sinceMs: number, nowMs: number): boolean {
    if ((this.#seenAtMs.get(code) ?? -Infinity) >= sinceMs) return true;
    return this.#incidents.some(
      (incident) => incident.fromMs <= nowMs && incident.untilMs > sinceMs && this.#codeOf(incident) === code,
    );
  }

  /** Whether anything was the matter with it since then. */
  wereAny(sinceMs: number, nowMs: number): boolean {
    for (const atMs of this.#seenAtMs.values()) if (atMs >= sinceMs) return true;
    return this.#incidents.some(
      (incident) => incident.fromMs <= nowMs && incident.untilMs > sinceMs && this.#codeOf(incident) !== undefined,
    );
  }

  /** When the last of the present incidents ends, milliseconds; 0 where there is none. */
  endMs(nowMs: number): number {
    let latestMs = 0;
    for (const incident of this.#incidents) if (isAt(incident, nowMs)) latestMs = Math.max(latestMs, incident.untilMs);
    return latestMs;
  }

  /** The share of attempts that incidents leave alone at a moment, which may be still to come. */
  leftAt(atMs: number): number {
    let left = 1;
    for (const incident of this.#incidents) if (isAt(incident, atMs)) left *= this.#leftBy(incident);
    return left;
  }

  /** The share of attempts that an incident leaves alone. */
  #leftBy(incident: Incident): number {
    switch (incident.kind) {
      case 'down':
      case 'hang':
        return 0;
      case 'slow':
        return incident.latency.p50 > this.#facts.gatewayTimeoutMs ? 0 : 1;
      case 'capacity':
        return incident.share === 0 ? 0 : 1;
      case 'brownout':
        return 1 - incident.share;
      default:
        return 1;
    }
  }

  #codeOf(incident: Incident): number | undefined {
    switch (incident.kind) {
      case 'down':
      case 'brownout':
        return codeOf(incident.status);
      case 'hang':
      case 'slow':
        return 504;
      case 'rate-limit':
        return 429;
      case 'capacity':
        return codeOf(this.#facts.capacity.status);
      default:
        return undefined;
    }
  }
}

function isAt({ fromMs, untilMs }: Incident, atMs: number): boolean {
  return atMs >= fromMs && atMs < untilMs;
}
