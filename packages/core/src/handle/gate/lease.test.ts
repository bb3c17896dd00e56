import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../testing/fake-clock.ts';
import { Timers } from '../../timers.ts';
import { lease } from './lease.ts';
import type { LeaseTerms } from './lease-terms.ts';
import type { Permit } from './permit.ts';

describe('an attempt that is out for long at a target that is tried again', () => {
  /** What is told of an attempt that was sent at 100 ms, and when. */
  async function told(terms: LeaseTerms): Promise<{ news: unknown[]; permit: Permit }> {
    const clock = fakeClock();
    await clock.advance(100);
    const permit: Permit = { generation: 1, number: 1, sinceMs: 0, sentAtMs: 100, lease: undefined };
    const news: unknown[] = [];
    lease(permit, terms, new Timers(clock), ({ outcome, sign }, nowMs) => news.push([nowMs, outcome, sign]));
    await clock.advance(100_000);
    return { news, permit };
  }

  it('is as good as answered once it has outlived the failures, and gives its place back after half a minute', async () => {
    const { news, permit } = await told({ placeMs: 30_000, outlivedMs: 300 });
    expect(news).toEqual([
      [400, 'success', 'outlived'],
      [30_100, 'neutral', 'ended'],
    ]);
    expect(permit.outlived).toBe(true);
  });

  it('gives its place back, and tells nothing, where its place is over before that', async () => {
    const { news, permit } = await told({ placeMs: 1_000, outlivedMs: 2_000 });
    expect(news).toEqual([[1_100, 'neutral', 'ended']]);
    expect(permit.outlived).toBeUndefined();
  });
});
