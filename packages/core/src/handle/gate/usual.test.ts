import { describe, expect, it } from 'vitest';
import { Usual } from './usual.ts';

function usualOf(attempts: number, inFlight: number, durationMs: number): Usual {
  const usual = new Usual();
  for (let attempt = 0; attempt < attempts; attempt++) usual.note(inFlight, durationMs);
  return usual;
}

describe('what is usual', () => {
  it('begins with one attempt in flight, and nothing known of durations', () => {
    expect(new Usual()).toMatchObject({ inFlight: 1, durationMs: 0 });
  });

  it('follows durations within tens of attempts, and attempts in flight within hundreds', () => {
    expect(usualOf(1, 257, 160)).toMatchObject({ inFlight: 2, durationMs: 10 });
    const { inFlight, durationMs } = usualOf(100, 11, 160);
    expect(durationMs).toBeGreaterThan(159);
    expect(inFlight).toBeCloseTo(1 + 10 * (1 - (255 / 256) ** 100), 9);
  });

  it('is slow above two times the usual duration', () => {
    const usual = usualOf(1, 1, 1_600);
    expect([usual.isSlow(50), usual.isSlow(200), usual.isSlow(200.1)]).toEqual([false, false, true]);
  });

  it('is never slow while nothing is known', () => {
    expect(new Usual().isSlow(60_000)).toBe(false);
  });
});
