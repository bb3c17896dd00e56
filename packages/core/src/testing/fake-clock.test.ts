import { describe, expect, it } from 'vitest';
import { fakeClock } from './fake-clock.ts';

describe('a fake clock', () => {
  it('stands still until it is told to go on', async () => {
    const clock = fakeClock(1_000);
    expect([clock.now(), clock.wallNow()]).toEqual([0, 1_000]);
    await clock.advance(250);
    expect([clock.now(), clock.wallNow()]).toEqual([250, 1_250]);
  });

  it('calls timers at their time and in order, those too that are set on the way', async () => {
    const clock = fakeClock();
    const calls: [string, number][] = [];
    clock.setTimer(() => calls.push(['b', clock.now()]), 20);
    clock.setTimer(() => {
      calls.push(['a', clock.now()]);
      clock.setTimer(() => calls.push(['c', clock.now()]), 15);
    }, 10);
    clock.setTimer(() => calls.push(['never', clock.now()]), 101);
    await clock.advance(100);
    expect(calls).toEqual([
      ['a', 10],
      ['b', 20],
      ['c', 25],
    ]);
    expect(clock.pending).toBe(1);
  });

  it('lets promises settle between two timers', async () => {
    const clock = fakeClock();
    const order: string[] = [];
    clock.setTimer(() => void Promise.resolve().then(() => order.push('promise')), 10);
    clock.setTimer(() => order.push('timer'), 10);
    await clock.advance(10);
    expect(order).toEqual(['promise', 'timer']);
  });

  it('lets promises settle without time passing', async () => {
    const clock = fakeClock();
    let done = false;
    clock.defer(() => (done = true));
    await clock.settle();
    expect([done, clock.now()]).toEqual([true, 0]);
  });

  it('forgets cleared timers, and counts those that hold the process', () => {
    const clock = fakeClock();
    const [held, released, cleared] = [10, 20, 30].map((ms) => clock.setTimer(() => {}, ms));
    expect(clock.pending).toBe(3);
    clock.clearTimer(cleared);
    clock.holdProcess?.(released, false);
    expect(clock.pending).toBe(1);
    clock.clearTimer(held);
    expect(clock.pending).toBe(0);
  });
});
