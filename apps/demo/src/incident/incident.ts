import type { Scenario } from '@breakwater/chaos';

export type PhaseName = 'healthy' | 'outage' | 'rate limit';

/** A stretch of the incident in which the upstream behaves in one way. */
export interface Phase {
  readonly name: PhaseName;
  /** Milliseconds from the start of the run; included. */
  readonly fromMs: number;
  /** Milliseconds from the start of the run; excluded. */
  readonly toMs: number;
  readonly scenario: Scenario;
}

/** What happens to every contender alike. */
export interface Incident {
  /** Decides the arrivals of calls and the draws of the upstream. */
  readonly seed: number;
  /** The mean; calls arrive at random, as those of independent users do. */
  readonly callsPerSecond: number;
  /** In order, without gaps; the last one ends the arrivals. */
  readonly phases: readonly Phase[];
  /** Over how long the served share is taken when a recovery is looked for, milliseconds. */
  readonly windowMs: number;
}

/** How long each phase takes, milliseconds, in the order in which they come. */
interface Lengths {
  readonly before: number;
  readonly outage: number;
  readonly between: number;
  readonly limit: number;
  readonly after: number;
}

/** Of a small model behind a gateway nearby. */
const HEALTHY: Scenario = { latencyMs: { medianMs: 80, p99Ms: 250 } };

/** Requests that the limit lets through, as a share of those that arrive: waiting a few seconds serves them all. */
const LIMITED_SHARE = 0.64;

/**
 * An outage as they come: the gateway answers with its error page, then nobody listens any more, and while it comes
 * back some connections break and some requests get through to a service that is not ready.
 */
function outage(forMs: number): Scenario {
  const refusedFromMs = forMs * 0.3;
  const refusedToMs = forMs * 0.7;
  return {
    ...HEALTHY,
    timeline: [
      { fromMs: 0, toMs: refusedFromMs, fault: { kind: 'html', status: 503, edge: 'nginx' } },
      { fromMs: refusedFromMs, toMs: refusedToMs, fault: { kind: 'refuse' } },
      { fromMs: refusedToMs, probability: 0.4, fault: { kind: 'reset' } },
      { fromMs: refusedToMs, fault: { kind: 'status', status: 503, delayMs: 50 } },
    ],
  };
}

/** A token bucket that says truthfully how long to wait. */
function limited(callsPerSecond: number): Scenario {
  return { ...HEALTHY, rateLimit: { requests: callsPerSecond * LIMITED_SHARE, perMs: 1_000, burst: 4 } };
}

function createIncident(callsPerSecond: number, windowMs: number, lengths: Lengths): Incident {
  let endMs = 0;
  const phase = (name: PhaseName, forMs: number, scenario: Scenario): Phase => {
    const fromMs = endMs;
    endMs += forMs;
    return { name, fromMs, toMs: endMs, scenario };
  };
  const phases = [
    phase('healthy', lengths.before, HEALTHY),
    phase('outage', lengths.outage, outage(lengths.outage)),
    phase('healthy', lengths.between, HEALTHY),
    phase('rate limit', lengths.limit, limited(callsPerSecond)),
    phase('healthy', lengths.after, HEALTHY),
  ];
  return { seed: 7, callsPerSecond, windowMs, phases };
}

/** A 10-second outage and a rate limit, in 40 s. */
export const FULL_INCIDENT: Incident = createIncident(25, 1_000, {
  before: 5_000,
  outage: 10_000,
  between: 10_000,
  limit: 7_000,
  after: 8_000,
});

/** The same in 8 s, with an outage of 2.5 s: still longer than axios-retry tries for. */
export const SHORT_INCIDENT: Incident = createIncident(25, 250, {
  before: 1_000,
  outage: 2_500,
  between: 2_000,
  limit: 1_200,
  after: 1_300,
});

/** When the last call arrives at the latest, milliseconds from the start. */
export function endOf({ phases }: Incident): number {
  return phases.at(-1)?.toMs ?? 0;
}

/** The first phase of that name. @throws RangeError when the incident has none */
export function phaseOf({ phases }: Incident, name: PhaseName): Phase {
  const found = phases.find((phase) => phase.name === name);
  if (found === undefined) throw new RangeError(`the incident has no phase ${name}`);
  return found;
}
