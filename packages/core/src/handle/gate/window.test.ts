import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallWindow } from './window.ts';

describe('the call window', () => {
  it('forgets a call after the window, to a tenth of it', () => {
    const window = new CallWindow(10_000);
    window.record(500, true);
    expect([window.tally(9_999).calls, window.tally(9_999).failures]).toEqual([1, 1]);
    expect([window.tally(10_000).calls, window.tally(10_000).failures]).toEqual([0, 0]);
  });

  it('is exact when it wraps around: failures that have left count no more', () => {
    const window = new CallWindow(10_000);
    for (let ms = 0; ms < 10_000; ms += 1_000) window.record(ms, true);
    for (let ms = 10_000; ms < 20_000; ms += 1_000) window.record(ms, false);
    expect([window.tally(19_999).calls, window.tally(19_999).failures]).toEqual([10, 0]);
  });

  it('is empty after a pause of any length', () => {
    const window = new CallWindow(10_000);
    for (let index = 0; index < 50; index++) window.record(index * 200, index % 2 === 0);
    expect([window.tally(1e9).calls, window.tally(1e9).failures, window.tally(1e9).callsPerSecond]).toEqual([0, 0, 0]);
  });

  // Defect: a target that takes over after a pause seems to do a tenth of what it does, and is paced to that.
  it('takes no rate over a pause: what is called again counts as if for the first time', () => {
    const window = new CallWindow(10_000);
    window.record(0, false);
    for (let ms = 60_000; ms < 62_000; ms += 20) window.record(ms, false);
    expect(window.tally(62_000).callsPerSecond).toBe(50);
  });

  it('is empty when it was cleared, and counts on', () => {
    const window = new CallWindow(10_000);
    window.record(0, true);
    window.clear(50);
    window.record(100, false);
    expect([window.tally(200).calls, window.tally(200).failures]).toEqual([1, 0]);
  });

  it('takes nothing off for what was cleared, when its time is over', () => {
    const window = new CallWindow(10_000);
    for (let call = 0; call < 5; call++) window.record(0, true);
    window.clear(5_000);
    window.record(9_000, true);
    expect([window.tally(12_000).calls, window.tally(12_000).failures]).toEqual([1, 1]);
  });

  it('tells how many failed as of now, also where nobody asks for anything else', () => {
    const window = new CallWindow(10_000);
    window.record(0, true);
    expect(window.tally(10_000).failures).toBe(0);
  });

  it('tells what failed lately once 16 calls are known, the latest most, however long ago that was', () => {
    const window = new CallWindow(10_000);
    for (let call = 0; call < 15; call++) window.record(0, true);
    expect([window.failedLately, window.tally(0).failedLately]).toEqual([0, 0]);
    window.record(0, false);
    const share = (1 - (15 / 16) ** 15) * (15 / 16);
    expect(window.failedLately).toBeCloseTo(share);
    expect(window.tally(1e9).failedLately).toBeCloseTo(share);
    window.clear(1e9);
    for (let call = 0; call < 16; call++) window.record(1e9, call < 15);
    expect(window.failedLately).toBeCloseTo(share);
  });

  it('takes the rate of calls over the time since the first one, but over no less than a second', () => {
    const window = new CallWindow(10_000);
    for (let ms = 60_000; ms < 60_500; ms += 50) window.record(ms, true);
    expect(window.tally(60_500).callsPerSecond).toBe(10);
    expect(window.tally(64_000).callsPerSecond).toBe(2.5);
    window.clear(64_000);
    window.record(64_000, false);
    expect(window.tally(66_000).callsPerSecond).toBe(0.5);
  });

  it('takes the rate over no time from before it was cleared', () => {
    const window = new CallWindow(10_000);
    window.clear(5_000);
    for (let ms = 5_000; ms < 7_000; ms += 50) window.record(ms, false);
    expect(window.tally(7_000).callsPerSecond).toBeCloseTo(20);
  });

  it('counts what a list of all calls would, whatever comes when', () => {
    const call = fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), failed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 100, size: 'max' }), (calls) => {
        const window = new CallWindow(1_000);
        const all: { bucket: number; failed: boolean }[] = [];
        let nowMs = 0;
        for (const { afterMs, failed } of calls) {
          nowMs += afterMs;
          const bucket = Math.floor(nowMs / 100);
          window.record(nowMs, failed);
          all.push({ bucket, failed });
          const inside = all.filter((one) => one.bucket > bucket - 10);
          expect(window.tally(nowMs).calls).toBe(inside.length);
          expect(window.tally(nowMs).failures).toBe(inside.filter((one) => one.failed).length);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
