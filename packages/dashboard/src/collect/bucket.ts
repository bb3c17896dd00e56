import type { LatencyCounts } from './latency-scale.ts';

/** Calls with more attempts than this count as this many. */
export const MOST_ATTEMPTS = 8;

/** What happened within one step of time. */
export interface Bucket {
  /** When it begins, milliseconds since the epoch. */
  readonly at: number;
  /** Calls that got their answer. */
  answered: number;
  /** Those of them that some attempt had failed for, or another target. */
  rescued: number;
  /** Calls that failed for good at a target. */
  failed: number;
  /** Those of them that no attempt was let through for. */
  turnedAway: number;
  /** Those of them that went on to another target. */
  handedOver: number;
  /** Calls that their callers gave up. */
  cancelled: number;
  attempts: number;
  /** Attempts that failed. */
  wasted: number;
  /** Milliseconds spent in these. */
  wastedMs: number;
  retries: number;
  /** Times that the gate let an attempt not through. */
  refusals: number;
  alerts: number;
  recoveries: number;
  /** Failed attempts by `code reason`. */
  readonly kinds: Map<string, number>;
  /** Calls by how many attempts they made, 1 to `MOST_ATTEMPTS`. */
  readonly perCall: Map<number, number>;
  /** How long answered calls took, waits and retries included. */
  readonly latency: LatencyCounts;
}

/** The names of all plain counts of a bucket. */
export type CountName = { [Name in keyof Bucket]: Bucket[Name] extends number ? Name : never }[Exclude<
  keyof Bucket,
  'at'
>];

const COUNTS: readonly CountName[] = [
  'answered',
  'rescued',
  'failed',
  'turnedAway',
  'handedOver',
  'cancelled',
  'attempts',
  'wasted',
  'wastedMs',
  'retries',
  'refusals',
  'alerts',
  'recoveries',
];

/** A bucket in which nothing has happened yet. */
export function emptyBucket(at: number): Bucket {
  return {
    at,
    answered: 0,
    rescued: 0,
    failed: 0,
    turnedAway: 0,
    handedOver: 0,
    cancelled: 0,
    attempts: 0,
    wasted: 0,
    wastedMs: 0,
    retries: 0,
    refusals: 0,
    alerts: 0,
    recoveries: 0,
    kinds: new Map(),
    perCall: new Map(),
    latency: new Map(),
  };
}

/** Adds 1 under `key`. */
export function count<Key>(counts: Map<Key, number>, key: Key, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/** Adds all of `other` to `bucket`. */
export function addBucket(bucket: Bucket, other: Bucket): void {
  for (const name of COUNTS) bucket[name] += other[name];
  for (const [kind, times] of other.kinds) count(bucket.kinds, kind, times);
  for (const [attempts, times] of other.perCall) count(bucket.perCall, attempts, times);
  for (const [step, times] of other.latency) count(bucket.latency, step, times);
}
