import type { Explanation, RefusalCode, Snapshot, TargetSnapshot } from '@breakwater/core';
import type { Alert } from '../collect/alert-log.ts';
import type { CountName } from '../collect/bucket.ts';

/** Milliseconds: half of the values, nine tenths and all but a hundredth of them are no greater. */
export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** What happened within some time, as JSON. The counts are those of a `Bucket`. */
export interface Period extends Readonly<Record<CountName, number>> {
  /** When it begins, milliseconds since the epoch. */
  readonly at: number;
  /** Failed attempts by `code reason`. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Calls by how many attempts they made. */
  readonly perCall: Readonly<Record<string, number>>;
  /** How long answered calls took; null where there were none. */
  readonly latencyMs: Quantiles | null;
}

/** Calls that were lost in the same way, one after the other. */
export interface FailureView {
  readonly id: number;
  readonly target: string;
  /** When it was first and last seen, milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  /** Why no attempt was let through; absent where one was. */
  readonly refusal?: RefusalCode | undefined;
  /** The last one. */
  readonly explanation: Pick<Explanation, 'classification' | 'reference' | 'stopped' | 'summary' | 'text'>;
}

/** What the page is asked to show. */
export interface Query {
  /** Undefined for all. */
  readonly target: string | undefined;
  /** How far back, milliseconds. */
  readonly rangeMs: number;
  /** The end, milliseconds since the epoch; undefined for now. */
  readonly until: number | undefined;
}

/** All that the page shows. */
export interface View {
  /** Milliseconds since the epoch, as all instants. */
  readonly at: number;
  /** What is watched. */
  readonly name: string;
  /** Which process it is; absent where it was not named. */
  readonly instance?: string | undefined;
  /** Since when: what happened before is not known. */
  readonly since: number;
  /** What a request must carry to isolate or reset a target; null where that is not allowed. */
  readonly controlToken: string | null;
  readonly stepMs: number;
  readonly targets: Snapshot['targets'];
  /** Targets that are left out because there are too many. */
  readonly moreTargets: number;
  /** Oldest first; those in which nothing happened are left out. */
  readonly periods: readonly Period[];
  readonly totals: Period;
  /** Newest first. */
  readonly failures: readonly FailureView[];
  /** Newest first. */
  readonly alerts: readonly Alert[];
}

/** What has changed since the last view or update. What is absent is as it was. */
export interface Update {
  readonly at: number;
  readonly moreTargets: number;
  /** Those that changed; null for one that is gone. */
  readonly targets: Readonly<Record<string, TargetSnapshot | null>>;
  /** The newest ones: they replace those of the same time. */
  readonly periods: readonly Period[];
  readonly totals: Period;
  /** New ones, and those that changed: by `id`. */
  readonly failures: readonly FailureView[];
  readonly alerts: readonly Alert[];
}
