import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';

describe('the system clock', () => {
  it('runs deferred work after what is pending, and before any timer of a millisecond', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        // From within a timer: the next one comes a turn of the loop later than deferred work does.
        setTimeout(() => {
          order.push('timer');
          resolve();
        }, 1);
        systemClock.defer(() => order.push('deferred'));
        void Promise.resolve().then(() => order.push('promise'));
        order.push('now');
      }, 0);
    });
    expect(order).toEqual(['now', 'promise', 'deferred', 'timer']);
  });

  it('never goes back, and labels with the wall clock', () => {
    const before = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(Math.abs(systemClock.wallNow() - Date.now())).toBeLessThan(1_000);
  });

  it('lets go of the process for a timer that holds nobody', () => {
    const handle = systemClock.setTimer(() => {}, 60_000) as NodeJS.Timeout;
    systemClock.holdProcess?.(handle, false);
    expect(handle.hasRef()).toBe(false);
    systemClock.holdProcess?.(handle, true);
    expect(handle.hasRef()).toBe(true);
    systemClock.clearTimer(handle);
  });
});
