import { endOf, type Incident, phaseOf } from '../incident/incident.ts';
import type { Ledger } from './ledger.ts';
import { isServed, isServedPromptly, recoveryMs } from './recovery.ts';

/** What one contender made of the incident. Times in milliseconds, null where there is none. */
export interface Summary {
  readonly calls: number;
  readonly served: number;
  readonly lost: number;
  /** Requests sent upstream, refused connections included. */
  readonly requests: number;
  readonly requestsDuringOutage: number;
  readonly requestsPerCall: number;
  /** From the end of the outage until calls are served again. */
  readonly recoveryMs: number | null;
  /** From the end of the outage until calls are served without a wait again. */
  readonly promptAgainMs: number | null;
  /** Of the calls that were served, waits and retries included. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export function summarise({ calls, requestsMs }: Ledger, incident: Incident): Summary {
  const outage = phaseOf(incident, 'outage');
  const span = { outageEndMs: outage.toMs, runEndMs: endOf(incident), windowMs: incident.windowMs };
  const served = calls.filter(isServed);
  const latenciesMs = served
    .map(({ arrivedMs, endedMs }) => (endedMs ?? arrivedMs) - arrivedMs)
    .toSorted((left, right) => left - right);
  return {
    calls: calls.length,
    served: served.length,
    lost: calls.filter(({ fate }) => fate === 'lost').length,
    requests: requestsMs.length,
    requestsDuringOutage: requestsMs.filter((atMs) => atMs >= outage.fromMs && atMs < outage.toMs).length,
    requestsPerCall: calls.length === 0 ? 0 : requestsMs.length / calls.length,
    recoveryMs: recoveryMs(calls, span, isServed) ?? null,
    promptAgainMs: recoveryMs(calls, span, isServedPromptly) ?? null,
    p50Ms: quantile(latenciesMs, 0.5) ?? null,
    p99Ms: quantile(latenciesMs, 0.99) ?? null,
  };
}

/** The smallest value that at least `share` of the values do not exceed; undefined where there are none. */
export function quantile(ascending: readonly number[], share: number): number | undefined {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)];
}
