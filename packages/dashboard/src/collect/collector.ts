import type { Breakwater, EventMap } from '@breakwater/core';
import { AlertLog } from './alert-log.ts';
import { type Bucket, countCall, countKind } from './bucket.ts';
import { stepOf } from './latency-scale.ts';
import { RecentFailures } from './recent-failures.ts';
import { Series } from './series.ts';

/** Targets with a past of their own; all are in the sum of all. */
const MOST_TARGETS = 50;
/** One of them that was not used for this long makes room for another, milliseconds. */
const UNUSED_MS = 60_000;
/** Calls under way that went on to another target. Of more, the oldest count as never having done so. */
const MOST_HANDED_OVER = 10_000;

/** What a breakwater did since the collector was made, in memory that is bounded whatever happens. */
export class Collector {
  readonly failures: RecentFailures = new RecentFailures();
  readonly alerts: AlertLog = new AlertLog();
  /** All targets together. */
  readonly #all = new Series();
  readonly #byTarget = new Map<string, Series>();
  /** Until then no target makes room, milliseconds since the epoch. */
  #fullUntilMs = 0;
  /** By number. */
  readonly #handedOver = new Set<number>();
  readonly #leave: readonly (() => void)[];

  constructor(breakwater: Breakwater) {
    for (const alert of breakwater.snapshot().alerts) this.alerts.add(alert);
    this.#leave = [
      breakwater.on('attempt', (event) => this.#attempt(event)),
      breakwater.on('retry', (event) => this.#write(event, (bucket) => bucket.retries++)),
      breakwater.on('success', (event) => this.#success(event)),
      breakwater.on('failure', (event) => this.#failure(event)),
      breakwater.on('refused', (event) => this.#refused(event)),
      breakwater.on('fallback', (event) => this.#fallback(event)),
      breakwater.on('cancelled', (event) => {
        this.#handedOver.delete(event.call);
        this.#write(event, (bucket) => bucket.cancelled++);
      }),
      breakwater.on('recovered', (event) => this.#write(event, (bucket) => bucket.recoveries++)),
      breakwater.on('alert', (event) => {
        this.alerts.add(event);
        if (event.state === 'raised') this.#write(event, (bucket) => bucket.alerts++);
      }),
    ];
  }

  /** What happened at one target, or at all of them. Undefined for a target of which nothing is known. */
  series(target: string | undefined): Series | undefined {
    return target === undefined ? this.#all : this.#byTarget.get(target);
  }

  /** Listens no more. */
  close(): void {
    for (const leave of this.#leave) leave();
  }

  #attempt(event: EventMap['attempt']): void {
    const { classification, durationMs } = event;
    if (classification?.code === null) return; // the caller left: no failure of the target
    this.#write(event, (bucket) => {
      bucket.attempts++;
      if (classification === undefined) return;
      bucket.wasted++;
      bucket.wastedMs += durationMs;
      countKind(bucket, `${classification.code} ${classification.reason}`);
    });
  }

  #success(event: EventMap['success']): void {
    const rescued = this.#handedOver.delete(event.call) || event.attempts > 1;
    this.#write(event, (bucket) => {
      bucket.answered++;
      if (rescued) bucket.rescued++;
      countCall(bucket, event.attempts);
      bucket.latency[stepOf(event.durationMs)]!++;
    });
  }

  #failure(event: EventMap['failure']): void {
    const { target, at, call, attempts, durationMs: elapsedMs, classification, stopped, history } = event;
    this.#handedOver.delete(call);
    if (attempts === 0) return; // nothing was let through at this target: the refusal before it has said so
    this.failures.add({ target, classification, stopped, attempts: history, elapsedMs }, at);
    this.#write(event, (bucket) => {
      bucket.failed++;
      countCall(bucket, attempts);
    });
  }

  #refused(event: EventMap['refused']): void {
    const { target, at, call, code, attempts, retryAfterMs, reason: pausedFor } = event;
    const turnedAway = attempts === 0; // otherwise a failure follows, which says more
    if (turnedAway) {
      this.#handedOver.delete(call);
      this.failures.add({ target, refusal: code, retryAfterMs, pausedFor }, at);
    }
    this.#write(event, (bucket) => {
      bucket.refusals++;
      if (!turnedAway) return;
      bucket.failed++;
      bucket.turnedAway++;
    });
  }

  #fallback(event: EventMap['fallback']): void {
    this.#handedOver.add(event.call);
    if (this.#handedOver.size > MOST_HANDED_OVER) {
      const [oldest] = this.#handedOver;
      if (oldest !== undefined) this.#handedOver.delete(oldest);
    }
    this.#write(event, (bucket) => bucket.handedOver++);
  }

  #write({ target, at }: { readonly target: string; readonly at: number }, write: (bucket: Bucket) => void): void {
    write(this.#all.bucket(at));
    const series = this.#byTarget.get(target) ?? this.#add(target, at);
    if (series !== undefined) write(series.bucket(at));
  }

  /** A past for a target; undefined while too many others are in use. */
  #add(target: string, atMs: number): Series | undefined {
    if (this.#byTarget.size >= MOST_TARGETS) {
      if (atMs < this.#fullUntilMs) return undefined;
      const [[unused, past]] = [...this.#byTarget].toSorted(([, a], [, b]) => a.lastAt - b.lastAt) as [
        [string, Series],
      ];
      this.#fullUntilMs = past.lastAt + UNUSED_MS;
      if (atMs < this.#fullUntilMs) return undefined;
      this.#byTarget.delete(unused);
    }
    const series = new Series();
    this.#byTarget.set(target, series);
    return series;
  }
}
