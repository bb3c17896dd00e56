import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollingCounts } from './rolling-counts.ts';

const WINDOW_MS = 60_000;
const SLOT_MS = 5_000;

describe('rolling counts', () => {
  it('are those of the slots of the window', () => {
    const attempt = fc.record({
      gapMs: fc.constantFrom(0, 1, 999, 4_999, 5_000, 30_000, 59_999, 60_000, 1e7),
      failed: fc.boolean(),
    });
    const share = fc.constantFrom(1 / 12, 0.5, 1);
    fc.assert(
      fc.property(
        fc.array(attempt, { maxLength: 40, size: 'max' }),
        share,
        fc.nat(80_000),
        (attempts, part, laterMs) => {
          const counts = new RollingCounts(WINDOW_MS);
          let nowMs = 12_345;
          const all = attempts.map(({ gapMs, failed }) => {
            nowMs += gapMs;
            counts.add(nowMs, failed);
            return { slot: Math.floor(nowMs / SLOT_MS), failed };
          });
          const newest = Math.floor((nowMs + laterMs) / SLOT_MS);
          const inside = all.filter(({ slot }) => slot > newest - part * 12);
          const failures = inside.filter(({ failed }) => failed).length;
          expect(counts.counts(nowMs + laterMs, part)).toEqual({ attempts: inside.length, failures });
          const slots = counts.slots(nowMs + laterMs);
          for (const [place, { attempts: count }] of slots.entries()) {
            expect(count).toBe(all.filter(({ slot }) => slot === newest - 11 + place).length);
          }
        },
      ),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it('stay right for a million failures a slot', () => {
    const counts = new RollingCounts(WINDOW_MS);
    for (let i = 0; i < 1_000_000; i++) counts.add(7, true);
    for (let i = 0; i < 10; i++) counts.add(8, false);
    expect(counts.counts(9)).toEqual({ attempts: 1_000_010, failures: 1_000_000 });
  });

  it('count what seems to come from the past as of now', () => {
    const counts = new RollingCounts(WINDOW_MS);
    counts.add(100_000, true);
    counts.add(1, false);
    expect(counts.counts(100_000)).toEqual({ attempts: 2, failures: 1 });
    expect(counts.counts(1)).toEqual({ attempts: 2, failures: 1 });
  });
});
