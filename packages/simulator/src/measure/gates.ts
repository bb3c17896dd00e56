import type { Incident, Scenario } from '../scenario/scenario.ts';
import type { BreakerChange } from './recorder.ts';

/** An incident in which a target answers no attempt at all. */
type Outage = Extract<Incident, { readonly kind: 'down' | 'hang' }>;

/**
 * How long after the beginning of the first outage the last process had shut its gate to every target in it.
 *
 * @param processes - how many there are.
 * @param changes - of their breakers, in the order of time; none from contenders that have no breaker, or tell of none.
 * @returns milliseconds; undefined where there is no outage, or a gate was not shut before its end.
 */
export function allShutAfterMs(
  scenario: Scenario,
  processes: number,
  changes: readonly BreakerChange[],
): number | undefined {
  const [outage] = outagesOf(scenario);
  if (outage === undefined) return undefined;
  const { fromMs, untilMs, targets = scenario.targets } = outage;
  const shut = new Set<string>();
  for (const { atMs, process, target, to } of changes) {
    if (atMs >= untilMs) return undefined;
    if (atMs < fromMs || to !== 'open' || !targets.includes(target)) continue;
    if (shut.add(`${process} ${target}`).size === processes * targets.length) return atMs - fromMs;
  }
  return undefined;
}

/**
 * The most processes that probed at one instant a target that answered no attempt. As their breakers tell it, from
 * half-open to whatever comes next; undefined where nobody told of any.
 */
export function mostProbingAtOnce(scenario: Scenario, changes: readonly BreakerChange[]): number | undefined {
  const outages = outagesOf(scenario);
  if (outages.length === 0 || changes.length === 0) return undefined;
  const probing = new Set<string>();
  let most = 0;
  for (const { atMs, process, target, to } of changes) {
    const key = `${process} ${target}`;
    const isOut = outages.some(
      ({ fromMs, untilMs, targets }) => atMs >= fromMs && atMs < untilMs && targets?.includes(target) !== false,
    );
    // Who was half-open before an outage began is in its ramp and probes nothing.
    if (to === 'half-open' && isOut) most = Math.max(most, probing.add(key).size);
    else probing.delete(key);
  }
  return most;
}

/** In the order of their beginnings. */
function outagesOf({ incidents }: Scenario): readonly Outage[] {
  return incidents.filter(isOutage).toSorted((a, b) => a.fromMs - b.fromMs);
}

function isOutage(incident: Incident): incident is Incident & Outage {
  return incident.kind === 'down' || incident.kind === 'hang';
}
