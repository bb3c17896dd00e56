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

  /** The codes that tell the truth of a call that was made at `sinceMs`, and failed by `nowMs`. */
  since(sinceMs: number, nowMs: number): ReadonlySet<number> {
    const codes = new Set<number>();
    for (const [code, atMs] of this.#seenAtMs) if (atMs >= sinceMs) codes.add(code);
    for (const incident of this.#incidents) {
      if (incident.fromMs > nowMs || incident.untilMs <= sinceMs) continue;
      const code = this.#codeOf(incident);
      if (code !== undefined) codes.add(code);
    }
    return codes;
  }

  /** When the last of the present incidents ends, milliseconds; 0 where there is none. */
  endMs(nowMs: number): number {
    return this.#at(nowMs).reduce((latest, { untilMs }) => Math.max(latest, untilMs), 0);
  }

  /** The share of attempts that incidents leave alone at a moment, which may be still to come. */
  leftAt(atMs: number): number {
    return this.#at(atMs).reduce((left, incident) => {
      if (incident.kind === 'down' || incident.kind === 'hang') return 0;
      if (incident.kind === 'slow') return incident.latency.p50 > this.#facts.gatewayTimeoutMs ? 0 : left;
      if (incident.kind === 'capacity') return incident.share === 0 ? 0 : left;
      return incident.kind === 'brownout' ? left * (1 - incident.share) : left;
    }, 1);
  }

  #at(atMs: number): readonly Incident[] {
    return this.#incidents.filter(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs);
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
