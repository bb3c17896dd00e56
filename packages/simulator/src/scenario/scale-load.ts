import type { Capacity, Incident, Limits, Scenario } from './scenario.ts';

/**
 * The same world with fewer clients, and an upstream that is smaller in proportion. Each client fares as before;
 * a gateway process carries less, and what depends on its size shows less.
 *
 * @param load - above 0, up to 1.
 */
export function scaleLoad(scenario: Scenario, load: number): Scenario {
  if (load === 1) return scenario;
  const { clients, bursts, upstream, incidents } = scenario;
  const count = whole(clients.count * load);
  return {
    ...scenario,
    clients: { ...clients, count, processes: Math.min(clients.processes, count) },
    bursts: bursts.map(({ atMs, calls }) => ({ atMs, calls: whole(calls * load) })),
    upstream: {
      ...upstream,
      capacity: scaleCapacity(upstream.capacity, load),
      limits: scaleLimits(upstream.limits, load),
    },
    incidents: incidents.map((incident) => scaleIncident(incident, load)),
  };
}

function scaleIncident(incident: Incident, load: number): Incident {
  return incident.kind === 'rate-limit' ? { ...incident, limits: scaleLimits(incident.limits, load) } : incident;
}

function scaleCapacity(capacity: Capacity, load: number): Capacity {
  return {
    ...capacity,
    perSecond: capacity.perSecond * load,
    burst: Math.max(1, capacity.burst * load),
    concurrency: capacity.concurrency === Infinity ? Infinity : whole(capacity.concurrency * load),
    queue: capacity.queue === 0 ? 0 : whole(capacity.queue * load),
  };
}

function scaleLimits(limits: Limits, load: number): Limits {
  return {
    ...limits,
    perSecond: limits.perSecond * load,
    burst: Math.max(1, limits.burst * load),
    tokensPerSecond: limits.tokensPerSecond * load,
    tokenBurst: Math.max(1, limits.tokenBurst * load),
  };
}

function whole(count: number): number {
  return Math.max(1, Math.round(count));
}
