import type { Breakwater, TargetSnapshot } from '@breakwater/core';
import type { Attributes, BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import { ATTRIBUTE } from './names.ts';
import { OTHER, type TargetLabels } from './target-labels.ts';

const STATES = ['closed', 'half_open', 'open', 'isolated'] as const;

/** How the gates stand whenever somebody collects: nothing is kept or counted between. Returns what ends it. */
export function observeState(breakwater: Breakwater, meter: Meter, labels: TargetLabels): () => void {
  const count = (name: string, unit: string, description: string): Observable =>
    meter.createObservableUpDownCounter(name, { unit, description });
  const gauge = (name: string, unit: string, description: string): Observable =>
    meter.createObservableGauge(name, { unit, description });
  const breakers = count('breakwater.breaker.state', '{target}', '1 for the state a target is in, 0 for the others');
  const waiting = count('breakwater.calls.waiting', '{call}', 'Calls that wait at the gate');
  const active = count('breakwater.attempts.active', '{attempt}', 'Attempts in flight');
  const paused = count('breakwater.credentials.paused', '{credential}', 'Credentials without money or quota');
  const raised = count('breakwater.alerts.active', '{alert}', 'Alerts that are raised');
  const budget = gauge('breakwater.retry.budget', '{token}', 'Tokens left for retries');
  const cooldown = gauge('breakwater.cooldown.remaining', 's', 'Time until anything is sent again');
  const limit = gauge('breakwater.attempts.limit', '{attempt}', 'Attempts that may be in flight, where limited');
  const instruments = [breakers, waiting, active, paused, raised, budget, cooldown, limit];

  function observe(result: BatchObservableResult): void {
    const { at, targets, alerts } = breakwater.snapshot();
    const sums = new Sums();
    for (const [name, target] of Object.entries(targets)) {
      const of = labels.of(name);
      const now = stateOf(target);
      for (const state of STATES) sums.add(breakers, of, state === now ? 1 : 0, { [ATTRIBUTE.state]: state });
      sums.add(waiting, of, target.waiting);
      sums.add(active, of, target.inFlight);
      sums.add(paused, of, target.paused?.length ?? 0);
      if (of[ATTRIBUTE.target] === OTHER) continue; // what cannot be added up says nothing of many
      const { until = at } = target.cooldown ?? {};
      result.observe(cooldown, Math.max(0, until - at) / 1_000, of);
      if (target.budget !== null) result.observe(budget, target.budget, of);
      if (target.limit !== null) result.observe(limit, target.limit, of);
    }
    for (const { target, alert } of alerts) sums.add(raised, labels.of(target), 1, { [ATTRIBUTE.alert]: alert });
    sums.observe(result);
  }

  meter.addBatchObservableCallback(observe, instruments);
  return () => meter.removeBatchObservableCallback(observe, instruments);
}

/** What targets that share a name add up to. */
class Sums {
  readonly #sums = new Map<Observable, Map<string, { readonly attributes: Attributes; value: number }>>();

  add(instrument: Observable, of: Attributes, value: number, more: Attributes = {}): void {
    const ofInstrument = this.#sums.get(instrument) ?? new Map<string, { attributes: Attributes; value: number }>();
    this.#sums.set(instrument, ofInstrument);
    const attributes = { ...of, ...more };
    const key = JSON.stringify(attributes);
    const sum = ofInstrument.get(key) ?? { attributes, value: 0 };
    ofInstrument.set(key, sum);
    sum.value += value;
  }

  observe(result: BatchObservableResult): void {
    for (const [instrument, sums] of this.#sums) {
      for (const { attributes, value } of sums.values()) result.observe(instrument, value, attributes);
    }
  }
}

function stateOf({ isolated, breaker }: TargetSnapshot): (typeof STATES)[number] {
  if (isolated) return 'isolated';
  return breaker.state === 'half-open' ? 'half_open' : breaker.state;
}
