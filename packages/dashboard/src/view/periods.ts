import { addBucket, type Bucket, emptyBucket } from '../collect/bucket.ts';
import { quantiles } from '../collect/latency-scale.ts';
import type { Period, Quantiles } from './view.ts';

/** A bucket as JSON. */
export function periodOf({ kinds, latency, perCall, wastedMs, ...counts }: Bucket): Period {
  return {
    ...counts,
    wastedMs: Math.round(wastedMs),
    kinds: Object.fromEntries(kinds),
    perCall: Object.fromEntries([...perCall.entries()].filter(([, calls]) => calls > 0)),
    latencyMs: read(latency),
  };
}

/** All of `buckets` in one, from `at`. */
export function totalOf(buckets: readonly Bucket[], at: number): Period {
  const total = emptyBucket(at);
  for (const bucket of buckets) addBucket(total, bucket);
  return periodOf(total);
}

function read(latency: Bucket['latency']): Quantiles | null {
  const [p50, p90, p99] = quantiles(latency, [0.5, 0.9, 0.99]) ?? [];
  return p50 === undefined || p90 === undefined || p99 === undefined ? null : { p50, p90, p99 };
}
