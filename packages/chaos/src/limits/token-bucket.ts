/** A token bucket: `tokens` were in it at `atMs`, and it fills evenly up to its capacity. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export interface BucketOptions {
  /** The most it holds: the size of the burst it allows. */
  readonly capacity: number;
  /** How fast it fills. */
  readonly tokensPerMs: number;
}

export function fullBucket(nowMs: number, { capacity }: BucketOptions): Bucket {
  return { tokens: capacity, atMs: nowMs };
}

/** Takes one token if there is one. A refusal takes nothing and says how long until there is one. */
export function take(
  bucket: Bucket,
  nowMs: number,
  options: BucketOptions,
): { readonly bucket: Bucket; readonly allowed: boolean; readonly waitMs: number } {
  const tokens = tokensAt(bucket, nowMs, options);
  const atMs = Math.max(bucket.atMs, nowMs);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, atMs }, allowed: true, waitMs: 0 };
  return { bucket: { tokens, atMs }, allowed: false, waitMs: (1 - tokens) / options.tokensPerMs };
}

/** What is in the bucket now. Time that runs backwards adds nothing. */
export function tokensAt(bucket: Bucket, nowMs: number, { capacity, tokensPerMs }: BucketOptions): number {
  const filled = bucket.tokens + Math.max(0, nowMs - bucket.atMs) * tokensPerMs;
  // Sums of fractions fall short of a whole token by rounding; a caller who waited as long as told must get in.
  return Math.min(capacity, Math.round(filled * 1e9) / 1e9);
}

/** Milliseconds until the bucket is full. */
export function untilFullMs(bucket: Bucket, nowMs: number, options: BucketOptions): number {
  return (options.capacity - tokensAt(bucket, nowMs, options)) / options.tokensPerMs;
}
