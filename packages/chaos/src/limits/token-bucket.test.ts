import { describe, expect, it } from 'vitest';
import { fullBucket, take, tokensAt, untilFullMs } from './token-bucket.ts';

const options = { capacity: 3, tokensPerMs: 1 / 100 };

function drained(nowMs: number) {
  let bucket = fullBucket(nowMs, options);
  for (let index = 0; index < 3; index += 1) bucket = take(bucket, nowMs, options).bucket;
  return bucket;
}

describe('token bucket', () => {
  it('allows a burst of its capacity, and no more', () => {
    const refused = take(drained(0), 0, options);
    expect(refused).toMatchObject({ allowed: false, waitMs: 100 });
  });

  it('lets in whoever waits exactly as long as told', () => {
    const { bucket, waitMs } = take(drained(0), 33, options);
    expect(waitMs).toBeCloseTo(67, 6);
    expect(take(bucket, 33 + waitMs, options).allowed).toBe(true);
  });

  it('takes nothing for a refusal', () => {
    const refused = take(drained(0), 50, options).bucket;
    expect(take(refused, 100, options).allowed).toBe(true);
  });

  it('never holds more than its capacity', () => {
    expect(tokensAt(fullBucket(0, options), 1e9, options)).toBe(3);
  });

  it('adds nothing when time runs backwards', () => {
    expect(tokensAt(drained(1_000), 0, options)).toBe(0);
  });

  it('says when it is full again', () => {
    expect(untilFullMs(drained(0), 100, options)).toBeCloseTo(200, 6);
  });

  it('grants over a long run exactly its rate and its burst', () => {
    let bucket = fullBucket(0, options);
    let granted = 0;
    for (let nowMs = 0; nowMs < 10_000; nowMs += 7) {
      const taken = take(bucket, nowMs, options);
      bucket = taken.bucket;
      if (taken.allowed) granted += 1;
    }
    expect(granted).toBe(3 + 99);
  });
});
