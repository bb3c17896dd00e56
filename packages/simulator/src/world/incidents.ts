import type { Incident, IncidentKind } from '../scenario/scenario.ts';

/** What is the case at a moment. */
export type Active = { readonly [Kind in IncidentKind]?: Extract<Incident, { readonly kind: Kind }> };

/** What befalls one target at each moment. Of two incidents of one kind at the same time, the later in the list counts. */
export class Incidents {
  /** All that befalls it, at any time. */
  readonly all: readonly Incident[];
  #active: Active = {};
  /** Until when `#active` holds, milliseconds. */
  #holdsUntilMs = 0;

  constructor(incidents: readonly Incident[], target: string) {
    this.all = incidents.filter(({ targets }) => targets === undefined || targets.includes(target));
  }

  /** Asked with times that never go back. */
  at(nowMs: number): Active {
    if (nowMs < this.#holdsUntilMs) return this.#active;
    const active: Record<string, Incident> = {};
    let holdsUntilMs = Infinity;
    for (const incident of this.all) {
      if (nowMs >= incident.untilMs) continue;
      if (nowMs < incident.fromMs) holdsUntilMs = Math.min(holdsUntilMs, incident.fromMs);
      else {
        active[incident.kind] = incident;
        holdsUntilMs = Math.min(holdsUntilMs, incident.untilMs);
      }
    }
    this.#active = active;
    this.#holdsUntilMs = holdsUntilMs;
    return this.#active;
  }
}
