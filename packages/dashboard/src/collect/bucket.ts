import { type LatencyCounts, noLatencies } from './latency-scale.ts';

/** Calls with more attempts than this count as this many. */
const MOST_ATTEMPTS = 8;

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
  /** Calls by how many attempts they made, up to `MOST_ATTEMPTS`. */
  readonly perCall: Uint32Array;
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
    perCall: new Uint32Array(MOST_ATTEMPTS + 1),
    latency: noLatencies(),
  };
}

/** Counts a failed attempt. @param kind - as `code reason`. */
export function countKind({ kinds }: Bucket, kind: string, times = 1): void {
  kinds.set(kind, (kinds.get(kind) ?? 0) + times);
}

/** Counts a call by its attempts. */
export function countCall({ perCall }: Bucket, attempts: number): void {
  perCall[Math.min(attempts, MOST_ATTEMPTS)]!++;
}

/** Adds all of `other` to `bucket`. */
export function addBucket(bucket: Bucket, other: Bucket): void {
  for (const name of COUNTS) bucket[name] += other[name];
  for (const [kind, times] of other.kinds) countKind(bucket, kind, times);
  for (const [attempts, times] of other.perCall.entries()) bucket.perCall[attempts]! += times;
  for (const [step, times] of other.latency.entries()) bucket.latency[step]! += times;
}
