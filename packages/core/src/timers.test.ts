import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { fakeClock } from './testing/fake-clock.ts';
import { type Alarm, Timers } from './timers.ts';

function alarm(onDue: (nowMs: number) => void = () => {}): Alarm {
  return { dueMs: 0, heapIndex: -1, onDue };
}

describe('timers', () => {
  it('call an alarm back once, when it is due', async () => {
    const clock = fakeClock();
    const timers = new Timers(clock);
    const calls: number[] = [];
    timers.set(
      alarm((nowMs) => calls.push(nowMs)),
      100,
    );
    await clock.advance(99);
    expect(calls).toEqual([]);
    await clock.advance(1_000);
    expect(calls).toEqual([100]);
  });

  it('let the last time that an alarm was set to count', async () => {
    const clock = fakeClock();
    const timers = new Timers(clock);
    const calls: number[] = [];
    const moved = alarm((nowMs) => calls.push(nowMs));
    timers.set(moved, 100);
    timers.set(moved, 300);
    timers.set(moved, 200);
    await clock.advance(1_000);
    expect(calls).toEqual([200]);
  });

  it('take Infinity for never, and hold the process for nobody', () => {
    const clock = fakeClock();
    const timers = new Timers(clock);
    const once = alarm();
    timers.set(once, 100);
    timers.set(once, Infinity);
    expect(clock.pending).toBe(0);
  });

  it('need one timer of the clock for any number of alarms', () => {
    const clock = fakeClock();
    let made = 0;
    const counting: Clock = {
      ...clock,
      setTimer(callback, delayMs) {
        made++;
        return clock.setTimer(callback, delayMs);
      },
    };
    const timers = new Timers(counting);
    timers.set(alarm(), 10);
    for (let index = 0; index < 1_000; index++) {
      const call = alarm();
      timers.set(call, 100 + index);
      timers.cancel(call);
    }
    expect([made, clock.pending]).toEqual([1, 1]);
  });

  it('hold the process only while somebody waits', async () => {
    const clock = fakeClock();
    const timers = new Timers(clock);
    const [first, second] = [alarm(), alarm()];
    timers.set(first, 100);
    timers.cancel(first);
    expect(clock.pending).toBe(0);
    timers.set(second, 200); // the timer is armed for 100 already
    expect(clock.pending).toBe(1);
    await clock.advance(200);
    expect(clock.pending).toBe(0);
  });

  it('chain delays that no runtime takes in one piece', async () => {
    const clock = fakeClock();
    const delays: number[] = [];
    const counting: Clock = {
      ...clock,
      setTimer(callback, delayMs) {
        delays.push(delayMs);
        return clock.setTimer(callback, delayMs);
      },
    };
    const timers = new Timers(counting);
    const calls: number[] = [];
    const dueMs = 3 * 2 ** 31;
    timers.set(
      alarm((nowMs) => calls.push(nowMs)),
      dueMs,
    );
    await clock.advance(dueMs - 1);
    expect(calls).toEqual([]);
    await clock.advance(1);
    expect(calls).toEqual([dueMs]);
    expect(Math.max(...delays)).toBeLessThan(2 ** 31);
  });

  it('keep the others going when an alarm sets or cancels some on the way', async () => {
    const clock = fakeClock();
    const timers = new Timers(clock);
    const calls: string[] = [];
    const dropped = alarm(() => calls.push('dropped'));
    const late = alarm(() => calls.push('late'));
    timers.set(
      alarm(() => {
        calls.push('first');
        timers.cancel(dropped);
        timers.set(
          alarm(() => calls.push('at once')),
          clock.now(),
        );
        timers.set(late, clock.now() + 5);
      }),
      10,
    );
    timers.set(dropped, 10);
    timers.set(
      alarm(() => calls.push('last')),
      50,
    );
    await clock.advance(100);
    expect(calls).toEqual(['first', 'at once', 'late', 'last']);
    expect(clock.pending).toBe(0);
  });

  it('call every alarm at its time and in order, whatever is set, moved and cancelled', async () => {
    const step = fc.oneof(
      fc.record({ set: fc.nat(9), inMs: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ cancel: fc.nat(9) }),
      fc.record({ advance: fc.integer({ min: 0, max: 30 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        const clock = fakeClock();
        const timers = new Timers(clock);
        const due = new Map<number, number>();
        const alarms = Array.from({ length: 10 }, (_, name) =>
          alarm((nowMs) => {
            expect(nowMs).toBe(due.get(name));
            expect(nowMs).toBe(Math.min(...due.values()));
            due.delete(name);
          }),
        );
        for (const taken of steps) {
          if ('set' in taken) {
            due.set(taken.set, clock.now() + taken.inMs);
            timers.set(alarms[taken.set] as Alarm, clock.now() + taken.inMs);
          } else if ('cancel' in taken) {
            due.delete(taken.cancel);
            timers.cancel(alarms[taken.cancel] as Alarm);
          } else await clock.advance(taken.advance);
          expect(clock.pending).toBe(due.size === 0 ? 0 : 1);
        }
        await clock.advance(60);
        expect([due.size, clock.pending]).toEqual([0, 0]);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
