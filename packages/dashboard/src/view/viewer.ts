import type { Breakwater, Snapshot, TargetSnapshot } from '@breakwater/core';
import type { Bucket } from '../collect/bucket.ts';
import type { Collector } from '../collect/collector.ts';
import { resolutionFor } from '../collect/series.ts';
import { failureView } from './failure-view.ts';
import { periodOf, totalOf } from './periods.ts';
import type { FailureView, Query, Update, View } from './view.ts';

/** Targets shown at once: those that are not well first, then those with most to do. */
const MOST_TARGETS = 100;

/** What a watcher has been shown, to tell what has changed since. */
export interface Shown {
  /** By target, as JSON. */
  readonly targets: ReadonlyMap<string, string>;
  /** From this time on, periods may have changed. */
  readonly periodAt: number;
  readonly failures: number;
  readonly alerts: number;
}

/** The state of everything at one moment: made once, however many watch. */
export interface Moment {
  readonly at: number;
  readonly targets: Snapshot['targets'];
  readonly moreTargets: number;
  /** The same targets as JSON. */
  readonly json: ReadonlyMap<string, string>;
}

/** Makes views of what a collector knows. */
export class Viewer {
  readonly #breakwater: Breakwater;
  readonly #collector: Collector;
  readonly #fixed: Pick<View, 'name' | 'instance' | 'since' | 'controlToken'>;

  constructor(breakwater: Breakwater, collector: Collector, fixed: Pick<View, 'name' | 'instance' | 'controlToken'>) {
    this.#breakwater = breakwater;
    this.#collector = collector;
    this.#fixed = { ...fixed, since: breakwater.snapshot().at };
  }

  moment(): Moment {
    const { at, targets } = this.#breakwater.snapshot();
    const all = Object.entries(targets);
    const shown =
      all.length <= MOST_TARGETS ? all : all.toSorted(([, a], [, b]) => urgency(b) - urgency(a)).slice(0, MOST_TARGETS);
    return {
      at,
      targets: Object.fromEntries(shown),
      moreTargets: all.length - shown.length,
      json: new Map(shown.map(([name, target]) => [name, JSON.stringify(target)])),
    };
  }

  /** All that is known. */
  view(query: Query, { at, targets, moreTargets, json }: Moment): { readonly view: View; readonly shown: Shown } {
    const { buckets, fromMs, stepMs } = this.#read(query, at);
    const { failures, alerts } = this.#collector;
    const view: View = {
      at,
      ...this.#fixed,
      stepMs,
      targets,
      moreTargets,
      periods: buckets.map(periodOf),
      totals: totalOf(buckets, fromMs),
      failures: this.#failures(query, at),
      alerts: this.#alerts(query, at),
    };
    const shown = { targets: json, periodAt: at - stepMs, failures: failures.version, alerts: alerts.version };
    return { view, shown };
  }

  /** What has changed since `shown`. */
  update(query: Query, shown: Shown, moment: Moment): { readonly update: Update; readonly shown: Shown } {
    const { at, json } = moment;
    const { buckets, fromMs, stepMs } = this.#read(query, at);
    const { failures, alerts } = this.#collector;
    const changed = Object.entries(moment.targets).filter(([name]) => json.get(name) !== shown.targets.get(name));
    const gone = [...shown.targets.keys()].filter((name) => !json.has(name));
    const update: Update = {
      at,
      moreTargets: moment.moreTargets,
      targets: Object.fromEntries([...changed, ...gone.map((name) => [name, null] as const)]),
      periods: buckets.filter((bucket) => bucket.at + stepMs > shown.periodAt).map(periodOf),
      totals: totalOf(buckets, fromMs),
      failures: this.#failures(query, at, shown.failures),
      alerts: this.#alerts(query, at, shown.alerts),
    };
    const next = { targets: json, periodAt: at - stepMs, failures: failures.version, alerts: alerts.version };
    return { update, shown: next };
  }

  #read(
    { target, rangeMs, until }: Query,
    nowMs: number,
  ): { buckets: readonly Bucket[]; fromMs: number; stepMs: number } {
    const toMs = Math.min(until ?? nowMs, nowMs);
    const fromMs = toMs - rangeMs;
    const resolution = resolutionFor(fromMs, nowMs);
    const buckets = this.#collector.series(target)?.read(resolution, fromMs, toMs) ?? [];
    return { buckets, fromMs, stepMs: resolution.stepMs };
  }

  #failures({ target, rangeMs, until }: Query, nowMs: number, after = 0): readonly FailureView[] {
    const toMs = until ?? nowMs;
    return this.#collector.failures
      .list()
      .filter(({ version }) => version > after)
      .filter(({ last, firstAt, lastAt }) => isFor(last.target, target) && firstAt <= toMs && lastAt > toMs - rangeMs)
      .map((entry) => failureView(this.#breakwater, entry));
  }

  #alerts({ target, rangeMs, until }: Query, nowMs: number, after = 0): View['alerts'] {
    const toMs = until ?? nowMs;
    return this.#collector.alerts
      .list()
      .filter(({ version }) => version > after)
      .filter((alert) => isFor(alert.target, target) && alert.raisedAt <= toMs)
      .filter(({ clearedAt = Infinity }) => clearedAt > toMs - rangeMs);
  }
}

function isFor(name: string, target: string | undefined): boolean {
  return target === undefined || name === target;
}

/** Whoever is not well comes before all who are; among equals the one with more traffic. */
function urgency({ breaker, isolated, cooldown, waiting, figures }: TargetSnapshot): number {
  const sick = isolated || breaker.state !== 'closed' || cooldown !== undefined || waiting > 0;
  return (sick ? 1e9 : 0) + figures.recent.attempts;
}
