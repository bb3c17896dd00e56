import { describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

describe('the system clock', () => {
  it('runs deferred work after what is pending, and without a timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] }); // none ever fires
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.defer(() => {
        order.push('deferred');
        resolve();
      });
      void Promise.resolve().then(() => order.push('promise'));
      order.push('now');
    });
    vi.useRealTimers();
    expect(order).toEqual(['now', 'promise', 'deferred']);
  });

  it('never goes back, and labels with the wall clock', () => {
    const before = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    const from = Date.now();
    const label = systemClock.wallNow();
    expect([from, label, Date.now()].toSorted((a, b) => a - b)[1]).toBe(label);
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
