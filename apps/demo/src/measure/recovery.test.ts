import { describe, expect, it } from 'vitest';
import type { CallRecord } from './ledger.ts';
import { isServed, isServedPromptly, recoveryMs } from './recovery.ts';

const SPAN = { outageEndMs: 10_000, runEndMs: 20_000, windowMs: 1_000 };

/** A call every 10 ms, served unless it arrived before `goodFromMs` or is told otherwise. */
function calls(goodFromMs: number, lostAtMs: readonly number[] = [], tookMs = 50): CallRecord[] {
  return Array.from({ length: 2_000 }, (_, index) => {
    const arrivedMs = index * 10;
    const lost = arrivedMs < goodFromMs || lostAtMs.includes(arrivedMs);
    return { arrivedMs, endedMs: arrivedMs + tookMs, fate: lost ? 'lost' : 'served' };
  });
}

describe('the time to recover', () => {
  it('is 0 when calls are served from the end of the outage on', () => {
    expect(recoveryMs(calls(10_000), SPAN, isServed)).toBe(0);
  });

  it('is counted from the end of the outage, in steps of a tenth of a second', () => {
    // In the first window 5 of 100 calls may be lost: those of its first 50 ms.
    expect(recoveryMs(calls(12_250), SPAN, isServed)).toBe(2_200);
    expect(recoveryMs(calls(12_260), SPAN, isServed)).toBe(2_300);
  });

  it('asks for three good windows in a row', () => {
    const relapse = Array.from({ length: 20 }, (_, index) => 12_500 + index * 10);
    expect(recoveryMs(calls(10_000, relapse), SPAN, isServed)).toBeGreaterThan(2_500);
    const later = relapse.map((atMs) => atMs + 1_000);
    expect(recoveryMs(calls(10_000, later), SPAN, isServed)).toBe(0);
  });

  it('is undefined when it does not come before the end of the run', () => {
    expect(recoveryMs(calls(17_100), SPAN, isServed)).toBeUndefined();
  });

  it('holds no window without calls against a client', () => {
    expect(recoveryMs([], SPAN, isServed)).toBe(0);
  });

  it('counts what still waits as not served', () => {
    const waiting = calls(0).map(({ arrivedMs }) => ({ arrivedMs, endedMs: undefined, fate: 'waiting' as const }));
    expect(recoveryMs(waiting, SPAN, isServed)).toBeUndefined();
  });

  it('can ask that nobody waits for longer than a second', () => {
    expect(recoveryMs(calls(0, [], 1_000), SPAN, isServedPromptly)).toBe(0);
    expect(recoveryMs(calls(0, [], 1_001), SPAN, isServedPromptly)).toBeUndefined();
  });
});
