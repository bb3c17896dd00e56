import { createBreakwater, type Breakwater, type Policy } from '@breakwater/core';
import { fakeClock, type FakeClock } from '@breakwater/core/testing';
import { describe, expect, it } from 'vitest';
import { addBucket, type Bucket, emptyBucket } from './bucket.ts';
import { Collector } from './collector.ts';
import { RESOLUTIONS } from './series.ts';

const failing = (status: number): Error => Object.assign(new Error('no'), { status });

function setUp(policy: Policy = {}): { clock: FakeClock; breakwater: Breakwater; collector: Collector } {
  const clock = fakeClock();
  const retry = { base: 1, jitter: 'none' as const };
  const breakwater = createBreakwater({ retry, ...policy }, { clock, random: () => 0.5 });
  return { clock, breakwater, collector: new Collector(breakwater) };
}

/** A call whose attempts take 100 ms each and end with these statuses. */
async function call(
  { clock, breakwater }: ReturnType<typeof setUp>,
  target: string,
  statuses: number[],
): Promise<void> {
  const left = [...statuses];
  const answer = breakwater.run(target, async () => {
    await new Promise<void>((resolve) => void clock.setTimer(resolve, 100));
    const status = left.shift() ?? 200;
    if (status !== 200) throw failing(status);
  });
  const settled = answer.catch(() => undefined);
  await clock.advance(5_000);
  await settled;
}

function total(collector: Collector, target?: string): Bucket {
  const sum = emptyBucket(0);
  for (const bucket of collector.series(target)?.read(RESOLUTIONS[2] ?? RESOLUTIONS[0], 0, Infinity) ?? []) {
    addBucket(sum, bucket);
  }
  return sum;
}

describe('the collector', () => {
  it('counts calls, attempts and what was wasted, for each target and for all', async () => {
    const world = setUp();
    await call(world, 'one', [200]);
    await call(world, 'one', [503, 429, 200]);
    await call(world, 'two', [500, 500, 500]);
    await call(world, 'two', [400]);
    expect(total(world.collector, 'one')).toMatchObject({ answered: 2, rescued: 1, failed: 0, attempts: 4, wasted: 2 });
    expect(total(world.collector, 'two')).toMatchObject({
      answered: 0,
      failed: 2,
      attempts: 4,
      wasted: 4,
      wastedMs: 400,
    });
    const all = total(world.collector);
    expect(all).toMatchObject({ answered: 2, failed: 2, attempts: 8, wasted: 6, retries: 4, turnedAway: 0 });
    expect(Object.fromEntries(all.kinds)).toEqual({
      '400 invalid_request': 1,
      '429 rate_limited': 1,
      '500 server_error': 3,
      '503 overloaded': 1,
    });
    expect([...all.perCall]).toEqual([0, 2, 0, 2, 0, 0, 0, 0, 0]);
  });

  it('counts a call that no attempt was let through for once, as turned away', async () => {
    const world = setUp();
    world.breakwater.isolate('one');
    await call(world, 'one', [200]);
    expect(total(world.collector)).toMatchObject({ failed: 1, turnedAway: 1, refusals: 1, attempts: 0 });
    expect(world.collector.failures.list()).toMatchObject([{ last: { target: 'one', refusal: 'isolated' }, times: 1 }]);
  });

  it('counts a call that is refused a further attempt once, as failed', async () => {
    const world = setUp({ breaker: { threshold: 1, whenOpen: 'fail' } });
    await call(world, 'one', [503]);
    expect(total(world.collector)).toMatchObject({ failed: 1, turnedAway: 0, refusals: 1, attempts: 1 });
    expect(world.collector.failures.list()).toMatchObject([{ last: { stopped: 'refused' }, times: 1 }]);
  });

  it('takes a call that another target answered for rescued, and not for lost', async () => {
    const world = setUp({ retry: false, targets: { one: { fallback: ['two'] } } });
    await call(world, 'one', [503, 200]);
    const { failed, handedOver, answered, rescued } = total(world.collector);
    expect({ failed, handedOver, answered, rescued }).toEqual({ failed: 1, handedOver: 1, answered: 1, rescued: 1 });
  });

  it('takes a call that every target refused for lost once', async () => {
    const world = setUp({ retry: false, targets: { one: { fallback: ['two'] } } });
    world.breakwater.isolate('two');
    await call(world, 'one', [503]);
    const { failed, handedOver } = total(world.collector);
    expect(failed - handedOver).toBe(1);
  });

  it('counts callers who left apart from failures', async () => {
    const world = setUp();
    const leaving = AbortSignal.abort(new Error('gone'));
    await world.breakwater.run('one', () => Promise.resolve(), { signal: leaving }).catch(() => undefined);
    expect(total(world.collector)).toMatchObject({ cancelled: 1, failed: 0, attempts: 0, wasted: 0 });
  });

  it('counts recoveries and alerts, and keeps what is raised', async () => {
    const world = setUp({
      breaker: { threshold: 2, probeAfter: 100 },
      alerts: [{ type: 'breaker-open' }],
      retry: false,
    });
    await call(world, 'one', [503]);
    await call(world, 'one', [503]);
    expect(world.collector.alerts.list()).toMatchObject([
      { rule: 'breaker-open', target: 'one', clearedAt: undefined },
    ]);
    expect(new Collector(world.breakwater).alerts.list()).toMatchObject([{ rule: 'breaker-open', target: 'one' }]);
    for (let turn = 0; turn < 30; turn++) await call(world, 'one', [200]);
    expect(total(world.collector)).toMatchObject({ recoveries: 1, alerts: 1 });
    expect(world.collector.alerts.list().map(({ rule, clearedAt }) => [rule, typeof clearedAt])).toEqual([
      ['breaker-open', 'number'],
    ]);
  });

  it('keeps a past for fifty targets; one that is not used for a minute makes room', async () => {
    const world = setUp();
    const { breakwater, clock, collector } = world;
    const use = (name: string): Promise<void> => breakwater.run(name, () => Promise.resolve());
    for (let target = 0; target < 60; target++) await use(`target-${target}`);
    const known = (name: string): boolean => collector.series(name) !== undefined;
    expect([known('target-49'), known('target-50')]).toEqual([true, false]);
    await clock.advance(40_000);
    for (let target = 1; target < 50; target++) await use(`target-${target}`);
    await clock.advance(30_000);
    for (const name of ['late', 'later']) await use(name);
    expect(['target-0', 'target-1', 'late', 'later'].map(known)).toEqual([false, true, true, false]);
    expect(total(collector).answered).toBe(60 + 49 + 2);
  });

  it('hears nothing any more once it is closed', async () => {
    const world = setUp();
    world.collector.close();
    await call(world, 'one', [503]);
    expect(total(world.collector)).toMatchObject({ attempts: 0, answered: 0 });
  });
});
